import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { ecosystemOfKey, inInterval } from '#identity'
import { memoryWorld } from '../../../tools/memory/world.ts'
import type { Advisory } from '../advisory.ts'
import { advisoryFormats } from '../advisory-formats.ts'
import { collection, feedEntries } from '../collection.ts'
import { openDatabase } from '../database.ts'
import { isStale } from '../manifest.ts'
import { db } from '../operations.ts'
import { endoflife } from './endoflife.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false
const day = 86_400_000
const now = Date.parse('2026-11-21T10:00:00Z')
const sample = readFileSync(new URL('testdata/endoflife/sample.json', import.meta.url), 'utf8')

function read(content: unknown, at = now) {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const collected = collection()
  const { taker, report } = collected.file('x', 'endoflife')
  const bytes = new TextEncoder().encode(text)
  endoflife.reader!.read({ name: 'x', text, bytes, limits: defaultLimits, now: at }, taker)
  return { advisories: [...collected.advisories.values()], report, entry: feedEntries(collected, at)[0] }
}

const product = (releases: unknown, over: object = {}) => ({
  title: 'Valve',
  permalink: '/valve',
  identifiers: [{ purl: 'pkg:npm/valve' }],
  releases,
  ...over,
})
const cycle = (releaseCycle: unknown, eol: unknown = true, latest?: string) => ({ releaseCycle, eol, latest })

/** Ids of the records that call a version of a package affected. */
function ended(advisories: readonly Advisory[], key: string, version: string): string[] {
  const { order } = ecosystemOfKey(key)!
  return advisories
    .filter(({ affected }) =>
      affected.some(one => one.key === key && one.intervals.some(run => inInterval(order, run, version))),
    )
    .map(({ id }) => id.replace(/^EOL-valve(?:-works)?-/, ''))
}

test('endoflife: each cycle that has ended is one record, with the packages that can be looked up', () => {
  const { advisories, report } = read(sample)
  assert.deepEqual([report.taken, report.refusedCount, report.notes], [2, 0, []])
  assert.deepEqual(advisories, [
    {
      id: 'EOL-valve-works-5.0',
      feed: 'endoflife',
      aliases: [],
      published: Date.parse('2026-03-01'),
      modified: Date.parse('2026-10-30'),
      withdrawn: undefined,
      summary: 'Valve Works 5.0 reached its end of life on 2026-03-01',
      url: 'https://endoflife.date/valve-works',
      cvss: [],
      severity: 'unknown',
      malicious: false,
      affected: [
        {
          key: 'npm/@mill/valve',
          ecosystem: 'npm',
          name: '@mill/valve',
          intervals: [
            { from: '5.0-0', to: '5.0.12', toIncluded: true },
            { from: '5.0.12', fromIncluded: false, to: '5.1-0' },
          ],
          versions: [],
          undecided: undefined,
        },
        {
          key: 'pypi/mill-valve',
          ecosystem: 'PyPI',
          name: 'mill-valve',
          intervals: [
            { from: '5.0.dev0', to: '5.0.12', toIncluded: true },
            { from: '5.0.12', fromIncluded: false, to: '5.1.dev0' },
          ],
          versions: [],
          undecided: undefined,
        },
      ],
    },
    {
      ...advisories[1]!,
      id: 'EOL-valve-works-4',
      published: undefined,
      summary: 'Valve Works 4 has reached its end of life',
    },
  ])
  assert.deepEqual(
    advisories[1]!.affected.map(one => one.intervals),
    [[{ from: '4-0', to: '5.0-0' }], [{ from: '4.dev0', to: '5.0.dev0' }]],
  )
})

test('endoflife: a cycle ends on its day, not before', () => {
  const releases = [cycle('1', '2026-11-21'), cycle('2', false)]
  assert.equal(read([product(releases)], Date.parse('2026-11-20T23:59:59Z')).advisories.length, 0)
  assert.equal(read([product(releases)], Date.parse('2026-11-21T00:00:00Z')).advisories.length, 1)
})

test('endoflife: a version belongs to one cycle, a pre-release to that of its release', () => {
  const all = ['6', '5', '5.4', '4'].map(name => cycle(name))
  const { advisories } = read([
    product(all, { identifiers: ['npm', 'pypi', 'cargo', 'golang'].map(type => ({ purl: `pkg:${type}/valve` })) }),
  ])
  for (const [key, version, wanted] of [
    ['npm/valve', '3.99.99', []],
    ['npm/valve', '4.0.0', ['4']],
    ['npm/valve', '4.99.0', ['4']],
    ['npm/valve', '5.0.0-0', ['5']],
    ['npm/valve', '5.0.0-alpha.1', ['5']],
    ['npm/valve', '5.3.9', ['5']],
    ['npm/valve', '5.4.0-rc.1', ['5.4']],
    ['npm/valve', '5.9.0', ['5.4']],
    ['npm/valve', '6.0.0-rc', ['6']],
    ['npm/valve', '6.1.0', ['6']],
    ['npm/valve', '7.0.0-0', []],
    ['npm/valve', '7.0.0', []],
    ['pypi/valve', '5.4.dev1', ['5.4']],
    ['pypi/valve', '5.4a1', ['5.4']],
    ['pypi/valve', '5.4.0.post1', ['5.4']],
    ['pypi/valve', '6rc1', ['6']],
    ['pypi/valve', '7.dev0', []],
    ['cargo/valve', '6.0.0-beta', ['6']],
    ['golang/valve', 'v6.0.0-rc.1', ['6']],
    ['golang/valve', 'v5.3.0+incompatible', ['5']],
  ] as const)
    assert.deepEqual(ended(advisories, key, version), wanted, `${key} ${version}`)
})

test('endoflife: a supported cycle between ended ones is not claimed, in whatever order they stand', () => {
  const { advisories } = read([product([cycle('9'), cycle('10', false), cycle('11')])])
  assert.deepEqual(ended(advisories, 'npm/valve', '9.9.9'), ['9'])
  assert.deepEqual(ended(advisories, 'npm/valve', '10.0.0'), [])
  assert.deepEqual(ended(advisories, 'npm/valve', '11.0.0'), ['11'])
})

test('endoflife: the last cycle ends before the next number, or behind a latest release that lies further on', () => {
  const { advisories } = read([product([cycle('3.14', true, '3.14.9')])])
  assert.deepEqual(ended(advisories, 'npm/valve', '3.14.99'), ['3.14'])
  assert.deepEqual(ended(advisories, 'npm/valve', '3.15.0-alpha'), [])
  const further = read([product([cycle('5.0', true, '5.4.4'), cycle('4.0', true, '5.9.9')])]).advisories
  assert.deepEqual(ended(further, 'npm/valve', '5.4.4'), ['5.0'])
  assert.deepEqual(ended(further, 'npm/valve', '5.4.5'), [])
  assert.deepEqual(ended(further, 'npm/valve', '4.9.0'), ['4.0'])
})

test('endoflife: names that are no version are not placed, two cycles of one number begin together', () => {
  const { advisories, report } = read([
    product([cycle('5'), cycle('5.0'), cycle('lts'), cycle('5-rc'), cycle('2.x'), cycle('6 plus+')]),
  ])
  assert.deepEqual(ended(advisories, 'npm/valve', '5.0.9'), ['5', '5.0'])
  assert.deepEqual(ended(advisories, 'npm/valve', '5.1.0'), ['5'])
  assert.deepEqual(
    advisories.filter(({ affected }) => affected.length === 0).map(({ id }) => id),
    ['EOL-valve-lts', 'EOL-valve-5-rc', 'EOL-valve-2.x', 'EOL-valve-6-plus-'],
  )
  assert.deepEqual(new Set(report.notes.map(({ code }) => code)), new Set(['cycle-not-comparable']))
})

test('endoflife: packages of distributions, of ecosystems without an order and broken purls are left out', () => {
  const purls = [
    'pkg:deb/debian/valve',
    'pkg:deb/debian/valve?distro=debian-12',
    'pkg:rpm/redhat/valve?distro=rhel-9',
    'pkg:maven/mill/valve',
    'pkg:generic/valve',
    'pkg:npm/',
    'valve',
    'pkg:npm/valve@9.9.9',
    'pkg:npm/valve',
  ]
  const { advisories } = read([product([cycle('1')], { identifiers: purls.map(purl => ({ purl })) })])
  assert.deepEqual(
    advisories[0]!.affected.map(one => one.key),
    ['npm/valve'],
  )
})

test('endoflife: the answers of the API are read, the older list of cycles is nobody’s', () => {
  const valve = {
    name: 'valve',
    label: 'Valve',
    identifiers: [
      { type: 'purl', id: 'pkg:npm/valve' },
      { type: 'cpe', id: 'cpe:2.3:a:mill:valve' },
    ],
    releases: [
      { name: '2', isEol: false, eolFrom: '2027-01-01', latest: { name: '2.1.0', date: '2026-10-01' } },
      { name: '1', isEol: true, eolFrom: '2025-01-01', latest: { name: '1.9.0', date: '2024-12-01' } },
      { name: '0', isEol: true, eolFrom: null, latest: null },
    ],
  }
  const one = { schema_version: '1.2.0', generated_at: '2026-11-20T01:02:03+00:00', result: valve }
  const { advisories, report } = read(one)
  assert.deepEqual(
    advisories.map(({ id, published, modified }) => [id, published, modified]),
    [
      ['EOL-valve-1', Date.parse('2025-01-01'), Date.parse('2026-11-20T01:02:03Z')],
      ['EOL-valve-0', undefined, Date.parse('2026-11-20T01:02:03Z')],
    ],
  )
  assert.deepEqual(ended(advisories, 'npm/valve', '1.5.0'), ['1'])
  assert.equal(report.refusedCount, 0)
  assert.deepEqual(read({ ...one, result: [valve] }).advisories, advisories)
  const claims = (content: unknown) =>
    advisoryFormats.filter(one => one.sniff({ name: 'x', text: JSON.stringify(content) })).map(({ id }) => id)
  assert.deepEqual(claims(one), ['endoflife'])
  assert.deepEqual(claims({ ...one, result: [valve] }), ['endoflife'])
  assert.deepEqual(claims([{ cycle: '1', eol: '2025-01-01', latest: '1.9.0' }]), [])
})

test('endoflife: what the source foresees does not make an old file look fresh', () => {
  const releases = [
    {
      releaseCycle: '2',
      eol: '2026-11-01',
      latest: '2.0.0',
      latestReleaseDate: '2024-06-01',
      releaseDate: '2026-11-10',
    },
    { releaseCycle: '1', eol: '2024-05-01', latest: '1.0.0', latestReleaseDate: '2023-06-01' },
  ]
  const { advisories, entry } = read([product(releases)])
  assert.deepEqual(
    advisories.map(({ published, modified }) => [published, modified]),
    [
      [undefined, Date.parse('2024-06-01')],
      [Date.parse('2024-05-01'), Date.parse('2024-06-01')],
    ],
  )
  assert.equal(entry!.snapshotAt, Date.parse('2024-06-01'))
  assert.ok(isStale(entry!, now))
  assert.ok(!isStale(entry!, Date.parse('2024-06-01') + 30 * day))
  assert.ok(isStale(entry!, Date.parse('2024-06-01') + 31 * day))
  assert.equal(read([product([cycle('1')])]).entry!.snapshotAt, null)
})

test('endoflife: a component of an ended cycle is affected, with the run it lies in and no invented fix', async () => {
  const world = memoryWorld({ 'eol.json': sample })
  const flags = new Map([
    ['from', ['eol.json']],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  const database = openDatabase(world.disk, 'db')!
  const { order } = ecosystemOfKey('npm/@mill/valve')!
  const claims = (version: string) =>
    database
      .claims('npm/@mill/valve', version, order)
      .filter(({ verdict }) => verdict === 'affected')
      .map(({ advisory, hits }) => [advisory.id, advisory.severity, ...hits.map(({ interval }) => interval)])
  assert.deepEqual(claims('5.0.3'), [
    ['EOL-valve-works-5.0', 'unknown', { from: '5.0-0', to: '5.0.12', toIncluded: true }],
  ])
  assert.deepEqual(claims('5.1.0-beta.1'), [])
  assert.deepEqual(claims('6.0.0'), [])
})

test('endoflife: odd values are refused one by one with their place, and the rest is taken', () => {
  const { advisories, report } = read([
    product([
      cycle('1'),
      cycle('2', null),
      cycle('3', 7),
      cycle('4', { date: '2020-01-01' }),
      cycle('5', '2020-13-45'),
      cycle('6', '0001-01-01'),
      cycle(7),
      cycle(''),
      cycle('9'.repeat(101)),
      null,
      [['x']],
    ]),
    null,
    7,
    [],
    {},
    product({}),
    product([], { permalink: '../../etc/passwd' }),
    product([], { permalink: null }),
    product([cycle('1')], { permalink: '/other', title: ['x'], identifiers: { purl: 'x' } }),
  ])
  assert.deepEqual(
    advisories.map(({ id, summary }) => [id, summary]),
    [
      ['EOL-valve-1', 'Valve 1 has reached its end of life'],
      ['EOL-other-1', 'other 1 has reached its end of life'],
    ],
  )
  assert.deepEqual([report.refusedCount, report.refused[0]!.at], [17, '/0/releases/1'])
  assert.throws(() => read('{"permalink":'), Problem)
  assert.equal(
    read('{"permalink":"/a","releases":[{"releaseCycle":"1"}]}\n{"permalink":1}\n').report.refused[0]!.at,
    'line 1: /releases/0',
  )
})

test('endoflife: a product with more cycles or packages than any has is refused, others beside it are taken', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => cycle(String(index)))
  const purls = Array.from({ length: 3000 }, (_, index) => ({ purl: `pkg:npm/p${index}` }))
  const { advisories, report } = read([
    product(many(10_000)),
    product(many(20), { permalink: '/wide', identifiers: purls }),
    product(many(5_000).reverse(), { permalink: '/fits' }),
  ])
  assert.deepEqual([advisories.length, report.refusedCount], [5_000, 2])
  assert.deepEqual(ended(advisories, 'npm/valve', '4999.0.0'), ['EOL-fits-4999'])
  const long = read([product([cycle('1')], { title: 'x\n'.repeat(100_000) })]).advisories[0]!
  assert.ok(long.summary.length < 200 && !long.summary.includes('\n'))
})

test('endoflife: any JSON in the place of any value gives records, refusals or a Problem', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('1', '1.2', '2026-01-01', '__proto__', 'pkg:npm/valve', '9'.repeat(400)),
  )
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), text, fc.constant(null), fc.boolean())
  const release = fc.record(
    { releaseCycle: value, name: value, eol: value, isEol: value, latest: value, latestReleaseDate: value },
    { requiredKeys: [] },
  )
  const one = fc.record(
    {
      permalink: fc.oneof(fc.constant('/valve'), value),
      name: value,
      title: value,
      identifiers: fc.oneof(
        value,
        fc.array(fc.record({ purl: value, type: fc.constant('purl'), id: value }, { requiredKeys: [] })),
      ),
      releases: fc.oneof(value, fc.array(release)),
      result: value,
    },
    { requiredKeys: ['permalink', 'releases'] },
  )
  fc.assert(
    fc.property(fc.array(one, { maxLength: 3 }), products => {
      try {
        for (const { id, affected } of read(products).advisories) {
          assert.match(id, /^EOL-[A-Za-z0-9._-]+$/)
          for (const { key, intervals } of affected) assert.ok(key !== undefined && intervals.length > 0)
        }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 500) },
  )
})

test('endoflife: every product of the real file is read, and every ended cycle is a record', { skip }, t => {
  const text = gunzipSync(readFileSync(`${data}/advisories/eol.json.gz`)).toString('utf8')
  const at = Date.parse('2026-08-23')
  const { advisories, report, entry } = read(text, at)
  const raw: { identifiers?: { purl?: string }[]; releases: { eol: boolean | string }[] }[] = JSON.parse(text)
  const over = raw.flatMap(({ releases }) => releases).filter(({ eol }) => eol === true || (eol && eol <= '2026-08-23'))
  const placed = advisories.filter(({ affected }) => affected.length > 0)
  assert.deepEqual([raw.length, over.length, report.refusedCount], [464, 6582, 0])
  assert.equal(advisories.length, over.length)
  assert.equal(placed.length, 454)
  assert.deepEqual(entry!.types, [...endoflife.covers])
  assert.equal(new Date(entry!.snapshotAt!).toISOString().slice(0, 10), '2026-08-21')
  // The latest release of an ended cycle lies in its own cycle, and in no other of its product.
  let cycles = 0
  for (const { id, affected } of placed)
    for (const { key, intervals } of affected) {
      const latest = intervals[0]!.to!
      const { order } = ecosystemOfKey(key!)!
      const names = advisories
        .filter(other =>
          other.affected.some(one => one.key === key && one.intervals.some(run => inInterval(order, run, latest))),
        )
        .map(other => other.id)
      assert.deepEqual(names, [id], `${key} ${latest}`)
      cycles++
    }
  t.diagnostic(`${raw.length} products, ${over.length} ended cycles, ${placed.length} with a package, ${cycles} runs`)
})
