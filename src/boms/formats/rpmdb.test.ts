import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { rpmHeaderOf } from '../rpm-header.ts'
import { rpmdb } from './rpmdb.ts'

const sample = readFileSync(new URL('testdata/rpmdb/sample.sqlite', import.meta.url))
const beside = new Map([['os-release', 'ID=rhel\nVERSION_ID=9.4\n']])
const read = (bytes: Uint8Array) => rpmdb.read(paperOf('rpmdb.sqlite', bytes, beside))

/** A header with texts under their tags, and filling of some length. */
function header(texts: readonly (readonly [number, string])[], filling = 0): Buffer {
  const parts = [...texts, [1146, 'x'.repeat(filling)] as const].map(
    ([tag, text]) => [tag, Buffer.from(`${text}\0`)] as const,
  )
  let from = 0
  const index = parts.map(([tag, data]) => {
    const entry = Buffer.alloc(16)
    for (const [i, value] of [tag, 6, from, 1].entries()) entry.writeInt32BE(value, 4 * i)
    from += data.length
    return entry
  })
  const head = Buffer.alloc(8)
  head.writeInt32BE(parts.length, 0)
  head.writeInt32BE(from, 4)
  return Buffer.concat([head, ...index, ...parts.map(([, data]) => data)])
}

/** A database as SQLite itself writes it. */
function databaseOf(pageSize: number, blobs: readonly Uint8Array[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'rpmdb-'))
  try {
    const path = join(folder, 'x.sqlite')
    const database = new DatabaseSync(path)
    database.exec(
      `PRAGMA page_size=${pageSize}; CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)`,
    )
    const insert = database.prepare('INSERT INTO Packages(blob) VALUES (?)')
    database.exec('BEGIN')
    for (const blob of blobs) insert.run(blob)
    database.exec('COMMIT')
    database.close()
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const pageSize = 512

/** A hash of Berkeley DB as RPM has it: the head, a page with keys and values by turns, and the chains of pages they lead to. */
function hashOf(blobs: readonly Uint8Array[], little = true): Buffer {
  const short = (page: Buffer, value: number, at: number) =>
    little ? page.writeUInt16LE(value, at) : page.writeUInt16BE(value, at)
  const long = (page: Buffer, value: number, at: number) =>
    little ? page.writeUInt32LE(value, at) : page.writeUInt32BE(value, at)
  const [head, values] = [Buffer.alloc(pageSize), Buffer.alloc(pageSize)]
  const pages = [head, values]
  long(head, 0x00061561, 12)
  long(head, pageSize, 20)
  values[25] = 13
  short(values, 2 * blobs.length, 20)
  blobs.forEach((blob, i) => {
    const at = pageSize - 12 * (i + 1)
    short(values, at, 26 + 2 * (2 * i + 1))
    values[at] = 3
    long(values, pages.length, at + 4)
    long(values, blob.length, at + 8)
    const room = pageSize - 26
    for (let from = 0; from < blob.length; from += room) {
      const page = Buffer.alloc(pageSize)
      page[25] = 7
      const last = from + room >= blob.length
      long(page, last ? 0 : pages.length + 1, 16)
      if (last) short(page, blob.length - from, 22)
      page.set(blob.subarray(from, from + room), 26)
      pages.push(page)
    }
  })
  long(head, pages.length - 1, 32)
  return Buffer.concat(pages)
}

/** RPM's own form: a page of slots, then the headers in blocks of 16 bytes. */
function ownOf(blobs: readonly Uint8Array[]): Buffer {
  const slots = Buffer.alloc(4096)
  slots.write('RpmP')
  slots.writeUInt32LE(1, 12)
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at)
  const parts: Buffer[] = [slots]
  let from = slots.length
  blobs.forEach((blob, i) => {
    const part = Buffer.alloc(Math.ceil((blob.length + 28) / 16) * 16)
    part.write('BlbS')
    part.writeUInt32LE(i + 1, 4)
    part.writeUInt32LE(blob.length, 12)
    part.set(blob, 16)
    // The first slot after the head stays free.
    slots.writeUInt32LE(i + 1, 48 + 16 * i + 4)
    slots.writeUInt32LE(from / 16, 48 + 16 * i + 8)
    slots.writeUInt32LE(part.length / 16, 48 + 16 * i + 12)
    parts.push(part)
    from += part.length
  })
  return Buffer.concat(parts)
}

const some = ['valve', 'seal', 'gauge'].map((name, i) =>
  header(
    [
      [1000, name],
      [1001, '1'],
      [1002, '2.el8'],
    ],
    i * 900,
  ),
)
const older = [hashOf(some), hashOf(some, false), ownOf(some)]

test('rpmdb: the databases that RPM had before, in either byte order, and its own', () => {
  for (const bytes of older) {
    assert.ok(rpmdb.sniff(paperOf('x', bytes)))
    assert.deepEqual(
      read(bytes).components.map(({ name, version }) => `${name} ${version}`),
      ['valve 1-2.el8', 'seal 1-2.el8', 'gauge 1-2.el8'],
    )
  }
})

test('rpmdb: a hash that Berkeley DB itself wrote', () => {
  const bytes = readFileSync(new URL('testdata/rpmdb/hash.db', import.meta.url))
  assert.deepEqual(
    read(bytes)
      .components.map(({ purl }) => purl)
      .sort(),
    ['gauge@1.3', 'seal@1.2', 'valve@1.1'].map(one => {
      const source = `${one.replace('@', '-')}-1.el7.src.rpm`
      return `pkg:rpm/redhat/${one}-1.el7?arch=noarch&distro=rhel-9.4&upstream=${source}`
    }),
  )
})

test('rpmdb: older databases that are cut off or lead in circles are refused', () => {
  for (const bytes of older)
    for (const length of [100, 600, bytes.length - 600, bytes.length - 1])
      assert.throws(() => read(bytes.subarray(0, length)), { code: 'boms/not-rpmdb' }, String(length))
  const looped = hashOf(some)
  const last = looped.length / pageSize - 1
  looped.writeUInt32LE(last, (last - 1) * pageSize + 16)
  looped.writeUInt32LE(last - 1, last * pageSize + 16)
  looped.writeUInt32LE(0xfffffff0, pageSize + pageSize - 36 + 8)
  assert.throws(() => read(looped), /in two places/)
  const twice = ownOf(some)
  twice.copy(twice, 64, 48, 64)
  assert.throws(() => read(twice), /in two places/)
})

test('rpmdb: older databases with bytes flipped are read or refused, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...older),
      fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { minLength: 1, maxLength: 5 }),
      (whole, flips) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value
        try {
          read(bytes)
        } catch (error) {
          assert.ok(error instanceof Problem, String(error))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('rpmdb: name, version with release, epoch, source package, licence, vendor and graph; no keys', () => {
  const { components, dependencies } = read(sample)
  assert.deepEqual(
    components.map(({ name, version, licenses, supplier }) => [name, version, licenses, supplier]),
    [
      ['valve', '2:1.2.3-4.el9', ['MIT AND GPL-2.0-or-later'], 'Mill'],
      ['seal', '2-1.el9', ['House rules'], 'Mill'],
      ['gauge', '5-1', [], undefined],
    ],
  )
  const [valve, seal, gauge] = components.map(({ ref }) => ref)
  assert.deepEqual(dependencies, [
    { ref: valve, on: [seal] },
    { ref: seal, on: [] },
    { ref: gauge, on: [valve] },
  ])
})

test('rpmdb: every row, whatever the size of pages and of headers', () => {
  for (const pageSize of [512, 4096, 65536]) {
    const names = Array.from({ length: 900 }, (_, i) => `part-${i}`)
    const blobs = names.map((name, i) =>
      header(
        [
          [1000, name],
          [1001, `${i}`],
          [1002, '1'],
        ],
        (i * 37) % (i % 50 === 0 ? 200_000 : 900),
      ),
    )
    const { components, notes } = read(databaseOf(pageSize, blobs))
    assert.deepEqual(
      components.map(({ name, version }) => `${name} ${version}`),
      names.map((name, i) => `${name} ${i}-1`),
      String(pageSize),
    )
    assert.deepEqual(notes, [])
  }
})

test('rpmdb: a header that cannot be read is noted, and the others are read', () => {
  const good = header([
    [1000, 'good'],
    [1001, '1'],
    [1002, '2'],
  ])
  const bad = [
    Buffer.from('x'),
    good.subarray(0, 30),
    header([[1001, '1']]),
    header([[1000, 'a b']]),
    Buffer.alloc(8, 0xff),
  ]
  const { components, notes } = read(databaseOf(512, [...bad, good]))
  assert.deepEqual(
    components.map(({ name }) => name),
    ['good'],
  )
  assert.equal(notes.filter(({ code }) => code === 'package-not-read').length, bad.length)
})

test('rpmdb: another database is refused', () => {
  const other = Buffer.from(sample.toString('latin1').replaceAll('Packages', 'Luggages'), 'latin1')
  assert.ok(!rpmdb.sniff(paperOf('x', other)))
  for (const bytes of [other, sample.subarray(0, 50), Buffer.from('SQLite format 3\0')])
    assert.throws(() => read(bytes), { code: 'boms/not-rpmdb' })
})

test('rpmdb: pages that lead in circles are refused, and not followed', () => {
  const bytes = databaseOf(
    512,
    Array.from({ length: 60 }, (_, i) => header([[1000, `part-${i}`]], 700)),
  )
  let refused = 0
  // Whatever page a pointer leads to, the walk ends.
  for (let page = 0; page * 512 < bytes.length; page++) {
    const looped = Buffer.from(bytes)
    looped.writeUInt32BE(page + 1, page * 512 + (page === 0 ? 108 : 8))
    if (looped[page * 512] !== 0x0d && page > 0) looped.writeUInt32BE(page + 1, page * 512)
    try {
      read(looped)
    } catch (error) {
      assert.ok(error instanceof Problem)
      refused++
    }
  }
  assert.ok(refused > 30, `${refused}`)
})

test('rpmdb: bytes flipped or cut off are read or refused, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(sample.length),
      (flips, length) => {
        const bytes = Buffer.from(sample.subarray(0, length))
        for (const [at, value] of flips) if (at < length) bytes[at] = value
        try {
          read(bytes)
        } catch (error) {
          assert.ok(error instanceof Problem, String(error))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('rpmdb: a header may hold anything', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void rpmHeaderOf(bytes)))
  const many = Buffer.alloc(24)
  many.writeInt32BE(1, 0)
  many.writeInt32BE(0, 4)
  for (const [i, value] of [1047, 8, 0, 0x7fffffff].entries()) many.writeInt32BE(value, 8 + 4 * i)
  assert.ok('fault' in rpmHeaderOf(many))
})
