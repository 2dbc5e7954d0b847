import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetKinds, isAssetKind, usualLevel } from './asset-kind.ts'
import { dayOf, dayOfSerial, instantIn } from './import-date.ts'
import { kindOf } from './import-kind.ts'
import { modelIn } from './import-model.ts'
import { instantOf } from './import-time.ts'
import {
  addressesIn,
  gradeOf,
  hardwareAddressesIn,
  levelOf,
  numberOf,
  ownerOf,
  pathIn,
  rankOf,
  saying,
  truthOf,
} from './import-value.ts'

/** What a function makes of each text, told in one go. */
function all<T>(read: (text: string) => T, pairs: readonly (readonly [string, T])[]): void {
  for (const [text, wanted] of pairs) assert.deepEqual(read(text), wanted, JSON.stringify(text))
}

test('levels of the Purdue model are read as sources spell them', () => {
  all(levelOf, [
    ['1', 1],
    ['level1', 1],
    ['Level 3.5', 3.5],
    ['3,5', 3.5],
    ['iDMZ', 3.5],
    ['L2', 2],
    ['2 - Supervisory', 2],
    ['Ebene 0', 0],
    ['Level-1', 1],
    ['ISA-95 2', 2],
    ['-1', undefined],
    ['Level 0-2', undefined],
    ['L1/L2', undefined],
    ['1 bis 3', undefined],
    ['6', undefined],
    ['2.5', undefined],
    ['12', undefined],
    ['', undefined],
  ])
})

test('numbers are read with the sign that they are written with', () => {
  const comma = (text: string) => numberOf(text, true)
  const point = (text: string) => numberOf(text, false)
  all(comma, [
    ['1.234,50', 1234.5],
    ['2.500', 2500],
    ['2,5', 2.5],
    ['12 000 EUR', 12000],
    ['€ 2.500 /h', 2500],
    ['1.234.567', 1234567],
    ['many', undefined],
    ['', undefined],
  ])
  all(point, [
    ['1,234.50', 1234.5],
    ['2,500', 2500],
    ['2.5', 2.5],
    ['1e400', undefined],
  ])
})

test('days are read as plants write them, and one that may be another is not', () => {
  all(
    text => dayOf(text)?.text,
    [
      ['2019-05-03', '2019-05-03'],
      ['03.05.2019', '2019-05-03'],
      ['3. Mai 2019', '2019-05-03'],
      ['2019-05-03T10:00:00Z', '2019-05-03'],
      ['05/2019', '2019-05-01'],
      ['2019', '2019-01-01'],
      ['25/12/2026', '2026-12-25'],
      ['11/12/2026', undefined],
      ['31.02.2020', undefined],
      ['2019-05-03 or so', undefined],
    ],
  )
  assert.deepEqual(dayOf('02/2028', true), { text: '2028-02-29', exact: false })
  assert.equal(dayOfSerial('43588')?.text, '2019-05-03')
  assert.equal(dayOfSerial('33.1'), undefined)
})

test('a time is the instant at which the clocks of its zone show it', () => {
  const at = (text: string) => {
    const found = instantIn(text, 'Europe/Berlin')
    return found && new Date(found.at).toISOString()
  }
  all(at, [
    ['03.05.2019 14:30', '2019-05-03T12:30:00.000Z'],
    ['2026-01-01T07:50:00Z', '2026-01-01T07:50:00.000Z'],
    ['2026-01-01 07:50:00.25+02:00', '2026-01-01T05:50:00.250Z'],
    ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    ['03.05.2019 8:00 Uhr', '2019-05-03T06:00:00.000Z'],
    ['2026-01-01 25:00', undefined],
    ['tomorrow', undefined],
  ])
  const noon = { year: 2026, month: 7, day: 1, hour: 12, minute: 0, second: 0 }
  assert.equal(instantOf(noon, 'Asia/Kolkata'), Date.UTC(2026, 6, 1, 6, 30))
  assert.equal(instantOf(noon, 'America/New_York'), Date.UTC(2026, 6, 1, 16))
})

test('addresses are read out of a cell, and what is none is told', () => {
  assert.deepEqual(addressesIn('10.0.0.1/24, 10.0.0.2; 0.0.0.0 fe80::1 300.1.1.1 1.2.3'), {
    addresses: ['10.0.0.1', '10.0.0.2', 'fe80::1'],
    odd: ['300.1.1.1', '1.2.3'],
  })
  assert.deepEqual(hardwareAddressesIn('00-1D-9C-C8-BD-20 001d.9cc8.bd21 001D9CC8BD22 ff:ff:ff:ff:ff:ff x'), {
    addresses: ['00:1d:9c:c8:bd:20', '00:1d:9c:c8:bd:21', '00:1d:9c:c8:bd:22'],
    odd: ['x'],
  })
})

test('words for owners, grades, ranks and truth', () => {
  all(ownerOf, [
    ['IT', 'it'],
    ['Automatisierung', 'ot'],
    ['IT/OT', 'convergence'],
    ['Max Muster', undefined],
  ])
  all(rankOf, [
    ['1 - most critical', 1],
    ['eHigh', 1],
    ['MediumCriticality', 2],
    ['C', 3],
    ['4', 4],
    ['banana', undefined],
  ])
  all(gradeOf, [
    ['SIL 3', 'critical'],
    ['hoch', 'high'],
    ['eMedium', 'medium'],
    ['gering', 'low'],
    ['?', undefined],
  ])
  all(truthOf, [
    ['ja', true],
    ['x', true],
    ['nein', false],
    ['vielleicht', undefined],
  ])
  all(pathIn, [
    ['GRE/packaging / line 2', ['GRE', 'packaging', 'line 2']],
    ['A > B', ['A', 'B']],
    ['ATL-B42', ['ATL-B42']],
    ['', []],
  ])
  all(saying, [
    [' a ', 'a'],
    ['n/a', undefined],
    ['#NV', undefined],
    ['unbekannt', undefined],
    ['—', undefined],
  ])
})

test('kinds are told by the words of inventories, English and German', () => {
  all(kindOf, [
    ['ePLC', 'plc'],
    ['cmdb_ci_ot_plc', 'plc'],
    ['Programmable Logic Controller (14)', 'plc'],
    ['Sicherheitssteuerung', 'safety-controller'],
    ['Bediengerät', 'hmi'],
    ['Frequenzumrichter', 'drive'],
    ['Communications Adapter', 'remote-io'],
    ['Cobot', 'robot'],
    ['OPC UA Server', 'opc-ua-server'],
    ['PI Server (Historian)', 'historian'],
    ['Field PG', 'engineering-laptop'],
    ['Industrial Ethernet switch', 'switch'],
    ['Filler', undefined],
    ['1756-L81E', undefined],
  ])
  for (const kind of assetKinds) assert.ok(isAssetKind(kind))
  assert.equal(isAssetKind('constructor'), false)
  assert.equal(usualLevel('historian'), 3.5)
})

test('a model text is split into what it says', () => {
  all(modelIn, [
    ['1756-CNB/D 7.015', { product: '1756-CNB', orderNumber: '1756-CNB', hardwareRevision: 'D', version: '7.015' }],
    ['1756-L81E/B', { product: '1756-L81E', orderNumber: '1756-L81E', hardwareRevision: 'B' }],
    [
      '1769-L33ER/A LOGIX5333ER',
      { product: '1769-L33ER LOGIX5333ER', orderNumber: '1769-L33ER', hardwareRevision: 'A' },
    ],
    ['BMX P34 2020 v2.9', { product: 'BMX P34 2020', version: 'v2.9' }],
    ['SIMATIC HMI TP1200', { product: 'SIMATIC HMI TP1200' }],
  ])
})
