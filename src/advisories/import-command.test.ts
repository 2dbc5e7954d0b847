import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { writeBase, writeDelta } from './build.ts'
import { collection } from './collection.ts'
import { openDatabase } from './database.ts'
import { exportTool } from './export-command.ts'
import { importTool } from './import-command.ts'
import { readManifest } from './manifest.ts'
import { readFeedFile } from './read-feed-file.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const hour = 3_600_000
const pair = generateKeyPairSync('ed25519')
const keyFiles = {
  'key.pem': pair.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  'public.pem': pair.publicKey.export({ format: 'pem', type: 'spki' }) as string,
}

interface Said {
  id: string
  name?: string
  fixed?: string
  introduced?: string
  modified?: string
  summary?: string
  withdrawn?: string
}

const record = ({ id, name = 'left', fixed = '1.2.0', introduced = '0', modified, summary, withdrawn }: Said) =>
  JSON.stringify({
    schema_version: '1.7.0',
    id,
    modified: modified ?? '2026-11-20T00:00:00Z',
    summary: summary ?? `About ${name}`,
    ...(withdrawn && { withdrawn }),
    affected: [
      { package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced }, { fixed }] }] },
    ],
  })

const kev = (...cves: string[]) =>
  JSON.stringify({
    title: 'CISA Catalog of Known Exploited Vulnerabilities',
    catalogVersion: '2026.11.20',
    dateReleased: '2026-11-20T00:00:00Z',
    count: cves.length,
    vulnerabilities: cves.map(cveID => ({ cveID, vendorProject: 'v', product: 'p', dateAdded: '2026-11-20' })),
  })

async function collected(world: MemoryWorld, records: readonly Said[], exploited: readonly string[] = []) {
  const into = collection()
  const how = { limits: defaultLimits, now }
  world.files.set('in.ndjson', Buffer.from(records.map(record).join('\n')))
  if (records.length > 0) await readFeedFile(world.disk, how, 'in.ndjson', into)
  world.files.set('kev.json', Buffer.from(kev(...exploited)))
  if (exploited.length > 0) await readFeedFile(world.disk, how, 'kev.json', into)
  world.files.delete('in.ndjson')
  world.files.delete('kev.json')
  return into
}

const flags = (given: Record<string, string>) => new Map(Object.entries(given).map(([name, value]) => [name, [value]]))

interface Answer {
  outcome: string
  before: { digest: string } | null
  damage: string | null
  doubts: { feed: string | null; doubt: string; reason: string }[]
  feeds: {
    id: string
    before: { records: number } | null
    after: { records: number } | null
    changes: Record<string, { count: number; examples: string[] }> | null
  }[]
}

/** A plant with a database at `plant`, and an office with one at `office`. */
async function carried(before: readonly Said[], after: readonly Said[], later = hour) {
  const world = memoryWorld(keyFiles)
  if (before.length > 0) writeBase(world.disk, 'plant', await collected(world, before), now)
  if (after.length > 0) writeBase(world.disk, 'office', await collected(world, after), now + later)
  return world
}

async function imported(world: MemoryWorld, over: Record<string, string> = {}): Promise<Answer & { code: number }> {
  await exportTool.run(world, { words: ['file'], flags: flags({ key: 'key.pem', db: 'office' }) })
  const printed = world.printed().length
  const given = flags({ trust: 'public.pem', db: 'plant', format: 'json', ...over })
  const code = await importTool.run(world, { words: ['file'], flags: given })
  return { ...(JSON.parse(world.printed().slice(printed)) as Answer), code }
}

const plantOf = (world: MemoryWorld) =>
  new Map(
    [...world.files].filter(([path]) => path.startsWith('plant/')).map(([path, bytes]) => [path, Buffer.from(bytes)]),
  )

const counts = (answer: Answer, feed: string) =>
  Object.fromEntries(
    Object.entries(answer.feeds.find(({ id }) => id === feed)!.changes!).map(([kind, { count }]) => [kind, count]),
  )

test('what is imported is the database of the other side to the byte, and comes out of it as the same file', async () => {
  const world = await carried([], [{ id: 'GHSA-a' }, { id: 'GHSA-b', name: 'right' }])
  const more = await collected(world, [{ id: 'GHSA-a', fixed: '1.3.0' }], ['CVE-2026-0001'])
  writeDelta(world.disk, 'office', readManifest(world.disk, 'office')!, more, now + 2 * hour)
  const answer = await imported(world)
  assert.deepEqual([answer.code, answer.outcome, answer.before], [0, 'imported', null])
  for (const [path, bytes] of world.files)
    if (path.startsWith('office/')) assert.deepEqual(world.files.get(path.replace('office', 'plant')), bytes, path)
  openDatabase(world.disk, 'plant')!.verify()
  await exportTool.run(world, { words: ['back'], flags: flags({ key: 'key.pem', db: 'plant' }) })
  assert.deepEqual(world.files.get('back'), world.files.get('file'))
})

test('the same file twice changes nothing and says so', async () => {
  const world = await carried([], [{ id: 'GHSA-a' }])
  await imported(world)
  const before = plantOf(world)
  world.disk.write = () => assert.fail('something was written')
  world.disk.remove = () => assert.fail('something was removed')
  const given = flags({ trust: 'public.pem', db: 'plant' })
  assert.equal(await importTool.run(world, { words: ['file'], flags: given }), 0)
  assert.match(world.printed(), /Nothing changes: this is the database that is at plant\.\n$/)
  assert.deepEqual(plantOf(world), before)
})

test('what is new, changed, gone and withdrawn is told record by record', async () => {
  const world = await carried(
    [
      { id: 'GHSA-same' },
      { id: 'GHSA-range' },
      { id: 'GHSA-text' },
      { id: 'GHSA-date' },
      { id: 'GHSA-gone' },
      { id: 'GHSA-back' },
      { id: 'MAL-2026-1', name: 'bad' },
    ],
    [
      { id: 'GHSA-same' },
      { id: 'GHSA-range', fixed: '1.2.1' },
      { id: 'GHSA-text', summary: 'Otherwise' },
      { id: 'GHSA-date', modified: '2026-11-20T12:00:00Z' },
      { id: 'GHSA-back', withdrawn: '2026-11-20T00:00:00Z' },
      { id: 'GHSA-new' },
      { id: 'MAL-2026-1', name: 'bad' },
    ],
  )
  const before = plantOf(world)
  const answer = await imported(world, { 'dry-run': '' })
  assert.deepEqual([answer.code, answer.outcome], [0, 'previewed'])
  assert.deepEqual(plantOf(world), before)
  assert.deepEqual(counts(answer, 'osv-ghsa'), { new: 1, changed: 3, gone: 1, withdrawn: 1 })
  assert.deepEqual(counts(answer, 'osv-malicious'), { new: 0, changed: 0, gone: 0, withdrawn: 0 })
  const changes = answer.feeds.find(({ id }) => id === 'osv-ghsa')!.changes!
  assert.deepEqual(
    Object.values(changes).map(({ examples }) => examples),
    [['GHSA-new'], ['GHSA-date', 'GHSA-range', 'GHSA-text'], ['GHSA-gone'], ['GHSA-back']],
  )
})

test('a record is the same however its database was put together and whoever else speaks of the package', async () => {
  const old = [{ id: 'GHSA-a' }, { id: 'GHSA-b' }]
  // Its package now keeps the other spelling of the version, and it lies in a delta and its base.
  const world = await carried(
    [...old, { id: 'GHSA-c' }],
    [{ id: 'GHSA-0', introduced: '1.2.0+x', fixed: '3.0.0' }, ...old],
  )
  const base = readManifest(world.disk, 'office')!
  writeDelta(world.disk, 'office', base, await collected(world, [{ id: 'GHSA-c' }, { id: 'GHSA-a' }]), now + 2 * hour)
  const answer = await imported(world, { 'dry-run': '' })
  assert.deepEqual(counts(answer, 'osv-ghsa'), { new: 1, changed: 0, gone: 0, withdrawn: 0 })
})

test('signals that come, change and go are counted by feed', async () => {
  const world = memoryWorld(keyFiles)
  writeBase(world.disk, 'plant', await collected(world, [], ['CVE-2026-0001', 'CVE-2026-0002']), now)
  writeBase(world.disk, 'office', await collected(world, [], ['CVE-2026-0002', 'CVE-2026-0003', 'CVE-2026-0004']), now)
  const answer = await imported(world, { 'dry-run': '' })
  assert.deepEqual(counts(answer, 'kev'), { new: 2, changed: 0, gone: 1, withdrawn: 0 })
  assert.deepEqual(answer.feeds[0]!.changes!['gone']!.examples, ['CVE-2026-0001'])
})

const many = (count: number, over: Partial<Said> = {}) =>
  Array.from({ length: count }, (_, index) => ({ id: `GHSA-${index}`, ...over }))

test('an older database, a shrunken one, mass withdrawal and a missing feed are held back until accepted', async () => {
  const days = { modified: '2026-11-10T00:00:00Z' }
  const back = { withdrawn: '2026-11-20T00:00:00Z' }
  const cases: [before: Said[], after: Said[], later: number, feed: string | null, doubt: string][] = [
    [[{ id: 'GHSA-a' }], [{ id: 'GHSA-b' }], -hour, null, 'older'],
    [[{ id: 'GHSA-a' }], [{ id: 'GHSA-b', ...days }], hour, 'osv-ghsa', 'older'],
    [many(300), many(150), hour, 'osv-ghsa', 'shrink'],
    [many(300), [...many(300).slice(150), ...many(150, back)], hour, 'osv-ghsa', 'withdrawals'],
    [[{ id: 'GHSA-a' }, { id: 'MAL-2026-1' }], [{ id: 'GHSA-a' }], hour, 'osv-malicious', 'shrink'],
  ]
  for (const [before, after, later, feed, doubt] of cases) {
    const world = await carried(before, after, later)
    const was = plantOf(world)
    for (const over of [{}, { 'dry-run': '' }] as Record<string, string>[]) {
      const answer = await imported(world, over)
      assert.deepEqual([answer.code, answer.outcome], [1, 'held-back'], doubt)
      assert.deepEqual(
        answer.doubts.map(found => [found.feed, found.doubt]),
        [[feed, doubt]],
      )
      assert.deepEqual(plantOf(world), was)
    }
    assert.match(world.said.at(-1)!, /The database is as it was\. After a look: the same command with --accept\./)
    assert.equal((await imported(world, { accept: '' })).outcome, 'imported')
    assert.deepEqual(readManifest(world.disk, 'plant'), readManifest(world.disk, 'office'))
  }
})

test('a database that is damaged is replaced, and one that nobody can read only when accepted', async () => {
  const world = await carried([{ id: 'GHSA-a' }], [{ id: 'GHSA-a' }, { id: 'GHSA-b' }])
  const [{ file } = { file: '' }] = readManifest(world.disk, 'plant')!.segments
  world.files.set(`plant/${file}`, Buffer.from('damaged'))
  const answer = await imported(world)
  assert.deepEqual([answer.code, answer.outcome, answer.feeds[0]!.changes], [0, 'imported', null])
  assert.match(answer.damage!, /has 7 bytes, \d+ are wanted/)
  const [{ file: now } = { file: '' }] = readManifest(world.disk, 'plant')!.segments
  world.files.set(
    `plant/${now}`,
    world.files.get(`plant/${now}`)!.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  )
  assert.equal((await imported(world)).outcome, 'imported')
  openDatabase(world.disk, 'plant')!.verify()
  world.files.set('plant/manifest.json', Buffer.from('{}'))
  const held = await imported(world)
  assert.deepEqual([held.code, held.doubts.map(({ doubt }) => doubt)], [1, ['unreadable']])
  assert.equal((await imported(world, { accept: '' })).outcome, 'imported')
  openDatabase(world.disk, 'plant')!.verify()
})

test('cut off at any write or removal, the folder holds the old database or the new one, whole', async () => {
  for (let steps = 0; ; steps++) {
    const world = await carried([{ id: 'GHSA-a' }], [{ id: 'GHSA-a' }, { id: 'GHSA-b' }])
    const more = await collected(world, [{ id: 'GHSA-c' }])
    writeDelta(world.disk, 'office', readManifest(world.disk, 'office')!, more, now + 2 * hour)
    const digests = ['plant', 'office'].map(folder => readManifest(world.disk, folder)!.digest)
    await exportTool.run(world, { words: ['file'], flags: flags({ key: 'key.pem', db: 'office' }) })
    let left = steps
    const cut =
      <A extends unknown[]>(run: (...given: A) => void) =>
      (...given: A) => {
        if (left-- <= 0) throw new Problem('base/disk', 'the power is gone')
        run(...given)
      }
    const disk = { ...world.disk, write: cut(world.disk.write), remove: cut(world.disk.remove) }
    const given = flags({ trust: 'public.pem', db: 'plant' })
    const run = async () => importTool.run({ ...world, disk }, { words: ['file'], flags: given })
    const whole = await run().then(
      () => true,
      () => false,
    )
    const database = openDatabase(world.disk, 'plant')!
    database.verify()
    assert.ok(digests.includes(database.manifest.digest))
    assert.equal(database.manifest.digest, digests[steps < 3 ? 0 : 1])
    if (whole) break
    assert.ok(steps < 10)
  }
})

test('a carrier that is swapped between the look and the copy changes nothing', async () => {
  const world = await carried([{ id: 'GHSA-a' }], [{ id: 'GHSA-a' }, { id: 'GHSA-b' }])
  await exportTool.run(world, { words: ['file'], flags: flags({ key: 'key.pem', db: 'office' }) })
  const before = plantOf(world)
  const makeFolder = () => {
    const bytes = world.files.get('file')!
    bytes[bytes.length - 1]! ^= 1
  }
  const swapped = { ...world, disk: { ...world.disk, makeFolder } }
  const given = flags({ trust: 'public.pem', db: 'plant' })
  await assert.rejects(async () => importTool.run(swapped, { words: ['file'], flags: given }), {
    code: 'advisories/export-unverified',
    message: /is not what its digest names/,
  })
  assert.deepEqual(plantOf(world), before)
})

test('property: the counts are those of the two lists', async () => {
  const list = fc.uniqueArray(fc.tuple(fc.nat(12), fc.nat(2)), { minLength: 1, maxLength: 10, selector: ([id]) => id })
  await fc.assert(
    fc.asyncProperty(list, list, fc.nat(10), async (before, after, later) => {
      const said = (pairs: typeof before) =>
        pairs.map(([id, way]) => ({ id: `GHSA-${id}`, name: `package${id % 3}`, fixed: `1.${way}.0` }))
      const world = await carried(said(before), said(after.slice(0, Math.max(1, later))))
      const rest = said(after.slice(Math.max(1, later)))
      if (rest.length > 0)
        writeDelta(
          world.disk,
          'office',
          readManifest(world.disk, 'office')!,
          await collected(world, rest),
          now + 2 * hour,
        )
      const was = new Map(before)
      const is = new Map(after)
      const answer = await imported(world, { 'dry-run': '' })
      assert.deepEqual(counts(answer, 'osv-ghsa'), {
        new: after.filter(([id]) => !was.has(id)).length,
        changed: after.filter(([id, way]) => was.has(id) && was.get(id) !== way).length,
        gone: before.filter(([id]) => !is.has(id)).length,
        withdrawn: 0,
      })
    }),
    { numRuns: 60 },
  )
})

test('a person sees who signed it, each feed in a line, the first records and what was done', async () => {
  const world = await carried([{ id: 'GHSA-a' }], [{ id: 'GHSA-a', fixed: '9.0.0' }, ...many(7)])
  await exportTool.run(world, { words: ['file'], flags: flags({ key: 'key.pem', db: 'office' }) })
  const printed = world.printed().length
  await importTool.run(world, { words: ['file'], flags: flags({ trust: 'public.pem', db: 'plant' }) })
  const text = world.printed().slice(printed)
  assert.match(text, /^file: every byte verified, signed by sha256:[0-9a-f]{64}\nwritten by millcert 0\.0\.0\n/)
  assert.match(text, /\nosv-ghsa +1 +8 +2026-11-20 +2026-11-20 +7 +1 +0 +0\n/)
  assert.match(text, /\nosv-ghsa new: GHSA-0, GHSA-1, GHSA-2, GHSA-3, GHSA-4 and 2 more\nosv-ghsa changed: GHSA-a\n/)
  assert.match(text, /\nImported into plant\.\n$/)
})
