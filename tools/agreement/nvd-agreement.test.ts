import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, component as componentOf } from '#boms'
import { realWorld } from '../../src/cli/world.ts'
import { cpeLook } from '../../src/matching/cpe-look.ts'
import { attributes, isUnread, opinionOf, type RawConfiguration, type RawMatch, type RawNode } from './nvd-oracle.ts'

const data = process.env['MILLCERT_TESTDATA']
const wanted = 12_000
const made = 4000

/** A sequence that is the same on every machine: a linear congruential generator (Numerical Recipes, 7.1). */
function sequence(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)]! }
}

type Random = ReturnType<typeof sequence>

interface Raw {
  cve: { id: string; configurations: RawConfiguration[] }
}

/** The records as they are published, each by the id that its correction names. */
function published(): Raw[] {
  const text = gunzipSync(readFileSync(`${data}/advisories/nvd-overrides-anchore.ndjson.gz`)).toString('utf8')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { _annotation: { cve_id: string }; cve: { configurations?: RawConfiguration[] } })
    .flatMap(({ _annotation, cve: { configurations } }) =>
      configurations === undefined ? [] : [{ cve: { id: _annotation.cve_id, configurations } }],
    )
}

/** Records of shapes that are rare: real matches put together at random, with conditions, negations, exact versions and updates. */
function invented(matches: readonly RawMatch[], random: Random): Raw[] {
  return Array.from({ length: made }, (_, i) => {
    const id = `CVE-2099-${10_000 + i}`
    // Few products, so that conditions are often listed and often fail.
    const near = Array.from({ length: 3 }, () => matches[random.below(3000)]!)
    const match = (): RawMatch => ({ ...changed(random.pick(near), random), vulnerable: random.below(4) > 0 })
    const node = (): RawNode => ({
      operator: random.below(4) === 0 ? 'AND' : 'OR',
      negate: random.below(6) === 0,
      cpeMatch: Array.from({ length: 1 + random.below(3) }, match),
    })
    const configuration = (): RawConfiguration => ({
      ...(random.below(4) > 0 && { operator: random.pick(['AND', 'OR']) }),
      ...(random.below(20) === 0 && { negate: true }),
      nodes: Array.from({ length: 1 + random.below(3) }, node),
    })
    return { cve: { id, configurations: Array.from({ length: 1 + random.below(2) }, configuration) } }
  })
}

const updates = ['*', '*', '-', 'rc1', 'rc2', 'beta1', 'p1', 'sp1', 'sp2', 'r1', 'update2']

/** A match with its name made narrower or wider: an exact version with an update, a pattern, firmware on hardware, no vendor. */
function changed(match: RawMatch, random: Random): RawMatch {
  const parts = attributes(match.criteria)
  const change = random.below(8)
  if (change === 0) {
    const version = match.versionEndExcluding ?? match.versionEndIncluding ?? '2.0'
    ;[parts[3], parts[4]] = [escaped(version), random.pick(updates)]
    return { vulnerable: true, criteria: named(parts) }
  }
  if (change === 1) parts[3] = `${random.below(4)}.*`
  else if (change === 2) parts[1] = '*'
  else if (change === 3) parts[2] = '*'
  else if (change === 4) [parts[0], parts[2]] = ['o', `${parts[2]}_firmware`]
  else if (change === 5) parts[0] = 'h'
  else if (change === 6) parts[8] = random.pick(['*', '-', 'wordpress', 'windows'])
  return { ...match, criteria: named(parts) }
}

function named(parts: readonly string[]): string {
  return `cpe:2.3:${parts.join(':')}`
}

function escaped(version: string): string {
  return version.toLowerCase().replace(/[^\w.-]/g, '\\$&')
}

/** The name of a component that a match nearly or really means. */
function near(match: RawMatch, random: Random): string {
  const parts = attributes(match.criteria)
  if (parts[1]!.includes('*')) parts[1] = 'mill'
  if (parts[2]!.includes('*')) parts[2] = 'valve'
  const bounds = [
    match.versionStartIncluding,
    match.versionStartExcluding,
    match.versionEndIncluding,
    match.versionEndExcluding,
    parts[3]!.includes('*') || parts[3] === '-' ? undefined : parts[3]!.replace(/\\(.)/g, '$1'),
  ].filter(one => one !== undefined)
  const version = bounds.length === 0 ? `${random.below(4)}.${random.below(9)}` : moved(random.pick(bounds), random)
  parts[3] = random.below(20) === 0 ? random.pick(['*', '-']) : escaped(version)
  parts[4] = random.below(3) > 0 ? parts[4]! : random.pick(updates)
  for (const i of [5, 6, 7, 8, 9, 10]) if (random.below(8) === 0) parts[i] = random.pick(['*', '-', 'other', parts[i]!])
  return named(parts)
}

/** A version beside another: the same, one up or down in some place, a candidate, a longer one. */
function moved(version: string, random: Random): string {
  const change = random.below(6)
  const digits = [...version.matchAll(/\d+/g)]
  if (change <= 1 || digits.length === 0) return version
  if (change === 2) return `${version}.1`
  const { 0: text, index } = random.pick(digits)
  const number = change === 3 ? BigInt(text) + 1n : BigInt(text) - 1n
  return number < 0n ? version : version.slice(0, index) + number + version.slice(index + text.length)
}

/** Records by each product that a vulnerable match of theirs names, patterns under a star. */
function byProduct(records: readonly Raw[]): Map<string, Set<Raw>> {
  const found = new Map<string, Set<Raw>>()
  for (const record of records)
    for (const { nodes } of record.cve.configurations)
      for (const match of nodes.flatMap(node => node.cpeMatch)) {
        const [part, vendor, product] = attributes(match.criteria).map(text => (/[*?]/.test(text) ? '*' : text))
        const key = `${part}:${vendor}:${product}`
        const known = found.get(key) ?? new Set<Raw>()
        found.set(key, known.add(record))
      }
  return found
}

function about(component: string, products: ReadonlyMap<string, Set<Raw>>): Set<Raw> {
  const [part, vendor, product] = attributes(component)
  const keys = [`${part}:${vendor}:${product}`, `${part}:*:${product}`, `${part}:${vendor}:*`]
  return new Set(keys.flatMap(key => [...(products.get(key) ?? [])]))
}

function billOf(names: readonly string[]): Bom {
  const components = names.map((cpe, i) => ({ ...componentOf(`c${i}`, `c${i}`), cpe }))
  return {
    format: 'cyclonedx-json',
    specVersion: '1.6',
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components,
    dependencies: [],
    notes: [],
  }
}

test(`an independent evaluator of NVD configurations agrees on ${wanted} components`, {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async t => {
  const random = sequence(20261121)
  const real = published()
  const matches = real.flatMap(({ cve }) =>
    cve.configurations.flatMap(({ nodes }) => nodes.flatMap(node => node.cpeMatch)),
  )
  const strange = invented(matches, random)
  const records = [...real, ...strange]
  const folder = mkdtempSync(join(tmpdir(), 'millcert-agreement-'))
  try {
    const file = join(folder, 'invented.ndjson')
    const line = ({ cve }: Raw) => JSON.stringify({ cve: { ...cve, vulnStatus: 'Analyzed' } })
    writeFileSync(file, strange.map(record => `${line(record)}\n`).join(''))
    const corrections = `${data}/advisories/nvd-overrides-anchore.ndjson.gz`
    const { world } = realWorld({
      now: '2026-11-21T10:00:00Z',
      quiet: true,
      output: join(folder, 'report'),
      limits: [],
    })
    await db.build.run(world, {
      words: [],
      flags: new Map([
        ['from', [corrections, file]],
        ['db', [folder]],
      ]),
    })
    const database = openDatabase(world.disk, folder)!
    const look = cpeLook(database)!
    const products = byProduct(records)
    const counts = { compared: 0, records: 0, yes: 0, maybe: 0, no: 0, unread: 0 }
    const wrong: string[] = []
    while (counts.compared < wanted) {
      const record = random.below(2) === 0 ? random.pick(strange) : random.pick(real)
      const all = record.cve.configurations.flatMap(({ nodes }) => nodes.flatMap(node => node.cpeMatch))
      if (all.length === 0) continue
      const component = near(random.pick(all), random)
      // Products that hundreds of records speak of take most of the time and show nothing new.
      const others = about(component, products)
      if (others.size > 60) continue
      const listed = [component, ...all.filter(() => random.below(2) === 0).map(match => near(match, random))]
      const bom = billOf(listed)
      const subject = { component: bom.components[0]!, locations: [], bom, own: false, alone: false }
      const got = new Map(
        look.of(subject)?.map(({ advisory, verdict }) => [advisory.id, verdict === 'affected' ? 'yes' : 'maybe']),
      )
      for (const { cve } of [record, ...[...others].slice(0, 4)]) {
        try {
          const expected = opinionOf(cve.configurations, component, listed)
          counts.records++
          if (cve === record.cve) {
            counts.compared++
            counts[expected]++
          }
          if (expected !== (got.get(cve.id) ?? 'no'))
            wrong.push(
              `${cve.id} ${listed.join(' ')}: evaluator ${expected}, Millcert ${got.get(cve.id) ?? 'no'}: ${JSON.stringify(cve.configurations).slice(0, 1500)}`,
            )
        } catch (error) {
          if (!isUnread(error)) throw error
          if (cve === record.cve && ++counts.unread > wanted) throw new Error('the evaluator reads hardly any version')
        }
      }
    }
    database.close()
    t.diagnostic(
      `${counts.compared} components with the record they are made from, and ${counts.records} records in all, compared: ${counts.yes} yes, ${counts.maybe} maybe, ${counts.no} no; ${counts.unread} left out: a version the evaluator does not read`,
    )
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${counts.compared} differ`)
    assert.ok(counts.yes > 2000 && counts.maybe > 500 && counts.no > 1000, JSON.stringify(counts))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
