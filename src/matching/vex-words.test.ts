import assert from 'node:assert/strict'
import { test } from 'node:test'
import { db } from '#advisories/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { scan } from './operations.ts'
import type { Report } from './report.ts'

const cve = 'CVE-2099-4001'

interface Leaf {
  id: string
  name?: string
  range?: string
  version?: string
  numbers?: string[]
  serials?: string[]
}

/** A CSAF document of a vulnerability, with products in branches of a maker. */
function paper(id: string, publisher: string, leaves: Leaf[], product_status: object, over: object = {}): string {
  const namespace = `https://${publisher.toLowerCase().replaceAll(' ', '-')}.example`
  return JSON.stringify({
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      publisher: { category: 'vendor', name: publisher, namespace },
      title: id,
      tracking: {
        id,
        status: 'final',
        version: '1',
        initial_release_date: '2026-11-01T00:00:00Z',
        current_release_date: '2026-11-10T00:00:00Z',
        revision_history: [{ date: '2026-11-10T00:00:00Z', number: '1', summary: 'first' }],
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Nordwerk',
          branches: leaves.map(
            ({ id: product_id, name = 'Norda Drive ND-4400', range, version, numbers, serials }) => ({
              category: 'product_name',
              name,
              branches: [
                {
                  category: version === undefined ? 'product_version_range' : 'product_version',
                  name: version ?? range ?? 'vers:all/*',
                  product: {
                    name: `Nordwerk ${name} ${version ?? range ?? ''}`,
                    product_id,
                    product_identification_helper: { model_numbers: numbers, serial_numbers: serials },
                  },
                },
              ],
            }),
          ),
        },
      ],
    },
    vulnerabilities: [{ cve, product_status, ...over }],
  })
}

const advisory = paper('NW-1', 'Nordwerk', [{ id: 'P', range: 'vers:all/<3.0' }], { known_affected: ['P'] })
const unreachable = { flags: [{ label: 'vulnerable_code_not_in_execute_path' }] }
/** What a reseller says of some products. */
const clear = (leaves: Leaf[], status: object = { known_not_affected: ['P'] }, over: object = unreachable) =>
  paper('PW-1', 'Press Works', leaves, status, over)

/** Scans a drive of version 2.5 with statements laid over what is found. */
async function scanned(
  vex: string[],
  row = 'Nordwerk GmbH,Norda Drive ND-4400,,2.5',
  files: Record<string, string> = {},
) {
  const world = memoryWorld({
    'csaf.ndjson': `${advisory}\n`,
    'assets.csv': `id,vendor,model,order number,version\nD1,${row}\n`,
    ...Object.fromEntries(vex.map((text, i) => [`vex-${i}.json`, text])),
    ...files,
  })
  const built = new Map([
    ['from', ['csaf.ndjson']],
    ['db', ['db']],
  ])
  assert.equal(await db.build.run(world, { words: [], flags: built }), 0)
  const before = world.printed().length
  const flags = new Map([
    ['db', ['db']],
    ['format', ['json']],
    ['vex', vex.map((_, i) => `vex-${i}.json`)],
  ])
  const code = await scan.run(world, { words: ['assets.csv'], flags })
  const report = JSON.parse(world.printed().slice(before)) as Report
  const codes = report.notes.map(one => one.code).filter(one => one.startsWith('vex-'))
  return { code, report, codes, suppressed: report.suppressed.map(({ statement }) => statement.by) }
}

test('a statement of a product in words suppresses a match of the same maker, product and version, with who and why', async () => {
  const { code, report } = await scanned([
    clear([{ id: 'P', name: 'NORDA DRIVE ND-4400', range: 'vers:all/>=2.0|<3' }]),
  ])
  assert.equal(code, 0)
  assert.deepEqual([report.matches.length, report.undecided.length, report.suppressed.length], [0, 0, 1])
  const [{ match, statement }] = report.suppressed as [Report['suppressed'][0]]
  assert.deepEqual(
    [match.vulnerability.id, statement.status, statement.by, statement.justification, statement.source, statement.id],
    [cve, 'not_affected', 'Press Works', 'vulnerable_code_not_in_execute_path', 'vex-0.json', 'PW-1'],
  )
  assert.match(statement.how ?? '', /the same name|order number/)
})

test('another version, product or maker is not meant, and nothing is told of it', async () => {
  for (const leaf of [{ range: 'vers:all/>=2.6' }, { version: '2.4' }, { name: 'Norda Gate NG-77' }]) {
    const { code, suppressed, codes } = await scanned([clear([{ id: 'P', ...leaf }])])
    assert.deepEqual([code, suppressed, codes], [1, [], []], JSON.stringify(leaf))
  }
  const other = clear([{ id: 'P' }]).replace('"name":"Nordwerk"', '"name":"Südwerk"')
  assert.deepEqual((await scanned([other])).suppressed, [])
})

test('a single version is that version alone', async () => {
  const fixed = clear([{ id: 'P', version: '2.5' }], { fixed: ['P'] }, {})
  assert.deepEqual((await scanned([fixed])).report.suppressed[0]?.statement.status, 'fixed')
})

test('another order number is not meant; where the asset states none, nobody is sure', async () => {
  const said = clear([{ id: 'P', name: 'Norda Drive', numbers: ['ND-4400-1AB00'] }])
  const found = paper('NW-1', 'Nordwerk', [{ id: 'P', name: 'Norda Drive' }], { known_affected: ['P'] })
  const files = { 'csaf.ndjson': `${found}\n` }
  const the = (number: string) => scanned([said], `Nordwerk,Norda Drive,${number},2.5`, files)
  assert.deepEqual((await the('ND-4400-1AB00')).suppressed, ['Press Works'])
  const other = await the('ND-4400-1AB01')
  assert.deepEqual([other.code, other.suppressed], [1, []])
  const none = await the('')
  assert.deepEqual([none.code, none.suppressed, none.codes], [1, [], ['vex-product-doubtful']])
  assert.match(none.report.notes.find(({ code }) => code === 'vex-product-doubtful')!.message, /no order number says/)
})

test('a name that is only likely or possible, certain serial numbers and versions nobody can compare suppress nothing and are told', async () => {
  const leaves: Leaf[] = [
    { id: 'P', name: 'ND-4400' },
    { id: 'P', name: 'Norda Drive ND-4400 Basic' },
    { id: 'P', serials: ['S-1'] },
    { id: 'P', range: 'all releases of the spring' },
  ]
  for (const leaf of leaves) {
    const { code, suppressed, codes } = await scanned([clear([leaf])])
    assert.deepEqual([code, suppressed, codes], [1, [], ['vex-product-doubtful']], JSON.stringify(leaf))
  }
})

test('authors who contradict each other leave the match, and both are shown', async () => {
  const against = paper('RS-1', 'Reseller', [{ id: 'P', range: 'vers:all/<2.8' }], { known_affected: ['P'] })
  const { code, report, codes } = await scanned([clear([{ id: 'P' }]), against])
  assert.equal(code, 1)
  assert.deepEqual(report.matches[0]!.statements!.map(({ by, status }) => `${by} ${status}`).sort(), [
    'Press Works not_affected',
    'Reseller affected',
  ])
  assert.ok(codes.includes('vex-conflict'))
})

test('one who says that the same product is affected in versions nobody can compare contradicts as well', async () => {
  const against = paper('RS-1', 'Reseller', [{ id: 'P', range: 'all releases of the spring' }], {
    known_affected: ['P'],
  })
  const { code, suppressed, codes } = await scanned([clear([{ id: 'P' }]), against])
  assert.deepEqual([code, suppressed, codes], [1, [], ['vex-conflict']])
})

test('a doubt about an asset is answered as a match is', async () => {
  const row = 'Nordwerk,Norda Drive ND-4400,,'
  const open = await scanned([], row)
  assert.deepEqual([open.code, open.report.undecided.length], [3, 1])
  const answered = await scanned([clear([{ id: 'P' }])], row)
  assert.deepEqual([answered.report.undecided.length, answered.suppressed], [0, ['Press Works']])
})

test('a rule says what the words of an asset mean to statements too', async () => {
  const rule = (text: string) => ({
    '.millcert/products.toml': `[[rule]]\nvendor = "Anlagenbau Süd"\nproduct = "Antrieb 3"\n${text}\nreason = "plate"\nreview-by = 2099-12-31\n`,
  })
  const row = 'Anlagenbau Süd,Antrieb 3,,2.5'
  const means = rule('means = { vendor = "Nordwerk", product = "Norda Drive ND-4400" }')
  const { report, suppressed } = await scanned([clear([{ id: 'P' }])], row, means)
  assert.deepEqual(suppressed, ['Press Works'])
  assert.match(report.suppressed[0]!.statement.how!, /^by rule 1 of products\.toml/)
  const own = rule('means = { vendor = "Nordwerk", product = "Norda Drive ND-4400" }')
  const other = clear([{ id: 'P', name: 'Antrieb 3' }]).replace('"name":"Nordwerk"', '"name":"Anlagenbau Süd"')
  assert.deepEqual((await scanned([other], row, own)).suppressed, [], 'the words that the rule replaced mean nothing')
})

test('firmware on a device is a version of the device', async () => {
  const tree = {
    branches: [
      {
        category: 'vendor',
        name: 'Nordwerk',
        branches: [
          {
            category: 'product_name',
            name: 'Drive Firmware',
            branches: [{ category: 'product_version', name: '2.5', product: { name: 'fw 2.5', product_id: 'F' } }],
          },
          {
            category: 'product_name',
            name: 'Norda Drive ND-4400',
            product: { name: 'Norda Drive ND-4400', product_id: 'D' },
          },
        ],
      },
    ],
    relationships: [
      {
        category: 'installed_on',
        product_reference: 'F',
        relates_to_product_reference: 'D',
        full_product_name: { name: 'both', product_id: 'P' },
      },
    ],
  }
  const text = JSON.stringify({ ...JSON.parse(clear([{ id: 'P' }])), product_tree: tree })
  assert.deepEqual((await scanned([text])).suppressed, ['Press Works'])
  assert.deepEqual((await scanned([text], 'Nordwerk,Norda Drive ND-4400,,2.6')).suppressed, [])
})
