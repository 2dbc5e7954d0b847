import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#base'
import { ecosystemOfKey } from '#identity'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { checksum } from './compiled/checksum.ts'
import { hashOf, magic, padded } from './compiled/layout.ts'
import { openDatabase } from './database.ts'
import { db } from './operations.ts'

const record = (id: string, name: string, events: object[], over: object = {}) => ({
  schema_version: '1.7.0',
  id,
  modified: '2026-11-20T00:00:00Z',
  summary: `About ${name}`,
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }],
  ...over,
})
const lines = (...records: object[]) => records.map(one => JSON.stringify(one)).join('\n')
const open = (world: MemoryWorld) => openDatabase(world.disk, 'db')!

async function build(world: MemoryWorld, file: string, text: string, ...flags: string[]) {
  world.files.set(file, Buffer.from(text))
  return db.build.run(world, {
    words: [],
    flags: new Map([['from', [file]], ['db', ['db']], ...flags.map(flag => [flag, ['']] as [string, string[]])]),
  })
}

function verdicts(world: MemoryWorld, key: string, version: string | undefined) {
  return open(world)
    .claims(key, version, ecosystemOfKey(key)!.order)
    .map(({ advisory, verdict }) => `${advisory.id} ${verdict}`)
    .sort()
}

test('a version lies in a run or does not, at every kind of end', async () => {
  const world = memoryWorld()
  assert.equal(
    await build(
      world,
      'a.ndjson',
      lines(
        record('GHSA-a', 'left', [{ introduced: '1.0.0' }, { fixed: '1.2.0' }]),
        record('GHSA-b', 'left', [{ introduced: '0' }, { last_affected: '2.0.0' }]),
        record('GHSA-c', 'left', [{ introduced: '3.0.0' }]),
        record('GHSA-d', 'other', [{ introduced: '0' }]),
      ),
    ),
    0,
  )
  assert.deepEqual(verdicts(world, 'npm/left', '0.9.0'), [
    'GHSA-a not_affected',
    'GHSA-b affected',
    'GHSA-c not_affected',
  ])
  assert.deepEqual(verdicts(world, 'npm/left', '1.0.0'), ['GHSA-a affected', 'GHSA-b affected', 'GHSA-c not_affected'])
  assert.deepEqual(verdicts(world, 'npm/left', '1.2.0'), ['GHSA-a fixed', 'GHSA-b affected', 'GHSA-c not_affected'])
  assert.deepEqual(verdicts(world, 'npm/left', '2.0.0'), ['GHSA-a fixed', 'GHSA-b affected', 'GHSA-c not_affected'])
  assert.deepEqual(verdicts(world, 'npm/left', '2.0.1'), [])
  assert.deepEqual(verdicts(world, 'npm/left', '99.0.0'), ['GHSA-a fixed', 'GHSA-b fixed', 'GHSA-c affected'])
  assert.deepEqual(verdicts(world, 'npm/absent', '1.0.0'), [])
})

test('a missing or unreadable version is undecided, but for records that hold every version', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('GHSA-a', 'left', [{ introduced: '0' }, { fixed: '1.2.0' }]),
      record('MAL-2026-1', 'left', [{ introduced: '0' }]),
    ),
  )
  for (const version of [undefined, 'not a version'])
    assert.deepEqual(verdicts(world, 'npm/left', version), ['GHSA-a undecided', 'MAL-2026-1 affected'])
})

test('what lies beyond every limit of a range is not affected', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('A-1', 'left', [{ introduced: '0' }, { limit: '2.0.0' }]),
      record('B-1', 'left', [{ introduced: '0' }, { fixed: '3.0.0' }, { limit: '2.0.0' }]),
      record('C-1', 'left', [{ introduced: '0' }, { limit: '1.0.0' }, { limit: '*' }]),
      record('D-1', 'left', [{ introduced: '0' }, { last_affected: '1.0.0' }, { limit: '1.0.0' }, { limit: '2.0.0' }]),
      record('E-1', 'left', [{ limit: '1.0.0' }, { introduced: '1.5.0' }]),
    ),
  )
  const affected = (version: string) =>
    verdicts(world, 'npm/left', version).flatMap(said => (said.endsWith(' affected') ? said[0]! : []))
  assert.deepEqual(affected('1.0.0'), ['A', 'B', 'C', 'D'])
  assert.deepEqual(affected('1.9.9'), ['A', 'B', 'C'])
  assert.deepEqual(affected('2.0.0'), ['C'])
  assert.deepEqual(affected('2.5.0'), ['C'])
})

test('versions named one by one, readable or not', async () => {
  const world = memoryWorld()
  const over = { affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0', '2.0.0', 'nightly'] }] }
  await build(world, 'a.ndjson', lines(record('GHSA-a', 'left', [], over), record('GHSA-b', 'x', [])))
  assert.deepEqual(verdicts(world, 'npm/left', '2.0.0'), ['GHSA-a affected'])
  assert.deepEqual(verdicts(world, 'npm/left', '1.5.0'), [])
  assert.deepEqual(verdicts(world, 'npm/left', 'nightly'), ['GHSA-a affected'])
})

test('records in UTF-16 with a byte order mark are read: a document, a list, lines', async () => {
  const [one, two] = [record('GHSA-one', 'left', [{ introduced: '0' }]), record('GHSA-two', 'left', [])]
  for (const text of [JSON.stringify(one), JSON.stringify([one, two]), lines(one, two)]) {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const world = memoryWorld()
      world.files.set('a.json', bytes)
      assert.equal(
        await db.build.run(world, {
          words: [],
          flags: new Map([
            ['from', ['a.json']],
            ['db', ['db']],
          ]),
        }),
        0,
      )
      assert.ok(verdicts(world, 'npm/left', '1.0.0').includes('GHSA-one affected'), text)
    }
  }
})

test('withdrawn records are counted and never matched', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('GHSA-a', 'left', [{ introduced: '0' }], { withdrawn: '2026-11-01T00:00:00Z' }),
      record('GHSA-b', 'right', [{ introduced: '0' }]),
    ),
  )
  assert.deepEqual(verdicts(world, 'npm/left', '1.0.0'), [])
  assert.equal(open(world).manifest.feeds.find(({ id }) => id === 'osv-ghsa')!.withdrawn, 1)
})

test('a delta replaces, takes back and adds; many deltas become one base with the same answers', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('GHSA-a', 'left', [{ introduced: '0' }, { fixed: '2.0.0' }]),
      record('GHSA-b', 'left', [{ introduced: '0' }]),
    ),
  )
  await build(
    world,
    'b.ndjson',
    lines(
      record('GHSA-a', 'left', [{ introduced: '0' }, { fixed: '1.0.0' }]),
      record('GHSA-b', 'left', [], { withdrawn: '2026-11-02T00:00:00Z' }),
      record('GHSA-c', 'right', [{ introduced: '0' }]),
    ),
    'add',
  )
  const answers = () => [
    verdicts(world, 'npm/left', '0.5.0'),
    verdicts(world, 'npm/left', '1.5.0'),
    verdicts(world, 'npm/right', '1.0.0'),
  ]
  const expected = [['GHSA-a affected'], [], ['GHSA-c affected']]
  assert.deepEqual(answers(), expected)
  assert.equal(open(world).manifest.segments.length, 2)
  for (let day = 0; day < 9; day++)
    await build(
      world,
      `day${day}.ndjson`,
      lines(record(`GHSA-day${day}`, `day${day}`, [{ introduced: '0' }]), record('GHSA-x', 'x', [])),
      'add',
    )
  assert.ok(open(world).manifest.segments.length <= 9)
  assert.deepEqual(answers(), expected)
  assert.deepEqual(verdicts(world, 'npm/day3', '1.0.0'), ['GHSA-day3 affected'])
  assert.equal(open(world).manifest.feeds.find(({ id }) => id === 'osv-ghsa')!.records, 13)
})

test('the same records in any order and any files give the same bytes', async () => {
  const [a, b] = [memoryWorld(), memoryWorld()]
  const records = Array.from({ length: 40 }, (_, n) =>
    record(`GHSA-${n}`, `p${n % 7}`, [{ introduced: `${n}.0.0` }, { fixed: `${n + 1}.0.0` }]),
  )
  await build(a, 'x.ndjson', lines(...records))
  await build(b, 'y.json', JSON.stringify(records.toReversed()))
  assert.equal(open(a).manifest.digest, open(b).manifest.digest)
})

test('a change of any byte is found, at the latest when the byte is used', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('GHSA-a', 'left', [{ introduced: '0' }, { fixed: '2.0.0' }]),
      record('GHSA-b', 'right', [{ introduced: '0' }]),
    ),
  )
  const [path, bytes] = [...world.files].find(([name]) => name.endsWith('.index'))!
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    world.files.set(path, changed)
    const verified = () => open(world).verify()
    if (at % 8 === 0 || at < 64) {
      try {
        verified()
        // Only the padding between sections carries nothing.
        assert.equal(bytes[at], 0, `byte ${at} of ${bytes.length}`)
      } catch (error) {
        assert.ok(
          error instanceof Problem &&
            error.code === (at === 7 ? 'advisories/index-version' : 'advisories/index-damaged'),
          `byte ${at}: ${(error as Error).stack}`,
        )
      }
    }
    try {
      assert.deepEqual(verdicts(world, 'npm/left', '1.0.0'), ['GHSA-a affected'], `byte ${at}`)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
  world.files.set(path, bytes.subarray(0, bytes.length - 8))
  assert.throws(() => open(world), { code: 'advisories/index-damaged' })
})

test('a forged header with a right checksum is found, whatever it holds', async () => {
  const world = memoryWorld()
  await build(world, 'a.ndjson', lines(record('GHSA-a', 'left', [{ introduced: '0' }])))
  const [path, stored] = [...world.files].find(([name]) => name.endsWith('.index'))!
  const bytes = Buffer.from(stored)
  const length = bytes.readUInt32LE(8)
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + length))
  const rest = bytes.subarray(padded(16 + length))
  const forge = (text: string): void => {
    const front = Buffer.alloc(padded(16 + Buffer.byteLength(text)))
    magic.copy(front)
    front.writeUInt32LE(Buffer.byteLength(text), 8)
    front.write(text, 16)
    front.writeUInt32LE(checksum(Buffer.from(text)), 12)
    world.files.set(path, Buffer.concat([front, rest]))
  }
  forge(JSON.stringify(header))
  assert.equal(open(world).claims('npm/left', '1.0.0', ecosystemOfKey('npm/left')!.order).length, 1)
  const { sections } = header
  for (const forged of [
    'null',
    '[]',
    '{',
    '"x"',
    JSON.stringify({ ...header, packages: -1 }),
    JSON.stringify({ ...header, packages: 2 ** 40 }),
    JSON.stringify({ ...header, feeds: null }),
    JSON.stringify({ ...header, feeds: [1] }),
    JSON.stringify({ ...header, replaces: { x: [null] } }),
    JSON.stringify({ ...header, sections: null }),
    JSON.stringify({ ...header, sections: { ...sections, texts: undefined } }),
    JSON.stringify({ ...header, sections: { ...sections, texts: { length: 1.5, sum: 0 } } }),
    JSON.stringify({ ...header, sections: { ...sections, packages: { length: 4_000_000_000, sum: 0 } } }),
  ]) {
    forge(forged)
    assert.throws(() => open(world), { code: 'advisories/index-damaged' }, forged)
  }
})

test('an index of another version is refused by name', async () => {
  const world = memoryWorld()
  await build(world, 'a.ndjson', lines(record('GHSA-a', 'left', [{ introduced: '0' }])))
  const [path, stored] = [...world.files].find(([name]) => name.endsWith('.index'))!
  const older = Buffer.from(stored)
  older[7] = 0x32
  world.files.set(path, older)
  assert.throws(() => open(world), { code: 'advisories/index-version' })
})

test('names that share a hash are told apart by the name', async () => {
  const seen = new Map<number, string>()
  let pair: [string, string] | undefined
  for (let n = 0; pair === undefined; n++) {
    const name = `p${n}`
    const before = seen.get(hashOf(`npm/${name}`))
    if (before) pair = [before, name]
    seen.set(hashOf(`npm/${name}`), name)
  }
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      record('GHSA-a', pair[0], [{ introduced: '0' }]),
      record('GHSA-b', pair[1], [{ introduced: '0' }]),
      record('GHSA-c', 'é-non-ascii', [{ introduced: '0' }]),
    ),
  )
  assert.deepEqual(verdicts(world, `npm/${pair[0]}`, '1.0.0'), ['GHSA-a affected'])
  assert.deepEqual(verdicts(world, `npm/${pair[1]}`, '1.0.0'), ['GHSA-b affected'])
  assert.deepEqual(verdicts(world, 'npm/é-non-ascii', '1.0.0'), ['GHSA-c affected'])
})

test('a bound or a version without a local label means all local versions of it (PEP 440)', async () => {
  const world = memoryWorld()
  const pypi = (id: string, name: string, events: object[], versions: string[] = []) =>
    record(id, name, [], {
      affected: [{ package: { ecosystem: 'PyPI', name }, ranges: [{ type: 'ECOSYSTEM', events }], versions }],
    })
  await build(
    world,
    'a.ndjson',
    lines(
      pypi('PYSEC-last', 'torch', [{ introduced: '0' }, { last_affected: '2.6.0' }]),
      pypi('PYSEC-named', 'torch', [], ['2.6', '2.5.0']),
      pypi('PYSEC-fixed', 'torch', [{ introduced: '0' }, { fixed: '2.6.0' }]),
      pypi('PYSEC-since', 'torch', [{ introduced: '2.6.0' }]),
      pypi('PYSEC-local-last', 'torch', [{ introduced: '0' }, { last_affected: '2.6.0+cu118' }]),
      pypi('PYSEC-local-fixed', 'torch', [{ introduced: '2.6.0' }, { fixed: '2.6.0+cu121' }]),
      pypi('PYSEC-local-since', 'torch', [{ introduced: '2.6.0+cu121' }]),
      pypi('PYSEC-local-named', 'torch', [], ['2.6.0+cu124']),
      pypi('PYSEC-only-local', 'vision', [{ introduced: '1.0+a' }, { fixed: '1.0+c' }]),
    ),
  )
  const affected = (name: string, version: string) =>
    verdicts(world, `pypi/${name}`, version)
      .filter(line => line.endsWith(' affected'))
      .map(line => line.slice('PYSEC-'.length, -' affected'.length))
  assert.deepEqual(affected('torch', '2.6.0'), ['last', 'local-fixed', 'local-last', 'named', 'since'])
  assert.deepEqual(affected('torch', '2.6.0+cu124'), ['last', 'local-named', 'local-since', 'named', 'since'])
  assert.deepEqual(affected('torch', '2.6.0+cu118'), ['last', 'local-fixed', 'local-last', 'named', 'since'])
  assert.deepEqual(affected('torch', '2.6+cu121'), ['last', 'local-since', 'named', 'since'])
  assert.deepEqual(affected('torch', '2.6.0.post1+cu124'), ['local-since', 'since'])
  assert.deepEqual(affected('torch', '2.5.0+cpu'), ['fixed', 'last', 'local-last', 'named'])
  assert.ok(verdicts(world, 'pypi/torch', '2.6.0+cu124').includes('PYSEC-fixed fixed'))
  for (const [version, held] of [
    ['1.0', []],
    ['1.0+b', ['only-local']],
    ['1.0+c', []],
  ] as const)
    assert.deepEqual(affected('vision', version), held, version)
  const database = open(world)
  const { order } = ecosystemOfKey('pypi/torch')!
  assert.equal(database.holds('pypi/torch', '2.6.0+cu124', order), 5)
  assert.equal(database.cost().keys, 2, 'a local version is encoded twice')
})

test('build metadata says nothing of the order, of bounds or of versions one by one (Semantic Versioning)', async () => {
  const world = memoryWorld()
  const one = (id: string, ecosystem: string, name: string) => [
    record(`GHSA-${id}-last`, name, [], {
      affected: [
        {
          package: { ecosystem, name },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { last_affected: '1.0.0' }] }],
        },
      ],
    }),
    record(`GHSA-${id}-named`, name, [], { affected: [{ package: { ecosystem, name }, versions: ['1.0.0'] }] }),
  ]
  await build(
    world,
    'a.ndjson',
    lines(...one('npm', 'npm', 'left'), ...one('cargo', 'crates.io', 'left'), ...one('go', 'Go', 'example.com/left')),
  )
  for (const [id, key, version] of [
    ['npm', 'npm/left', '1.0.0+build.5'],
    ['cargo', 'cargo/left', '1.0.0+build.5'],
    ['go', 'golang/example.com/left', 'v1.0.0+incompatible'],
  ] as const)
    assert.deepEqual(verdicts(world, key, version), [`GHSA-${id}-last affected`, `GHSA-${id}-named affected`], key)
})

test('what a lookup costs is counted: nothing is read for an unknown package, nor twice for a known one', async () => {
  const world = memoryWorld()
  await build(
    world,
    'a.ndjson',
    lines(
      ...Array.from({ length: 500 }, (_, n) =>
        record(`GHSA-${n}`, `p${n}`, [{ introduced: '1.0.0' }, { fixed: '2.0.0' }]),
      ),
    ),
  )
  const database = open(world)
  const { order } = ecosystemOfKey('npm/x')!
  const opening = database.cost()
  for (let n = 0; n < 300; n++) database.holds(`npm/absent${n}`, '1.0.0', order)
  assert.deepEqual(database.cost(), { ...opening, lookups: 300 })
  const ask = () => {
    for (let n = 0; n < 100; n++) assert.equal(database.holds(`npm/p${n}`, '1.0.0', order), 1)
  }
  ask()
  const once = database.cost()
  // Records lie close together: a hundred of them are in a few windows of 4 KiB.
  assert.ok(once.reads - opening.reads <= 10 && once.bytes - opening.bytes <= 10 * 4096)
  ask()
  ask()
  assert.deepEqual(database.cost(), { ...once, keys: 300, lookups: 600 })
})

test('signals: exploited, expected, and nobody scored it', async () => {
  const world = memoryWorld()
  world.files.set(
    'kev.json',
    Buffer.from(
      JSON.stringify({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-10001', dateAdded: '2026-11-01' }] }),
    ),
  )
  world.files.set(
    'epss.csv',
    Buffer.from('#score_date:2026-11-20\ncve,epss,percentile\nCVE-2026-10001,0.5,0.9\nCVE-2026-10002,0.00001,0.1\n'),
  )
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', ['kev.json', 'epss.csv']],
      ['db', ['db']],
    ]),
  })
  const database = open(world)
  assert.deepEqual(database.known('CVE-2026-10001'), { kev: true, epss: 0.5, severity: 'unknown' })
  assert.deepEqual(database.known('CVE-2026-10002'), { kev: false, epss: 0.00001, severity: 'unknown' })
  assert.equal(database.known('CVE-2026-10003'), undefined)
})

test('the worst that records of a CVE alone say of it is known, whichever package they are about', async () => {
  const world = memoryWorld()
  const rated = (id: string, vector: string, ...aliases: string[]) =>
    record(id, 'left', [{ introduced: '0' }], { aliases, severity: [{ type: 'CVSS_V3', score: vector }] })
  const [low, high] = ['CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N']
  const build_ = (file: string, flags: string[], ...records: object[]) =>
    build(world, file, lines(...records), ...flags)
  await build_(
    'a.ndjson',
    [],
    rated('GHSA-a', low!, 'CVE-2026-10001'),
    rated('GHSA-b', high!, 'CVE-2026-10001'),
    rated('GHSA-c', high!, 'CVE-2026-10002', 'CVE-2026-10003'),
  )
  assert.deepEqual(open(world).known('CVE-2026-10001'), { kev: false, epss: undefined, severity: 'high' })
  assert.equal(open(world).known('CVE-2026-10002'), undefined, 'whose score it is nobody says')
  await build_('b.ndjson', ['add'], rated('GHSA-b', low!, 'CVE-2026-10001'))
  assert.equal(open(world).known('CVE-2026-10001')!.severity, 'low', 'the later record counts')
})

test('signals: a change of any byte is found before it can hide an exploited vulnerability', async () => {
  const world = memoryWorld()
  const entries = Array.from({ length: 700 }, (_, n) => `CVE-2026-${10_000 + n},0.25,0.5`)
  world.files.set('epss.csv', Buffer.from(`#score_date:2026-11-20\ncve,epss,percentile\n${entries.join('\n')}\n`))
  await db.build.run(world, {
    words: [],
    flags: new Map([
      ['from', ['epss.csv']],
      ['db', ['db']],
    ]),
  })
  const [path, bytes] = [...world.files].find(([name]) => name.endsWith('.index'))!
  for (const cve of ['CVE-2026-10000', 'CVE-2026-10511', 'CVE-2026-10512', 'CVE-2026-10699']) {
    assert.deepEqual(open(world).known(cve), { kev: false, epss: 0.25, severity: 'unknown' })
  }
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 0x80
    world.files.set(path, changed)
    try {
      assert.deepEqual(
        open(world).known('CVE-2026-10600'),
        { kev: false, epss: 0.25, severity: 'unknown' },
        `byte ${at}`,
      )
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
})

test('no records, or none to lay them over: the database stays as it was', async () => {
  const world = memoryWorld()
  assert.equal(await build(world, 'a.json', '{"hello":"world"}'), 128)
  assert.equal(openDatabase(world.disk, 'db'), undefined)
  await assert.rejects(async () => build(world, 'a.json', '{}', 'add'), { code: 'advisories/no-database' })
})
