import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, type Component, component } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { productLook } from './product-look.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const list = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i))

interface Line {
  vendor: string
  name: string
  versions: string
}

/** A database of one document about some products, all of them affected. */
async function databaseOf(lines: readonly Line[]): Promise<Database> {
  const paper = {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'Mill', namespace: 'https://mill.example/' },
      title: 'Flaws',
      tracking: { id: 'MILL-1', status: 'final', version: '1', current_release_date: '2026-11-10T00:00:00Z' },
    },
    product_tree: {
      branches: lines.map(({ vendor, name, versions }, i) => ({
        category: 'vendor',
        name: vendor,
        branches: [
          {
            category: 'product_name',
            name,
            branches: [{ category: 'product_version_range', name: versions, product: { name, product_id: `P${i}` } }],
          },
        ],
      })),
    },
    vulnerabilities: [{ cve: 'CVE-2026-10001', product_status: { known_affected: lines.map((_, i) => `P${i}`) } }],
  }
  const world = memoryWorld({ 'csaf.json': JSON.stringify(paper) })
  const flags = new Map([
    ['from', ['csaf.json']],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  return openDatabase(world.disk, 'db')!
}

function scanned(database: Database, rows: readonly Partial<Component>[]) {
  const bom: Bom = {
    format: 'inventory',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components: rows.map((over, i) => ({ ...component(`A${i}`, '', undefined), ...over })),
    dependencies: [],
    notes: [],
  }
  const { matches, undecided } = findingsOf(subjectsOf([{ bom, kind: 'inventory', location: undefined }]), database, {
    now,
    maxAge: undefined,
    needs: [],
    products: productLook(database),
    progress: () => undefined,
  })
  return [
    ...matches.map(one => `${one.component.ref} ${one.verdict}`),
    ...undecided.map(one => `${one.component.ref} ${(one.advisories[0]?.because ?? one.because)?.rule}`),
  ]
}

test('of a document that names several makers in one field and one of them in another, every line counts', async () => {
  const name = 'M7 i25'
  const lines = [
    { vendor: 'Mill Drives', name, versions: '< 9.0' },
    { vendor: 'Mill Optics, Mill Drives', name, versions: '< 2.0' },
  ]
  for (const papers of [lines, lines.toReversed()]) {
    const row = { name, supplier: 'Mill Optics, Mill Drives', version: '5.0' }
    assert.deepEqual(scanned(await databaseOf(papers), [row]), ['A0 product-ambiguous'])
  }
})

test('rows that mean harm are decided or a doubt, and say nothing of other rows', async () => {
  const database = await databaseOf([
    { vendor: 'Siemens', name: 'SCALANCE X-200 family (incl. SIPLUS variants)', versions: '< V5.2' },
    { vendor: 'constructor', name: '__proto__', versions: 'vers:all/*' },
  ])
  const harm = [
    '',
    '\u0000\u202e',
    '=1+1',
    '('.repeat(1000),
    '__proto__',
    'SIMATIC X-200 (5'.repeat(62),
    '*'.repeat(1000),
  ]
  const rows: Partial<Component>[] = ['Siemens', 'constructor', '__proto__', 'Siemens,'.repeat(500), ';,/&'].flatMap(
    supplier =>
      harm.flatMap(name =>
        ['', '1.'.repeat(5000), '6ES7 5*?x-'.repeat(1000)].map(odd => ({
          supplier,
          name,
          version: odd,
          orderNumber: odd,
        })),
      ),
  )
  const good = { supplier: 'Siemens', name: 'SCALANCE X-204', version: 'V5.1' }
  const said = scanned(database, [good, ...rows])
  assert.equal(said[0], 'A0 affected')
  assert.ok(said.filter(line => line.endsWith(' affected')).length <= 1 + 3 * 2, said.join('; ').slice(0, 2000))
  assert.ok(scanned(database, [{ supplier: 'constructor', name: '__proto__', version: '1' }]).includes('A0 affected'))
})

test('a row is looked up once however often it is there, and twice the rows take twice the look-ups at most', async () => {
  const database = await databaseOf(list(500, i => ({ vendor: 'Siemens', name: `SIMATIC Q${i}`, versions: '< V2.0' })))
  const lookups = (rows: readonly Partial<Component>[]) => {
    const before = database.cost().lookups
    scanned(database, rows)
    return database.cost().lookups - before
  }
  const row = (i: number) => ({ supplier: 'Siemens', name: `SIMATIC Q${i % 500}`, version: `V${i}.0` })
  lookups(list(500, row))
  const alike = lookups(list(5000, () => row(1)))
  assert.equal(alike, lookups([row(1)]))
  const [some, more] = [lookups(list(1000, row)), lookups(list(2000, row))]
  assert.ok(more <= 2 * some, `${some} and ${more}`)
})
