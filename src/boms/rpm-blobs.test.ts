import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rpmBlobs } from './rpm-blobs.ts'

const fault = (what: string) => new Error(what)
const count = (bytes: Uint8Array) => {
  let blobs = 0
  for (const _ of rpmBlobs(bytes, fault)) blobs++
  return blobs
}
const size = 4096

/** SQLite with two pages: the schema, and leaf cells of one table, many of them at the same bytes. */
function sqlite(cells: number, table = Buffer.from([0x0d]), pages = 2): Buffer {
  const file = Buffer.alloc(size * pages)
  file.write('SQLite format 3\0', 'latin1')
  file.writeUInt16BE(size, 16)
  file.writeUInt32BE(1, 56)
  const sql = "CREATE TABLE 'Packages' (x)"
  const head = [6, 13 + 2 * 5, 13 + 2 * 8, 13 + 2 * 8, 1, 13 + 2 * sql.length]
  const record = Buffer.concat([
    Buffer.from(head),
    Buffer.from('tablePackagesPackages\u0002', 'latin1'),
    Buffer.from(sql),
  ])
  file[100] = 0x0d
  file.writeUInt16BE(1, 103)
  file.writeUInt16BE(2000, 108)
  Buffer.concat([Buffer.from([record.length, 1]), record]).copy(file, 2000)
  table.copy(file, size)
  file.writeUInt16BE(cells, size + 3)
  const list = size + (table[0] === 0x05 ? 12 : 8)
  for (let i = 0; i < cells; i++) file.writeUInt16BE(3000, list + 2 * i)
  // One row of 1,000 bytes: a length of two bytes, an id, a head of three bytes, a blob.
  Buffer.from([0x87, 0x68, 1, 3, 0x8f, 0x56]).copy(file, size + 3000)
  return file
}

test('rpm, SQLite: rows that lie on one another are refused before they are as many as the page has room for', () => {
  assert.equal(count(sqlite(1)), 1)
  assert.throws(() => count(sqlite(1000)), /the rows of page 2 lie on one another/)
})

test('rpm, SQLite: pages that lead to more pages than there are are refused', () => {
  const file = sqlite(1200, Buffer.from([0x05]))
  file.writeUInt32BE(2, size + 8)
  file.writeUInt32BE(2, size + 3000)
  assert.throws(() => count(file), /page 2 leads to more pages than there are/)
})

test('rpm, Berkeley DB: values that lie on one another are refused', () => {
  const file = Buffer.alloc(2 * size)
  file.writeUInt32LE(0x00061561, 12)
  file.writeUInt32LE(size, 20)
  file.writeUInt32LE(1, 32)
  file[size + 25] = 13
  const fill = (entries: number) => {
    file.writeUInt16LE(entries, size + 20)
    for (let i = 0; i < entries; i += 2) {
      file.writeUInt16LE(4000, size + 26 + 2 * i)
      file.writeUInt16LE(3000, size + 26 + 2 * (i + 1))
    }
    file[size + 3000] = 1
    return file
  }
  assert.equal(count(fill(2)), 1)
  assert.throws(() => count(fill(1000)), /the values of page 1 lie on one another/)
})

test('rpm, its own database: headers that lie inside one another are refused', () => {
  const slots = 200
  const headers = 4096
  const file = Buffer.alloc(headers + slots * 32 + 10_000)
  file.write('RpmP', 'latin1')
  file.writeUInt32LE(1, 12)
  for (let i = 0; i < 254; i++) {
    const at = 32 + 16 * i
    file.write('Slot', at, 'latin1')
    if (i >= slots) continue
    const start = headers + 32 * i
    file.writeUInt32LE(i + 1, at + 4)
    file.writeUInt32LE(start / 16, at + 8)
    file.write('BlbS', start, 'latin1')
    file.writeUInt32LE(i + 1, start + 4)
    file.writeUInt32LE(9000, start + 12)
  }
  assert.throws(() => count(file), /its headers lie inside one another/)
})
