import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { openDatabase } from './database.ts'
import { db, inspectFeed } from './operations.ts'

const record = (id: string, over: object = {}) => ({
  schema_version: '1.7.0',
  id,
  modified: '2026-11-20T00:00:00Z',
  affected: [
    { package: { ecosystem: 'npm', name: 'left' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
  ],
  ...over,
})
const text = (id: string, over: object = {}) => JSON.stringify(record(id, over))
const kev = { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-10001', dateAdded: '2026-11-01' }] }
const scores = (day: string, score: number, cve = 'CVE-2026-10001') =>
  `#model_version:v1,score_date:${day}\ncve,epss,percentile\n${cve},${score},0.5\n`

interface Built {
  files: { path: string; format: string; taken: number; refusedCount: number; refused: { reason: string }[] }[]
  feeds: { id: string; records: number; withdrawn: number; refused: number }[]
}

async function build(world: MemoryWorld, from: string[], ...flags: string[]): Promise<{ code: number } & Built> {
  const before = world.printed().length
  const code = await db.build.run(world, {
    words: [],
    flags: new Map<string, string[]>([
      ['from', from],
      ['db', ['db']],
      ['format', ['json']],
      ...flags.map((flag): [string, string[]] => [flag, ['']]),
    ]),
  })
  return { code: code as number, ...(JSON.parse(world.printed().slice(before)) as Built) }
}

function idsIn(world: MemoryWorld): string[] {
  const found = openDatabase(world.disk, 'db')!.manifest.feeds
  return found.map(({ id, records }) => `${id} ${records}`)
}

interface Inside {
  name: string
  text: string
  /** Added to the checksum: a damaged entry. */
  off?: number
  /** Bits of the entry: 1 is encrypted. */
  bits?: number
}

/** A zip of stored entries (APPNOTE 4.3). */
function zip(entries: Inside[]): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const { name, text, off = 0, bits = 0 } of entries) {
    // Encryption puts 12 bytes in front (APPNOTE 6.1.3).
    const content = Buffer.concat([Buffer.alloc(bits & 1 ? 12 : 0), Buffer.from(text)])
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(bits, 2)
    head.writeUInt32LE((crc32(content) + off) >>> 0, 10)
    head.writeUInt32LE(content.length, 14)
    head.writeUInt32LE(text.length, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), content])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x00'), head, rest, Buffer.from(name))
    parts.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06'), end])
}

test('a bad entry of a zip is counted and named, and the rest is taken', async () => {
  const entries = [
    { name: 'GHSA-a.json', text: text('GHSA-a') },
    { name: 'GHSA-b.json', text: text('GHSA-b'), off: 1 },
    { name: 'GHSA-c.json', text: text('GHSA-c').slice(0, -1) },
    { name: 'GHSA-d.json', text: text('GHSA-d'), bits: 1 },
    { name: 'GHSA-e.json', text: text('GHSA-e') },
  ]
  const world = memoryWorld({ 'all.zip': zip(entries) })
  const { code, files, feeds } = await build(world, ['all.zip'])
  assert.deepEqual(
    files.map(({ path, format, taken, refusedCount }) => [path, format, taken, refusedCount]),
    [
      ['all.zip: GHSA-a.json', 'osv', 1, 0],
      ['all.zip: GHSA-b.json', 'unreadable', 0, 1],
      ['all.zip: GHSA-c.json', 'unreadable', 0, 1],
      ['all.zip: GHSA-d.json', 'unreadable', 0, 1],
      ['all.zip: GHSA-e.json', 'osv', 1, 0],
    ],
  )
  assert.match(files[1]!.refused[0]!.reason, /CRC of "GHSA-b\.json" differs/)
  assert.match(files[3]!.refused[0]!.reason, /encrypted/)
  assert.deepEqual([code, idsIn(world), feeds[0]!.refused], [3, ['osv-ghsa 2'], 3])
  // One paper that is handed over is taken whole or not at all.
  await assert.rejects(() => inspectFeed(world, 'all.zip'), Problem)
})

test('a zip that is a trap is refused whole', async () => {
  const twice = { name: 'GHSA-a.json', text: text('GHSA-a') }
  const { code, files } = await build(memoryWorld({ 'all.zip': zip([twice, twice]) }), ['all.zip'])
  assert.deepEqual([code, files.map(({ path, format }) => `${path} ${format}`)], [128, ['all.zip unreadable']])
})

test('records in lines: a bad line is counted and the others are taken, wherever it stands', async () => {
  const good = [text('GHSA-a'), text('GHSA-b'), text('GHSA-c')]
  for (const bad of ['{broken', 'nonsense', '{"id": 1}', `${text('GHSA-x')},`])
    for (let place = 0; place <= 3; place++) {
      const world = memoryWorld({ 'a.ndjson': `${good.toSpliced(place, 0, bad).join('\n')}\n` })
      const { files, feeds } = await build(world, ['a.ndjson'])
      const seen = `${bad} in place ${place}: ${JSON.stringify(files)}`
      assert.deepEqual(
        [files.length, files[0]!.format, files[0]!.taken, files[0]!.refusedCount],
        [1, 'osv', 3, 1],
        seen,
      )
      assert.equal(feeds.find(({ id }) => id === 'osv-ghsa')!.refused, 1, seen)
    }
})

test('a broken document over several lines is refused with its place, not taken for lines', async () => {
  const broken = JSON.stringify(record('GHSA-a'), null, 2).replace('"left"', 'left')
  const { code, files } = await build(memoryWorld({ 'a.json': broken }), ['a.json'])
  assert.deepEqual([code, files.length, files[0]!.format, files[0]!.refusedCount], [128, 1, 'unreadable', 1])
})

test('a folder that cannot be listed is reported, and refused when it was named', async () => {
  const world = memoryWorld({ 'in/a.json': text('GHSA-a'), 'in/closed/b.json': text('GHSA-b') })
  const disk = {
    ...world.disk,
    list: (path: string) => (path.endsWith('closed') ? undefined : world.disk.list(path)),
  }
  const { code, files } = await build({ ...world, disk }, ['in'])
  assert.equal(code, 3)
  assert.deepEqual(
    files.map(({ path, format }) => `${path} ${format}`),
    ['in/closed unreadable', 'in/a.json osv'],
  )
  assert.match(files[0]!.refused[0]!.reason, /cannot be listed/)
  await assert.rejects(() => build({ ...world, disk }, ['in/closed']), { code: 'base/disk' })
})

test('a file that is not what its head says stands once in the report', async () => {
  const hollow = { catalogVersion: '2026.11.20', count: 0 }
  const world = memoryWorld({ 'schema.json': JSON.stringify(hollow), 'kev.json': JSON.stringify(kev) })
  const { code, files, feeds } = await build(world, ['schema.json', 'kev.json'])
  assert.deepEqual(
    files.map(({ path, format, refusedCount }) => [path, format, refusedCount]),
    [
      ['schema.json', 'unreadable', 1],
      ['kev.json', 'kev', 0],
    ],
  )
  assert.equal(code, 3)
  assert.deepEqual(
    feeds.map(({ id, refused }) => [id, refused]),
    [['kev', 1]],
  )
})

test('a package of a known ecosystem that has no key is noted', async () => {
  const affected = (ecosystem: string) => [{ package: { ecosystem, name: 'curl' }, versions: ['1'] }]
  const notes = async (ecosystem: string) =>
    (
      (await build(memoryWorld({ 'a.json': text('DSA-1-1', { affected: affected(ecosystem) }) }), [
        'a.json',
      ])) as unknown as { files: { notes: { code: string }[] }[] }
    ).files[0]!.notes.map(({ code }) => code)
  assert.deepEqual(await notes('Debian'), ['package-not-placed'])
  assert.deepEqual(await notes('Debian:12'), [])
  assert.deepEqual(await notes('Of Nobody'), [])
})

test('refused records count for their feed, and a build without them sets it back', async () => {
  const world = memoryWorld({
    'a.ndjson': `${text('GHSA-a')}\n${text('GHSA-b', { affected: 7 })}\n`,
    'b.json': JSON.stringify({ ...kev, vulnerabilities: [...kev.vulnerabilities, { cveID: 'x' }, null] }),
    'c.ndjson': `${text('GHSA-c')}\n${text('GHSA-d')}\n`,
    'many.json': JSON.stringify(Array.from({ length: 9 }, (_, n) => record(`PYSEC-2026-${n}`))),
    'GHSA-e.json': text('GHSA-e').slice(0, -1),
    'x.zip': zip([
      { name: 'MAL-2026-1.json', text: text('MAL-2026-1') },
      { name: 'x.json', text: text('X', { affected: 7 }) },
    ]),
  })
  const refused = (feeds: Built['feeds']) => feeds.map(({ id, refused }) => `${id} ${refused}`)
  assert.deepEqual(refused((await build(world, ['a.ndjson', 'b.json'])).feeds), ['kev 2', 'osv-ghsa 1'])
  assert.deepEqual(refused((await build(world, ['c.ndjson'], 'add')).feeds), ['kev 2', 'osv-ghsa 0'])
  const { feeds } = await build(world, ['many.json', 'GHSA-e.json', 'c.ndjson', 'x.zip'])
  assert.deepEqual(refused(feeds), ['osv-ghsa 1', 'osv-malicious 1', 'osv-pypa 0'])
})

test('EPSS: the score of the newer day wins, whatever order the files come in', async () => {
  const files = {
    '1.csv': scores('2026-11-20T00:00:00Z', 0.3),
    '2.csv': scores('2026-11-18T00:00:00Z', 0.1),
    '3.csv': scores('2026-11-19T00:00:00Z', 0.2),
    '4.csv': scores('2026-11-01T00:00:00Z', 0.7, 'CVE-2026-10002'),
  }
  for (const order of [Object.keys(files), Object.keys(files).toReversed(), ['3.csv', '1.csv', '4.csv', '2.csv']]) {
    const world = memoryWorld(files)
    await build(world, order)
    const database = openDatabase(world.disk, 'db')!
    assert.deepEqual([database.known('CVE-2026-10001')?.epss, database.known('CVE-2026-10002')?.epss], [0.3, 0.7])
  }
})

test('EPSS: scores older than those of the database are not laid over them', async () => {
  const world = memoryWorld({
    'new.csv': scores('2026-11-20T00:00:00Z', 0.3),
    'old.csv': scores('2026-11-18T00:00:00Z', 0.1),
    'newer.csv': scores('2026-11-21T00:00:00Z', 0.4),
  })
  const known = () => openDatabase(world.disk, 'db')!.known('CVE-2026-10001')?.epss
  await build(world, ['new.csv'])
  const { code } = await build(world, ['old.csv'], 'add')
  assert.deepEqual([code, known()], [0, 0.3])
  await build(world, ['newer.csv'], 'add')
  assert.equal(known(), 0.4)
})

test('a withdrawn record that is added again and again counts once', async () => {
  const world = memoryWorld({
    'base.json': text('GHSA-a'),
    'gone.json': JSON.stringify([
      record('GHSA-a', { withdrawn: '2026-11-19T00:00:00Z' }),
      record('GHSA-b', { withdrawn: '2026-11-19T00:00:00Z' }),
    ]),
    'back.json': text('GHSA-b', { modified: '2026-11-21T00:00:00Z' }),
  })
  await build(world, ['base.json'])
  const counts = (feeds: Built['feeds']) => feeds.map(({ records, withdrawn }) => [records, withdrawn])
  for (let time = 0; time < 12; time++)
    assert.deepEqual(counts((await build(world, ['gone.json'], 'add')).feeds), [[2, 2]])
  assert.deepEqual(counts((await build(world, ['back.json'], 'add')).feeds), [[2, 1]])
  assert.ok(!/withdrawn(?:Ids|At)/.test(world.printed()))
})
