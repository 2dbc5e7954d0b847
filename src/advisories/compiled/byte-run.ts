import { Buffer } from 'node:buffer'

/** Bytes that records are written behind each other into: one piece for each would cost more than what stands in them. */
export interface ByteRun {
  bytes: Buffer
  length: number
}

export function byteRun(): ByteRun {
  return { bytes: Buffer.allocUnsafeSlow(64 * 1024), length: 0 }
}

/** Makes room for so many bytes more, which hold anything; returns where they begin. */
export function extend(run: ByteRun, by: number): number {
  const from = run.length
  run.length += by
  if (run.length > run.bytes.length) {
    const larger = Buffer.allocUnsafeSlow(2 * run.length)
    run.bytes.copy(larger, 0, 0, from)
    run.bytes = larger
  }
  return from
}

/** What was written. */
export function written({ bytes, length }: ByteRun): Buffer {
  return bytes.subarray(0, length)
}

/** Calls into the runtime cost more than a few bytes do. */
const few = 48

/** Writes the low bytes of a text's code units; returns the place behind. */
export function putLatin(into: Buffer, at: number, text: string): number {
  if (text.length > few) return at + into.write(text, at, 'latin1')
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i)
  return at + text.length
}

/** Writes a text in UTF-8; returns the place behind. */
export function putText(into: Buffer, at: number, text: string): number {
  return isAscii(text) ? putLatin(into, at, text) : at + into.write(text, at, 'utf8')
}

/** How many bytes a text takes in UTF-8. */
export function bytesOf(text: string): number {
  return isAscii(text) ? text.length : Buffer.byteLength(text)
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false
  return true
}

export function putU16(into: Buffer, at: number, value: number): number {
  into[at] = value
  into[at + 1] = value >>> 8
  return at + 2
}

export function putU32(into: Buffer, at: number, value: number): number {
  into[at] = value
  into[at + 1] = value >>> 8
  into[at + 2] = value >>> 16
  into[at + 3] = value >>> 24
  return at + 4
}
