import { Buffer } from 'node:buffer'
import { isSqlite, type SqliteFault, sqliteRows } from './sqlite-table.ts'

/** A package's header as a database of RPM holds it, and where: `row 5`, `page 12`, `slot 3`. */
export interface RpmBlob {
  at: string
  blob: Uint8Array | undefined
}

const table = 'Packages'

/** Berkeley DB, a hash (db_page.h, DB_HASHMAGIC), in the byte order of the machine that wrote it. */
const hashMagic = 0x00061561
/** RPM's own database (rpmpkg.c): `RpmP`. */
const ownMagic = 'RpmP'

/** Which database of packages bytes begin as. */
export function rpmDatabaseOf(bytes: Uint8Array): 'sqlite' | 'hash' | 'own' | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // What makes the table stands on the first page.
  if (isSqlite(head)) return head.includes(`CREATE TABLE '${table}'`, 0, 'latin1') ? 'sqlite' : undefined
  if (head.length < 72) return undefined
  if (head.toString('latin1', 0, 4) === ownMagic) return 'own'
  return head.readUInt32LE(12) === hashMagic || head.readUInt32BE(12) === hashMagic ? 'hash' : undefined
}

/** All headers in a database. Throws what `fault` makes for bytes that are none, are cut off, lead in circles, or lie on one another. */
export function* rpmBlobs(bytes: Uint8Array, fault: SqliteFault): Generator<RpmBlob> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const kind = rpmDatabaseOf(file)
  if (kind === 'hash') yield* hashBlobs(file, fault)
  else if (kind === 'own') yield* ownBlobs(file, fault)
  else {
    const rows = sqliteRows(file, table, fault)
    if (!rows) throw fault('it has no such table')
    for (const { id, values } of rows)
      yield { at: `row ${id}`, blob: values.find(value => value instanceof Uint8Array) }
  }
}

const hashPages: ReadonlySet<number | undefined> = new Set([2, 13])
const overflowPage = 7
/** A value that stands on the page itself, behind the key, and one on pages of its own. */
const here = 1
const elsewhere = 3
/** The one value that is no header counts them, in four bytes. */
const leastHeader = 8
const pageHead = 26

interface HashFile {
  file: Buffer
  size: number
  short(at: number): number
  long(at: number): number
  seen: Set<number>
  fault: SqliteFault
}

/** Berkeley DB: hash pages list keys and values by turns; a header is a chain of overflow pages. */
function* hashBlobs(file: Buffer, fault: SqliteFault): Generator<RpmBlob> {
  const little = file.readUInt32LE(12) === hashMagic
  const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at))
  const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  const size = long(20)
  if (size < 512 || size > 65536 || (size & (size - 1)) !== 0) throw fault(`its pages have ${size} bytes`)
  if (file[24] !== 0) throw fault('it is encrypted')
  const hash: HashFile = { file, size, short, long, seen: new Set(), fault }
  for (let page = 1; (page + 1) * size <= file.length; page++) {
    const start = page * size
    if (!hashPages.has(file[start + 25])) continue
    const entries = short(start + 20)
    if (pageHead + 2 * entries > size) throw fault(`page ${page} states ${entries} entries`)
    let room = size
    for (let i = 1; i < entries; i += 2) {
      const offset = short(start + pageHead + 2 * i)
      const end = short(start + pageHead + 2 * (i - 1))
      const kind = file[start + offset]
      if (kind === here && end - offset > leastHeader && end <= size) {
        room -= end - offset
        if (room < 0) throw fault(`the values of page ${page} lie on one another`)
        yield { at: `page ${page}`, blob: file.subarray(start + offset + 1, start + end) }
      }
      if (kind !== elsewhere || offset + 12 > size) continue
      yield { at: `page ${page}`, blob: chained(hash, long(start + offset + 4), long(start + offset + 8)) }
    }
  }
  if (file.length % size !== 0 || (long(32) + 1) * size > file.length) throw fault('it is cut off')
}

function chained({ file, size, short, long, seen, fault }: HashFile, first: number, length: number): Buffer {
  const parts: Buffer[] = []
  let left = length
  for (let page = first; left > 0; ) {
    const start = page * size
    if (page === 0 || start + size > file.length || file[start + 25] !== overflowPage)
      throw fault(`page ${page} is none that goes on`)
    if (seen.has(page)) throw fault(`page ${page} is in two places`)
    seen.add(page)
    const next = long(start + 16)
    const held = next === 0 ? Math.min(short(start + 22), size - pageHead) : size - pageHead
    const part = file.subarray(start + pageHead, start + pageHead + Math.min(held, left))
    parts.push(part)
    left -= part.length
    if (left > 0 && (next === 0 || part.length === 0)) throw fault(`a header ends at page ${page}`)
    page = next
  }
  return Buffer.concat(parts)
}

const slotBytes = 16
const slotPage = 4096
/** The head of the file takes the place of two slots. */
const firstSlot = 32

/** RPM's own: pages of slots, each with the place of a header in blocks of 16 bytes. */
function* ownBlobs(file: Buffer, fault: SqliteFault): Generator<RpmBlob> {
  if (file.readUInt32LE(4) !== 0) throw fault(`its version is ${file.readUInt32LE(4)}`)
  const end = file.readUInt32LE(12) * slotPage
  if (end === 0 || end > file.length) throw fault('it is cut off')
  const seen = new Set<number>()
  let room = file.length - end
  for (let at = firstSlot; at < end; at += slotBytes) {
    if (file.toString('latin1', at, at + 4) !== 'Slot') throw fault(`no slot stands at byte ${at}`)
    const index = file.readUInt32LE(at + 4)
    if (index === 0) continue
    const start = file.readUInt32LE(at + 8) * slotBytes
    if (seen.has(start)) throw fault(`the header at byte ${start} is in two places`)
    seen.add(start)
    if (start + 16 > file.length || file.toString('latin1', start, start + 4) !== 'BlbS')
      throw fault(`no header stands at byte ${start}`)
    const length = file.readUInt32LE(start + 12)
    const whole = Math.max(16 + length, file.readUInt32LE(at + 12) * slotBytes)
    if (file.readUInt32LE(start + 4) !== index || start + whole > file.length)
      throw fault(`the header at byte ${start} is cut off`)
    room -= whole
    if (room < 0) throw fault('its headers lie inside one another')
    yield { at: `slot ${index}`, blob: file.subarray(start + 16, start + 16 + length) }
  }
}
