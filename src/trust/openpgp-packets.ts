import { Buffer } from 'node:buffer'

/** More signers than any file has. */
const mostSignatures = 16
const signatureTag = 2

/** Heads of the packets that bytes are: a tag and where its body lies (RFC 9580 §4.2). Undefined where they are none, or are cut short. */
function packetsOf(bytes: Uint8Array): { tag: number; body: Uint8Array }[] | undefined {
  const packets: { tag: number; body: Uint8Array }[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!
    const isNew = (first & 0x40) !== 0
    const length =
      (first & 0x80) === 0 ? undefined : isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, first & 3)
    if (!length || length.start + length.bytes > bytes.length || packets.length >= mostSignatures) return undefined
    const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f
    packets.push({ tag, body: bytes.subarray(length.start, length.start + length.bytes) })
    at = length.start + length.bytes
  }
  return packets.length === 0 ? undefined : packets
}

interface Length {
  readonly start: number
  readonly bytes: number
}

/** Lengths in parts are for data, not for signatures, and are not taken. */
function newLength(bytes: Uint8Array, at: number): Length | undefined {
  const first = bytes[at]
  if (first === undefined || (first >= 224 && first < 255)) return undefined
  if (first < 192) return { start: at + 1, bytes: first }
  if (first < 224)
    return bytes[at + 1] === undefined
      ? undefined
      : { start: at + 2, bytes: ((first - 192) << 8) + bytes[at + 1]! + 192 }
  return numberAt(bytes, at + 1, 4)
}

function oldLength(bytes: Uint8Array, at: number, kind: number): Length | undefined {
  return kind === 3 ? undefined : numberAt(bytes, at, 2 ** kind)
}

function numberAt(bytes: Uint8Array, at: number, count: number): Length | undefined {
  if (at + count > bytes.length) return undefined
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + bytes[at + i]!
  return { start: at + count, bytes: length }
}

/** The signature packets that a file is and nothing else; undefined for anything else. Also the head of a file, if it holds all of it. */
export function detachedPackets(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const packets = packetsOf(bytes)
  if (!packets?.every(({ tag, body }) => tag === signatureTag && [3, 4, 5, 6].includes(body[0]!) && body.length > 10))
    return undefined
  return packets.map(({ body }) => body)
}

/** Who signed, as the packets say: fingerprints or key ids in hex, which prove nothing. Undefined where it is no detached signature. */
export function signersOf(bytes: Uint8Array): readonly string[] | undefined {
  return detachedPackets(bytes)?.map(body => issuerOf(body) ?? 'a key that is not named')
}

const [issuerKeyId, issuerFingerprint] = [16, 33]

/** Subpackets of version 4: those that are signed, then those that are not; both may name the key. */
function issuerOf(body: Uint8Array): string | undefined {
  if (body[0] !== 4) return undefined
  let named: string | undefined
  let at = 4
  for (let area = 0; area < 2; area++) {
    const size = numberAt(body, at, 2)
    if (!size || size.start + size.bytes > body.length) return named
    for (let from = size.start; from < size.start + size.bytes; ) {
      const length = newLength(body, from)
      if (!length || length.bytes === 0 || length.start + length.bytes > body.length) return named
      const value = body.subarray(length.start + 1, length.start + length.bytes)
      const kind = body[length.start]! & 0x7f
      if (kind === issuerFingerprint) return Buffer.from(value.subarray(1)).toString('hex').toUpperCase()
      if (kind === issuerKeyId) named = Buffer.from(value).toString('hex').toUpperCase()
      from = length.start + length.bytes
    }
    at = size.start + size.bytes
  }
  return named
}
