import { type Disk, gather, gunzipped, isGzip, type Limits } from '#base'
import { mayBeEnveloped, unwrapped } from './envelope.ts'
import type { Paper } from './format.ts'
import { headOf } from './read.ts'

/** What reading takes of the world: files, bounds, the time by which dates are judged, and somebody to tell how far it is. */
export interface Reading {
  readonly disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'>
  readonly limits: Limits
  now(): number
  progress(what: string, done: number, total: number): void
}

/** What a look at the beginning of a file reads. */
export const headBytes = 64 * 1024
/** A paper comes in pieces that stay in the caches of a processor while they are read: larger ones take more memory and more time. */
const pieceBytes = headBytes

/** A paper, and what it was taken out of: `an in-toto statement`. */
export interface OpenedPaper extends Paper {
  envelope: string | undefined
}

/** The paper at a path, its first bytes read; of a statement or an envelope with a bill in it, the bill. */
export function paperAt(world: Reading, path: string): OpenedPaper {
  const paper = storedPaper(world, path)
  if (!mayBeEnveloped(paper)) return { ...paper, envelope: undefined }
  const { limits } = world
  const name = path === '-' ? 'standard input' : path
  const found = unwrapped(gather(paper.pieces(), limits.element, name, 'element'), limits, name)
  if (!found) return { ...paper, envelope: undefined }
  const { bytes, what } = found
  return { ...paper, ...headOf(paper.name, bytes), pieces: () => [bytes], envelope: what }
}

function storedPaper(world: Reading, path: string): Paper {
  const called = path === '-' ? 'standard input' : path
  const name = path === '-' ? '' : path.slice(path.lastIndexOf('/') + 1)
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
  // Standard input can be read only once, and is needed twice.
  const kept = path === '-' ? [gather(world.disk.chunks('-'), world.limits.bytes, 'standard input')] : undefined
  const stored = kept ? () => kept : () => world.disk.chunks(path, pieceBytes)
  const first = firstBytes(stored())
  const plain = isGzip(first)
    ? [gunzipped(called, gather(stored(), world.limits.element, called, 'element'), world.limits)]
    : undefined
  return {
    ...headOf(plain ? name.replace(/\.gz$/i, '') : name, plain ? firstBytes(plain) : first),
    folder: folder.slice(folder.lastIndexOf('/') + 1),
    pieces: plain ? () => plain : stored,
    beside(other) {
      if (path === '-' || other.includes('/')) return undefined
      // As it is listed, not as `stat` sees it: a link would make any file of this machine a part of the paper.
      const found = world.disk.list(folder)?.find(({ name }) => name === other)
      return found?.kind === 'file' ? world.disk.read(`${folder}/${other}`, world.limits.element, 'element') : undefined
    },
    limits: world.limits,
    now: world.now(),
  }
}

export function firstBytes(pieces: Iterable<Uint8Array>): Uint8Array {
  for (const piece of pieces) return new Uint8Array(piece.subarray(0, headBytes))
  return new Uint8Array()
}
