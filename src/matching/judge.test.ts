import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, type Component, component, ownLabel } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { ignoredIn, suppress } from './ignore.ts'
import { anyVulnerability, type Report } from './report.ts'
import { findingsOf, summaryOf } from './scan.ts'
import { subjectsOf } from './subject.ts'
import { exitCode, type Threshold } from './threshold.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const critical = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }]
const record = (id: string, ecosystem: string, name: string, over: object) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  published: '2026-11-01T00:00:00Z',
  summary: `About ${name}`,
  affected: [
    {
      package: { ecosystem, name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
    },
  ],
  ...over,
})

async function database(...records: object[]) {
  const world = memoryWorld({
    'a.ndjson': `${records.map(one => JSON.stringify(one)).join('\n')}\n`,
    'kev.json': JSON.stringify({
      catalogVersion: '1',
      vulnerabilities: [{ cveID: 'CVE-2026-10001', dateAdded: '2026-11-19' }],
    }),
  })
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', ['a.ndjson', 'kev.json']],
      ['db', ['db']],
    ]),
  })
  return openDatabase(world.disk, 'db')!
}

function bill(components: Component[]): Bom {
  const root = { ...component('root', 'plant'), type: 'application' as const }
  return {
    format: 'test',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: root,
    components,
    dependencies: [{ ref: 'root', on: components.map(({ ref }) => ref) }],
    notes: [],
  }
}

const of = (purl: string, over: Partial<Component> = {}): Component => ({
  ...component(purl, purl.slice(purl.lastIndexOf('/') + 1).split('@')[0]!, purl.split('@')[1], purl),
  ...over,
})

async function scanned(components: Component[], ...records: object[]) {
  const subjects = subjectsOf([{ bom: bill(components), kind: 'bom', location: undefined }])
  return findingsOf(subjects, await database(...records), { now, maxAge: undefined, needs: [], progress() {} })
}

test('records that call one vulnerability by several names are one match, each with its own verdict and reason', async () => {
  const { matches } = await scanned(
    [of('pkg:pypi/urllib3@1.5.0')],
    record('GHSA-aaaa', 'PyPI', 'urllib3', { aliases: ['CVE-2026-10001'], severity: critical }),
    record('PYSEC-2026-1', 'PyPI', 'urllib3', { aliases: ['GHSA-aaaa'] }),
    record('OSV-OTHER-1', 'PyPI', 'urllib3', {
      aliases: ['CVE-2026-10001'],
      affected: [
        {
          package: { ecosystem: 'PyPI', name: 'urllib3' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0' }] }],
        },
      ],
    }),
  )
  assert.equal(matches.length, 1)
  const [match] = matches
  assert.equal(match!.vulnerability.id, 'CVE-2026-10001')
  assert.deepEqual(match!.vulnerability.aliases, ['GHSA-aaaa', 'OSV-OTHER-1', 'PYSEC-2026-1'])
  assert.deepEqual(
    [match!.vulnerability.kev, match!.vulnerability.severity, match!.fixed],
    [true, 'critical', ['2.0.0']],
  )
  assert.deepEqual(
    match!.advisories.map(({ id, verdict, because }) => [id, verdict, because.rule, because.range]),
    [
      ['GHSA-aaaa', 'affected', 'purl+range', '<2.0.0'],
      ['OSV-OTHER-1', 'fixed', 'purl+range', '<1.0'],
      ['PYSEC-2026-1', 'affected', 'purl+range', '<2.0.0'],
    ],
  )
  assert.deepEqual(match!.component.paths, [['plant', 'urllib3']])
})

test('an erratum with several CVEs stands in the match of each', async () => {
  const { matches } = await scanned(
    [of('pkg:rpm/almalinux/curl@1.0-1.el9?distro=almalinux-9')],
    record('ALSA-2026:1', 'AlmaLinux:9', 'curl', {
      related: ['CVE-2026-3', 'CVE-2026-4'].map(id => id.padEnd(13, '0')),
    }),
  )
  assert.deepEqual(
    matches.map(({ vulnerability, advisories }) => [
      vulnerability.id,
      vulnerability.aliases,
      advisories.map(({ id }) => id),
    ]),
    [
      ['CVE-2026-3000', ['ALSA-2026:1'], ['ALSA-2026:1']],
      ['CVE-2026-4000', ['ALSA-2026:1'], ['ALSA-2026:1']],
    ],
  )
})

test('malicious packages are found by name and version, and stand first', async () => {
  const { matches } = await scanned(
    [of('pkg:npm/left@1.0.0'), of('pkg:npm/evil@3.1.4')],
    record('GHSA-aaaa', 'npm', 'left', { severity: critical }),
    record('MAL-2026-7', 'npm', 'evil', {
      affected: [{ package: { ecosystem: 'npm', name: 'evil' }, versions: ['3.1.4'] }],
    }),
  )
  assert.deepEqual(
    matches.map(({ vulnerability, advisories }) => [
      vulnerability.id,
      vulnerability.malicious,
      vulnerability.severity,
      advisories[0]!.because.rule,
    ]),
    [
      ['MAL-2026-7', true, 'unknown', 'name+version'],
      ['GHSA-aaaa', false, 'critical', 'purl+range'],
    ],
  )
})

test('what cannot be decided says why and what would settle it', async () => {
  const { undecided } = await scanned(
    [
      of('pkg:npm/left'),
      of('pkg:npm/left@banana'),
      { ...component('x', 'PLC') },
      of('pkg:npm/../etc@1'),
      of('pkg:deb/debian/curl@8.0'),
      { ...component('f', 'file.txt'), type: 'file' },
    ],
    record('GHSA-aaaa', 'npm', 'left', { severity: critical }),
  )
  assert.deepEqual(
    undecided.map(({ component, vulnerability, advisories, because }) => [
      component.name,
      vulnerability.id,
      (advisories[0]?.because ?? because)!.rule,
    ]),
    [
      ['left', 'GHSA-aaaa', 'version-missing'],
      ['left', 'GHSA-aaaa', 'version-not-comparable'],
      ['PLC', '*', 'no-identity'],
      ['etc', '*', 'purl-malformed'],
      ['curl', '*', 'no-coordinates'],
    ],
  )
  for (const { settle } of undecided) assert.match(settle, /\.$/)
})

test('stale and missing feeds are said when the input rests on them', async () => {
  const base = await database(record('GHSA-aaaa', 'npm', 'left', {}))
  const subjects = subjectsOf([
    { bom: bill([of('pkg:npm/left@3.0.0'), of('pkg:cargo/serde@1.0.0')]), kind: 'bom', location: undefined },
  ])
  const notes = (at: number, maxAge?: number) =>
    findingsOf(subjects, base, { now: at, maxAge, needs: ['kev'], progress() {} }).notes.map(
      ({ code, at: where }) => `${code} ${where}`,
    )
  assert.deepEqual(notes(now), ['feed-missing cargo'])
  assert.deepEqual(notes(now + 40 * 86_400_000), ['feed-missing cargo', 'feed-stale kev', 'feed-stale osv-ghsa'])
  assert.deepEqual(notes(now, 1), ['feed-missing cargo', 'feed-stale kev', 'feed-stale osv-ghsa'])
})

test('the last version affected is told where no record says which one is repaired', async () => {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { last_affected: '3.8.0' }] }]
  const affected = (name: string) => [{ package: { ecosystem: 'npm', name }, ranges }]
  const base = await database(
    record('GHSA-aaaa-bbbb-cccc', 'npm', 'left', { affected: affected('left') }),
    record('GHSA-dddd-eeee-ffff', 'npm', 'left', { affected: affected('left') }),
    record('RETIREJS-1', 'npm', 'right', {}),
  )
  const bom = bill([of('pkg:npm/left@1.2.0'), of('pkg:npm/right@1.0.0')])
  const { matches } = findingsOf(subjectsOf([{ bom, kind: 'bom', location: undefined }]), base, {
    now,
    maxAge: undefined,
    needs: [],
    progress() {},
  })
  assert.deepEqual(
    matches.map(({ fixed, lastAffected, advisories }) => [fixed, lastAffected, advisories[0]!.url]),
    [
      [[], '3.8.0', 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc'],
      [[], '3.8.0', 'https://github.com/advisories/GHSA-dddd-eeee-ffff'],
      [['2.0.0'], undefined, ''],
    ],
  )
})

test('a feed about end of life alone: its claim is a match of unknown severity, and its packages count as unchecked', async () => {
  const releases = [{ releaseCycle: '1', eol: '2026-11-01', latest: '1.9.0', latestReleaseDate: '2026-11-15' }]
  const product = { title: 'Left', permalink: '/left', identifiers: [{ purl: 'pkg:npm/left' }], releases }
  const world = memoryWorld({ 'eol.json': JSON.stringify([product]) })
  const flags = new Map([
    ['from', ['eol.json']],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  const subjects = subjectsOf([
    { bom: bill([of('pkg:npm/left@1.2.0'), of('pkg:npm/left@2.0.0')]), kind: 'bom', location: undefined },
  ])
  const base = openDatabase(world.disk, 'db')!
  const { matches, undecided, notes } = findingsOf(subjects, base, { now, maxAge: undefined, needs: [], progress() {} })
  assert.deepEqual(
    matches.map(({ component, vulnerability }) => [component.version, vulnerability.id, vulnerability.severity]),
    [['1.2.0', 'EOL-left-1', 'unknown']],
  )
  assert.deepEqual([matches[0]!.fixed, undecided], [[], []])
  const [said] = matches[0]!.advisories
  assert.deepEqual(
    [said!.because.rule, said!.because.range, said!.url],
    ['purl+cycle', '>=1-0 <=1.9.0', 'https://endoflife.date/left'],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => `${code} ${at}`),
    ['feed-missing npm'],
  )
})

test('a package in several lockfiles is one component with all its places; rows of an inventory are never merged', () => {
  const [a, b] = [bill([of('pkg:npm/left@1.0.0')]), bill([of('pkg:npm/left@1.0.0'), of('pkg:npm/left@2.0.0')])]
  const merged = subjectsOf([
    { bom: a, kind: 'lockfile', location: 'a/lock' },
    { bom: b, kind: 'lockfile', location: 'b/lock' },
  ])
  assert.deepEqual(
    Array.from(merged, ({ component, locations }) => [component.version, locations]),
    [
      ['1.0.0', ['a/lock', 'b/lock']],
      ['2.0.0', ['b/lock']],
    ],
  )
  const rows = bill([component('1', 'HMI', '1'), component('2', 'HMI', '1')])
  assert.equal(
    subjectsOf([
      { bom: rows, kind: 'inventory', location: 'x.csv' },
      { bom: rows, kind: 'inventory', location: 'y.csv' },
    ]).length,
    4,
  )
})

test('decisions move matches aside with who and why, until their day', async () => {
  const { matches } = await scanned(
    [of('pkg:npm/left@1.0.0')],
    record('GHSA-aaaa', 'npm', 'left', { severity: critical }),
  )
  const entry = {
    id: 'GHSA-aaaa',
    scope: 'pkg:npm/left',
    reason: 'not reachable',
    by: 'ot-engineer',
    until: '2026-12-31',
  }
  const { kept, suppressed } = suppress(matches, ignoredIn({ ignore: [entry] }, 'x'), now)
  assert.equal(kept.length, 0)
  assert.deepEqual(suppressed[0]!.statement, {
    status: 'accepted',
    justification: 'not reachable',
    by: 'ot-engineer',
    until: '2026-12-31',
  })
  const late = suppress(matches, ignoredIn({ ignore: [{ ...entry, until: '2026-01-01' }] }, 'x'), now)
  assert.deepEqual([late.kept.length, late.expired.length], [1, 1])
  assert.equal(suppress(matches, ignoredIn({ ignore: [{ ...entry, scope: 'pkg:npm/lef' }] }, 'x'), now).kept.length, 1)
  for (const bad of [
    { ...entry, reason: '' },
    { ...entry, until: undefined },
    { ...entry, until: 'soon' },
  ])
    assert.throws(() => ignoredIn({ ignore: [bad] }, 'x'), { code: 'matching/bad-ignore-file' })
})

test('the exit code says 0 only when everything was decided', async () => {
  const { matches } = await scanned(
    [of('pkg:npm/left@1.0.0')],
    record('GHSA-aaaa', 'npm', 'left', { database_specific: { severity: 'MODERATE' } }),
  )
  const report = (over: Partial<Report> = {}): Report => ({
    schema: 'millcert-scan/1',
    tool: { name: 'millcert', version: '0' },
    scannedAt: '',
    subject: { path: '', format: '', digest: '' },
    database: null,
    matches,
    undecided: [],
    suppressed: [],
    notes: [],
    ...over,
    summary: summaryOf(1, over.matches ?? matches, over.undecided ?? [], []),
  })
  const code = (failOn: Threshold[], over: Partial<Report> = {}, doubt = false) => exitCode(report(over), failOn, doubt)
  assert.deepEqual(
    [code(['any']), code(['medium']), code(['high']), code(['critical', 'low']), code(['kev']), code(['never'])],
    [1, 1, 0, 1, 0, 0],
  )
  assert.equal(code(['any'], { matches: [] }), 0)
  assert.equal(code(['any'], { matches: [] }, true), 3)
  const doubt = [{ component: matches[0]!.component, vulnerability: anyVulnerability, advisories: [], settle: '' }]
  assert.deepEqual(
    [code(['any'], { matches: [], undecided: doubt }), code(['undecided'], { matches: [], undecided: doubt })],
    [3, 1],
  )
  const unknown = [{ ...matches[0]!, vulnerability: { ...matches[0]!.vulnerability, severity: 'unknown' as const } }]
  assert.deepEqual([code(['high'], { matches: unknown }), code(['any'], { matches: unknown })], [3, 1])
})

test('where those who speak of a component rate nothing, what others say of the CVE counts', async () => {
  const silent = record('PYSEC-2026-1', 'PyPI', 'press', { aliases: ['CVE-2026-10001'] })
  const rated = record('GHSA-a', 'npm', 'other', { aliases: ['CVE-2026-10001'], severity: critical })
  const { matches } = await scanned([of('pkg:pypi/press@1.0.0')], silent, rated)
  assert.deepEqual(
    matches.map(({ vulnerability }) => [vulnerability.id, vulnerability.severity, vulnerability.cvss.length]),
    [['CVE-2026-10001', 'critical', 0]],
  )
})

test('what a bill calls a part of its own project is looked for nowhere; another application is', async () => {
  const part = { ...component('app', 'app', '1.0.0'), type: 'application' as const }
  const undecided = async (one: Component) => (await scanned([one])).undecided.length
  assert.equal(await undecided({ ...part, label: ownLabel }), 0)
  assert.equal(await undecided(part), 1)
})

test('a source package left unsaid is a doubt, but not in a bill that says it of others, nor where it is said apart', async () => {
  const fixed = [{ introduced: '0' }, { fixed: '3.0.0' }]
  const alma = record('ALSA-2026:1', 'AlmaLinux:9', 'openssl', {
    affected: [
      { package: { ecosystem: 'AlmaLinux:9', name: 'openssl' }, ranges: [{ type: 'ECOSYSTEM', events: fixed }] },
    ],
  })
  const debian = record('DSA-1-1', 'Debian:12', 'openssl', {
    affected: [
      { package: { ecosystem: 'Debian:12', name: 'openssl' }, ranges: [{ type: 'ECOSYSTEM', events: fixed }] },
    ],
  })
  const of12 = (name: string, over = '') => of(`pkg:deb/debian/${name}@1.0-1?distro=debian-12${over}`)
  const result = async (...components: Component[]) => {
    const { matches, undecided } = await scanned(components, alma, debian)
    return [matches.map(({ component }) => component.name), undecided.map(({ component }) => component.name)]
  }
  assert.deepEqual(await result(of12('libssl3')), [[], ['libssl3']])
  assert.deepEqual(await result(of12('libssl3', '&upstream=openssl'), of12('bash')), [['libssl3'], []])
  assert.deepEqual(await result({ ...of12('libssl3'), source: 'openssl@1.0-1' }, of12('openssl')), [
    ['libssl3', 'openssl'],
    [],
  ])
  const system = { ...component('debian', 'Debian', '12'), type: 'operating-system' as const }
  assert.deepEqual(await result(system, of12('bash', '&upstream=bash')), [[], []], 'its packages stand for it')
  assert.deepEqual(await result({ ...system, name: 'VxWorks' }, of12('bash', '&upstream=bash')), [[], ['VxWorks']])
})

test('a list of packages of no known system asks for its os-release', async () => {
  const listed = {
    ...bill([component('bash', 'bash', '5.2')]),
    notes: [{ code: 'distribution-unknown', message: 'x' }],
  }
  const subjects = subjectsOf([{ bom: listed, kind: 'system', location: undefined }])
  const { undecided } = findingsOf(subjects, await database(), { now, maxAge: undefined, needs: [], progress() {} })
  assert.match(undecided[0]!.settle, /os-release/)
})
