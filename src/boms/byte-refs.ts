import { Buffer } from 'node:buffer'
import { addressed, type ByteReader, put, tables, textIn } from './byte-reader.ts'
import { isPlainRef, type NumberedRefs, type NumberedTexts, type RefTable, refTable } from './ref-table.ts'
import { chunkBytes } from './text-arena.ts'

/** Refs that a reader of bytes numbers, while it reads a document. */
export interface ByteRefs extends NumberedTexts {
  /** The same refs where they do not need the reader any more. */
  settled(): RefTable
}

/** `before`: refs that were numbered already. */
export function byteRefs(reader: ByteReader, before: NumberedTexts): ByteRefs {
  const { calls } = reader
  const ids = new Map<string, number>()
  const texts = new Map<number, string>()
  let table: RefTable | undefined
  const settled = () => {
    table ??= refTable({ ...numbersOf(reader), texts })
    return table
  }

  function get(text: string): number | undefined {
    if (table) return table.get(text)
    const known = ids.get(text)
    if (known !== undefined || !isPlainRef(text)) return known
    put(reader, text)
    const id = calls.knownRef(text.length)
    return id < 0 ? undefined : id
  }

  function idOf(text: string): number {
    if (table) return table.idOf(text)
    const known = ids.get(text)
    if (known !== undefined) return known
    const plain = isPlainRef(text)
    if (plain) put(reader, text)
    const id = plain ? calls.refOf(text.length) : calls.refOutside()
    // From then on the reader takes nothing: it has no place for a text, and the table in JavaScript has one for any.
    if (id < 0) return settled().idOf(text)
    if (plain) return id
    ids.set(text, id)
    texts.set(id, text)
    return id
  }

  for (let id = 0; id < before.count; id++) idOf(before.text(id))
  return {
    get count() {
      return table ? table.count : calls.countOf(tables.refs)
    },
    text: id => (table ? table.text(id) : (texts.get(id) ?? textIn(reader, tables.refs, id))),
    get,
    idOf,
    settled,
  }
}

/** A copy of what the reader numbered. */
function numbersOf(reader: ByteReader): Omit<NumberedRefs, 'texts'> {
  const { calls } = reader
  const { buffer } = calls.memory
  const size = calls.refsAt(5)
  const chunkCount = calls.refsAt(6)
  const addresses = new Uint32Array(buffer, addressed(calls.refsAt(4)), chunkCount)
  return {
    count: calls.countOf(tables.refs),
    hashes: new Int32Array(buffer, addressed(calls.refsAt(0)), size).slice(),
    places: new Int32Array(buffer, addressed(calls.refsAt(1)), size).slice(),
    lengths: new Uint16Array(buffer, addressed(calls.refsAt(2)), size).slice(),
    slots: new Int32Array(buffer, addressed(calls.refsAt(3)), 2 * size).slice(),
    chunks: Array.from(addresses, (address, number) => {
      const length = number === chunkCount - 1 ? calls.refsAt(7) : chunkBytes
      const chunk = Buffer.allocUnsafeSlow(length)
      reader.bytes().copy(chunk, 0, address, address + length)
      return chunk
    }),
  }
}
