import { Buffer } from 'node:buffer'

/** A header block of 512 bytes, fields as they stand (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"). */
export interface TarHeader {
  path: string
  /** Bytes of content; NaN where the field is no number, or a negative one. */
  size: number
  type: string
  target: string
}

export const blockBytes = 512

/** The header in a block; undefined when its checksum is not its own. */
export function headerOf(block: Buffer): TarHeader | undefined {
  if (!sumHolds(block)) return undefined
  const ustar = block.toString('latin1', 257, 262) === 'ustar'
  // GNU's own magic goes with other fields where ustar has the prefix.
  const prefix = ustar && block[262] === 0 ? textAt(block, 345, 155) : ''
  const name = textAt(block, 0, 100)
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size: numberAt(block, 124, 12),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!),
    target: textAt(block, 157, 100),
  }
}

/** Whether the first bytes of a file are those of a tar archive. */
export function looksLikeTar(bytes: Uint8Array): boolean {
  if (bytes.length < blockBytes) return false
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, blockBytes)
  if (block[0] === 0) return false
  // A damaged header is still one, and says so when it is read.
  return block.toString('latin1', 257, 262) === 'ustar' || sumHolds(block)
}

function sumHolds(block: Buffer): boolean {
  const wanted = numberAt(block, 148, 8)
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < blockBytes; at++) {
    const byte = at >= 148 && at < 156 ? 32 : block[at]!
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  // Old programs summed bytes as signed ones.
  return wanted === unsigned || wanted === signed
}

function textAt(block: Buffer, at: number, length: number): string {
  const end = block.subarray(at, at + length).indexOf(0)
  return block.toString('utf8', at, end < 0 ? at + length : at + end)
}

function numberAt(block: Buffer, at: number, length: number): number {
  if ((block[at]! & 0x80) !== 0) {
    // GNU's base 256: the first bit marks it, the second is the sign.
    if ((block[at]! & 0x40) !== 0) return Number.NaN
    let value = block[at]! & 0x3f
    for (let i = at + 1; i < at + length; i++) value = value * 256 + block[i]!
    return Number.isSafeInteger(value) ? value : Number.NaN
  }
  const text = block
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trimStart()
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

/** Records `length key=value` of a pax header; undefined when they are damaged. The last of one key counts. */
export function paxRecords(bytes: Buffer): Map<string, string> | undefined {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0) return records
    const blank = bytes.indexOf(32, at)
    const digits = blank < 0 || blank - at > 10 ? '' : bytes.toString('latin1', at, blank)
    const end = /^[1-9]\d*$/.test(digits) ? at + Number(digits) : -1
    if (end <= blank || end > bytes.length || bytes[end - 1] !== 10) return undefined
    const equals = bytes.indexOf(61, blank)
    if (equals < 0 || equals >= end) return undefined
    records.set(bytes.toString('utf8', blank + 1, equals), bytes.toString('utf8', equals + 1, end - 1))
    at = end
  }
  return records
}
