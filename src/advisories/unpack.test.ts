import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { defaultLimits, Problem } from '#base'
import { unpacked } from './unpack.ts'

interface Made {
  name: string
  text: string
  /** What the header before the content says; the same by default. */
  localName?: string
}

/** A zip of stored entries (APPNOTE.TXT 4.3). */
function zip(entries: readonly Made[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, text, localName = name } of entries) {
    const content = Buffer.from(text)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt32LE(crc32(content), 14)
    local.writeUInt32LE(content.length, 18)
    local.writeUInt32LE(content.length, 22)
    local.writeUInt16LE(Buffer.byteLength(localName), 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(0x0800, 8)
    local.copy(central, 16, 14, 26)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(localName), content)
    directory.push(central, Buffer.from(name))
    at += 30 + Buffer.byteLength(localName) + content.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}

/** Texts by name; of an entry that is refused, why. */
async function contents(bytes: Uint8Array): Promise<[string, string][]> {
  const found: [string, string][] = []
  for await (const one of unpacked('x.zip', bytes, defaultLimits)) {
    let text: string
    try {
      text = Buffer.from(one.bytes()).toString()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      text = error.message
    }
    found.push([one.name, text])
  }
  return found
}

test('unpack: every file of a zip is given', async () => {
  assert.deepEqual(
    await contents(
      zip([
        { name: 'a.json', text: '{}' },
        { name: 'é/b.json', text: '[]' },
      ]),
    ),
    [
      ['a.json', '{}'],
      ['é/b.json', '[]'],
    ],
  )
})

test('unpack: a zip whose entry has two names is refused', async () => {
  await assert.rejects(
    contents(zip([{ name: 'a.json', text: '{}', localName: 'b.json' }])),
    /header mismatch.*"a\.json"/,
  )
})

test('unpack: an entry that has the name of another but for case is refused alone', async () => {
  const [first, second, third] = await contents(
    zip([
      { name: 'a.json', text: '{}' },
      { name: 'A.JSON', text: '[]' },
      { name: 'c.json', text: '1' },
    ]),
  )
  assert.deepEqual(
    [first, third],
    [
      ['a.json', '{}'],
      ['c.json', '1'],
    ],
  )
  assert.match(second![1], /case collision.*"A\.JSON"/)
})
