import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '#boms'
import { prepareImports, readImport } from '../import-read.ts'

await prepareImports()

const data = process.env['MILLCERT_TESTDATA']

test('a scan of a controller over EtherNet/IP and one over Modbus gives two assets, each with its parts split', t => {
  if (data === undefined) return t.skip('MILLCERT_TESTDATA is not set')
  const { assets, active, refused } = readImport(paperOf('nmap-ot.xml', readFileSync(`${data}/captures/nmap-ot.xml`)))
  assert.equal(active, true)
  assert.deepEqual(refused, [])
  assert.deepEqual(
    assets.map(({ vendor, product, orderNumber, hardwareRevision, firmware, serial, kind }) => ({
      vendor,
      product,
      orderNumber,
      hardwareRevision,
      firmware,
      serial,
      kind,
    })),
    [
      {
        vendor: 'Schneider Electric',
        product: 'BMX P34 2020',
        orderNumber: undefined,
        hardwareRevision: undefined,
        firmware: 'v2.9',
        serial: undefined,
        kind: undefined,
      },
      {
        vendor: 'Rockwell Automation',
        product: '1756-L81E',
        orderNumber: '1756-L81E',
        hardwareRevision: 'B',
        firmware: '33.11',
        serial: '00A1B2C3',
        kind: 'plc',
      },
    ],
  )
  for (const { confidence } of assets) assert.equal(confidence, 'observed-actively')
})

const body =
  '<nmaprun start="1777874400"><host><status state="up"/><address addr="10.77.1.1" addrtype="ipv4"/></host></nmaprun>'
const head = '<?xml version="1.0"?>\n'

test("Nmap's own document type line is passed over, and no other", () => {
  assert.equal(readImport(paperOf('x', `${head}<!DOCTYPE nmaprun>\n${body}`)).assets.length, 1)
  for (const line of [
    '<!DOCTYPE nmaprun [<!ENTITY a "b">]>',
    '<!DOCTYPE nmaprun SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE nmaprun PUBLIC "a" "http://example.org/a">',
    '<!DOCTYPE nmaprun><!DOCTYPE nmaprun>',
    '<!DOCTYPE nmaprun ><!ENTITY a "b">',
    '<!DOCTYPE other>',
  ])
    assert.throws(
      () => readImport(paperOf('x', `${head}${line}\n${body}`)),
      (error: unknown) => error instanceof Problem && ['boms/xml-doctype', 'boms/not-xml'].includes(error.code),
      line,
    )
})

test('a place of an error is that of the file as it is', () => {
  assert.throws(
    () => readImport(paperOf('x.xml', `${head}<!DOCTYPE nmaprun>\n<nmaprun>\n<host></nmaprun>`)),
    (error: unknown) => error instanceof Problem && /line 4/.test(error.message),
  )
})

test('one device that answers in two protocols is one asset', () => {
  const script = (id: string, facts: string) => `<script id="${id}" output="">${facts}</script>`
  const same = script('s7-info', '<elem key="Module">6ES7 315-2EH14-0AB0</elem><elem key="Version">3.2.6</elem>')
  const found = readImport(
    paperOf(
      'x',
      body.replace(
        '</host>',
        `<ports><port portid="102">${same}</port><port portid="103">${same}</port></ports></host>`,
      ),
    ),
  )
  assert.equal(found.assets.length, 1)
  assert.deepEqual(found.assets[0]?.ipAddresses, ['10.77.1.1'])
})
