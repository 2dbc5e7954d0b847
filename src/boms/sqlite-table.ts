import { Buffer } from 'node:buffer'

/** One value of a row: SQL's NULL is undefined; whole numbers beyond 2^53 and fractions are not told apart, and not needed. */
export type SqliteValue = number | string | Uint8Array | undefined

export interface SqliteRow {
  id: number
  values: readonly SqliteValue[]
}

/** What is wrong with the bytes, as the end of a sentence. */
export type SqliteFault = (what: string) => Error

const magic = 'SQLite format 3\0'

/** Whether bytes begin as a database of SQLite 3. */
export function isSqlite(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 16)).toString('latin1') === magic
}

interface Pages {
  bytes: Buffer
  size: number
  /** Bytes of a page that are used. */
  usable: number
  /** Pages that were read: each can belong to one thing only, so that no loop is followed and no page read twice. */
  seen: Set<number>
  fault: SqliteFault
}

/**
 * Rows of one table in a database of SQLite 3 (sqlite.org, "Database File Format"), in order of their ids; undefined where it
 * has no such table. Only the file itself is read: no journal, no write-ahead log. Throws what `fault` makes for bytes that are
 * none, are cut off, lead in circles, or have rows on one another: few bytes would stand for very many. Values are valid as long as the bytes are.
 */
export function sqliteRows(bytes: Uint8Array, table: string, fault: SqliteFault): Iterable<SqliteRow> | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!isSqlite(file) || file.length < 100) throw fault('it is no SQLite 3 database')
  const stated = file.readUInt16BE(16)
  const size = stated === 1 ? 65536 : stated
  if (size < 512 || (size & (size - 1)) !== 0) throw fault(`its pages have ${size} bytes`)
  if (file.readUInt32BE(56) > 1) throw fault('its texts are not UTF-8')
  const usable = size - file[20]!
  if (usable < 480) throw fault(`${file[20]} bytes of each page are kept back`)
  const pages = (): Pages => ({ bytes: file, size, usable, seen: new Set(), fault })
  for (const { values } of rowsBelow(pages(), 1)) {
    const [type, name, , root] = values
    if (type === 'table' && name === table && typeof root === 'number') return rowsBelow(pages(), root)
  }
  return undefined
}

/** Rows of the tree that a page is the root of. With a stack of its own; a page is read once, so it ends. */
function* rowsBelow(pages: Pages, root: number): Generator<SqliteRow> {
  const open = [root]
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const page = pageAt(pages, number)
    const head = number === 1 ? 100 : 0
    const kind = page[head]
    const cells = page.readUInt16BE(head + 3)
    const inner = kind === 0x05
    if (!inner && kind !== 0x0d) throw pages.fault(`page ${number} is of kind ${kind}, none of a table`)
    const list = head + (inner ? 12 : 8)
    if (list + 2 * cells > pages.usable) throw pages.fault(`page ${number} states ${cells} cells`)
    const at = Array.from({ length: cells }, (_, index) => page.readUInt16BE(list + 2 * index))
    if (at.some(offset => offset < list || offset + 4 > pages.usable))
      throw pages.fault(`a cell of page ${number} lies outside it`)
    if (inner) {
      open.push(page.readUInt32BE(head + 8))
      if (open.length + cells > pages.bytes.length / pages.size)
        throw pages.fault(`page ${number} leads to more pages than there are`)
      for (const offset of at.toReversed()) open.push(page.readUInt32BE(offset))
    } else {
      const room = { left: pages.usable }
      for (const offset of at) yield rowAt(pages, page, number, offset, room)
    }
  }
}

function pageAt(pages: Pages, number: number): Buffer {
  const { bytes, size, seen, fault } = pages
  const from = (number - 1) * size
  if (number < 1 || from + size > bytes.length) throw fault(`page ${number} is not there`)
  if (seen.has(number)) throw fault(`page ${number} is in two places`)
  seen.add(number)
  return bytes.subarray(from, from + size)
}

function rowAt(pages: Pages, page: Buffer, number: number, offset: number, room: { left: number }): SqliteRow {
  const { usable, fault } = pages
  const broken = () => fault(`a row of page ${number} is cut off`)
  const [length, afterLength] = varint(page, offset, broken)
  const [id, from] = varint(page, afterLength, broken)
  if (length > pages.bytes.length) throw fault(`a row of page ${number} has ${length} bytes`)
  const most = usable - 35
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const folded = least + ((length - least) % (usable - 4))
  const local = length <= most ? length : folded <= most ? folded : least
  if (from + local + (local < length ? 4 : 0) > usable) throw broken()
  room.left -= from + local - offset
  if (room.left < 0) throw fault(`the rows of page ${number} lie on one another`)
  const start = page.subarray(from, from + local)
  const payload = local === length ? start : overflowing(pages, start, length, page.readUInt32BE(from + local))
  return { id, values: valuesOf(payload, broken) }
}

function overflowing(pages: Pages, start: Buffer, length: number, first: number): Buffer {
  const parts = [start]
  let left = length - start.length
  let next = first
  while (left > 0) {
    const page = pageAt(pages, next)
    const part = page.subarray(4, Math.min(pages.usable, 4 + left))
    parts.push(part)
    left -= part.length
    next = page.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

/** A record: its header says of each value what it is and how long. */
function valuesOf(payload: Buffer, broken: () => Error): SqliteValue[] {
  const [headLength, first] = varint(payload, 0, broken)
  if (headLength > payload.length) throw broken()
  const values: SqliteValue[] = []
  let at = first
  let from = headLength
  while (at < headLength) {
    const [type, next] = varint(payload, at, broken)
    at = next
    const size = sizeOf(type)
    if (from + size > payload.length) throw broken()
    const part = payload.subarray(from, from + size)
    from += size
    if (type >= 12) values.push(type % 2 === 0 ? part : part.toString('utf8'))
    else if (type === 8 || type === 9) values.push(type - 8)
    else values.push(type >= 1 && type <= 6 ? wholeNumber(part) : undefined)
  }
  return values
}

function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type]!
}

function wholeNumber(bytes: Buffer): number {
  return bytes.length === 8 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length)
}

/** Seven bits a byte, at most nine bytes, of which the last has eight; the value and where it ends. */
function varint(bytes: Uint8Array, from: number, broken: () => Error): [number, number] {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const byte = bytes[from + i]
    if (byte === undefined) throw broken()
    value = i === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f)
    if (i === 8 || byte < 0x80) return [value, from + i + 1]
  }
  throw broken()
}
