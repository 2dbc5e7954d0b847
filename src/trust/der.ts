import { Buffer } from 'node:buffer'

/** One value of DER (X.690): its tag, what is in it, and all of it with tag and length. */
export interface Der {
  readonly tag: number
  readonly body: Uint8Array
  readonly whole: Uint8Array
}

export const derTags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30 } as const

/** The values that stand one behind the other; undefined where bytes are left, or a length is not the shortest (X.690 §10.1). */
export function derValues(bytes: Uint8Array): Der[] | undefined {
  const values: Der[] = []
  for (let at = 0; at < bytes.length; ) {
    const value = valueAt(bytes, at)
    if (!value) return undefined
    values.push(value)
    at += value.whole.length
  }
  return values
}

/** The values inside the one sequence that bytes are; undefined where they are something else. */
export function derSequence(bytes: Uint8Array): Der[] | undefined {
  const [only, more] = derValues(bytes) ?? []
  return only?.tag === derTags.sequence && more === undefined ? derValues(only.body) : undefined
}

function valueAt(bytes: Uint8Array, at: number): Der | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  // Tags over 30 take more bytes, and no key or signature has one.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let length = first
  let start = at + 2
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3 || start + count > bytes.length) return undefined
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + bytes[start++]!
    if (length < 0x80 || (count > 1 && length < 256 ** (count - 1))) return undefined
  }
  const end = start + length
  if (end > bytes.length) return undefined
  return { tag, body: bytes.subarray(start, end), whole: bytes.subarray(at, end) }
}

/** A value of DER of what it holds. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length]
  return Buffer.concat([Buffer.from(head), ...parts])
}

/** A number that is not negative, given as its bytes, as an INTEGER. */
export function derInteger(bytes: Uint8Array): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const short = bytes.subarray(start)
  return der(derTags.integer, ...(short[0]! >= 0x80 ? [Buffer.of(0), short] : [short]))
}

/** An INTEGER as a number; undefined for one that is negative, or more than 2^32. */
export function numberOf(value: Der | undefined): number | undefined {
  if (value?.tag !== derTags.integer || value.body.length === 0 || value.body.length > 5) return undefined
  if (value.body[0]! >= 0x80) return undefined
  return value.body.reduce((sum, byte) => sum * 256 + byte, 0)
}
