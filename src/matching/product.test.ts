import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, type Component, component, emptyBom } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { productLook } from './product-look.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const now = Date.parse('2026-11-21T10:00:00Z')

interface Leaf {
  id: string
  vendor?: string
  name: string
  versions?: string
  numbers?: string[]
  serials?: string[]
}

/** A document with products in branches and one entry for each vulnerability. */
function paper(id: string, leaves: Leaf[], vulnerabilities: object[], over: Record<string, unknown> = {}) {
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'CISA', namespace: 'https://www.cisa.gov/' },
      title: `Flaws of ${id}`,
      tracking: {
        id,
        status: 'final',
        version: '1',
        initial_release_date: '2026-11-01T00:00:00Z',
        current_release_date: '2026-11-10T00:00:00Z',
        revision_history: [{ date: '2026-11-10T00:00:00Z', number: '1', summary: 'first' }],
      },
      ...over,
    },
    product_tree: {
      branches: leaves.map(({ id: product_id, vendor, name, versions, numbers, serials }) => ({
        category: 'vendor',
        name: vendor ?? 'Siemens',
        branches: [
          {
            category: 'product_name',
            name,
            branches: [
              {
                category: 'product_version_range',
                name: versions ?? 'vers:all/*',
                product: {
                  name: `${name} ${versions ?? ''}`,
                  product_id,
                  product_identification_helper: { model_numbers: numbers, serial_numbers: serials },
                },
              },
            ],
          },
        ],
      })),
    },
    vulnerabilities,
  }
}

const flaw = (cve: string, product_status: object, over: object = {}) => ({ cve, product_status, ...over })

const asset = (over: Partial<Component> = {}): Component => ({
  ...component('A1', 'SIMATIC S7-1500 CPU 1516-3 PN/DP', 'V2.9.2'),
  supplier: 'Siemens',
  type: 'device',
  ...over,
})

/** Scans rows of an inventory, or components of a bill. */
async function scanned(papers: object[], components: Component[], kind: 'inventory' | 'bom' = 'inventory') {
  const world = memoryWorld({ 'csaf.ndjson': `${papers.map(each => JSON.stringify(each)).join('\n')}\n` })
  const words = {
    words: [],
    flags: new Map([
      ['from', ['csaf.ndjson']],
      ['db', ['db']],
    ]),
  }
  await db.build.run(world, words)
  const database = openDatabase(world.disk, 'db')!
  const bom: Bom = { ...emptyBom('inventory'), components }
  const subjects = subjectsOf([{ bom, kind, location: undefined }])
  return findingsOf(subjects, database, {
    now,
    maxAge: undefined,
    needs: [],
    products: productLook(database),
    progress: () => undefined,
  })
}

const shown = ({ matches, undecided }: Awaited<ReturnType<typeof scanned>>) => [
  ...matches.map(one => `${one.component.ref} ${one.vulnerability.id} ${one.verdict}`),
  ...undecided.map(
    one => `${one.component.ref} ${one.vulnerability.id} ${(one.advisories[0]?.because ?? one.because)?.rule}`,
  ),
]

const cpu = { id: 'P1', name: 'SIMATIC S7-1500 CPU 1516-3 PN/DP', versions: 'vers:all/<V2.9.4' }

test('a product in words is found by maker, name and version, and says why', async () => {
  const found = await scanned(
    [paper('ICSA-26-001-01', [cpu], [flaw('CVE-2026-1001', { known_affected: ['P1'] })])],
    [asset(), asset({ ref: 'A2', version: 'V2.9.4' }), asset({ ref: 'A3', name: 'SIMATIC S7-1500 CPU 1518-4 PN/DP' })],
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1001 affected'])
  const [{ advisories, fixed }] = found.matches as [(typeof found.matches)[0]]
  assert.deepEqual(fixed, ['V2.9.4'])
  assert.equal(advisories[0]!.id, 'ICSA-26-001-01')
  const { rule, identity, range, confidence } = advisories[0]!.because
  assert.deepEqual(
    [rule, identity, range, confidence],
    ['name+range', 'Siemens SIMATIC S7-1500 CPU 1516-3 PN/DP', 'vers:all/<V2.9.4', 'exact'],
  )
})

test('a version mends only where somebody names it, and where the record does not say that it is affected itself', async () => {
  const fixedOf = async (version: string, ...ranges: string[]) => {
    const named = ranges.map((versions, at) => ({ ...cpu, id: `P${at}`, versions }))
    const told = flaw('CVE-2026-1012', { known_affected: named.map(({ id }) => id) })
    const { matches } = await scanned([paper('ICSA-26-012-01', named, [told])], [asset({ version })])
    return matches.map(({ fixed }) => fixed)
  }
  assert.deepEqual(await fixedOf('V1.2', 'vers:all/>=1.0|<2.0', 'vers:all/>=2.0|<2.5'), [['2.5']])
  assert.deepEqual(await fixedOf('V1.2', '< 2.0', '>= 2.0'), [[]])
  // A wildcard's end is the next version of its shape, and nobody says that it is good.
  assert.deepEqual(await fixedOf('V2.0.1', '2.0.x'), [[]])
  assert.deepEqual(await fixedOf('V1.2', '< 2.0.3', '2.0.x'), [[]])
  assert.deepEqual(await fixedOf('V33.015', '<v36.011_v35.013_v34.014'), [['v34.014', 'v35.013', 'v36.011']])
  // The end of another product's run is none of this one's.
  const other = { ...cpu, id: 'P2', name: 'SIMATIC S7-1500 CPU 1518-4 PN/DP', versions: '>= 2.9.4' }
  const told = flaw('CVE-2026-1012', { known_affected: ['P1', 'P2'] })
  const { matches } = await scanned([paper('ICSA-26-012-02', [cpu, other], [told])], [asset()])
  assert.deepEqual(
    matches.map(({ fixed }) => fixed),
    [['V2.9.4']],
  )
})

test('an order number decides over the name, and its absence over products of one name leaves a doubt', async () => {
  const named = (id: string, numbers: string[], versions: string) => ({ ...cpu, id, numbers, versions })
  const papers = [
    paper(
      'ICSA-26-001-02',
      [named('P1', ['6ES7516-3AN01-0AB0'], 'vers:all/<V2.9.4'), named('P2', ['6ES7516-3AN02-0AB0'], 'vers:all/<V1.0')],
      [flaw('CVE-2026-1002', { known_affected: ['P1', 'P2'] })],
    ),
  ]
  const found = await scanned(papers, [
    asset({ orderNumber: '6ES7 516-3AN01-0AB0' }),
    asset({ ref: 'A2', orderNumber: '6ES7 516-3AN02-0AB0' }),
    asset({ ref: 'A3' }),
    asset({ ref: 'A4', version: 'V9.0' }),
  ])
  assert.deepEqual(shown(found), ['A1 CVE-2026-1002 affected', 'A3 CVE-2026-1002 product-ambiguous'])
  assert.match(found.undecided[0]!.settle, /order number/)
})

test('one record says different things of its vulnerabilities: each stands for itself, with its own score', async () => {
  const vectors = ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N']
  const scores = (vectorString: string) => ({ scores: [{ cvss_v3: { vectorString }, products: ['P1'] }] })
  const found = await scanned(
    [
      paper(
        'ICSA-26-001-03',
        [cpu],
        [
          flaw('CVE-2026-1003', { known_affected: ['P1'] }, scores(vectors[0]!)),
          flaw('CVE-2026-1004', { known_not_affected: ['P1'] }, scores(vectors[0]!)),
          flaw('CVE-2026-1005', { known_affected: ['P1'] }, scores(vectors[1]!)),
          flaw('CVE-2026-1006', { under_investigation: ['P1'] }),
        ],
      ),
    ],
    [asset()],
  )
  assert.deepEqual(shown(found), [
    'A1 CVE-2026-1003 affected',
    'A1 CVE-2026-1005 affected',
    'A1 CVE-2026-1006 under-investigation',
  ])
  assert.deepEqual(
    found.matches.map(({ vulnerability }) => vulnerability.severity),
    ['critical', 'low'],
  )
  assert.deepEqual(found.matches[1]!.vulnerability.aliases, ['ICSA-26-001-03'])
})

test('a row without maker or without version is a doubt with its remedy', async () => {
  const found = await scanned(
    [paper('ICSA-26-001-04', [cpu], [flaw('CVE-2026-1007', { known_affected: ['P1'] })])],
    [
      asset({ version: undefined }),
      asset({ ref: 'A2', supplier: undefined }),
      asset({ ref: 'A3', name: 'SIMATIC S7-1200 CPU 1214C', version: undefined }),
    ],
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1007 version-missing', 'A2 * vendor-missing', 'A3 * version-missing'])
})

test('firmware of a bill is looked for like a row, and a library that no advisory names stays without identity', async () => {
  const found = await scanned(
    [paper('ICSA-26-001-09', [cpu], [flaw('CVE-2026-1012', { known_affected: ['P1'] })])],
    [
      asset({ type: 'firmware', name: `${cpu.name} firmware` }),
      asset({ ref: 'A2', type: 'library', name: 'ssl core' }),
      asset({ ref: 'A3', type: 'firmware', name: 'LOGO! 8' }),
    ],
    'bom',
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1012 affected', 'A2 * no-identity'])
})

test('what is advised for a product is carried to its match, and to no other product', async () => {
  const remediations = [
    { category: 'vendor_fix', details: 'Update to V2.9.4', product_ids: ['P1'], url: 'https://vendor.example/fix' },
    { category: 'none_available', details: 'Nothing yet', product_ids: ['P2'] },
  ]
  const other = { id: 'P2', name: 'SCALANCE XB208', versions: 'vers:all/*' }
  const found = await scanned(
    [
      paper(
        'ICSA-26-001-05',
        [cpu, other],
        [flaw('CVE-2026-1008', { known_affected: ['P1', 'P2'] }, { remediations })],
      ),
    ],
    [asset()],
  )
  assert.deepEqual(found.matches[0]!.advisories[0]!.remediations, [
    { category: 'vendor_fix', text: 'Update to V2.9.4', url: 'https://vendor.example/fix' },
  ])
})

test('serial numbers that nobody can compare leave a doubt; a maker that no record names is not checked', async () => {
  const found = await scanned(
    [paper('ICSA-26-001-06', [{ ...cpu, serials: ['S1'] }], [flaw('CVE-2026-1009', { known_affected: ['P1'] })])],
    [asset(), asset({ ref: 'A2', supplier: 'Mill Valve Works' })],
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1009 product-condition', 'A2 * maker-not-covered'])
})

test('a problem that the maker and a coordinator know both is one finding with both records', async () => {
  const refersTo = { references: [{ category: 'external', summary: 'SSA-123456: flaws', url: 'https://x.example/a' }] }
  const maker = { publisher: { category: 'vendor', name: 'Siemens ProductCERT', namespace: 'https://www.siemens.com' } }
  const status = { known_affected: ['P1'] }
  const found = await scanned(
    [
      paper('ICSA-26-001-07', [cpu], [flaw('CVE-2026-1010', status)], refersTo),
      paper('SSA-123456', [{ ...cpu, versions: 'vers:all/<V2.9.3' }], [flaw('CVE-2026-1010', status)], maker),
    ],
    [asset(), asset({ ref: 'A2', version: 'V2.9.3' })],
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1010 affected', 'A2 CVE-2026-1010 affected'])
  assert.deepEqual(
    found.matches[0]!.advisories.map(({ id }) => id),
    ['ICSA-26-001-07', 'SSA-123456'],
  )
  assert.deepEqual(found.matches[0]!.vulnerability.aliases, ['ICSA-26-001-07', 'SSA-123456'])
})

test('firmware on a device is a version of the device', async () => {
  const on = paper('ICSA-26-001-08', [], [flaw('CVE-2026-1011', { known_affected: ['R1'] })])
  const tree = {
    branches: [
      {
        category: 'vendor',
        name: 'Mill Optics',
        branches: [
          {
            category: 'product_name',
            name: 'M7 Firmware',
            branches: [{ category: 'product_version', name: '4.3.2', product: { name: 'M7 fw', product_id: 'F' } }],
          },
          {
            category: 'product_family',
            name: 'M7',
            branches: [{ category: 'product_name', name: 'i25', product: { name: 'M7 i25', product_id: 'D' } }],
          },
        ],
      },
    ],
    relationships: [
      {
        category: 'installed_on',
        product_reference: 'F',
        relates_to_product_reference: 'D',
        full_product_name: { name: 'both', product_id: 'R1' },
      },
    ],
  }
  const found = await scanned(
    [{ ...on, product_tree: tree }],
    [
      asset({ supplier: 'Mill Optics', name: 'M7 i25', version: '4.3.2' }),
      asset({ ref: 'A2', supplier: 'Mill Optics', name: 'M7 i25', version: '4.3.3' }),
    ],
  )
  assert.deepEqual(shown(found), ['A1 CVE-2026-1011 affected'])
})
