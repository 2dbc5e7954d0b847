import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, defaultLimits, digest, Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { writeBase, writeDelta } from './build.ts'
import { collection } from './collection.ts'
import { checksum, sectionChecksum } from './compiled/checksum.ts'
import { padded, type SectionName, type SegmentHeader, sectionNames } from './compiled/layout.ts'
import { exportTool } from './export-command.ts'
import { checkedPieces, writeExport } from './export-file.ts'
import { type Signer, signedBytes, signerOf, trustedPem, trustedText } from './export-signature.ts'
import { importTool } from './import-command.ts'
import { openExport } from './import-file.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readFeedFile } from './read-feed-file.ts'

const day = Date.parse('2026-11-21T10:00:00Z')
const keys = generateKeyPairSync('ed25519')
const pem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
const publicPem = keys.publicKey.export({ format: 'pem', type: 'spki' }) as string
const signer = signerOf(Buffer.from(pem), 'key.pem')
const trust = [trustedPem(Buffer.from(publicPem), 'public.pem')]

const record = (id: string, name: string, fixed: string) =>
  JSON.stringify({
    schema_version: '1.7.0',
    id,
    modified: '2026-11-20T00:00:00Z',
    summary: `About ${name}`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  })

async function collected(world: MemoryWorld, ...records: string[]) {
  const into = collection()
  world.files.set('in.ndjson', Buffer.from(records.join('\n')))
  await readFeedFile(world.disk, { limits: defaultLimits, now: day }, 'in.ndjson', into)
  world.files.delete('in.ndjson')
  return into
}

/** A world with a database of two segments, and what an export of it is. */
async function withDatabase() {
  const world = memoryWorld({ 'key.pem': pem, 'public.pem': publicPem })
  const base = writeBase(world.disk, 'db', await collected(world, record('GHSA-a', 'left', '1.2.0')), day)
  const more = await collected(world, record('GHSA-a', 'left', '1.3.0'), record('MAL-2026-1', 'bad', '9.0.0'))
  writeDelta(world.disk, 'db', base, more, day)
  writeExport(world.disk, 'db', 'out', signer, '0.3.0')
  return { world, file: Buffer.from(world.files.get('out')!) }
}

const flags = (given: Record<string, string>) => new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'taken'
}

/** Gives the message with which a file is refused; fails when it is taken. */
function refusal(world: MemoryWorld, bytes: Uint8Array, by: Parameters<typeof openExport>[2] = trust): string {
  world.files.set('in', bytes)
  try {
    openExport(world.disk, 'in', by, defaultLimits).close()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.equal(error.code, 'advisories/export-unverified', error.message)
    assert.doesNotMatch(error.message, /\n/)
    return error.message
  }
  assert.fail('it was taken')
}

/** A file with the statement changed, its digests and its signature made again by who has the key. */
function resigned(file: Buffer, change: (statement: { manifest: Manifest }) => unknown, by: Signer = signer): Buffer {
  const [first, second, third] = linesOf(file)
  const statement = JSON.parse(second!)
  const replaced = change(statement)
  const text = Buffer.from(typeof replaced === 'string' ? replaced : canonicalJson(statement))
  const vouched = third!.startsWith('unsigned')
    ? `unsigned ${digest(text)}`
    : `ed25519 ${by.keyId} ${Buffer.from(by.sign(text)).toString('base64')}`
  return Buffer.concat([
    Buffer.from(`${first}\n`),
    text,
    Buffer.from(`\n${vouched}\n`),
    file.subarray(frontLength(file)),
  ])
}

const linesOf = (file: Buffer) => file.subarray(0, frontLength(file)).toString('utf8').split('\n')

function frontLength(file: Buffer): number {
  let at = 0
  for (let line = 0; line < 3; line++) at = file.indexOf(0x0a, at) + 1
  return at
}

test('an export is the same bytes each time and names its key by the digest of the public one', async () => {
  const { world, file } = await withDatabase()
  const again = writeExport(world.disk, 'db', 'again', signer, '0.3.0')
  assert.deepEqual(Buffer.from(world.files.get('again')!), file)
  assert.equal(again.digest, `sha256:${createHash('sha256').update(file).digest('hex')}`)
  assert.equal(again.bytes, file.length)
  const der = createPublicKey(publicPem).export({ format: 'der', type: 'spki' })
  assert.equal(signer.keyId, `sha256:${createHash('sha256').update(der).digest('hex')}`)
  const opened = openExport(world.disk, 'out', trust, defaultLimits)
  assert.equal(opened.signedBy, signer.keyId)
  assert.deepEqual(opened.statement.manifest, readManifest(world.disk, 'db'))
})

test('a public key is taken as PEM, as the base64 of its DER and as that of its 32 bytes', () => {
  const der = createPublicKey(publicPem).export({ format: 'der', type: 'spki' })
  for (const key of [
    trustedText(der.toString('base64')),
    trustedText(der.subarray(-32).toString('base64')),
    trustedPem(Buffer.from(`${der.toString('base64')}\n`), 'key.txt'),
  ])
    assert.equal(key.keyId, signer.keyId)
})

test('what is no Ed25519 key is refused by the name of its file, and nothing of it is repeated', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const encrypted = keys.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
  for (const bad of [
    '',
    'nonsense',
    publicPem,
    encrypted as string,
    rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  ])
    assert.throws(
      () => signerOf(Buffer.from(bad), 'k.pem'),
      (error: Problem) => {
        assert.equal(error.code, 'advisories/not-a-key')
        assert.match(error.message, /^Cannot use the key k\.pem: [^\n]{1,100}$/)
        return true
      },
    )
  for (const bad of ['', pem, rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string])
    assert.equal(
      codeOf(() => trustedPem(Buffer.from(bad), 'k.pem')),
      'advisories/not-a-key',
    )
  assert.equal(
    codeOf(() => trustedText(Buffer.alloc(44, 7).toString('base64'))),
    'advisories/not-a-key',
  )
})

test('no byte of a file can change: each one flipped in three ways is refused, and nothing is written', async () => {
  const { world, file } = await withDatabase()
  let writes = 0
  const watched = { ...world, disk: { ...world.disk, write: () => void writes++, remove: () => void writes++ } }
  const before = new Map(world.files)
  for (let at = 0; at < file.length; at++)
    for (const mask of at < frontLength(file) ? [0x01, 0x20, 0x80] : [at % 2 === 0 ? 0x01 : 0x80]) {
      const changed = Buffer.from(file)
      changed[at]! ^= mask
      const message = refusal(world, changed)
      assert.match(message, /^Cannot import in: /, `byte ${at}`)
      if (at % 97 === 0)
        await assert.rejects(
          async () =>
            importTool.run(watched, { words: ['in'], flags: flags({ trust: 'public.pem', db: 'db', accept: '' }) }),
          { code: 'advisories/export-unverified' },
        )
    }
  // Four bits of the signature's last letter mean nothing: A reads as B does.
  const respelled = Buffer.from(file)
  respelled[frontLength(file) - 4]!++
  assert.match(refusal(world, respelled), /the line of its signature is not whole/)
  assert.equal(writes, 0)
  world.files.delete('in')
  assert.deepEqual(world.files, before)
})

test('a file that is cut anywhere, goes on behind its end, or lost or gained a byte is refused', async () => {
  const { world, file } = await withDatabase()
  for (let length = 0; length < file.length; length += length < frontLength(file) + 50 ? 1 : 37)
    refusal(world, file.subarray(0, length))
  assert.match(refusal(world, file.subarray(0, -1)), /is cut short: \d+ bytes, where \d+ are stated/)
  assert.match(refusal(world, Buffer.concat([file, Buffer.from('\n')])), /1 bytes stand behind its end/)
  assert.match(refusal(world, Buffer.concat([file, file])), /bytes stand behind its end/)
  const middle = frontLength(file) + 100
  refusal(world, Buffer.concat([file.subarray(0, middle), file.subarray(middle + 1)]))
  refusal(world, Buffer.concat([file.subarray(0, middle), Buffer.from([0]), file.subarray(middle)]))
})

test('property: bytes thrown in anywhere are refused', async () => {
  const { world, file } = await withDatabase()
  const place = fc.nat(file.length - 1)
  fc.assert(
    fc.property(place, place, fc.uint8Array({ maxLength: 40 }), (one, other, bytes) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const changed = Buffer.concat([file.subarray(0, from), bytes, file.subarray(to)])
      if (!changed.equals(file)) refusal(world, changed)
    }),
    { numRuns: 300 },
  )
})

test('another key, another version and what is no export are named', async () => {
  const { world, file } = await withDatabase()
  const other = signerOf(
    Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })),
    'k',
  )
  const theirs = resigned(file, () => undefined, other)
  assert.match(refusal(world, theirs), new RegExp(`signed by the key ${other.keyId}, which is not trusted`))
  assert.match(refusal(world, file, []), /which is not trusted/)
  const claimed = Buffer.from(theirs.toString('latin1').replace(other.keyId, signer.keyId), 'latin1')
  assert.match(refusal(world, claimed), new RegExp(`its statement is not what the key ${signer.keyId} signed`))
  const later = Buffer.concat([Buffer.from('millcert-export/2'), file.subarray(17)])
  assert.match(refusal(world, later), /is written as millcert-export\/2, and this version reads millcert-export\/1/)
  for (const odd of ['', '{}', 'millcert-export/1', '\n\n\n', 'PK\x03\x04'])
    assert.match(refusal(world, Buffer.from(odd)), /no export|does not end|cut short/)
})

test('a signature over the statement alone, or for another use of the key, is none', async () => {
  const { world, file } = await withDatabase()
  const bare = (bytes: Uint8Array) => signer.sign(bytes)
  const elsewhere = (statement: Uint8Array) =>
    Buffer.from(signedBytes(statement).toString().replace('millcert.export', 'millcert.other'))
  assert.notDeepEqual(elsewhere(Buffer.from('x')), signedBytes(Buffer.from('x')))
  const forged: Signer = { ...signer, sign: statement => bare(elsewhere(statement)) }
  assert.match(
    refusal(
      world,
      resigned(file, () => undefined, forged),
    ),
    /is not what the key/,
  )
})

test('an unsigned file wants the word for it, and so does nothing else', async () => {
  const { world, file } = await withDatabase()
  writeExport(world.disk, 'db', 'open', undefined, '0.3.0')
  const open = Buffer.from(world.files.get('open')!)
  assert.equal(openExport(world.disk, 'open', 'unsigned', defaultLimits).signedBy, undefined)
  assert.match(refusal(world, open), /nobody signed it/)
  assert.match(refusal(world, file, 'unsigned'), /it is signed, by the key/)
  for (let at = 0; at < open.length; at++) {
    const changed = Buffer.from(open)
    changed[at]! ^= 0x01
    refusal(world, changed, 'unsigned')
  }
})

test('a signed statement that lies is refused all the same', async () => {
  const { world, file } = await withDatabase()
  const refused = (change: Parameters<typeof resigned>[1]) => refusal(world, resigned(file, change))
  const segments = (change: (segments: Manifest['segments']) => unknown) =>
    refused(({ manifest }) => {
      change(manifest.segments)
      manifest.digest = digest(manifest.segments.map(segment => segment.digest).join('\n'))
    })
  assert.match(
    segments(list => Object.assign(list[0]!, { file: '../../base-0123456789abcdef.index' })),
    /the name of a segment is wanted at \/manifest\/segments\/0\/file/,
  )
  assert.match(
    segments(list => Object.assign(list[0]!, { file: 'base-0123456789abcdef.index' })),
    /is called base-0123456789abcdef\.index/,
  )
  assert.match(
    segments(list => void list.reverse()),
    /is called delta-/,
  )
  assert.match(
    segments(list => void list.push({ ...list[1]! })),
    /segments 1 and 2 are the same/,
  )
  assert.match(
    segments(list => void list.pop()),
    /bytes stand behind its end/,
  )
  assert.match(
    segments(list => Object.assign(list[1]!, { bytes: Number.MAX_SAFE_INTEGER })),
    /is cut short: \d+ bytes, where 9007199254\d+ are stated/,
  )
  assert.match(
    segments(list => Object.assign(list[1]!, { bytes: 1e300 })),
    /number out of range/,
  )
  assert.match(
    segments(list => Object.assign(list[1]!, { bytes: -1 })),
    /a whole number from 0 on is wanted/,
  )
  assert.match(
    segments(list => {
      list[0]!.bytes -= 8
      list[1]!.bytes += 8
    }),
    /is not what its digest names/,
  )
  assert.match(
    segments(list => void list[0]!.advisories++),
    /does not hold as many records as the statement names/,
  )
  assert.match(
    refused(({ manifest }) => Object.assign(manifest, { digest: `sha256:${'0'.repeat(64)}` })),
    /the digest of the database is not over/,
  )
  assert.match(
    refused(({ manifest }) => Object.assign(manifest, { builtAt: '2026-99-99T00:00:00Z' })),
    /is no time/,
  )
  assert.match(
    refused(({ manifest }) => void manifest.feeds.push(manifest.feeds[0]!)),
    /stands twice/,
  )
  assert.match(
    refused(({ manifest }) => void manifest.feeds.pop()),
    /has records of "osv-malicious", which it does not list/,
  )
  assert.match(
    refused(({ manifest }) => Object.assign(manifest, { schema: 'millcert-db/2' as 'millcert-db/1' })),
    /"millcert-db\/1" is wanted/,
  )
})

test('members that nobody knows, repeated ones and another spelling are refused', async () => {
  const { world, file } = await withDatabase()
  const refused = (change: Parameters<typeof resigned>[1]) => refusal(world, resigned(file, change))
  const text = linesOf(file)[1]!
  assert.match(
    refused(statement => void Object.assign(statement, { more: 1 })),
    /members that this version does not know/,
  )
  assert.match(
    refused(({ manifest }) => void Object.assign(manifest.feeds[0]!, { more: 1 })),
    /members that this/,
  )
  assert.match(
    refused(() => `{"__proto__":{"polluted":1},${text.slice(1)}`),
    /members that this version does not know/,
  )
  assert.match(
    refused(() => `{"schema":"millcert-export/1",${text.slice(1)}`),
    /duplicate key/,
  )
  assert.match(
    refused(() => ` ${text}`),
    /not spelled as this version spells it/,
  )
  assert.match(
    refused(() => text.slice(0, -1)),
    /in its statement: not valid JSON/,
  )
  assert.match(
    refused(() => '[]'),
    /"millcert-export\/1" is wanted at \/schema/,
  )
  assert.match(
    refused(() => 'null'),
    /"millcert-export\/1" is wanted at \/schema/,
  )
  assert.match(
    refused(() => '['.repeat(100_000)),
    /in its statement: /,
  )
  assert.equal(({} as { polluted?: number }).polluted, undefined)
})

/** A segment with one section changed and its checksums made again. */
function forgedSegment(segment: Buffer, name: SectionName, change: (section: Buffer) => void): Buffer {
  const length = segment.readUInt32LE(8)
  const header = JSON.parse(segment.toString('utf8', 16, 16 + length)) as SegmentHeader
  let at = padded(16 + length)
  const parts = sectionNames.map(section => {
    const { length } = header.sections[section]
    const part = Buffer.from(new Uint8Array(segment.subarray(at, at + length)).buffer)
    at += padded(length)
    if (section === name) change(part)
    header.sections[section].sum = sectionChecksum(part)
    return Buffer.concat([part, Buffer.alloc(padded(length) - length)])
  })
  const text = Buffer.from(JSON.stringify(header))
  const front = Buffer.alloc(padded(16 + text.length))
  segment.copy(front, 0, 0, 8)
  front.writeUInt32LE(text.length, 8)
  front.writeUInt32LE(checksum(text), 12)
  text.copy(front, 16)
  return Buffer.concat([front, ...parts])
}

test('a segment that is forged with all its digests and checksums is refused where it cannot be read', async () => {
  const { world } = await withDatabase()
  writeExport(world.disk, 'db', 'open', undefined, '0.3.0')
  const open = Buffer.from(world.files.get('open')!)
  const start = frontLength(open)
  const { manifest } = JSON.parse(linesOf(open)[1]!) as { manifest: Manifest }
  const end = start + manifest.segments[0]!.bytes
  const reading = (name: SectionName, change: (section: Buffer) => void) => {
    const segment = forgedSegment(open.subarray(start, end), name, change)
    const whole = Buffer.concat([open.subarray(0, start), segment, open.subarray(end)])
    const file = resigned(whole, statement => {
      const [first] = statement.manifest.segments
      const named = digest(segment)
      Object.assign(first!, { digest: named, bytes: segment.length, file: `base-${named.slice(7, 23)}.index` })
      statement.manifest.digest = digest(statement.manifest.segments.map(one => one.digest).join('\n'))
    })
    world.files.set('in', file)
    return codeOf(() => openExport(world.disk, 'in', 'unsigned', defaultLimits).close())
  }
  assert.equal(
    reading('hashes', () => {}),
    'taken',
  )
  const recordOf = (change: (record: Buffer) => void) => (record: Buffer) => {
    change(record)
    record.writeUInt32LE(checksum(record, 0, record.length - 4), record.length - 4)
  }
  const lies: [SectionName, (section: Buffer) => void][] = [
    ['packages', recordOf(record => record.writeUInt16LE(0xffff, 4))],
    ['packages', recordOf(record => record.writeUInt16LE(0xffff, 2))],
    ['packages', recordOf(record => record.writeUInt32LE(7, record.length - 12))],
    ['texts', recordOf(record => record.writeUInt16LE(0xffff, record.length - 8))],
    ['texts', recordOf(record => record.writeUInt8(9, 0))],
    ['offsets', numbers => numbers.writeUInt32LE(0xfffffff0, 4)],
    ['starts', numbers => numbers.writeUInt32LE(0xfffffff0, 4)],
    ['blocks', numbers => numbers.writeUInt32LE(0xfffffff0, 4)],
    ['summaries', block => block.fill(0x28)],
  ]
  for (const [name, change] of lies) assert.equal(reading(name, change), 'advisories/export-unverified', name)
})

test('a large segment passes through in small pieces', () => {
  const size = 40 * 1024 ** 2 + 5
  const hash = createHash('sha256')
  for (let at = 0; at < size; at += 1024 ** 2) hash.update(Buffer.alloc(Math.min(1024 ** 2, size - at)))
  const file = { size, read: (into: Uint8Array) => into.fill(0).length, close() {} }
  const wanted = { file: 'base', digest: `sha256:${hash.digest('hex')}`, bytes: size }
  let largest = 0
  let sum = 0
  for (const { length } of checkedPieces(file, wanted, what => new Problem('x/y', what))) {
    largest = Math.max(largest, length)
    sum += length
  }
  assert.deepEqual([largest, sum], [1024 ** 2, size])
})

test('an export of a damaged database is not written, and what stood there stays', async () => {
  const { world } = await withDatabase()
  world.files.set('out', Buffer.from('as it was'))
  const [{ file } = { file: '' }] = readManifest(world.disk, 'db')!.segments
  const bytes = Buffer.from(world.files.get(`db/${file}`)!)
  bytes[bytes.length - 1]! ^= 1
  world.files.set(`db/${file}`, bytes)
  const run = () => exportTool.run(world, { words: ['out'], flags: flags({ key: 'key.pem', db: 'db' }) })
  await assert.rejects(async () => run(), { code: 'advisories/index-damaged', message: /is not what its digest names/ })
  world.files.set(`db/${file}`, bytes.subarray(1))
  await assert.rejects(async () => run(), { code: 'advisories/index-damaged', message: /bytes are wanted|are wanted/ })
  assert.equal(Buffer.from(world.files.get('out')!).toString(), 'as it was')
})

test('who names no key, both, or a place that is no file is told what to do', async () => {
  const { world } = await withDatabase()
  const run = async (tool: typeof exportTool, words: string[], given: Record<string, string>) =>
    tool.run(world, { words, flags: flags({ db: 'db', ...given }) })
  for (const [tool, words, given, message] of [
    [exportTool, ['x'], {}, /no key is named that signs it/],
    [exportTool, ['x'], { key: 'key.pem', unsigned: '' }, /both --key and --unsigned/],
    [exportTool, ['-'], { key: 'key.pem' }, /needs the name of a file/],
    [exportTool, ['key.pem'], { key: 'key.pem' }, /the key stands there/],
    [importTool, ['out'], {}, /no key is trusted/],
    [importTool, ['out'], { trust: 'public.pem', unsigned: '' }, /both --trust and --unsigned/],
  ] as const)
    await assert.rejects(run(tool, [...words], given), { code: 'cli/usage', message })
  await assert.rejects(run(importTool, ['out'], { trust: 'key.pem' }), { code: 'advisories/not-a-key' })
  await assert.rejects(run(exportTool, ['x'], { key: 'key.pem', db: 'none' }), { code: 'advisories/no-database' })
})
