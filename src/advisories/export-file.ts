import { Buffer } from 'node:buffer'
import { type Disk, digest, digester, type OpenFile, Problem } from '#base'
import type { Signer } from './export-signature.ts'
import { statementOf, statementText } from './export-statement.ts'
import { type Manifest, readManifest } from './manifest.ts'

/**
 * A database as one file:
 *
 * ```
 * millcert-export/1
 * statement: canonical JSON (export-statement.ts), one line
 * ed25519 sha256:<digest of the public key> <base64 of the signature>, or: unsigned sha256:<digest of the statement>
 * the segments, in the order of the statement, with nothing between or behind them
 * ```
 *
 * Lines end with one line feed. The signature is over the statement (`signedBytes`), the statement names the digest and the
 * length of every segment, and nothing else stands in the file: no byte of it can change unseen.
 */
export const exportMagic = 'millcert-export/1'

export const pieceBytes = 1024 * 1024

/** What an export tells of itself. */
export interface Exported {
  manifest: Manifest
  bytes: number
  /** Of the whole file. */
  digest: string
}

/**
 * Writes the database of a folder into one file: whole, or the file stays as it was. The same database, key and version give the
 * same bytes. Memory does not grow with the database. Problems: `advisories/no-database`, `advisories/index-damaged` when a
 * segment is not what the manifest names, and the disk's.
 */
export function writeExport(
  disk: Disk,
  folder: string,
  path: string,
  signer: Signer | undefined,
  version: string,
): Exported {
  const manifest = readManifest(disk, folder)
  if (manifest === undefined)
    throw new Problem('advisories/no-database', `Cannot export the advisory database at ${folder}: there is none`, {
      next: 'build one: millcert db build --from DIR',
    })
  const statement = statementOf(manifest, version)
  const files = manifest.segments.map(({ file }) => disk.open(`${folder}/${file}`))
  try {
    const written = { bytes: 0, hash: digester() }
    disk.write(path, counted(pieces(Buffer.from(statementText(statement), 'utf8'), signer, manifest, files), written))
    return { manifest: statement.manifest, bytes: written.bytes, digest: written.hash.digest() }
  } finally {
    for (const file of files) file.close()
  }
}

function* counted(
  pieces: Iterable<Uint8Array>,
  into: { bytes: number; hash: ReturnType<typeof digester> },
): Iterable<Uint8Array> {
  for (const piece of pieces) {
    into.hash.add(piece)
    into.bytes += piece.length
    yield piece
  }
}

function* pieces(
  statement: Uint8Array,
  signer: Signer | undefined,
  { segments }: Manifest,
  files: readonly OpenFile[],
): Iterable<Uint8Array> {
  const vouched =
    signer === undefined
      ? `unsigned ${digest(statement)}`
      : `ed25519 ${signer.keyId} ${Buffer.from(signer.sign(statement)).toString('base64')}`
  yield Buffer.concat([Buffer.from(`${exportMagic}\n`), statement, Buffer.from(`\n${vouched}\n`)])
  for (const [index, segment] of segments.entries()) yield* checkedPieces(files[index]!, segment, damaged)
}

/** The bytes of a file in pieces; what `fault` makes is thrown behind the last of them when they are not of the length and digest wanted. */
export function* checkedPieces(
  file: OpenFile,
  wanted: { file: string; digest: string; bytes: number },
  fault: (what: string) => Problem,
): Iterable<Uint8Array> {
  if (file.size !== wanted.bytes) throw fault(`${wanted.file} has ${file.size} bytes, ${wanted.bytes} are wanted`)
  const hash = digester()
  for (let at = 0; at < file.size; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, file.size - at))
    const length = file.read(piece, at)
    if (length !== piece.length) throw fault(`${wanted.file} became shorter while it was read`)
    hash.add(piece)
    at += length
    yield piece
  }
  if (hash.digest() !== wanted.digest) throw fault(`${wanted.file} is not what its digest names`)
}

function damaged(what: string): Problem {
  return new Problem('advisories/index-damaged', `Cannot export the advisory database: ${what}`, {
    next: 'build it again: millcert db build --from DIR',
  })
}
