import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#advisories'
import { db } from '#advisories/operations'
import { type Bom, type Component, component, emptyBom } from '#boms'
import { memoryWorld } from '../../tools/memory/world.ts'
import { compareWithUpdate } from './cpe-version.ts'
import { findingsOf } from './scan.ts'
import { subjectsOf } from './subject.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const full = (rest: string) => `cpe:2.3:${rest}${':*'.repeat(11 - rest.split(':').length)}`
const match = (rest: string, over: object = {}) => ({ vulnerable: true, criteria: full(rest), ...over })
const item = (id: string, ...configurations: object[]) => ({
  cve: { id, lastModified: '2026-11-20T00:00:00.000', vulnStatus: 'Analyzed', configurations },
})
const one = (...cpeMatch: object[]) => ({ nodes: [{ operator: 'OR', cpeMatch }] })
const beside = (...nodes: object[][]) => ({
  operator: 'AND',
  nodes: nodes.map(cpeMatch => ({ operator: 'OR', cpeMatch })),
})
const on = (rest: string) => ({ ...match(rest), vulnerable: false })
const osv = (id: string, ecosystem: string, packageName: string, aliases: string[], fixed: string) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  aliases,
  affected: [
    {
      package: { ecosystem, name: packageName },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
    },
  ],
})

const of = (cpe: string | undefined, over: Partial<Component> = {}): Component => ({
  ...component(cpe ?? 'x', 'thing', '1.0'),
  cpe: cpe === undefined ? undefined : full(cpe),
  ...over,
})

async function scanned(
  components: Component[],
  items: object[],
  records: object[] = [],
  kind: 'bom' | 'inventory' = 'bom',
) {
  const lines = (all: object[]) => `${all.map(each => JSON.stringify(each)).join('\n')}\n`
  const world = memoryWorld({ 'nvd.ndjson': lines(items), ...(records.length > 0 && { 'osv.ndjson': lines(records) }) })
  const from = ['nvd.ndjson', ...(records.length > 0 ? ['osv.ndjson'] : [])]
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', from],
      ['db', ['db']],
    ]),
  })
  const bom: Bom = { ...emptyBom('test'), components }
  const subjects = subjectsOf([{ bom, kind, location: undefined }])
  const database = openDatabase(world.disk, 'db')!
  const { matches, undecided } = findingsOf(subjects, database, { now, maxAge: undefined, needs: [], progress() {} })
  return {
    matches,
    undecided,
    said: [
      ...matches.map(({ vulnerability }) => `${vulnerability.id} affected`),
      ...undecided.map(
        ({ vulnerability, advisories, because }) => `${vulnerability.id} ${(advisories[0]?.because ?? because)!.rule}`,
      ),
    ],
  }
}

const valve = one(match('a:mill:valve', { versionStartIncluding: '1.0', versionEndExcluding: '2.0' }))

test('a stated CPE in a range is a likely match, and the reason names criteria, range and what was compared', async () => {
  const { matches, undecided } = await scanned([of('a:mill:valve:1.5')], [item('CVE-2026-1001', valve)])
  assert.deepEqual(undecided, [])
  assert.deepEqual(matches[0]!.fixed, ['2.0'])
  assert.deepEqual(matches[0]!.advisories[0]!.because, {
    rule: 'cpe+range',
    identity: full('a:mill:valve'),
    range: '>=1.0 <2.0',
    found: full('a:mill:valve:1.5'),
    confidence: 'likely',
  })
})

test('what a name leaves open, and what cannot be compared, is undecided and only possible', async () => {
  const said = async (cpe: string, configuration: object) =>
    (await scanned([of(cpe)], [item('CVE-2026-1001', configuration)])).said
  assert.deepEqual(await said('a:mill:valve:2.0', valve), [])
  assert.deepEqual(await said('a:mill:valve', valve), ['CVE-2026-1001 version-missing'])
  assert.deepEqual(await said('a:mill:valve:build_7', valve), ['CVE-2026-1001 version-not-comparable'])
  const plugin = one(match('a:mill:valve:*:*:*:*:*:press'))
  assert.deepEqual(await said('a:mill:valve:1.5', plugin), ['CVE-2026-1001 cpe-looser'])
  assert.deepEqual(await said('a:mill:valve:1.5:*:*:*:*:other', plugin), [])
  const patched = one(match('a:mill:valve:1.5:sp2'))
  assert.deepEqual(await said('a:mill:valve:1.5', patched), ['CVE-2026-1001 cpe-looser'])
  assert.deepEqual(await said('a:mill:valve:1.5:sp2', patched), ['CVE-2026-1001 affected'])
  assert.deepEqual(await said('a:mill:valve:1.5:sp1', patched), [])
  assert.deepEqual(await said('a:mill:valve:1.5.0', one(match('a:mill:valve:1.5'))), ['CVE-2026-1001 affected'])
})

test('what a product runs on is looked for beside it', async () => {
  const configuration = beside([match('a:mill:valve:1.0')], [on('o:mill:host')])
  const versioned = beside([match('a:mill:valve:1.0')], [{ ...on('o:mill:host'), versionEndExcluding: '3' }])
  const said = async (names: string[], config: object, kind?: 'bom' | 'inventory') =>
    (
      await scanned(
        names.map(each => of(each)),
        [item('CVE-2026-1001', config)],
        [],
        kind,
      )
    ).said
  assert.deepEqual(await said(['a:mill:valve:1.0'], configuration), ['CVE-2026-1001 cpe-condition'])
  assert.deepEqual(await said(['a:mill:valve:1.0', 'o:mill:host:2'], configuration), ['CVE-2026-1001 affected'])
  assert.deepEqual(await said(['a:mill:valve:1.0', 'o:mill:host:4'], versioned), [])
  // Rows of an inventory are things of their own.
  assert.deepEqual(await said(['a:mill:valve:1.0', 'o:mill:host:2'], configuration, 'inventory'), [
    'CVE-2026-1001 cpe-condition',
  ])
  const firmware = beside([match('o:mill:valve_firmware:1.0')], [on('h:mill:valve:-')])
  assert.deepEqual(await said(['o:mill:valve_firmware:1.0'], firmware), ['CVE-2026-1001 affected'])
})

test('one CVE by package URL and by CPE is one match', async () => {
  const records = [osv('GHSA-aaaa-bbbb-cccc', 'npm', 'valve', ['CVE-2026-1001'], '2.0.0')]
  const both = of('a:mill:valve:1.5', { purl: 'pkg:npm/valve@1.5.0' })
  const { matches, undecided } = await scanned([both], [item('CVE-2026-1001', valve)], records)
  assert.deepEqual(undecided, [])
  assert.deepEqual(
    matches.map(({ vulnerability, advisories }) => [
      vulnerability.id,
      advisories.map(({ source, because }) => [source, because.confidence]),
    ]),
    [
      [
        'CVE-2026-1001',
        [
          ['nvd', 'likely'],
          ['osv-ghsa', 'exact'],
        ],
      ],
    ],
  )
})

test('beside a package URL its own ecosystem decides what it names, and a distribution decides all', async () => {
  const items = [
    item('CVE-2026-1001', valve),
    item('CVE-2026-1002', valve),
    item('CVE-2026-1003', one(match('a:mill:valve:1.5:sp1'))),
  ]
  const mended = [osv('GHSA-aaaa-bbbb-cccc', 'npm', 'valve', ['CVE-2026-1001'], '1.2.0')]
  const npm = of('a:mill:valve:1.5', { purl: 'pkg:npm/valve@1.5.0' })
  assert.deepEqual((await scanned([npm], items, mended)).said, ['CVE-2026-1002 affected'])
  const debian = [osv('DSA-1-1', 'Debian:12', 'valve', ['CVE-2026-1001'], '1.5-1')]
  const deb = of('a:mill:valve:1.5', { purl: 'pkg:deb/debian/valve@1.5-2?arch=source&distro=debian-12' })
  assert.deepEqual((await scanned([deb], items, debian)).said, [])
  const unknown = of('a:mill:valve:1.5', { purl: 'pkg:generic/valve@1.5' })
  assert.deepEqual((await scanned([unknown], items)).said, [
    'CVE-2026-1001 affected',
    'CVE-2026-1002 affected',
    'CVE-2026-1003 cpe-looser',
  ])
})

test('a component without a name, or with one that says no vendor, is as undecided as before', async () => {
  const rules = async (cpe: string | undefined) => (await scanned([of(cpe)], [item('CVE-2026-1001', valve)])).said
  assert.deepEqual(await rules(undefined), ['* no-identity'])
  assert.deepEqual(await rules('a:*:valve:1.5'), ['* no-identity'])
})

test('an update places a version before or behind a bound', () => {
  for (const [version, update, bound, sign] of [
    ['2.0', 'rc1', '2.0', -1],
    ['2.0', 'sp1', '2.0', 1],
    ['2.0', 'r1', '2.1', -1],
    ['2.0', 'p2', '2.0p1', 1],
    ['2.0', 'beta2', '2.0-rc1', -1],
    ['2.0', 'service_pack_2', '2.0', 1],
    ['2.0', 'milestone3', '2.0', -1],
    ['2.0', 'odd', '2.1', -1],
    ['2.0', '', '2.0.0', 0],
    ['2.0', 'odd', '2.0', undefined],
    ['2.0', 'sp1', '2.0p1', undefined],
    ['build', 'sp1', '2.0', undefined],
  ] as const) {
    const found = compareWithUpdate(version, update, bound)
    assert.equal(found === undefined ? undefined : Math.sign(found), sign, `${version} ${update} ${bound}`)
  }
})
