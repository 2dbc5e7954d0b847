import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { db } from '#advisories/operations'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { scan } from './operations.ts'
import type { Report } from './report.ts'

const record = (id: string, name: string) => ({
  id,
  aliases: ['CVE-2026-1001'],
  modified: '2026-11-20T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
    },
  ],
})
const files = {
  'all/ghsa.json': JSON.stringify(record('GHSA-aaaa-aaaa-aaaa', 'valve')),
  'all/mal.json': JSON.stringify({ ...record('MAL-2026-1', 'pump'), aliases: [] }),
  'tree/package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { valve: '1', pump: '1' } },
      'node_modules/valve': { version: '1.0.0' },
      'node_modules/pump': { version: '1.0.0' },
    },
  }),
}

async function run(
  world: MemoryWorld,
  tool: { run(world: MemoryWorld, input: { words: string[]; flags: Map<string, string[]> }): number | Promise<number> },
  words: string[],
  flags: Record<string, string[]> = {},
) {
  const before = world.printed().length
  const code = await tool.run(world, { words, flags: new Map(Object.entries({ db: ['db'], ...flags })) })
  return { code, text: world.printed().slice(before) }
}

async function built(): Promise<MemoryWorld> {
  const world = memoryWorld(files)
  assert.equal((await run(world, db.build, [], { from: ['all'] })).code, 0)
  return world
}

async function scanned(world: MemoryWorld) {
  const { code, text } = await run(world, scan, ['tree'], { format: ['json'] })
  const report = JSON.parse(text) as Report
  const told = [...report.matches, ...report.undecided].map(({ component, advisories }) => [
    component.name,
    ...advisories.map(({ id, verdict, because }) => `${id} ${verdict} ${because.rule}`),
  ])
  return { code, report, told: told.sort(([a], [b]) => (a! < b! ? -1 : 1)) }
}

const quarantine = (world: MemoryWorld, words: string[], flags: Record<string, string[]> = {}) =>
  run(world, db.quarantine, words, flags)

test('what only a feed in quarantine says is undecided, with the feed and the reason; released, it is as before', async () => {
  const world = await built()
  const before = await scanned(world)
  assert.deepEqual(before.told, [
    ['pump', 'MAL-2026-1 affected name+version'],
    ['valve', 'GHSA-aaaa-aaaa-aaaa affected purl+range'],
  ])
  const { code } = await quarantine(world, ['osv-ghsa'], { reason: ['it looks forged'], by: ['ada'] })
  assert.equal(code, 3)
  const during = await scanned(world)
  assert.deepEqual(during.told, [
    ['pump', 'MAL-2026-1 affected name+version'],
    ['valve', 'GHSA-aaaa-aaaa-aaaa undecided feed-quarantined'],
  ])
  const [doubt] = during.report.undecided
  assert.deepEqual(doubt!.advisories[0]!.because, {
    rule: 'feed-quarantined',
    found: 'osv-ghsa',
    how: 'it looks forged',
  })
  assert.match(doubt!.settle, /the feed osv-ghsa/)
  assert.equal(doubt!.vulnerability.id, 'CVE-2026-1001')
  assert.equal(during.report.database!.feeds.find(({ id }) => id === 'osv-ghsa')!.quarantined, 'it looks forged')
  assert.ok(during.report.notes.some(({ code: note, at }) => note === 'feed-quarantined' && at === 'osv-ghsa'))
  const status = await run(world, db.status, [])
  assert.match(status.text, /osv-ghsa .*IN QUARANTINE: it looks forged/)
  assert.equal((await quarantine(world, ['osv-ghsa'], { release: [''] })).code, 0)
  const after = await scanned(world)
  assert.deepEqual([after.report, after.code], [before.report, before.code])
})

test('where every feed is in quarantine nothing is sure, and the exit code says so', async () => {
  const world = await built()
  assert.equal((await scanned(world)).code, 1)
  for (const feed of ['osv-ghsa', 'osv-malicious']) await quarantine(world, [feed], { reason: ['a drill'] })
  const { code, report } = await scanned(world)
  assert.deepEqual([code, report.matches, report.summary.undecided], [3, [], 2])
})

test('what is known of exploitation is said to be doubted, whatever is scanned', async () => {
  const entry = {
    cveID: 'CVE-2026-10001',
    dateAdded: '2026-11-19',
    dueDate: '2026-11-30',
    knownRansomwareCampaignUse: 'Unknown',
  }
  const words = {
    vendorProject: 'x',
    product: 'x',
    vulnerabilityName: 'x',
    shortDescription: 'x',
    requiredAction: 'x',
    notes: '',
  }
  const catalogue = { title: 'CISA Catalog of Known Exploited Vulnerabilities', catalogVersion: '2026.11.19', count: 1 }
  const kev = { ...catalogue, dateReleased: '2026-11-19T00:00:00Z', vulnerabilities: [{ ...entry, ...words }] }
  const world = memoryWorld({ ...files, 'all/kev.json': JSON.stringify(kev) })
  await run(world, db.build, [], { from: ['all'] })
  await quarantine(world, ['kev'], { reason: ['a drill'] })
  const { report } = await scanned(world)
  assert.deepEqual(
    report.notes.flatMap(({ code, at }) => (code === 'feed-quarantined' ? [at] : [])),
    ['kev'],
  )
})

test('a match that another feed confirms stays', async () => {
  const world = memoryWorld({ ...files, 'all/mal.json': JSON.stringify({ ...record('MAL-2026-1', 'valve') }) })
  await run(world, db.build, [], { from: ['all'] })
  await quarantine(world, ['osv-ghsa'], { reason: ['a drill'] })
  const { told, code } = await scanned(world)
  assert.deepEqual(told, [
    ['valve', 'GHSA-aaaa-aaaa-aaaa undecided feed-quarantined', 'MAL-2026-1 affected name+version'],
  ])
  assert.equal(code, 1)
})

test('a feed that is not there, no reason, and a list that cannot be read are refused', async () => {
  const world = await built()
  await assert.rejects(quarantine(world, ['osv-nope'], { reason: ['x'] }), { code: 'advisories/unknown-feed' })
  await assert.rejects(quarantine(world, ['osv-ghsa']), { code: 'cli/usage' })
  await assert.rejects(quarantine(world, ['osv-ghsa'], { release: [''] }), { code: 'advisories/not-in-quarantine' })
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"schema":"millcert-quarantine/1","feeds":[]}',
    '{"schema":"millcert-quarantine/1","feeds":{"osv-ghsa":{"since":1e99,"by":"","reason":"","cause":"check"}}}',
  ]) {
    world.files.set('db/quarantine.json', Buffer.from(text))
    // Who cannot tell what is doubted does not answer as if nothing were.
    await assert.rejects(scanned(world), { name: 'Problem' }, text)
  }
})

/** A database as an update leaves it: its feed with the original that was read. */
async function updated(): Promise<{ world: MemoryWorld; digest: string }> {
  const world = await built()
  const original = Buffer.from('the archive as it was fetched')
  const digest = `sha256:${createHash('sha256').update(original).digest('hex')}`
  world.files.set('db/feeds/originals/osv/npm/all.zip', original)
  const state = {
    attempt: 1,
    success: 1,
    failure: null,
    built: { originals: { 'osv/npm/all.zip': digest }, records: 1, newest: null },
    quarantine: null,
  }
  const { digest: database } = JSON.parse(Buffer.from(world.files.get('db/manifest.json')!).toString())
  const feeds = { schema: 'millcert-feeds/1', database, originals: {}, changes: {}, feeds: { 'osv-ghsa': state } }
  world.files.set('db/feeds/state.json', Buffer.from(JSON.stringify(feeds)))
  return { world, digest }
}

test('a flipped original puts its feed in quarantine, and the right one ends that; what a person put there stays', async () => {
  const { world } = await updated()
  const check = () => quarantine(world, [], { check: [''] })
  assert.equal((await check()).code, 0)
  assert.equal(world.files.has('db/quarantine.json'), false)
  const original = world.files.get('db/feeds/originals/osv/npm/all.zip')!
  for (const at of [0, original.length - 1]) {
    world.files.set(
      'db/feeds/originals/osv/npm/all.zip',
      original.map((byte, index) => (index === at ? byte ^ 1 : byte)),
    )
    const { code, text } = await check()
    assert.equal(code, 3)
    assert.match(text, /osv-ghsa .*its original osv\/npm\/all\.zip is sha256:/)
    assert.deepEqual((await scanned(world)).told[1], ['valve', 'GHSA-aaaa-aaaa-aaaa undecided feed-quarantined'])
  }
  await quarantine(world, ['osv-malicious'], { reason: ['a drill'] })
  world.files.set('db/feeds/originals/osv/npm/all.zip', original)
  const { text } = await check()
  assert.doesNotMatch(text, /osv-ghsa/)
  assert.match(text, /osv-malicious/)
  assert.deepEqual((await scanned(world)).told[1], ['valve', 'GHSA-aaaa-aaaa-aaaa affected purl+range'])
})

test('a pin that does not hold, or that nobody can check, puts its feed in quarantine', async () => {
  const { world, digest } = await updated()
  const check = async (pins: string) => {
    world.files.set('.millcert/pins.toml', Buffer.from(pins))
    return quarantine(world, [], { check: [''] })
  }
  assert.equal((await check(`[feed."osv-ghsa"]\nsha256 = "${digest}"\n`)).code, 0)
  const wrong = await check(`[feed."osv-ghsa"]\nsha256 = ["${'ab'.repeat(32)}"]\n`)
  assert.deepEqual([wrong.code, /which is not pinned/.test(wrong.text)], [3, true])
  const unknown = await check(`[feed."osv-malicious"]\nsha256 = "${'ab'.repeat(32)}"\n`)
  assert.match(unknown.text, /osv-malicious .*not known here/)
  assert.doesNotMatch(unknown.text, /osv-ghsa/)
  for (const pins of [
    '[feeds."osv-ghsa"]',
    '[feed."osv-ghsa"]\nsha255 = "x"',
    '[feed."osv-ghsa"]\nsha256 = "abc"',
    '[feed."osv-ghsa"]\nsha256 = []',
    'feed = 3',
    '[feed',
  ])
    await assert.rejects(check(pins), { code: 'trust/bad-policy' }, pins)
})
