import { Buffer } from 'node:buffer'
import { type Digest, Problem } from '#base'
import { contentPiece, type Read } from '#ledger'
import { firmwareBom, oneLineFormat } from './kept-firmware.ts'
import { type Bill, entriesOf } from './kept-question-store.ts'

/** A piece of the bytes that a bill came in. */
export interface OriginalPiece {
  digest: string
  /** Bytes of all pieces. */
  size: number
  base64: string
  next?: number
}

/** A piece of the original of a bill, from 0. Throws `boms/not-found` where there are not so many. */
export async function originalOf(db: Read, bill: Bill, piece: number): Promise<OriginalPiece> {
  const { digest, size } = bill
  const found = await pieceOf(db, bill, piece)
  if (found === undefined)
    throw new Problem('boms/not-found', `Cannot give piece ${piece} of ${digest}: it has fewer`, { at: '/piece' })
  const { bytes, pieces } = found
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
  return { digest, size, base64, ...(piece + 1 < pieces && { next: piece + 1 }) }
}

/** A piece of the bytes. What an asset says of itself is written anew: equal words give equal bytes. */
async function pieceOf(
  db: Read,
  { id, digest, format }: Bill,
  piece: number,
): Promise<{ bytes: Uint8Array; pieces: number } | undefined> {
  if (format !== oneLineFormat) return contentPiece(db, digest as Digest, piece)
  if (piece > 0) return undefined
  const [line] = await entriesOf(db, id, { limit: 1 })
  const { supplier, name, orderNumber, version } = line!.component
  return { bytes: Buffer.from(firmwareBom({ vendor: supplier, product: name, orderNumber, version }).text), pieces: 1 }
}
