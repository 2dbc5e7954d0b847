import { Buffer } from 'node:buffer'
import { createHash, getHashes } from 'node:crypto'
import { type Disk, Problem, quoted } from '#base'
import type { Artifact } from './artifact.ts'

/** Large enough that the disk and not the calls decide, small enough to stay in a cache. */
const pieceBytes = 1024 ** 2

/** A file of the disk, opened once: what is hashed and what is verified is one file, whatever is put in its place meanwhile. */
export function fileArtifact(disk: Disk, path: string): { artifact: Artifact; close(): void } {
  if (path === '-')
    throw new Problem('trust/standard-input', 'Cannot verify standard input: it is read more than once', {
      next: 'write it to a file first',
    })
  const file = disk.open(path)
  const digests = new Map<string, string | undefined>()
  function* pieces(): Generator<Uint8Array> {
    const piece = Buffer.allocUnsafeSlow(Math.max(1, Math.min(pieceBytes, file.size)))
    for (let at = 0; ; ) {
      const length = file.read(piece, at)
      if (length === 0) return
      yield piece.subarray(0, length)
      at += length
    }
  }
  const artifact: Artifact = {
    name: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
    size: file.size,
    digest(algorithm) {
      if (!digests.has(algorithm)) digests.set(algorithm, hashed(pieces, algorithm))
      return digests.get(algorithm)
    },
    pieces,
    bytes(max) {
      if (file.size > max) return undefined
      const bytes = Buffer.allocUnsafeSlow(file.size)
      return bytes.subarray(0, file.read(bytes, 0))
    },
  }
  return { artifact, close: () => file.close() }
}

function hashed(pieces: () => Iterable<Uint8Array>, algorithm: string): string | undefined {
  if (!getHashes().includes(algorithm)) return undefined
  const hash = createHash(algorithm)
  for (const piece of pieces()) hash.update(piece)
  return hash.digest('hex')
}

/** `sha256:…` where a file is wanted: the digest stands for a file that is not here. Undefined for anything else. */
export function digestArtifact(text: string): Artifact | undefined {
  const [, algorithm, hex] = /^(sha256|sha384|sha512):([0-9a-f]+)$/.exec(text) ?? []
  if (algorithm === undefined || hex === undefined) return undefined
  if (hex.length !== Number(algorithm.slice(3)) / 4)
    throw new Problem(
      'trust/bad-digest',
      `Cannot verify ${quoted(text)}: ${algorithm} has ${Number(algorithm.slice(3)) / 4} hex digits`,
    )
  return {
    name: text,
    size: undefined,
    digest: wanted => (wanted === algorithm ? hex : undefined),
    pieces: () => undefined,
    bytes: () => undefined,
  }
}
