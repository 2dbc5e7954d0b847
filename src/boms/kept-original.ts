import { Buffer } from 'node:buffer'
import { type Digest, Problem } from '#base'
import { contentOf, type Read } from '#ledger'
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
  let number = 0
  let wanted: Uint8Array | undefined
  for await (const bytes of bytesOf(db, bill)) {
    if (wanted !== undefined) return { digest, size, base64: Buffer.from(wanted).toString('base64'), next: piece + 1 }
    if (number++ === piece) wanted = bytes
  }
  if (wanted === undefined)
    throw new Problem('boms/not-found', `Cannot give piece ${piece} of ${digest}: it has ${number}`, { at: '/piece' })
  return { digest, size, base64: Buffer.from(wanted).toString('base64') }
}

/** All bytes, in pieces. What an asset says of itself is written anew: equal words give equal bytes. */
async function* bytesOf(db: Read, { id, digest, format }: Bill): AsyncGenerator<Uint8Array> {
  if (format !== oneLineFormat) return yield* contentOf(db, digest as Digest)
  const [line] = await entriesOf(db, id, { limit: 1 })
  const { supplier, name, orderNumber, version } = line!.component
  yield Buffer.from(firmwareBom({ vendor: supplier, product: name, orderNumber, version }).text)
}
