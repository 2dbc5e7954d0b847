import type { Buffer } from 'node:buffer'
import type { constants } from 'node:zlib'
import type { Limits } from './limits.ts'
import { Problem } from './problem.ts'

/** Loaded when first asked for: most papers are not compressed, and it costs the start of a command some milliseconds. */
const zlib = () => process.getBuiltinModule('node:zlib')

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Bytes that `size` compressed bytes may become. */
export function allowance(size: number, limits: Limits): number {
  return Math.min(limits.bytes, Math.max(limits.ratioFloor, size * limits.ratio))
}

/** What gzip bytes unpack to; a bomb is refused when it reaches the limits, before it fills the memory. */
export function gunzipped(name: string, bytes: Uint8Array, limits: Limits): Buffer {
  return inflated(name, allowance(bytes.length, limits), maxOutputLength =>
    zlib().gunzipSync(bytes, { maxOutputLength, chunkSize: roomFor(bytes.length) }),
  )
}

/** Bytes that are asked for at a time: a large file in small pieces is put together of thousands. */
function roomFor(size: number): number {
  return Math.min(Math.max(8 * size, 16 * 1024), 1024 ** 2)
}

/** What the first bytes of a gzip file unpack to, at most `length`; the file is cut, so its end is not looked for. */
export function gunzippedHead(name: string, bytes: Uint8Array, length: number, limits: Limits): Buffer {
  const part = bytes.subarray(0, length)
  const finishFlush: (typeof constants)['Z_SYNC_FLUSH'] = zlib().constants.Z_SYNC_FLUSH
  return inflated(name, allowance(length, limits), maxOutputLength =>
    zlib().gunzipSync(part, { maxOutputLength, finishFlush }),
  ).subarray(0, length)
}

/** Runs a decompressor of `node:zlib` that stops at `most` bytes; its errors as Problems. */
export function inflated(name: string, most: number, run: (most: number) => Buffer): Buffer {
  try {
    return run(most)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Problem('base/expansion-limit', `Cannot unpack ${name}: expansion limit of ${most} bytes reached`, {
        next: 'if you trust it, raise --limit ratio=… or bytes=…',
      })
    }
    throw new Problem('base/not-compressed', `Cannot unpack ${name}: ${message.replace(/\s+/g, ' ')}`, { at: name })
  }
}
