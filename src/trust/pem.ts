import { Buffer } from 'node:buffer'

/** A key or certificate in PEM has a few thousand bytes. */
export const mostPemBytes = 64 * 1024

/** The one block of a PEM file (RFC 7468). */
export interface Pem {
  /** `PUBLIC KEY`, `ENCRYPTED PRIVATE KEY`. */
  readonly label: string
  /** What is in it. Of a private key: who asked for it fills it with zero when it is done. */
  readonly bytes: Buffer
  /** Lines before the text, as old OpenSSL wrote them of a key that is encrypted. */
  readonly headed: boolean
}

const dash = 0x2d

/**
 * Reads a file that is one block of PEM and nothing else but blanks. Undefined for anything else: no block, two, a label that
 * is not closed, letters that are not of base64. What is inside never becomes a text, which could not be filled with zero.
 */
export function onePem(file: Uint8Array): Pem | undefined {
  if (file.length > mostPemBytes) return undefined
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const from = bytes.findIndex(byte => byte > 0x20)
  const open = lineAt(bytes, from)
  const label = /^-----BEGIN ([A-Z0-9 ]{1,60})-----$/.exec(open?.text ?? '')?.[1]
  if (!open || label === undefined) return undefined
  const end = bytes.indexOf(`-----END ${label}-----`, open.next)
  if (end < 0) return undefined
  for (let at = end + label.length + 14; at < bytes.length; at++) if (bytes[at]! > 0x20) return undefined
  const body = bytes.subarray(open.next, end)
  const headed = body.includes(':')
  const held = headed ? Buffer.alloc(0) : decoded(body)
  return held && { label, bytes: held, headed }
}

function lineAt(bytes: Buffer, at: number): { text: string; next: number } | undefined {
  if (at < 0 || bytes[at] !== dash) return undefined
  const end = bytes.indexOf('\n', at)
  return end < 0 || end - at > 90 ? undefined : { text: bytes.toString('latin1', at, end).trimEnd(), next: end + 1 }
}

const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const values = new Int8Array(256).fill(-1)
letters.forEach((letter, value) => {
  values[letter] = value
})

/** Base64 with blanks in it, from bytes to bytes. */
function decoded(body: Uint8Array): Buffer | undefined {
  const out = Buffer.alloc(Math.ceil((body.length * 3) / 4))
  let length = 0
  let held = 0
  let bits = 0
  let padding = 0
  let count = 0
  const bad = () => void out.fill(0)
  for (const byte of body) {
    if (byte <= 0x20) continue
    count++
    if (byte === 0x3d) {
      padding++
      continue
    }
    const value = values[byte]!
    if (value < 0 || padding > 0) return bad()
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[length++] = held >> bits
    }
  }
  if (count === 0 || count % 4 !== 0 || padding > 2 || (held & ((1 << bits) - 1)) !== 0) return bad()
  return out.subarray(0, length)
}

/** The bytes as a block of PEM, 64 letters a line; never a text on the way. */
export function pemOf(label: string, bytes: Uint8Array): Buffer {
  const length = Math.ceil(bytes.length / 3) * 4
  const body = Buffer.alloc(length + Math.ceil(length / 64))
  let at = 0
  for (let from = 0; from < bytes.length; from += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(from, from + 3)
    const held = (first << 16) | (second << 8) | third
    const whole = bytes.length - from
    for (let i = 0; i < 4; i++) body[at++] = i <= whole ? letters[(held >> (18 - 6 * i)) & 63]! : 0x3d
    if (at % 65 === 64) body[at++] = 0x0a
  }
  if (at % 65 !== 0) body[at++] = 0x0a
  const whole = Buffer.concat([
    Buffer.from(`-----BEGIN ${label}-----\n`),
    body,
    Buffer.from(`-----END ${label}-----\n`),
  ])
  body.fill(0)
  return whole
}
