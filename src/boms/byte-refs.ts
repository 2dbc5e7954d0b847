import { Buffer } from 'node:buffer'
import { type ByteReader, put, tables, textIn } from './byte-reader.ts'
import { isPlainRef, type NumberedRefs, type RefTable, refTable } from './ref-table.ts'
import { chunkBytes } from './text-arena.ts'

/** Refs that a reader of bytes numbers, while it reads a document. */
export interface ByteRefs extends RefTable {
  /** The same refs where they do not need the reader any more. */
  settled(): RefTable
}

/** `before`: refs that were numbered already. */
export function byteRefs(reader: ByteReader, before: RefTable): ByteRefs {
  const { calls } = reader
  const ids = new Map<string, number>()
  const texts = new Map<number, string>()

  function get(text: string): number | undefined {
    const known = ids.get(text)
    if (known !== undefined || !isPlainRef(text)) return known
    put(reader, text)
    const id = calls.knownRef(text.length)
    return id < 0 ? undefined : id
  }

  function idOf(text: string): number {
    const known = ids.get(text)
    if (known !== undefined) return known
    if (isPlainRef(text)) {
      put(reader, text)
      const id = calls.refOf(text.length)
      if (id >= 0) return id
    }
    const id = calls.refOutside()
    ids.set(text, id)
    texts.set(id, text)
    return id
  }

  for (let id = 0; id < before.count; id++) idOf(before.text(id))
  return {
    get count() {
      return calls.countOf(tables.refs)
    },
    text: id => texts.get(id) ?? textIn(reader, tables.refs, id),
    get,
    idOf,
    idOfBytes: (bytes, from, end) => idOf(Buffer.from(bytes.subarray(from, end)).toString('latin1')),
    settled: () => refTable({ ...numbersOf(reader), texts }),
  }
}

/** A copy of what the reader numbered. */
function numbersOf(reader: ByteReader): Omit<NumberedRefs, 'texts'> {
  const { calls } = reader
  const { buffer } = calls.memory
  const size = calls.refsAt(5)
  const chunkCount = calls.refsAt(6)
  const addresses = new Int32Array(buffer, calls.refsAt(4), chunkCount)
  return {
    count: calls.countOf(tables.refs),
    hashes: new Int32Array(buffer, calls.refsAt(0), size).slice(),
    places: new Int32Array(buffer, calls.refsAt(1), size).slice(),
    lengths: new Uint16Array(buffer, calls.refsAt(2), size).slice(),
    slots: new Int32Array(buffer, calls.refsAt(3), 2 * size).slice(),
    chunks: Array.from(addresses, (address, number) => {
      const length = number === chunkCount - 1 ? calls.refsAt(7) : chunkBytes
      const chunk = Buffer.allocUnsafeSlow(length)
      reader.bytes().copy(chunk, 0, address, address + length)
      return chunk
    }),
  }
}
