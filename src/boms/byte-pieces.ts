import { Buffer } from 'node:buffer'

/** Bytes that come in pieces, in memory or as they arrive. A piece is valid until the next one. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Reads pieces by lengths that do not follow their bounds. */
export interface PieceReader {
  /** Bytes read so far. */
  readonly place: number
  /** Exactly `length` bytes, fewer at the end; valid until the next call. */
  take(length: number): Promise<Buffer>
  /** The next bytes that are there, at most `most`; undefined at the end. */
  some(most: number): Promise<Buffer | undefined>
}

export function pieceReader(pieces: Pieces): PieceReader {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
  let piece: Buffer = Buffer.alloc(0)
  let place = 0
  async function fill(): Promise<boolean> {
    while (piece.length === 0) {
      const next = await iterator.next()
      if (next.done) return false
      const { buffer, byteOffset, length } = next.value
      piece = Buffer.from(buffer, byteOffset, length)
    }
    return true
  }
  async function some(most: number): Promise<Buffer | undefined> {
    if (piece.length === 0 && !(await fill())) return undefined
    const part = piece.subarray(0, most)
    piece = piece.subarray(part.length)
    place += part.length
    return part
  }
  return {
    get place() {
      return place
    },
    some,
    async take(length) {
      const first = await some(length)
      if (first === undefined || first.length === length) return first ?? Buffer.alloc(0)
      const parts = [Buffer.from(first)]
      let total = first.length
      while (total < length) {
        const part = await some(length - total)
        if (part === undefined) break
        parts.push(Buffer.from(part))
        total += part.length
      }
      return Buffer.concat(parts, total)
    },
  }
}
