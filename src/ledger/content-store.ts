import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { type Digest, digester, Problem } from '#base'
import { type Derive, type Read, reading, type Write, writing } from './handle.ts'
import type { LedgerTables } from './schema.ts'

/** Bytes of a piece before they are compressed. */
const pieceBytes = 1024 ** 2

/** Bytes as somebody gave them. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** What is kept of a content beside its bytes. */
export interface ContentKept {
  digest: Digest
  /** Bytes, not compressed. */
  size: number
  /** Milliseconds since 1970 UTC. */
  at: number
}

/**
 * Keeps original bytes by their digest, compressed, inside the act that says what they are. Bytes that are there are not read.
 *
 * @param pieces of any length, from the first byte each time it is asked, as an act may be run again; a Problem `ledger/other-content` when their digest is another one
 * @param at milliseconds since 1970 UTC
 * @returns whether they were new
 */
export async function keepContent(db: Write, digest: Digest, pieces: Pieces, at: number): Promise<boolean> {
  if (await contentKept(db, digest)) return false
  const seen = digester()
  let [size, number] = [0, 0]
  for await (const piece of pieceByPiece(pieces)) {
    seen.add(piece)
    size += piece.length
    const row = { digest, number: number++, bytes: await compressed(piece) }
    // Who keeps the same bytes at this moment is in the way, and one of both is run again: it is no fault.
    await writing<LedgerTables>(db)
      .insertInto('content_piece')
      .values(row)
      .onConflict(key => key.doNothing())
      .execute()
  }
  const found = seen.digest()
  if (found !== digest)
    throw new Problem('ledger/other-content', `Cannot keep the bytes: they are not those of ${digest}`, {
      wanted: digest,
      found,
      next: 'send them again',
    })
  await writing<LedgerTables>(db).insertInto('content').values({ digest, size, pieces: number, at }).execute()
  return true
}

/** Whether bytes are kept, and how many. */
export async function contentKept(db: Read, digest: Digest): Promise<ContentKept | undefined> {
  const row = await reading<LedgerTables>(db)
    .selectFrom('content')
    .select(['size', 'at'])
    .where('digest', '=', digest)
    .executeTakeFirst()
  return row && { digest, size: row.size, at: row.at }
}

/**
 * The bytes that were kept, a mebibyte at a time. A Problem `ledger/not-found` before the first of them, or `ledger/damaged` where
 * they are not what was kept: at once for a piece, at the end for the whole.
 */
export function contentOf(db: Read, digest: Digest): AsyncGenerator<Uint8Array, void> {
  return contentThrough(work => work(db), digest)
}

/** The same with a read of its own for each piece: for a stream that somebody takes slowly. */
export async function* contentThrough(
  look: <T>(work: (db: Read) => Promise<T>) => Promise<T>,
  digest: Digest,
): AsyncGenerator<Uint8Array, void> {
  const pieces = await look(db =>
    reading<LedgerTables>(db).selectFrom('content').select('pieces').where('digest', '=', digest).executeTakeFirst(),
  )
  if (!pieces) throw new Problem('ledger/not-found', `Cannot read ${digest}: no such bytes are kept`, { found: digest })
  const seen = digester()
  for (let number = 0; number < pieces.pieces; number++) {
    const row = await look(db =>
      reading<LedgerTables>(db)
        .selectFrom('content_piece')
        .select('bytes')
        .where('digest', '=', digest)
        .where('number', '=', number)
        .executeTakeFirst(),
    )
    const bytes = row && (await decompressed(row.bytes))
    if (!bytes) throw damaged(digest, `piece ${number + 1} of ${pieces.pieces} cannot be read`)
    seen.add(bytes)
    yield bytes
  }
  const found = seen.digest()
  if (found !== digest) throw damaged(digest, `they have the digest ${found} now`)
}

/**
 * One piece of the bytes that were kept, from 0, and how many there are: no other is read. Undefined where there are not so many. A
 * Problem `ledger/not-found`, or `ledger/damaged` where it cannot be read; whether all together are what was kept is for who has them.
 */
export async function contentPiece(
  db: Read,
  digest: Digest,
  number: number,
): Promise<{ bytes: Uint8Array; pieces: number } | undefined> {
  const tables = reading<LedgerTables>(db)
  const kept = await tables.selectFrom('content').select('pieces').where('digest', '=', digest).executeTakeFirst()
  if (!kept) throw new Problem('ledger/not-found', `Cannot read ${digest}: no such bytes are kept`, { found: digest })
  if (number >= kept.pieces) return undefined
  const row = await tables
    .selectFrom('content_piece')
    .select('bytes')
    .where('digest', '=', digest)
    .where('number', '=', number)
    .executeTakeFirst()
  const bytes = row && (await decompressed(row.bytes))
  if (!bytes) throw damaged(digest, `piece ${number + 1} of ${kept.pieces} cannot be read`)
  return { bytes, pieces: kept.pieces }
}

/** Takes bytes away that nothing names any more. */
export async function dropContent(db: Derive, digest: Digest): Promise<void> {
  const tables = writing<LedgerTables>(db as Write)
  await tables.deleteFrom('content_piece').where('digest', '=', digest).execute()
  await tables.deleteFrom('content').where('digest', '=', digest).execute()
}

function damaged(digest: Digest, what: string): Problem {
  return new Problem('ledger/damaged', `Cannot read ${digest}: the bytes that were kept are damaged, ${what}`, {
    found: digest,
    next: 'bring them back from a backup, or send the original again',
  })
}

/** Pieces of one length, the last one shorter; none for no bytes. */
async function* pieceByPiece(pieces: Pieces): AsyncGenerator<Uint8Array, void> {
  let [held, length]: [Uint8Array[], number] = [[], 0]
  for await (let piece of pieces) {
    while (length + piece.length >= pieceBytes) {
      const head = piece.subarray(0, pieceBytes - length)
      yield Buffer.concat([...held, head])
      piece = piece.subarray(head.length)
      ;[held, length] = [[], 0]
    }
    // A copy: who gives the bytes may use their place again.
    if (piece.length > 0) held.push(Uint8Array.from(piece))
    length += piece.length
  }
  if (length > 0) yield Buffer.concat(held)
}

/** On Node's own threads, so that answers are given meanwhile. */
function compressed(bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const params = { [constants.ZSTD_c_compressionLevel]: 3 }
    zstdCompress(bytes, { params }, (error, out) => (error ? reject(error) : resolve(out)))
  })
}

/** Undefined for what is damaged, or larger than a piece. */
function decompressed(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  return new Promise(resolve => {
    zstdDecompress(bytes, { maxOutputLength: pieceBytes }, (error, out) => resolve(error ? undefined : out))
  })
}
