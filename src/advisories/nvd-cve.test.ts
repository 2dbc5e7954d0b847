import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { orders } from '#identity'
import { memoryWorld } from '../../tools/memory/world.ts'
import { collection } from './collection.ts'
import { longCpe, shortCpe } from './cpe-claim.ts'
import { cveRuns } from './cve-versions.ts'
import { openDatabase } from './database.ts'
import type { AdvisoryFormat } from './format.ts'
import { cve } from './formats/cve.ts'
import { nvd } from './formats/nvd.ts'
import { db } from './operations.ts'

const sample = (id: string) => readFileSync(new URL(`formats/testdata/${id}/sample.json`, import.meta.url), 'utf8')

function read(format: AdvisoryFormat, text: string) {
  const collected = collection()
  const { taker, report } = collected.file('x', format.id)
  const bytes = new TextEncoder().encode(text)
  format.read({ name: 'x', text, bytes, limits: defaultLimits, now: Date.parse('2026-11-21') }, taker)
  return { advisories: [...collected.advisories.values()], report, signals: collected.signals }
}

const match = (criteria: string, over: object = {}) => ({ vulnerable: true, criteria, ...over })
const name = (rest: string) => longCpe(rest)
const item = (id: string, configurations: object[], over: object = {}) => ({
  cve: { id, lastModified: '2026-11-10T00:00:00.000', vulnStatus: 'Analyzed', configurations, ...over },
})
const claims = (configurations: object[]) =>
  read(nvd, JSON.stringify(item('CVE-2026-1000', configurations))).advisories[0]!.affected.map(({ key, cpe }) => ({
    key,
    criteria: cpe!.criteria,
    conditions: cpe!.conditions,
  }))

test('NVD: a page gives records with who scored, what they run on, and the day of exploitation', () => {
  const { advisories, signals } = read(nvd, sample('nvd'))
  const [one, other] = advisories
  assert.deepEqual([one!.id, one!.feed, one!.summary], ['CVE-2026-20001', 'nvd', 'The valve opens for anybody.'])
  assert.equal(one!.modified, Date.parse('2026-11-10T08:00:00Z'))
  assert.deepEqual(
    one!.cvss.map(({ score, source }) => [score, source]),
    [[9.8, 'nvd/psirt@mill.example']],
  )
  assert.deepEqual(
    one!.affected.map(({ key }) => key),
    ['cpe/o:mill:valve_firmware', 'cpe/a:mill:console'],
  )
  const [firmware] = one!.affected
  assert.deepEqual(firmware!.cpe!.criteria, [
    { cpe: name('o:mill:valve_firmware'), versions: { from: '1.0', to: '2.4' } },
  ])
  assert.deepEqual(firmware!.cpe!.conditions, [
    { negate: false, all: false, criteria: [{ cpe: name('h:mill:valve:-') }] },
  ])
  assert.equal(signals.size, 1)
  assert.equal(other!.withdrawn, Date.parse('2026-11-11T08:00:00Z'))
  assert.deepEqual(other!.affected, [])
})

test('NVD: items in lines, in a list and alone are the same; one that names no CVE is refused with its place', () => {
  const one = item('CVE-2026-1000', [])
  const alone = read(nvd, JSON.stringify(one, null, 1)).advisories
  assert.equal(alone.length, 1)
  assert.deepEqual(read(nvd, JSON.stringify([one])).advisories, alone)
  const { advisories, report } = read(nvd, `${JSON.stringify(one)}\n${JSON.stringify({ cve: { id: 'x' } })}\n`)
  assert.deepEqual(advisories, alone)
  assert.deepEqual(
    report.refused.map(({ at }) => at),
    ['line 2/cve/id'],
  )
})

test('NVD: an AND puts the other nodes beside a match, an OR does not; nothing below a negation is vulnerable', () => {
  const [valve, pump, host] = ['a:mill:valve', 'a:mill:pump', 'o:mill:host'].map(name)
  const node = (criteria: string, over: object = {}) => ({ operator: 'OR', cpeMatch: [match(criteria)], ...over })
  const or = claims([{ operator: 'OR', nodes: [node(valve!), node(pump!)] }])
  assert.deepEqual(
    or.map(({ key, conditions }) => [key, conditions.length]),
    [
      ['cpe/a:mill:valve', 0],
      ['cpe/a:mill:pump', 0],
    ],
  )
  const without = claims([{ operator: 'AND', nodes: [node(valve!), node(host!, { negate: true })] }])
  assert.deepEqual(without, [
    {
      key: 'cpe/a:mill:valve',
      criteria: [{ cpe: valve }],
      conditions: [{ negate: true, all: false, criteria: [{ cpe: host }] }],
    },
  ])
  const both = claims([{ nodes: [{ operator: 'AND', cpeMatch: [match(valve!), match(pump!)] }] }])
  assert.deepEqual(
    both.map(({ conditions }) => conditions[0]!.criteria[0]!.cpe),
    [pump, valve],
  )
  assert.deepEqual(claims([{ negate: true, nodes: [node(valve!)] }]), [])
})

test('NVD: patterns stand under a star, a name without vendor and product under nothing, a broken one is noted', () => {
  const keys = (criteria: string) => claims([{ nodes: [{ cpeMatch: [match(criteria)] }] }]).map(({ key }) => key)
  assert.deepEqual(keys(name('a:mill:val*')), ['cpe/a:mill:*'])
  assert.deepEqual(keys(name('a:*:valve')), ['cpe/a:*:valve'])
  assert.deepEqual(keys(name('*:mill:valve')), ['cpe/a:mill:valve', 'cpe/h:mill:valve', 'cpe/o:mill:valve'])
  assert.deepEqual(keys(name('a:*:*')), [])
  assert.deepEqual(keys('cpe:2.3:a:mill'), [])
  assert.deepEqual(keys(name('a:mill:a\\/b\\:c')), ['cpe/a:mill:a%2fb%3ac'])
})

test('a name is shortened and made long again', () => {
  for (const cpe of [
    name('a:mill:a\\:b:1.0:sp1'),
    name('o:mill:x'),
    `${name('a:m:p:1:2:3:4:5:6:7')}:8`,
    name('a:m:p\\\\'),
  ])
    assert.equal(longCpe(shortCpe(cpe)), cpe)
})

test('CVE: the containers of CNA and ADP, each with who says it', () => {
  const { advisories, signals, report } = read(cve, sample('cve'))
  const [one] = advisories
  assert.deepEqual([one!.feed, one!.summary, report.refusedCount], ['cve', 'The pump runs backwards', 0])
  assert.equal(one!.modified, Date.parse('2026-11-12T08:00:00Z'))
  assert.deepEqual(
    one!.cvss.map(({ source }) => source),
    ['cve/mill'],
  )
  assert.deepEqual(
    one!.affected.map(({ key, cpe, intervals }) => [key, cpe?.by, cpe?.criteria ?? intervals]),
    [
      ['npm/@mill/pump', undefined, [{ from: '1.0.0', to: '1.2.0' }]],
      ['cpe/a:mill:pump_console', 'mill', [{ cpe: name('a:mill:pump_console'), versions: { to: '5.0' } }]],
      ['cpe/o:mill:pump_firmware', 'CISA-ADP', [{ cpe: name('o:mill:pump_firmware:7.1') }]],
    ],
  )
  assert.equal(signals.size, 1)
  const rejected = JSON.parse(sample('cve')) as { cveMetadata: { state: string } }
  rejected.cveMetadata.state = 'REJECTED'
  assert.notEqual(read(cve, JSON.stringify(rejected)).advisories[0]!.withdrawn, undefined)
})

test('CVE: entries that cut one product are read together: each alone would call the others’ versions affected', () => {
  const entry = (version: object) => ({
    vendor: 'mill',
    product: 'kernel',
    cpes: [name('o:mill:kernel')],
    defaultStatus: 'affected',
    versions: [{ status: 'unaffected', ...version }],
  })
  const record = JSON.parse(sample('cve')) as { containers: { cna: { affected: object[] }; adp: object[] } }
  record.containers.cna.affected = [
    entry({ version: '0', lessThan: '4.6' }),
    entry({ version: '6.1.93', lessThanOrEqual: '6.1.*' }),
  ]
  record.containers.adp = []
  const [only] = read(cve, JSON.stringify(record)).advisories[0]!.affected
  assert.deepEqual(
    only!.cpe!.criteria.map(({ versions }) => versions),
    [{ from: '4.6', to: '6.1.93' }, { from: '6.2' }],
  )
})

test('CVE: runs of versions, of every status, and what cannot be told', () => {
  const runs = (versions: object[], defaultStatus?: string) =>
    cveRuns({ versions, ...(defaultStatus && { defaultStatus }) }, orders.generic, 'x')
  const affected = (over: object) => ({ status: 'affected', ...over })
  assert.deepEqual(runs([affected({ version: '1.0', lessThanOrEqual: '1.4' })])!.intervals, [
    { from: '1.0', to: '1.4', toIncluded: true },
  ])
  assert.deepEqual(runs([affected({ version: 'unspecified', lessThan: '3' })])!.intervals, [{ to: '3' }])
  assert.deepEqual(runs([affected({ version: '>= 1.0, < 1.2' })])!.intervals, [{ from: '1.0', to: '1.2' }])
  assert.deepEqual(runs([affected({ version: '*' })])!.intervals, [{}])
  const free = (version: string, lessThan?: string) => ({
    status: 'unaffected',
    version,
    ...(lessThan && { lessThan }),
  })
  assert.deepEqual(runs([free('1.5', '1.6'), affected({ version: '1.0', lessThan: '2.0' })])!.intervals, [
    { from: '1.0', to: '1.5' },
    { from: '1.6', to: '2.0' },
  ])
  assert.deepEqual(runs([affected({ version: '1.0', lessThan: '2.0' }), free('1.5')])!.intervals, [
    { from: '1.0', to: '2.0' },
  ])
  assert.equal(runs([affected({ version: 'a1b2', lessThan: 'c3', versionType: 'git' })]), undefined)
  assert.equal(runs([{ status: 'unaffected', version: '2.0' }], 'unknown'), undefined)
  assert.deepEqual(runs([], 'affected')!.intervals, [{}])
  assert.match(runs([affected({ version: 'n/a' })])!.unclear!, /n\/a/)
  assert.match(runs([affected({ version: 'all before spring' })])!.unclear!, /words/)
  assert.match(runs([{ status: 'unaffected', version: 'spring' }], 'affected')!.unclear!, /cannot be compared/)
})

test('what is said by CPE is the same after many deltas became one base', async () => {
  const world = memoryWorld()
  const page = (id: string, version: string) =>
    JSON.stringify(
      item(id, [
        {
          operator: 'AND',
          nodes: [
            { cpeMatch: [match(name('o:mill:valve_firmware'), { versionEndExcluding: version })] },
            { cpeMatch: [{ ...match(name('h:mill:valve:-')), vulnerable: false }] },
          ],
        },
      ]),
    )
  for (let i = 0; i < 12; i++) {
    world.files.set(`${i}.json`, Buffer.from(page(`CVE-2026-10${String(i).padStart(2, '0')}`, `${i}.5`)))
    const flags = new Map([
      ['from', [`${i}.json`]],
      ['db', ['db']],
      ...(i > 0 ? [['add', ['']] as [string, string[]]] : []),
    ] as [string, string[]][])
    assert.equal(await db.build.run(world, { words: [], flags }), 0)
  }
  const database = openDatabase(world.disk, 'db')!
  database.verify()
  assert.ok(database.manifest.segments.length < 10)
  const told = database.cpeClaims('cpe/o:mill:valve_firmware')
  assert.deepEqual(
    told.map(({ claim, advisory }) => [
      advisory().id.slice(-2),
      claim.criteria[0]!.versions!.to,
      claim.conditions.length,
    ]),
    Array.from({ length: 12 }, (_, i) => [String(i).padStart(2, '0'), `${i}.5`, 1]),
  )
  assert.deepEqual(told[0]!.claim.conditions[0]!.criteria, [{ cpe: name('h:mill:valve:-') }])
})
