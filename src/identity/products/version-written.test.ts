import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inVersionRange, readVersionRange } from './version-range.ts'

const says = (range: string, version: string, product?: string) =>
  inVersionRange(readVersionRange(range, true), version, product).says

/** What a cell is to be read as: before 4.6, not before 4.5, up to 4.5, not from 4.6. */
function isFourFive(cells: readonly string[]): void {
  for (const cell of cells)
    assert.deepEqual(
      ['< 4.6', '< 4.5', '<= 4.5', '>= 4.6', '< 4.5.1', '= 4.5'].map(range => says(range, cell)),
      ['in', 'out', 'in', 'out', 'in', 'in'],
      JSON.stringify(cell),
    )
}

/** Nothing can be said of these, whatever the range. */
function isNothing(cells: readonly string[], product?: string): void {
  for (const cell of cells)
    for (const range of ['< 4.6', '< 40.0', '> 1.0', '<= 4.5'])
      assert.equal(says(range, cell, product), 'undecided', `${JSON.stringify(cell)} in ${range}`)
}

test('what a spreadsheet leaves around a version is no part of it', () => {
  isFourFive([
    '="4.5"',
    '=T("4.5")',
    '="""4.5"""',
    "'4.5",
    '"4.5"',
    '=4.5',
    '4.5;',
    '(4.5)',
    '[4.5]',
    ' 4.5\u00a0',
    '\ufeff4.5',
  ])
})

test('full-width signs and other dots are read', () => {
  isFourFive(['４．５', 'Ｖ４．５', 'V４．５', '4·5', 'ＦＷ：Ｖ４．５'])
})

test('a decimal comma is a dot where nothing else can be meant', () => {
  isFourFive(['4,5', 'V4,5', '４，５', 'FW 4,5', 'Stand 4,5', '4,5,0'])
  assert.equal(says('< 4.6', '4,5 SP1'), 'in')
  isNothing(['1,5.2', '3,4,5', '4.4, 4.5'])
  // 1.005, a thousand and five: only what holds for both is said.
  assert.equal(says('< 4.6', '1,005'), 'undecided')
  assert.equal(says('< 4.6', '4,500'), 'undecided')
  assert.equal(says('< 1.0', '1,005'), 'out')
})

test('words for version and firmware in front are read in the languages of plants', () => {
  isFourFive([
    ...['Version 4.5', 'Version: 4.5', 'VERSION=4.5', 'Ver.4.5', 'Release 4.5', 'Rel. 4.5', 'Rev. 4.5', 'Issue 4.5'],
    ...['Stand 4.5', 'Stand: V4.5', 'Ausgabe 4.5', 'Versionsstand 4.5', 'Firmwarestand: 4.5', 'FW-Stand 4.5'],
    ...[
      'FW-Version: V4.5',
      'Firmware-Version: 4.5',
      'fw_4.5',
      'F/W 4.5',
      'SW/FW 4.5',
      'FWV4.5',
      'Software Version 4.5',
    ],
    ...['versión 4.5', 'versione 4.5', 'versão 4.5', 'wersja 4.5', 'Wersja: 4.5', 'verze 4.5', 'версия прошивки 4.5'],
    ...[
      'バージョン4.5',
      'バージョン：４．５',
      'バージョンV4.5',
      '版本4.5',
      '固件版本 4.5',
      '펌웨어 버전 4.5',
      'Firmware version is 4.5',
    ],
  ])
})

test('words behind are passed where they take nothing away', () => {
  isFourFive([
    '4.5 installed',
    '4.5 (aktuell)',
    '4.5 LTS',
    '4.5 x64',
    '4.5 (64-bit)',
    '4.5 FW',
    'V4.5 (Firmware)',
    '4.5版',
  ])
  isNothing(['4.5 (alt)', '4.5 (was 4.2)', '4.5 (planned)', '4.5?', 'ca. 4.5', '4.5 to be updated to 4.7', 'not 4.5'])
})

test('the day of release behind a version is no part of it', () => {
  isFourFive([
    ...[
      '4.5 (2021-03-04)',
      '4.5 (04.03.2021)',
      '4.5 2021-03-04',
      '4.5 vom 04.03.2021',
      '4.5, 03/2021',
      '4.5 (Mar 2021)',
    ],
    ...['4.5 from March 4, 2021', '4.5 (Stand 03/2021)', '4.5 [2021-03-04]', '4.5 (20210304)', '4.5 (03/21)'],
  ])
  // An advisory may tell versions apart by that day.
  assert.equal(says('<= 4.5_20170817', '4.5 (2018-01-01)'), 'undecided')
})

test('a build behind a version is of that version', () => {
  for (const cell of [
    '4.5 (Build 123)',
    '4.5 build 571999',
    '4.5 (123)',
    '4.5 b123',
    '4.5-build123',
    '4.5 [Build 123]',
  ])
    assert.deepEqual(
      ['< 4.6', '< 4.5', '<= 4.5', '>= 4.5'].map(range => says(range, cell)),
      ['in', 'out', 'in', 'in'],
      cell,
    )
  assert.equal(says('< 4.5.1', '4.5.0 (Build 7)'), 'in')
  // Whether the build is the third number nobody knows.
  assert.equal(says('< 4.5.1', '4.5 (Build 7)'), 'undecided')
  assert.equal(says('< 3.40 build 571848', '3.40 build 571847'), 'in')
  assert.equal(says('< 3.40 build 571848', '3.40 build 571848'), 'out')
})

test('of several components in a cell the firmware counts beside hardware, and none beside another program', () => {
  isFourFive(['HW 3 / FW V4.5', 'FW 4.5 / HW 3', 'FW: 4.5, HW: 02', '4.5 (HW 3)', 'V4.5 FS 3', 'FW 4.5 (Boot 1.0)'])
  isNothing([
    'BIOS 1.2 / FW 3.4',
    'FW 4.5 SW 2.0',
    'HW 3',
    'HW: 4.5',
    '4.5 / 5.0',
    '4.5, 5.0',
    '4.5 & 5.0',
    'V4.5 -> V5.0',
  ])
})

test('from or up to a version is decided where all of it lies on one side', () => {
  for (const [range, cell, wanted] of [
    ['< 4.5', '≥ 4.5', 'out'],
    ['< 4.6', '≥ 4.5', 'undecided'],
    ['>= 4.0', '>= 4.5', 'in'],
    ['>= 4.0 < 5.0', '≥ 4.5', 'undecided'],
    ['< 4.4', '4.5 or later', 'out'],
    ['< 4.6', '4.5+', 'undecided'],
    ['< 4.5', '4.5+', 'out'],
    ['< 4.5', 'ab 4.5', 'out'],
    ['< 4.6', '4.5.x', 'in'],
    ['< 4.6', '4.x', 'undecided'],
    ['< 4.6', '5.x', 'out'],
    ['< 4.6', 'bis 4.5', 'in'],
    ['< 4.5', '<= 4.5', 'undecided'],
    ['> 4.5', '<= 4.5', 'out'],
    ['< 4.6', 'V3 - V5', 'undecided'],
    ['< 4.6', '5.1 - 5.4', 'out'],
  ] as const)
    assert.equal(says(range, cell), wanted, `${cell} in ${range}`)
})

test('what a spreadsheet made of a version, and a day, are no version', () => {
  isNothing([
    '4-May',
    '05. Mai',
    'Apr 05',
    '1.00E+05',
    '14/03/2021',
    '03/14/21',
    '14-03-2021',
    '2021-11-21',
    '12/2019',
    'March 2021',
  ])
  assert.equal(says('< 4.6', '04.05.2021'), 'undecided')
  assert.equal(says('< 2022-01-01', 'May 4, 2021'), 'in')
})

test("the product's own words before a version are passed, other products' are not", () => {
  assert.equal(says('< V7.5', 'WinCC V7.4', 'SIMATIC WinCC'), 'in')
  assert.equal(says('< V7.5', 'WinCC V7.5', 'SIMATIC WinCC'), 'out')
  assert.equal(says('< V5.5', 'STEP 7 V5.4', 'SIMATIC STEP 7'), 'in')
  assert.equal(says('< 3.4', '3_3', 'STEP 3'), 'in')
  isNothing(['WinCC V4.4', 'TIA V16', '1511 V2.8', 'STEP 7 V4.4', 'PCS7 V9.0', 'Windows 10'], 'SIMATIC S7-1500')
  // The firmware's own name (SICAM) is no other product's.
  assert.equal(says('< CPCI85 V05.20', ' CPCI85 V05.19 '), 'in')
})

test('long and odd cells are no versions', () => {
  for (const cell of [
    '1'.repeat(300),
    '4,5'.repeat(60),
    '('.repeat(190),
    'HW 1 FW 2 '.repeat(15),
    '0.0.',
    '.',
    '="',
    "='",
  ])
    assert.equal(says('< 4.6 SP1', cell) === 'in', cell === '0.0.', cell)
  assert.equal(says('< 4.6', '0.0'), 'in')
})
