import { Buffer } from 'node:buffer'
import type { Limits } from './limits.ts'

/**
 * Where JSON is read from bytes without making values of it, for elements that stand in lists by the hundred thousand. Only
 * plain JSON is read so, and only as strictly as RFC 8259 says; whatever is unusual in any way (see each function) is given
 * up, and read again the slow way, which alone says what is wrong. So nothing here judges.
 */
export interface JsonTokens {
  /** The window with the bytes; what stands behind `to` is not part of the document yet. */
  bytes: Buffer
  /** The same bytes, four at a time. */
  words: Int32Array
  to: number
  /** Set by `endOfHashed`: of the text just passed. */
  hash: number
  /** A byte outside ASCII was passed: the element must be proved to be UTF-8. */
  wide: boolean
  readonly longest: number
  readonly deepest: number
  /** Hashes of the keys of the objects around, each object's behind those of the one it stands in. */
  readonly keys: Int32Array
  keyCount: number
}

/** Deeper elements, and objects with more keys that nobody knows, are unusual: they are read the slow way. */
const usualDepth = 40
export const usualKeys = 64

/** Undefined under limits that plain elements could go over in ways that are not looked at here. */
export function jsonTokens(limits: Limits): JsonTokens | undefined {
  if (limits.keys < 2 * usualKeys || limits.depth < 10) return undefined
  return {
    bytes: Buffer.alloc(0),
    words: new Int32Array(0),
    to: 0,
    hash: 0,
    wide: false,
    longest: limits.text,
    deepest: Math.min(limits.depth, usualDepth),
    keys: new Int32Array((usualDepth + 1) * usualKeys),
    keyCount: 0,
  }
}

/** From now on bytes are those of a window, up to `to`. */
export function moveTo(tokens: JsonTokens, bytes: Buffer, to: number): void {
  tokens.to = to
  if (tokens.bytes === bytes) return
  tokens.bytes = bytes
  const aligned = bytes.byteOffset % 4 === 0
  tokens.words = aligned ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : new Int32Array(0)
}

// What ends the plain part of a string: quote, backslash, control characters, DEL, anything but ASCII.
const stops = new Uint8Array(256).fill(1, 0, 0x20).fill(1, 0x7f)
stops[0x22] = stops[0x5c] = 1

const ones = 0x01010101
const tops = 0x80808080 | 0
const quotes = 0x22222222
const backslashes = 0x5c5c5c5c
const blanks = 0x20202020

/** The first byte from `from` on that `stops` names, four bytes at a time; `to` or more when there is none. */
export function nextStop({ bytes, words, to }: JsonTokens, from: number): number {
  let i = from
  for (;;) {
    // Up to a whole word, and over one that seemed to hold something.
    do {
      if (i >= to || stops[bytes[i]!] !== 0) return i
      i++
    } while ((i & 3) !== 0)
    const last = Math.min(to >> 2, words.length)
    let at = i >> 2
    for (; at < last; at++) {
      const word = words[at]!
      const quote = word ^ quotes
      const slash = word ^ backslashes
      if (
        ((((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - blanks) & ~word) | (word + ones) | word) &
          tops) !==
        0
      )
        break
    }
    i = at << 2
  }
}

/**
 * Where the quote stands that ends a string whose text begins at `from`, with a hash of the text, which is easily met on purpose; -1
 * when it is not there yet, when the string is longer than the limit, or when its text is not printable ASCII as it stands (escapes).
 */
export function endOfHashed(tokens: JsonTokens, from: number): number {
  const { bytes, to } = tokens
  let hash = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (stops[byte] === 0) hash = ((hash << 5) | (hash >>> 27)) ^ byte
    else {
      tokens.hash = mixed(hash ^ (i - from))
      return byte === 0x22 && i - from <= tokens.longest ? i : -1
    }
  }
  return -1
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return half ^ (half >>> 13)
}

/** The text of bytes that are plain ASCII. */
export function plainText(bytes: Buffer, from: number, end: number): string {
  // Left out of the types, and half the price of `toString`.
  return (bytes as Buffer & { latin1Slice(from: number, end: number): string }).latin1Slice(from, end)
}

/** Whether the bytes from `from` to `end`, plain ASCII, are this text. */
export function isText(bytes: Uint8Array, from: number, end: number, text: string): boolean {
  if (text.length !== end - from) return false
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false
  return true
}

export function afterBlanks({ bytes, to }: JsonTokens, from: number): number {
  let i = from
  while (i < to) {
    const byte = bytes[i]!
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return i
    i++
  }
  return i
}

/** From the closing quote of a key to the first byte of its value; -1 when no colon is between. */
export function valueAfter(tokens: JsonTokens, quote: number): number {
  const { bytes } = tokens
  let at = quote + 1
  if (bytes[at] !== 0x3a) {
    at = afterBlanks(tokens, at)
    if (bytes[at] !== 0x3a) return -1
  }
  at++
  return bytes[at]! > 0x20 ? at : afterBlanks(tokens, at)
}

/** From behind a value to the comma or closing bracket after it; whatever else stands there is for the caller to refuse. */
export function afterValue(tokens: JsonTokens, at: number): number {
  return tokens.bytes[at]! > 0x20 ? at : afterBlanks(tokens, at)
}
