import { Buffer } from 'node:buffer'
import { code } from './words-code.ts'

/**
 * A 32-bit checksum that any change of one byte changes: each step is a bijection of the sum so far, so a difference once
 * made never goes away by itself. It guards against damage, not against forgers (the digest of the segment does), and costs
 * the start of a scan nothing to load.
 */
export function checksum(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const { imul } = Math
  let sum = 0x811c9dc5 | 0
  for (let i = from; i < to; i++) sum = imul(sum ^ bytes[i]!, 0x01000193)
  return (sum ^ (sum >>> 15)) >>> 0
}

/** The same for whole sections, four bytes a step, least significant first; a rest of up to three bytes is taken one by one. */
export function sectionChecksum(bytes: Uint8Array): number {
  const whole = bytes.length & ~3
  summing ??= inWebAssembly() ?? inJavaScript
  let sum = summing(bytes.subarray(0, whole), 0x811c9dc5 | 0)
  for (let i = whole; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193)
  return sum >>> 0
}

/** Goes on with a sum over bytes that are whole words. */
type Summing = (bytes: Uint8Array, sum: number) => number

let summing: Summing | undefined

/** wasm/words.ts runs at full speed from its first call, where JavaScript is interpreted for most of a short scan. */
export function inWebAssembly(): Summing | undefined {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code, 'base64')))
    const { memory, words } = exports as unknown as {
      memory: WebAssembly.Memory
      words(sum: number, count: number): number
    }
    const room = new Uint8Array(memory.buffer)
    return (bytes, sum) => {
      for (let at = 0; at < bytes.length; at += room.length) {
        const piece = bytes.subarray(at, at + room.length)
        room.set(piece)
        sum = words(sum, piece.length / 4)
      }
      return sum
    }
  } catch {
    // No memory can be had.
    return undefined
  }
}

export function inJavaScript(bytes: Uint8Array, sum: number): number {
  if (bytes.byteOffset % 4 !== 0) return inJavaScript(new Uint8Array(bytes), sum)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ words[i]!, 0x9e3779b1)
  return sum
}
