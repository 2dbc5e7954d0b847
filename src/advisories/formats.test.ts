import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import type { Scores, Signal } from './advisory.ts'
import { advisoryFormats } from './advisory-formats.ts'
import { collection } from './collection.ts'
import { cveNumber } from './compiled/signals.ts'
import * as feeds from './feeds/all.ts'
import type { AdvisoryFormat } from './format.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
for (const { prepare } of advisoryFormats) await prepare?.()

function read(text: string, format?: AdvisoryFormat) {
  const found = format ?? advisoryFormats.find(member => member.sniff({ name: 'x', text }))
  assert.ok(found, 'no format says it is its own')
  const collected = collection()
  const { taker, report } = collected.file('x', found.id)
  const signals: Signal[] = []
  const signal = (one: Signal) => {
    signals.push(one)
    taker.signal(one)
  }
  const scored: Scores[] = []
  const scores = (some: Scores) => {
    scored.push(some)
    taker.scores(some)
  }
  found.read(
    { name: 'x', text, bytes: new TextEncoder().encode(text), limits: defaultLimits, now },
    { ...taker, signal, scores },
  )
  return { advisories: [...collected.advisories.values()], signals, scored, report }
}

/** The file of each format that all these tests run over: `testdata/<id>/sample.<any>` beside its member, in `formats/` or `feeds/`. */
const samples: Record<string, string> = Object.fromEntries(
  advisoryFormats.map(({ id }) => {
    const found = ['formats', 'feeds']
      .map(room => new URL(`${room}/testdata/${id}/`, import.meta.url))
      .filter(folder => existsSync(folder))
      .flatMap(folder => readdirSync(folder).map(name => new URL(name, folder)))
      .filter(({ pathname }) => /\/sample\.[a-z]+$/.test(pathname))
    assert.equal(found.length, 1, `one file testdata/${id}/sample.* is wanted`)
    return [id, readFileSync(found[0]!, 'utf8')]
  }),
)
const record = (over: object = {}) => ({ ...JSON.parse(samples['osv']!), ...over })

test('exactly one format says yes to each sample', () => {
  for (const [id, text] of Object.entries(samples)) {
    assert.deepEqual(
      advisoryFormats.filter(format => format.sniff({ name: 'x', text })).map(format => format.id),
      [id],
    )
  }
})

test('a feed is a file of its own name, and its reader gives records of that feed alone, of what it covers', () => {
  const files = readdirSync(new URL('feeds/', import.meta.url)).filter(name => /^[a-z0-9-]+\.ts$/.test(name))
  const members = Object.values(feeds)
  assert.deepEqual(
    members
      .map(({ id }) => `${id}.ts`)
      .concat('all.ts')
      .sort(),
    files.sort(),
  )
  const prefixes = members.flatMap(feed => feed.prefixes)
  assert.equal(new Set(prefixes).size, prefixes.length)
  // What `feedOf` looks up.
  for (const prefix of prefixes) assert.match(prefix, /^[A-Za-z]+[^A-Za-z]$/)
  for (const { id, reader, covers, prefixes } of members) {
    if (!reader) continue
    const { advisories, signals, scored } = read(samples[reader.id]!, reader)
    const given = [...advisories, ...signals, ...scored]
    assert.ok(given.length > 0, id)
    for (const { feed } of given) assert.equal(feed, id)
    for (const advisory of advisories) {
      assert.ok(prefixes.some(prefix => advisory.id.startsWith(prefix)))
      for (const { key } of advisory.affected)
        assert.ok(key === undefined || covers.includes(key.slice(0, key.indexOf('/'))))
    }
  }
})

test('OSV: one record, a list and one a line are the same', () => {
  const one = read(JSON.stringify(record())).advisories
  assert.equal(one.length, 1)
  assert.deepEqual(read(`[${JSON.stringify(record())}]`).advisories, one)
  assert.deepEqual(
    read(`${JSON.stringify(record())}\n${JSON.stringify(record({ id: 'GHSA-dddd-eeee-ffff' }))}\n`).advisories[0],
    one[0],
  )
  assert.deepEqual(read(JSON.stringify(record(), null, 2)).advisories, one)
  assert.deepEqual(one[0]!.affected[0], {
    key: 'npm/left',
    ecosystem: 'npm',
    name: 'left',
    intervals: [{ to: '1.2.0' }],
    versions: [],
    undecided: undefined,
  })
})

test('OSV: one bad record is refused with its line, and the rest is taken', () => {
  const lines = [
    JSON.stringify(record()),
    '{"id": "GHSA-x", "modified": 1, "affected": {}}',
    '{broken',
    JSON.stringify(record({ id: 'GHSA-2222-3333-4444' })),
    JSON.stringify(record({ id: '../../etc/passwd' })),
  ]
  const { advisories, report } = read(`${lines.join('\n')}\n`)
  assert.deepEqual(
    advisories.map(({ id }) => id),
    ['GHSA-aaaa-bbbb-cccc', 'GHSA-2222-3333-4444'],
  )
  assert.equal(report.refusedCount, 3)
  assert.deepEqual(
    report.refused.map(({ at }) => at),
    ['line 2', 'line 3', 'line 5'],
  )
})

test('OSV: events in any order, a last affected version, several runs', () => {
  const events = (list: object[]) =>
    read(
      JSON.stringify(
        record({
          affected: [{ package: { ecosystem: 'npm', name: 'left' }, ranges: [{ type: 'SEMVER', events: list }] }],
        }),
      ),
    ).advisories[0]!.affected[0]!
  assert.deepEqual(
    events([{ fixed: '1.2.0' }, { introduced: '2.0.0' }, { introduced: '0' }, { fixed: '2.5.0' }]).intervals,
    [{ to: '1.2.0' }, { from: '2.0.0', to: '2.5.0' }],
  )
  assert.deepEqual(events([{ introduced: '1.0.0' }, { last_affected: '1.4.0' }]).intervals, [
    { from: '1.0.0', to: '1.4.0', toIncluded: true },
  ])
  assert.deepEqual(events([{ introduced: '3.0.0' }]).intervals, [{ from: '3.0.0' }])
  const joined = events([{ introduced: '1.0.0' }, { fixed: '2.0.0' }, { introduced: '0' }, { fixed: '1.0.0' }])
  assert.deepEqual(joined.intervals, [{ to: '1.0.0' }, { from: '1.0.0', to: '2.0.0' }])
  assert.deepEqual(events([{ introduced: '4.4.0' }, { fixed: '4.4.0' }]).intervals, [])
})

test('OSV: a range that cannot be compared leaves its package undecided, not unaffected', () => {
  const affected = (over: object) =>
    read(JSON.stringify(record({ affected: [{ package: { ecosystem: 'npm', name: 'left' }, ...over }] })))
      .advisories[0]!.affected[0]!
  assert.match(
    affected({ ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: 'not a version' }] }] }).undecided!,
    /not a version/,
  )
  assert.match(affected({ ranges: [{ type: 'GIT', events: [{ introduced: 'abc' }] }] }).undecided!, /revisions/)
  assert.match(affected({}).undecided!, /no versions/)
  const events = [{ introduced: '0' }, { last_affected: '4.1.0-NA' }]
  const python = { package: { ecosystem: 'PyPI', name: 'left' }, ranges: [{ type: 'ECOSYSTEM', events }] }
  assert.deepEqual(
    affected(python).intervals,
    [{ to: '4.1.0', toIncluded: true }],
    'NVD writes so of a version without an update',
  )
})

test('OSV: withdrawn, placeholder dates, malicious, and vectors that lie', () => {
  assert.equal(
    read(JSON.stringify(record({ withdrawn: '2026-10-02T00:00:00Z' }))).advisories[0]!.withdrawn,
    Date.parse('2026-10-02T00:00:00Z'),
  )
  assert.equal(read(JSON.stringify(record({ modified: '0001-01-01T00:00:00Z' }))).advisories[0]!.modified, undefined)
  assert.equal(read(JSON.stringify(record({ id: 'MAL-2026-1' }))).advisories[0]!.malicious, true)
  const scored = read(
    JSON.stringify(
      record({
        severity: [
          { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
          { type: 'CVSS_V3', score: 'CVSS:3.1/AV:Q' },
          { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
          { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' },
        ],
      }),
    ),
  )
  assert.deepEqual(
    scored.advisories[0]!.cvss.map(({ version, score }) => [version, score]),
    [
      ['3.1', 9.8],
      ['4.0', 9.3],
      ['2.0', 10],
    ],
  )
  assert.equal(scored.report.notes[0]!.code, 'cvss-not-valid')
})

test('OSV: errata name the vulnerabilities they fix as related ones', () => {
  const { advisories } = read(
    JSON.stringify(record({ id: 'ALSA-2026:1', aliases: [], related: ['CVE-2026-1111', 'CVE-2026-2222'] })),
  )
  assert.deepEqual(advisories[0]!.aliases, ['CVE-2026-1111', 'CVE-2026-2222'])
})

test('OSV: what a record passes on from upstream is another name of it, whatever its feed', () => {
  const { advisories } = read(
    JSON.stringify(record({ id: 'XYZ-2026-1', aliases: [], upstream: ['CVE-2026-1111'], related: ['CVE-2026-2222'] })),
  )
  assert.deepEqual([advisories[0]!.feed, advisories[0]!.aliases], ['osv-other', ['CVE-2026-1111']])
  assert.equal(read(JSON.stringify(record({ id: 'RLSA-2026:1' }))).advisories[0]!.feed, 'osv-rocky')
})

test('OSV: errata of Mageia, Azure Linux, Photon OS and Alpine are their feeds’ own, and name the CVEs they fix', () => {
  // Azure Linux states them as upstream, Photon OS as related, Mageia as either.
  for (const [id, feed, ecosystem, key] of [
    ['MGASA-2026-0001', 'osv-mageia', 'Mageia:9', 'rpm/mageia:9/curl'],
    ['AZL-12345', 'osv-azurelinux', 'Azure Linux:3', 'rpm/azurelinux:3/curl'],
    ['PHSA-2026-5.0-0123', 'osv-photon', 'Photon OS:5.0', 'rpm/photon:5/curl'],
    ['ALPINE-CVE-2026-1111', 'osv-alpine', 'Alpine:v3.19', 'apk/alpine:3.19/curl'],
  ] as const)
    for (const said of ['related', 'upstream']) {
      const affected = [{ package: { ecosystem, name: 'curl' }, versions: ['1.0-1'] }]
      const { advisories } = read(JSON.stringify(record({ id, aliases: [], [said]: ['CVE-2026-1111'], affected })))
      assert.deepEqual(
        advisories.map(one => [one.feed, one.aliases, one.affected[0]!.key]),
        [[feed, ['CVE-2026-1111'], key]],
      )
    }
})

test('OSV: a package name that names no single package is refused', () => {
  assert.equal(
    read(
      `${JSON.stringify(record({ affected: [{ package: { ecosystem: 'npm', name: '*' } }] }))}\n${JSON.stringify(record())}\n`,
    ).report.refusedCount,
    1,
  )
})

test('OSV: a package whose name or ecosystem is no text is refused; one without a package says nothing of packages', () => {
  for (const [pack, member] of [
    [{ ecosystem: 'npm', name: 5 }, 'name'],
    [{ ecosystem: ['npm'], name: 'left' }, 'ecosystem'],
    [{ ecosystem: 'npm' }, 'name'],
    [{ ecosystem: 'npm', name: null }, 'name'],
  ] as const) {
    const { report } = read(
      `${JSON.stringify(record({ affected: [{ package: pack }] }))}\n${JSON.stringify(record())}\n`,
    )
    assert.equal(report.taken, 1)
    assert.match(
      report.refused[0]!.reason,
      new RegExp(`^a text is wanted, found .* at line 1: affected/0/package/${member}$`),
    )
  }
  assert.equal(read(JSON.stringify(record({ affected: [{ versions: ['1.0.0'] }] }))).report.refusedCount, 0)
})

test('OSV: a time of change that is no date is said; year 1 is not', () => {
  for (const [modified, notes] of [
    ['yesterday', ['modified-not-a-date']],
    [20261101, ['modified-not-a-date']],
    ['0001-01-01T00:00:00Z', []],
    ['2026-11-01T00:00:00Z', []],
  ] as const) {
    const { report } = read(JSON.stringify(record({ modified })))
    assert.deepEqual(
      report.notes.map(({ code }) => code),
      notes,
      String(modified),
    )
    assert.equal(report.taken, 1)
  }
})

test('KEV gives signals and EPSS gives scores, and both refuse single bad entries', () => {
  assert.deepEqual(read(samples['kev']!).signals, [
    { feed: 'kev', cve: 'CVE-2026-10001', kev: Date.parse('2026-11-01'), at: Date.parse('2026-11-01') },
  ])
  const cves = (...ids: string[]) => Uint32Array.from(ids, id => cveNumber(id)!)
  const day = Date.parse('2026-11-20T00:00:00Z')
  assert.deepEqual(read(samples['epss']!).scored, [
    { feed: 'epss', at: day, cves: cves('CVE-2026-10001'), epss: Float64Array.of(0.12345) },
  ])
  assert.equal(read(`${samples['epss']}CVE-2026-2,7,1\nnonsense\n`).report.refusedCount, 2)
  const large = 'CVE-2026-123456789'
  assert.deepEqual(read(`${samples['epss']}${large},0.1,1\n`).report.refused, [
    { reason: `"${large}" has another number than CVEs have`, at: 'line 4' },
  ])
  assert.equal(
    read(JSON.stringify({ catalogVersion: '1', vulnerabilities: [{ cveID: 'x' }, null] })).report.refusedCount,
    2,
  )
})

test('no bytes make a reader do anything but take, refuse or throw a Problem', () => {
  const runs = Number(process.env['MILLCERT_FUZZ'] ?? 600)
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(samples)),
      fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      (id, changes, cut, twice) => {
        const bytes = Buffer.from(twice ? `${samples[id]}\n${samples[id]}\n` : samples[id]!)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        const text = bytes.toString('latin1')
        const format = advisoryFormats.find(member => member.id === id)!
        const collected = collection()
        const { taker } = collected.file('x', id)
        try {
          format.read(
            {
              name: 'x',
              text,
              bytes: cut ? bytes.subarray(0, changes.length * 37) : bytes,
              limits: defaultLimits,
              now,
            },
            taker,
          )
        } catch (error) {
          assert.ok(error instanceof Problem, String((error as Error).stack))
        }
      },
    ),
    { numRuns: runs },
  )
})
