import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { makers } from './vendor-names.ts'
import { ties } from './vendor-ties.ts'
import { vendorsOf } from './vendors.ts'

const data = process.env.MILLCERT_TESTDATA
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const ids = (text: string) => vendorsOf(text).map(vendor => vendor.id)

/** The maker that stands first, and spellings of it as inventories and advisories write them. */
const spellings: [string, ...string[]][] = [
  [
    'siemens',
    'Siemens',
    'SIEMENS AG',
    'Siemens™',
    'siemens',
    'Siemens, Inc.',
    'Siemens Industry Inc.',
    'Siemens AG Österreich',
    '西门子',
  ],
  [
    'rockwell-automation',
    'Rockwell',
    'Rockwell Automation/Allen-Bradley (1)',
    'ALLEN-BRADLEY',
    'Allen Bradley',
    'Rockwell Automation, Inc.',
  ],
  [
    'schneider-electric',
    'Schneider Electric SE',
    'SCHNEIDER',
    'Square D',
    'Modicon',
    'Télémécanique',
    'Schneider Electric Industries SAS',
  ],
  ['phoenix-contact', 'PHOENIX CONTACT GmbH & Co. KG', 'Phoenix-Contact', 'PhoenixContact', 'Phoenix Contact USA'],
  [
    'mitsubishi-electric',
    'Mitsubishi Electric Corp.',
    'Mitsubishi',
    'MITSUBISHI ELECTRIC CORPORATION',
    '三菱電機株式会社',
    'Mitsubishi Electric Europe B.V.',
  ],
  ['wago', 'WAGO GmbH & Co. KG', 'WAGO Kontakttechnik', 'wago'],
  ['abb', 'ABB Ltd', 'ABB Ltd.', 'ABB AG', 'ABB Oy', 'ABB AB', 'ABB S.p.A.'],
  ['hitachi-energy', 'Hitachi Energy Ltd', 'Hitachi ABB Power Grids', 'ABB Power Grids'],
  ['codesys', 'CODESYS GmbH', '3S-Smart Software Solutions GmbH', 'CODESYS, GmbH'],
  ['geutebrueck', 'GeutebrÃ¼ck', 'Geutebrück GmbH', 'GEUTEBRUECK', 'Geutebruck'],
  ['weidmueller', 'Weidmüller', 'Weidmueller Interface GmbH & Co. KG', 'WEIDMÜLLER'],
  ['draeger', 'DrÃ¤ger', 'Dräger', 'Draeger', 'Drägerwerk AG & Co. KGaA'],
  ['staeubli', 'Stäubli', 'Staubli', 'STAEUBLI'],
  ['b-r-industrial-automation', 'B&R', 'B & R Industrial Automation GmbH', 'B+R', 'Bernecker + Rainer'],
  ['pepperl-fuchs', 'Pepperl+Fuchs SE', 'PEPPERL & FUCHS', 'Pepperl und Fuchs'],
  ['endress-hauser', 'Endress+Hauser', 'Endress & Hauser', 'E+H'],
  ['automationdirect', 'Automation Direct', 'AutomationDirect.com'],
  ['becton-dickinson', 'Becton, Dickinson and Company (BD)', 'BD', 'Becton Dickinson'],
  ['general-electric', 'General Electric (GE)', 'GE', 'General Electric Company'],
  ['danfoss', 'Danfoss A/S', 'DANFOSS AS', 'Danfoss Drives'],
  ['omron', 'OMRON Corporation', 'オムロン', 'Omron Europe B.V.'],
  ['yaskawa', 'YASKAWA Electric Corporation', '株式会社安川電機', 'Yaskawa America, Inc.'],
  ['universal-robots', 'Universal Robots A/S', 'universal robots'],
  ['hikvision', 'Hangzhou Hikvision Digital Technology Co., Ltd.', 'HIKVISION'],
  ['controlbyweb', 'ControlByWeb', 'Control By Web'],
  ['carel', 'CAREL Industries S.p.A.', 'Carel'],
  ['telster', 'TEL-STER Sp. z o. o.', 'Tel-Ster sp. z o.o.'],
  ['acme', 'ACME', 'Acme S.A. de C.V.', 'The Acme Co., Ltd', 'ООО Acme', 'Acme K.K.', 'acme a.s.', 'Acmé Oyj'],
]

test('one maker is the same in every spelling', () => {
  for (const [id, ...texts] of spellings) for (const text of texts) assert.equal(ids(text)[0], id, text)
})

/** All makers that a text names or leads to, in order. */
const several: [string, ...string[]][] = [
  ['Sensormatic Electronics, LLC, Johnson Controls Inc.', 'sensormatic', 'johnson-controls'],
  ['Sensormatic Electronics, LLC, a subsidiary of Johnson Controls Inc.', 'sensormatic', 'johnson-controls'],
  ['Hillrom and ELI, Baxter International Inc.', 'hillrom', 'eli', 'baxter'],
  ['Bently Nevada, Baker Hughes', 'bently-nevada', 'baker-hughes', 'general-electric'],
  ['Baker Hughes - Bently Nevada', 'baker-hughes', 'bently-nevada', 'general-electric'],
  ['Red Lion, AutomationDirect', 'red-lion', 'automationdirect', 'hms-networks'],
  ['Silex Technology and Hologic', 'silex', 'hologic'],
  ['OSIsoft LLC', 'osisoft', 'aveva'],
  ['Hirschmann Automation and Control GmbH', 'hirschmann', 'belden'],
  ['Innominate Security Technologies AG', 'innominate', 'phoenix-contact'],
  ['PSI GridConnect GmbH (formerly PSI Nentec GmbH)', 'psi-gridconnect', 'psinentec'],
  ['CareFusion', 'carefusion', 'becton-dickinson'],
  ['RuggedCom', 'ruggedcom', 'siemens'],
  ['i.MX', 'nxp'],
  ['Smith & Sons, Miller GmbH', 'smithsons', 'miller'],
  ['Schneider Electric Software, LLC', 'schneiderelectricsoftware', 'aveva', 'schneider-electric'],
]

test('several makers, brands and firms that were sold lead to all who may be meant', () => {
  for (const [text, ...wanted] of several) assert.deepEqual(ids(text), wanted, text)
})

test('the way to a maker is said', () => {
  const because = (text: string, id: string) => vendorsOf(text).find(vendor => vendor.id === id)?.because
  assert.equal(because('Siemens AG', 'siemens'), 'name')
  assert.equal(because('Schneider', 'schneider-electric'), 'alias')
  assert.equal(because('Allen-Bradley', 'rockwell-automation'), 'brand')
  assert.equal(because('OSIsoft', 'aveva'), 'merger')
  assert.equal(because('GE', 'emerson'), 'merger')
  assert.equal(because('Acme Inc.', 'acme'), 'name')
})

test('makers with like names stay apart', () => {
  const apart = [
    ['Delta Electronics', 'Delta Controls'],
    ['Phoenix Contact', 'Phoenix Broadband Technologies LLC'],
    ['Datalogic', 'Datalogics'],
    ['Contec', 'Contec Health'],
    ['Real-Time Innovations (RTI)', 'Real Time Automation (RTA)'],
    ['Fuji Electric', 'Fujifilm'],
    ['Fuji Electric', 'Fujitsu'],
    ['Siemens', 'Siemon'],
    ['Sielco', 'Sielco Sistemi'],
    ['Bosch', 'Bosh'],
    ['ABB', 'ABUS'],
    ['Festo', 'Festool'],
    ['Belden', 'Belimo'],
    ['Omron', 'Omnron'],
  ]
  for (const [a, b] of apart) {
    const first = new Set(ids(a!))
    assert.ok(!first.has(ids(b!)[0]!), `${a} and ${b}`)
  }
})

test('a text that names nobody has no maker', () => {
  for (const text of [
    '',
    ' ',
    '-',
    '???',
    'n/a',
    'N.A.',
    'unknown',
    'Various',
    'multiple',
    'Multiple open source',
    '()',
    ',,,',
  ])
    assert.deepEqual(vendorsOf(text), [], text)
})

test('every listed spelling leads to its maker, every tie to a listed one, and every line says where it is from', () => {
  const listed = new Set(makers.map(([id]) => id))
  assert.equal(listed.size, makers.length, 'an id is listed twice')
  for (const [id, name, others, source] of makers) {
    assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    for (const text of [name, ...others.split('|')].filter(text => text !== '')) assert.equal(ids(text)[0], id, text)
    assert.ok(source !== '', id)
  }
  for (const [, names, to, source] of ties) {
    assert.ok(source.length > 10, names)
    for (const id of to.split(' ')) {
      assert.ok(listed.has(id), `${names} leads to ${id}, which is not listed`)
      for (const text of names.split(/[|=]/)) assert.ok(ids(text).includes(id), `${text} leads to ${id}`)
    }
  }
})

test('an unlisted maker meets only the same letters', () => {
  assert.deepEqual(ids('Triangle Micro Tools, Inc.'), ids('TRIANGLE MICROTOOLS'))
  assert.notDeepEqual(ids('Triangle Micro Tools'), ids('Triangle Micro Tool'))
})

test('any text ends, and says the same in large letters', () => {
  const hostile = [
    '('.repeat(5000),
    'a,'.repeat(5000),
    'Inc. '.repeat(5000),
    'Ã'.repeat(5000),
    ' and '.repeat(2000),
    '\ufdfa'.repeat(400),
  ]
  for (const text of hostile) vendorsOf(text)
  const words = fc.array(
    fc.constantFrom('Siemens', 'AG', 'and', ',', '/', 'Acme', 'GmbH', '(', ')', 'Co.', 'Ltd', '&'),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        words.map(all => all.join(' ')),
        fc.string({ maxLength: 80 }),
      ),
      text => {
        const found = vendorsOf(text)
        assert.equal(new Set(found.map(vendor => vendor.id)).size, found.length)
        if (/^[\x20-\x7e]*$/.test(text))
          assert.deepEqual(
            ids(text.toUpperCase()),
            found.map(vendor => vendor.id),
          )
      },
    ),
    { numRuns: 1000 },
  )
})

/** Names of the vendor branches of every document, by its id. */
function vendorBranches(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of ['csaf-cisa-ot-2024-10.ndjson.gz', 'csaf-vendor-siemens.ndjson.gz'])
    for (const line of gunzipSync(readFileSync(`${data}/advisories/${file}`))
      .toString()
      .split('\n')) {
      if (line === '') continue
      const paper = JSON.parse(line)
      const names = new Set<string>()
      for (const branch of paper.product_tree?.branches ?? []) if (branch.category === 'vendor') names.add(branch.name)
      found.set(paper.document.tracking.id, names)
    }
  return found
}

test('every vendor of published documents names a maker, and the makers of assets meet those of their advisories', {
  skip,
}, () => {
  const branches = vendorBranches()
  const names = new Set([...branches.values()].flatMap(all => [...all]))
  assert.ok(names.size > 400)
  const nobody = [...names].filter(name => vendorsOf(name).length === 0)
  assert.deepEqual(
    nobody.filter(name => !/^(?:multiple\b.*|n\/a)$/i.test(name)),
    [],
  )
  const makerOf = new Map<string, string>()
  for (const row of readFileSync(`${data}/ot-pairs/assets.csv`, 'utf8').split('\n').slice(1)) {
    const cells = /^([^,]*),(?:"([^"]*)"|([^,]*)),/.exec(row)
    if (cells) makerOf.set(cells[1]!, cells[2] ?? cells[3]!)
  }
  for (const line of readFileSync(`${data}/ot-pairs/pairs.ndjson`, 'utf8').trim().split('\n')) {
    const pair = JSON.parse(line)
    const maker = makerOf.get(pair.asset_id)!
    const wanted = new Set([...branches.get(pair.advisory)!].flatMap(ids))
    assert.ok(
      ids(maker).some(id => wanted.has(id)),
      `${maker} meets ${[...wanted]} of ${pair.advisory}`,
    )
  }
})
