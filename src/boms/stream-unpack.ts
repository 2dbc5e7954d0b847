import { Buffer } from 'node:buffer'
import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { type Limits, Problem } from '#base'
import type { Pieces } from './byte-pieces.ts'

/** Bytes that came out so far, of everything unpacked from one paper. */
export interface Spent {
  bytes: number
}

const chunkSize = 256 * 1024

/** How bytes are compressed, by the first of them; undefined where it is a way that is not read. */
export function compressionOf(bytes: Uint8Array): 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'none' {
  const [a, b, c, d] = bytes
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd'
  if (a === 0xfd && b === 0x37 && c === 0x7a && d === 0x58) return 'xz'
  return a === 0x42 && b === 0x5a && c === 0x68 ? 'bzip2' : 'none'
}

/**
 * What gzip or zstd bytes unpack to, as they come. A bomb is refused with `base/expansion-limit` when what came out is over
 * `limits.bytes` for the paper, or over `limits.ratio` times what went in; never more than some pieces are held.
 */
export async function* streamUnpacked(
  pieces: Pieces,
  how: 'gzip' | 'zstd',
  name: string,
  limits: Limits,
  spent: Spent,
): AsyncGenerator<Uint8Array> {
  const engine: Gunzip | ZstdDecompress =
    how === 'gzip'
      ? createGunzip({ chunkSize })
      : createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 27 } })
  const taken = { bytes: 0 }
  const feeding = feed(pieces, engine, taken)
  let out = 0
  try {
    for await (const piece of engine) {
      const { length } = piece as Buffer
      out += length
      spent.bytes += length
      const most = Math.min(limits.bytes, Math.max(limits.ratioFloor, taken.bytes * limits.ratio))
      if (out > most || spent.bytes > limits.bytes)
        throw new Problem(
          'base/expansion-limit',
          `Cannot unpack ${name}: expansion limit of ${Math.min(most, limits.bytes)} bytes reached`,
          {
            next: 'if you trust it, raise --limit ratio=… or bytes=…',
          },
        )
      yield piece as Buffer
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    const { message } = error as Error
    throw new Problem('base/not-compressed', `Cannot unpack ${name}: ${message.replace(/\s+/g, ' ')}`, { at: name })
  } finally {
    engine.destroy()
    // The pieces may come from a reader that others go on with.
    await feeding
  }
}

/** Feeds an engine from two buffers in turn: a piece is only valid until the next, and is fetched while the engine works. */
async function feed(pieces: Pieces, engine: Gunzip | ZstdDecompress, taken: Spent): Promise<void> {
  const buffers = [Buffer.alloc(0), Buffer.alloc(0)]
  let turn = 0
  let written: Promise<void> | undefined
  try {
    for await (const piece of pieces) {
      turn = 1 - turn
      if (buffers[turn]!.length < piece.length) buffers[turn] = Buffer.allocUnsafeSlow(piece.length)
      const copy = buffers[turn]!.subarray(0, piece.length)
      copy.set(piece)
      await written
      if (engine.destroyed) return
      taken.bytes += piece.length
      written = writing(engine, copy)
    }
    await written
    engine.end()
  } catch (error) {
    engine.destroy(error as Error)
  }
}

/** Ends with the engine too: damaged by what it was given, it never says that it has taken it. */
function writing(engine: Gunzip | ZstdDecompress, bytes: Uint8Array): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      engine.off('close', done)
      resolve()
    }
    engine.on('close', done)
    engine.write(bytes, done)
  })
}
