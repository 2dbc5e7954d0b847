import { type Disk, digester, type OpenFile } from '#base'
import { writeManifest } from './build.ts'
import { checkedPieces, pieceBytes } from './export-file.ts'
import { type OpenedExport, unverified } from './import-file.ts'
import { lockName } from './manifest.ts'

/**
 * Puts a verified export in the place of the database of a folder. Segments first, then the manifest that names them, then what no
 * manifest names goes: a cut at any point leaves a whole database. What is written is compared once more with its digest: the
 * carrier may have been swapped since it was verified. Nobody else writes there meanwhile (`base/locked`).
 */
export function publishExport(disk: Disk, folder: string, path: string, { statement, files }: OpenedExport): void {
  disk.makeFolder(folder)
  const release = disk.lock(`${folder}/${lockName}`)
  try {
    publishHeld(disk, folder, path, { statement, files })
  } finally {
    release()
  }
}

function publishHeld(
  disk: Disk,
  folder: string,
  path: string,
  { statement, files }: Pick<OpenedExport, 'statement' | 'files'>,
): void {
  for (const [index, entry] of statement.manifest.segments.entries()) {
    const place = `${folder}/${entry.file}`
    if (digestAt(disk, place) === entry.digest) continue
    disk.write(
      place,
      checkedPieces(files[index]!, entry, what => unverified(path, what)),
    )
  }
  writeManifest(disk, folder, statement.manifest)
}

/** The digest of a file that is there. */
function digestAt(disk: Disk, path: string): string | undefined {
  if (disk.stat(path)?.kind !== 'file') return undefined
  const file = disk.open(path)
  try {
    return digestOf(file)
  } finally {
    file.close()
  }
}

function digestOf(file: OpenFile): string {
  const hash = digester()
  const piece = new Uint8Array(pieceBytes)
  for (let at = 0; at < file.size; ) {
    const length = file.read(piece, at)
    if (length === 0) break
    hash.add(piece.subarray(0, length))
    at += length
  }
  return hash.digest()
}
