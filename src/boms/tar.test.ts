import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, noteList } from '#base'
import { entryBytes, header, padded, paxRecord, summed, tarOf } from './sample-tar.ts'
import { tarEntries } from './tar.ts'

async function read(bytes: Uint8Array, piece = bytes.length, limits = defaultLimits) {
  const notes = noteList()
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
    bytes.subarray(i * piece, (i + 1) * piece),
  )
  const entries: { path: string; kind: string; target: string; text: string }[] = []
  for await (const { path, kind, target, content } of tarEntries(pieces, 'a.tar', { limits, entries: 0 }, notes)) {
    const parts: Uint8Array[] = []
    for await (const part of content()) parts.push(Buffer.from(part))
    entries.push({ path, kind, target, text: Buffer.concat(parts).toString() })
  }
  return { entries, codes: notes.notes.map(({ code }) => code) }
}

test('tar: files, folders, links, devices; long names of pax and of GNU; cut in any pieces the same', async () => {
  const long = `${'d/'.repeat(80)}long`
  const gnu = Buffer.from(`${long}-gnu\0`)
  const bytes = Buffer.concat([
    entryBytes({ path: './a/', content: '' }),
    entryBytes({ path: '/a//b', content: 'x'.repeat(600) }),
    entryBytes({ path: 'l', target: '../b' }),
    entryBytes({ path: long, content: 'long' }),
    header('././@LongLink', gnu.length, 'L'),
    padded(gnu),
    entryBytes({ path: 'short', content: 'gnu' }),
    entryBytes({ path: 'dev', type: '3' }),
    entryBytes({ path: 'ü', hard: 'a/b' }),
    Buffer.alloc(1024),
  ])
  const { entries, codes } = await read(bytes)
  assert.deepEqual(
    entries.map(({ path, kind, text }) => [path, kind, text.length]),
    [
      ['a', 'folder', 0],
      ['a/b', 'file', 600],
      ['l', 'link', 0],
      [long, 'file', 4],
      [`${long}-gnu`, 'file', 3],
      ['dev', 'other', 0],
      ['ü', 'hard-link', 0],
    ],
  )
  assert.deepEqual(codes, [])
  for (const piece of [1, 7, 511, 513]) assert.deepEqual(await read(bytes, piece), { entries, codes })
})

test('tar: a pax record wins over the header, a shared one holds for all that follow', async () => {
  const shared = paxRecord('path', 'shared')
  const own = paxRecord('path', 'own')
  const { entries } = await read(
    Buffer.concat([
      header('g', shared.length, 'g'),
      padded(shared),
      header('x', own.length, 'x'),
      padded(own),
      entryBytes({ path: 'a' }),
      entryBytes({ path: 'b' }),
      Buffer.alloc(1024),
    ]),
  )
  assert.deepEqual(
    entries.map(({ path }) => path),
    ['own', 'shared'],
  )
})

test('tar: what is no honest archive is refused with its place', async () => {
  const sized = (text: string) => {
    const block = header('a', 0, '0')
    block.write(text, 124, 12, 'latin1')
    return Buffer.concat([summed(block), Buffer.alloc(1024)])
  }
  const records = (text: string) =>
    Buffer.concat([header('x', text.length, 'x'), padded(Buffer.from(text)), tarOf([{ path: 'a' }])])
  const wrong = tarOf([{ path: 'a', content: 'x' }])
  wrong[3] = 65
  const refusals: [Uint8Array, RegExp][] = [
    [wrong, /wrong header checksum at byte 0/],
    [sized('\xff'.repeat(12)), /no number or negative/],
    [sized('99999999999\0'), /no number or negative/],
    [sized('\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff'), /no number or negative/],
    [records('12 size=9999'), /damaged pax records/],
    [records(paxRecord('size', '99999999999999').toString()), /over the limit/],
    [records(paxRecord('path', '../a').toString()), /path leaves/],
    [records(paxRecord('GNU.sparse.major', '1').toString()), /sparse/],
    [tarOf([{ path: 'a', type: 'S' }]), /sparse/],
    [tarOf([{ path: 'C:\\a' }]), /path leaves/],
    [tarOf([{ path: 'a\\..\\..\\b' }]), /path leaves/],
    [tarOf([{ path: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1500), /cut short in "a"/],
    [header('L', 80_000, 'L'), /name too long/],
    [Buffer.alloc(0), /cut short/],
  ]
  for (const [bytes, message] of refusals) await assert.rejects(read(bytes), message)
})

test('tar: no end mark and bytes behind it are noted, entries are bounded', async () => {
  const two = tarOf([{ path: 'a' }, { path: 'b' }])
  assert.deepEqual((await read(two.subarray(0, 1024))).codes, ['archive-end-missing'])
  assert.deepEqual((await read(Buffer.concat([two, two]))).codes, ['data-after-end'])
  await assert.rejects(read(two, 512, { ...defaultLimits, files: 1 }), { code: 'boms/too-many-files' })
})
