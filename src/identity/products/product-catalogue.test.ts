import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productCatalogue } from './product-catalogue.ts'

/** What an asset is found to be: `confidence rule: name`, a line each. */
function found(
  vendor: string,
  names: readonly (string | { name: string; orderNumbers: string[] })[],
  asset: { name: string; orderNumber?: string; version?: string },
): string[] {
  const products = names.map(name => (typeof name === 'string' ? { name, orderNumbers: [] } : name))
  const catalogue = productCatalogue(
    vendor,
    products.map(product => ({ key: product.name, ...product })),
  )
  return catalogue.find(asset).map(({ key, confidence, rule }) => `${confidence} ${rule}: ${key}`)
}

const siemens = [
  'SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)',
  'SIMATIC S7-1500 CPU 1516F-3 PN/DP (6ES7516-3FN01-0AB0)',
  'SIPLUS S7-1500 CPU 1516-3 PN/DP (6AG1516-3AN01-7AB0)',
  'SCALANCE XM-400',
  'SCALANCE X204-2',
  'SCALANCE X204-2LD',
  'SCALANCE W1700',
  'SCALANCE W1750D',
  'RUGGEDCOM RS900G',
  'RUGGEDCOM RS900GNC',
  'RUGGEDCOM RS940G',
  'SIMATIC RF650R',
  'SIMATIC PCS 7',
]

test('a name is the same whatever its case, blanks and hyphens', () => {
  for (const name of ['SCALANCE XM-400', 'scalance xm 400', 'SCALANCE XM400', 'Siemens SCALANCE XM-400']) {
    assert.deepEqual(found('siemens', siemens, { name }), ['exact name: SCALANCE XM-400'], name)
  }
})

test('siblings are other products', () => {
  assert.deepEqual(found('siemens', siemens, { name: 'RUGGEDCOM RS900G' }), ['exact name: RUGGEDCOM RS900G'])
  assert.deepEqual(found('siemens', siemens, { name: 'SCALANCE X204-2LD' }), ['exact name: SCALANCE X204-2LD'])
  assert.deepEqual(found('siemens', siemens, { name: 'SCALANCE W1700' }), ['exact name: SCALANCE W1700'])
  assert.deepEqual(found('siemens', siemens, { name: 'CPU 1516F-3 PN/DP' }), [
    'likely name-brand: SIMATIC S7-1500 CPU 1516F-3 PN/DP (6ES7516-3FN01-0AB0)',
  ])
  assert.deepEqual(found('siemens', ['CP-8021 MASTER MODULE'], { name: 'CP-8031 Master Module' }), [])
  assert.deepEqual(found('siemens', ['Solid Edge SE2023'], { name: 'Solid Edge SE2022' }), [])
  assert.deepEqual(found('jtekt', ['PC10E TCC-4637'], { name: 'PC10E TCC-4737' }), [])
})

test('a brand may be left out, and a plant writes what it is in front', () => {
  const wanted = ['exact name-brand: SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)']
  assert.deepEqual(found('siemens', siemens, { name: 'S7-1500 CPU 1516-3 PN/DP' }), wanted)
  assert.deepEqual(found('siemens', siemens, { name: 'Steuerung S7-1500 CPU 1516-3 PN DP' }), wanted)
  assert.deepEqual(found('siemens', siemens, { name: 'SIMATIC' }), [], 'a bare brand is no product')
  assert.deepEqual(found('siemens', siemens, { name: 'Simatic S7' }), [])
})

test('an order number decides over the name', () => {
  const products = ['SIMATIC CP 443-1 (6GK7443-1EX30-0XE0)', 'SIMATIC CP 443-1 (6GK7443-1EX20-0XE0)']
  assert.deepEqual(found('siemens', products, { name: 'CP443', orderNumber: '6GK7 443-1EX30-0XE0' }), [
    'exact order-number: SIMATIC CP 443-1 (6GK7443-1EX30-0XE0)',
  ])
  assert.deepEqual(
    found('siemens', products, { name: 'SIMATIC CP 443-1' }).length,
    2,
    'without a number it may be either',
  )
  assert.deepEqual(found('siemens', products, { name: 'SIMATIC CP 443-1', orderNumber: '6GK7443-1GX11-0XE0' }), [])
  const own = found('siemens', products, { name: 'SIMATIC CP 443-1', orderNumber: '100023417' })
  assert.equal(own.length, 2, "a plant's own article number says nothing")
})

test('an advisory for certain serial numbers leaves the others undecided', () => {
  const products = ['MELSEC iQ-F FX5U-32MT/ES, Serial number 17X**** or later', 'MELSEC iQ-F FX5U-32MT/ES']
  assert.deepEqual(found('mitsubishi-electric', products, { name: 'FX5U-32MT/ES' }), [
    `possible order-number: ${products[0]}`,
    `exact order-number: ${products[1]}`,
  ])
})

test('a SIPLUS device is another product, unless the advisory includes it', () => {
  const plain = found('siemens', siemens, { name: '', orderNumber: '6ES7516-3AN01-0AB0' })
  assert.deepEqual(plain, ['exact order-number: SIMATIC S7-1500 CPU 1516-3 PN/DP (6ES7516-3AN01-0AB0)'])
  assert.deepEqual(found('siemens', ['SIMATIC CP 1543-1 (incl. SIPLUS variants)'], { name: 'SIMATIC CP 1543-1' }), [
    'exact name: SIMATIC CP 1543-1 (incl. SIPLUS variants)',
  ])
})

test('a version line in a name is laid against the line or the version of the asset', () => {
  const lines = ['SIMATIC WinCC V7.4', 'SIMATIC WinCC V7.5', 'RUGGEDCOM RS416 V4.X', 'RUGGEDCOM RS416 V5.X']
  assert.deepEqual(found('siemens', lines, { name: 'SIMATIC WinCC V7.5', version: '7.4' }), [
    'exact name: SIMATIC WinCC V7.5',
  ])
  assert.deepEqual(found('siemens', lines, { name: 'SIMATIC WinCC', version: 'V7.5.1' }), [
    'likely name-line: SIMATIC WinCC V7.5',
  ])
  assert.deepEqual(found('siemens', lines, { name: 'RUGGEDCOM RS416', version: 'FW V5.7.2' }), [
    'likely name-line: RUGGEDCOM RS416 V5.X',
  ])
  assert.deepEqual(
    found('siemens', lines, { name: 'RUGGEDCOM RS416' }).map(line => line.split(' ')[0]),
    ['possible', 'possible'],
  )
  assert.deepEqual(found('siemens', ['Teamcenter'], { name: 'Teamcenter V13.2' }), ['likely name-line: Teamcenter'])
})

test('an unknown word that is one slip from one known word is read as it', () => {
  assert.deepEqual(found('siemens', siemens, { name: 'scalnace x204-2ld' }), [
    'likely name-spelling: SCALANCE X204-2LD',
  ])
  assert.deepEqual(found('siemens', ['Teamcenter V14.2'], { name: 'Teamcetner V14.2' }), [
    'likely name-spelling: Teamcenter V14.2',
  ])
  assert.deepEqual(found('siemens', siemens, { name: 'SCALANCE X240-2LD' }), [], 'figures are never corrected')
})

test('words in brackets tell variants apart', () => {
  const variants = [
    'SCALANCE M876-4 (EU)',
    'SCALANCE X302-7 EEC (24V)',
    'SCALANCE X302-7 EEC (24V, coated)',
    'SIPROTEC 5 7SJ85 (CP300)',
  ]
  assert.deepEqual(found('siemens', variants, { name: 'SCALANCE M876-4' }), [
    'likely name-variant: SCALANCE M876-4 (EU)',
  ])
  assert.deepEqual(found('siemens', variants, { name: 'SCALANCE M876-4 (NAM)' }), [])
  assert.deepEqual(found('siemens', variants, { name: 'SCALANCE X302-7 EEC (24V)' }), [
    'exact name: SCALANCE X302-7 EEC (24V)',
  ])
  assert.deepEqual(found('siemens', variants, { name: 'SIPROTEC 5 7SJ85 CP300' }), [
    'exact name: SIPROTEC 5 7SJ85 (CP300)',
  ])
  assert.deepEqual(found('siemens', variants, { name: 'SIPROTEC 5 7SJ85 (CP200)' }), [])
})

test('a list in one name stands for each of its members', () => {
  assert.deepEqual(found('omron', ['SYSMAC CP1E/CP1H'], { name: 'SYSMAC CP1H' }), ['likely list: SYSMAC CP1E/CP1H'])
  assert.deepEqual(found('mitsubishi-electric', ['EB-50GU-A, -J'], { name: 'EB-50GU-J' }), [
    'likely list: EB-50GU-A, -J',
  ])
  assert.deepEqual(found('rockwell-automation', ['Stratix 5400/5410/5700'], { name: 'Stratix 5410' }), [
    'likely list: Stratix 5400/5410/5700',
  ])
  assert.deepEqual(found('rockwell-automation', ['Stratix 5400/5410/5700'], { name: 'Stratix 5800' }), [])
})

test('an abbreviation or a former name in brackets is a name of its own', () => {
  const portal = [
    'Totally Integrated Automation Portal (TIA Portal) V15',
    'FactoryTalk Linx (previously called RSLinx Enterprise)',
  ]
  assert.deepEqual(found('siemens', portal, { name: 'TIA Portal V15' }), [`likely name-alias: ${portal[0]}`])
  assert.deepEqual(found('rockwell-automation', portal, { name: 'RSLinx Enterprise' }), [
    `likely name-alias: ${portal[1]}`,
  ])
})

test('software for a device is not the device', () => {
  assert.deepEqual(found('abb', ['OPC Server for AC 800M'], { name: 'AC 800M' }), [])
  assert.deepEqual(found('siemens', ['SIMATIC PCS 7 PowerControl'], { name: 'SIMATIC PCS 7' }), [])
})

test('names that mean harm end quickly and find nothing', () => {
  const names = [
    'A'.repeat(200_000),
    'scalance '.repeat(20_000),
    '1/'.repeat(50_000),
    'AB12-'.repeat(20_000),
    '('.repeat(50_000),
    `CP1E${', -A'.repeat(20_000)}`,
    '!?#-/.,;',
    '',
    '\ud800\u0000',
    '__proto__',
    'constructor',
  ]
  const catalogue = productCatalogue(
    'siemens',
    [...siemens, ...names].map(name => ({ key: name, name, orderNumbers: [] })),
  )
  for (const name of names) {
    for (const { key } of catalogue.find({ name, version: '9'.repeat(10_000) })) assert.ok(!siemens.includes(key), key)
  }
})

test('a catalogue of very many names of one number is asked quickly', () => {
  const names = Array.from(
    { length: 20_000 },
    (_, i) =>
      `Thing ${'abcdefghij'[i % 10]}${String.fromCharCode(97 + (i % 26))} 5000 series w${i.toString(36).replace(/\d/g, 'q')}`,
  )
  const catalogue = productCatalogue(
    'nobody',
    names.map((name, i) => ({ key: String(i), name, orderNumbers: [] })),
  )
  for (let i = 0; i < 50; i++) assert.ok(catalogue.find({ name: 'Thing 5000' }).length <= 2000)
})

test('an answer says what differed', () => {
  const catalogue = productCatalogue('siemens', [{ key: 'k', name: 'SIMATIC RF650R', orderNumbers: [] }])
  assert.deepEqual(catalogue.find({ name: 'RF650R' })[0], {
    key: 'k',
    confidence: 'exact',
    rule: 'name-brand',
    found: 'RF650R',
    wanted: 'SIMATIC RF650R',
    because: 'the same name but for the brand SIMATIC',
  })
})
