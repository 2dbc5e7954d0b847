import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Database, openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, type BomFormat, bomRows, componentOf } from '#boms'
import { loadPapers } from '#boms/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { componentJudge, lookupKeys } from './component-judgement.ts'
import { contextsOf, subjectOf } from './context.ts'
import { type ProductLook, productLook } from './product-look.ts'
import type { AdvisorySeen, Because, Match, Undecided } from './report.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const data = process.env['MILLCERT_TESTDATA']

/** Feeds of packages, of products by CPE, and of products in their makers' words. */
const feeds = ['osv-npm-converted', 'osv-pypa', 'csaf-cisa-ot-2024-10', 'nvd-overrides-anchore']
/** One bill of so many is read. */
const step = 9

/** Bytes of the inventory: the first five hundred assets. */
const mostOfTable = 60_000

const strength = ['affected', 'undecided', 'fixed', 'not_affected']

/** What one record says of a component, as text; of two rows of one record what says most. */
function put(into: Map<string, string>, key: string, verdict: AdvisorySeen['verdict'], because: Because, rest: string) {
  const sorted = Object.fromEntries(Object.entries(because).sort(([a], [b]) => (a < b ? -1 : 1)))
  const text = `${strength.indexOf(verdict)} ${verdict} ${JSON.stringify(sorted)} ${rest}`
  const before = into.get(key)
  if (before === undefined || text < before) into.set(key, text)
}

/** What a scan finds, by entry, record and vulnerability. */
function scanned(bom: Bom, kind: BomFormat['kind'], database: Database, products: ProductLook): Map<string, string> {
  const subjects = subjectsOf([{ bom, kind, location: undefined }])
  const options = { now: 0, maxAge: undefined, needs: [], products, progress: () => {} }
  const { matches, undecided } = findingsOf(subjects, database, options)
  const found = new Map<string, string>()
  for (const one of [...matches, ...undecided] as (Match | Undecided)[]) {
    const { component, vulnerability, advisories } = one
    const key = (record: string) => `${component.ref} ${component.at} ${record} ${vulnerability.id}`
    const settle = 'settle' in one ? one.settle : ''
    for (const { source, id, verdict, because } of advisories) {
      const fixed = verdict === 'affected' && 'fixed' in one ? one.fixed.join() : ''
      const settled = verdict === 'undecided' ? settle : ''
      put(found, key(`${source} ${id}`), verdict, because, `${vulnerability.severity} ${fixed} ${settled}`)
    }
    if (advisories.length === 0 && 'because' in one)
      put(found, key('-'), 'undecided', one.because!, `${vulnerability.severity}  ${settle}`)
  }
  return found
}

/** The same of each component alone, as it is kept. */
function judgedAlone(bom: Bom, kind: BomFormat['kind'], judge: ReturnType<typeof componentJudge>): Map<string, string> {
  const { pieces, entries } = bomRows(bom, { digest: 'sha256:0', size: 1, kind }, contextsOf(bom, kind))
  const all = pieces.flatMap(({ rows }) => JSON.parse(rows) as (string | null)[][])
  const found = new Map<string, string>()
  const components = entries.flatMap(entry => [...entry.components])
  bom.components.forEach((component, index) => {
    const [type, group_name, name, version, purl, , cpe, supplier, order_number, facts, context] =
      all[components[index]!]!
    const columns = { group_name, version, purl, cpe, supplier, order_number } as Record<string, string | null>
    const row = { ...columns, type, name, facts, context } as Parameters<typeof componentOf>[0]
    for (const { advisory, vulnerability, verdict, severity, because } of judge.of(subjectOf(componentOf(row)))) {
      const record = advisory === undefined ? '-' : `${advisory.source} ${advisory.id}`
      const { fixed = [], lastAffected: _, settle = '', remediations: __, ...why } = because
      const key = `${component.ref} ${component.at} ${record} ${vulnerability}`
      put(found, key, verdict, why, `${severity} ${fixed.join()} ${settle}`)
    }
  })
  return found
}

/** A package URL is kept in its canonical form, and shown so. */
function canonical(all: Map<string, string>): [string, string][] {
  const shown = [...all].map(([key, text]): [string, string] => [
    key,
    text.replaceAll('%2B', '+').replaceAll('%2b', '+'),
  ])
  return shown.sort(([a], [b]) => (a < b ? -1 : 1))
}

test('components judged one by one, as they are kept, give what a scan of their bills gives', {
  skip: data === undefined && 'there is no real data: MILLCERT_TESTDATA is not set',
}, async () => {
  const files = Object.fromEntries(
    feeds.map(name => [`${name}.ndjson.gz`, readFileSync(`${data}/advisories/${name}.ndjson.gz`)]),
  )
  const world = memoryWorld(files, '2026-08-23T00:00:00Z')
  const flags = new Map([
    ['from', Object.keys(files)],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  const database = openDatabase(world.disk, 'db')!
  const [judge, products] = [componentJudge(database), productLook(database)]
  const listed = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as { path: string }[]
  const paths = listed.map(({ path }) => `boms/${path}`).filter((_, index) => index % step === 0)
  const total = { bills: 0, rows: 0 }
  for (const path of ['ot-pairs/assets.csv', ...paths]) {
    const whole = readFileSync(`${data}/${path}`)
    const bytes = path.endsWith('.csv') ? whole.subarray(0, whole.indexOf('\n', mostOfTable)) : whole
    const name = path.split('/').at(-1)!
    const papers = await loadPapers(memoryWorld({ [name]: bytes }), [name], false).catch(() => undefined)
    for (const { bom, kind } of papers?.loaded ?? []) {
      const expected = scanned(bom, kind, database, products)
      assert.deepEqual(canonical(judgedAlone(bom, kind, judge)), canonical(expected), path)
      total.bills++
      total.rows += expected.size
    }
  }
  assert.ok(total.bills > 50 && total.rows > 5000, JSON.stringify(total))
})

test('a component is looked up by its package, its CPE, or the makers that its words may mean', () => {
  const keys = (over: object) =>
    lookupKeys(subjectOf({ component: { ...bare, ...over } as never, own: false, alone: false, context: '' }))
  assert.deepEqual(keys({ purl: 'pkg:npm/Valve@1' }), ['npm/Valve'])
  assert.deepEqual(keys({ purl: 'pkg:deb/debian/libssl3@3.0?distro=debian-12&upstream=openssl' }), [
    'deb/debian:12/openssl',
  ])
  assert.deepEqual(keys({ cpe: 'cpe:2.3:a:mill:valve:1:*:*:*:*:*:*:*' }), ['cpe/a:mill:valve'])
  assert.deepEqual(keys({ supplier: 'Siemens AG' }), ['product/vendor:siemens'])
  assert.deepEqual(keys({ purl: 'pkg:npm/valve@1', supplier: 'Siemens' }), ['npm/valve'])
  assert.deepEqual(keys({ purl: 'nonsense', cpe: 'nonsense' }), [])
})

const bare = { ref: '', type: 'library', name: 'valve', hashes: [], licenses: [] }
