import { Buffer, isUtf8 } from 'node:buffer'
import { endOfHashed, isText, type JsonTokens, type Limits, nextStop, plainText } from '#base'

/** The reading of records out of the bytes of a file (osv-bytes.ts). */
export interface Reading {
  tokens: JsonTokens
  limits: Limits
  /** Texts that come again and again, by their hash: each is made once. */
  shared: string[]
  /** Where the text ends that was read last. */
  end: number
  /** Where the prose of the record begins, -1 when it has none, and where what follows it stands. */
  details: number
  detailsEnd: number
}

const sharedTexts = 1 << 15

export function reading(tokens: JsonTokens, limits: Limits): Reading {
  return { tokens, limits, shared: new Array<string>(sharedTexts).fill(''), end: 0, details: -1, detailsEnd: -1 }
}

/** A text that begins with the quote at a place; undefined when it is none, or holds what the slow way must judge (`\u`). */
export function textAt(it: Reading, at: number): string | undefined {
  const { tokens } = it
  const { bytes } = tokens
  if (bytes[at] !== 0x22) return undefined
  const from = at + 1
  const end = endOfHashed(tokens, from)
  // The slow way counts the closing quote.
  if (end < 0 || end - from >= tokens.longest) return oddText(it, from)
  it.end = end + 1
  if (end - from > 64) return plainText(bytes, from, end)
  const place = tokens.hash & (sharedTexts - 1)
  const known = it.shared[place]!
  if (isText(bytes, from, end, known)) return known
  const text = plainText(bytes, from, end)
  it.shared[place] = text
  return text
}

/** A text with escapes or letters beyond ASCII. */
function oddText(it: Reading, from: number): string | undefined {
  const { bytes, to, longest } = it.tokens
  let escaped = false
  let i = nextStop(it.tokens, from)
  for (; i < to; i = nextStop(it.tokens, i + 1)) {
    const byte = bytes[i]!
    if (byte === 0x22) break
    if (byte < 0x20) return undefined
    if (byte !== 0x5c) continue
    escaped = true
    if (bytes[++i] === 0x75) return undefined
  }
  if (i >= to || i - from >= longest || !isUtf8(bytes.subarray(from, i))) return undefined
  it.end = i + 1
  if (!escaped) return bytes.toString('utf8', from, i)
  try {
    return JSON.parse(bytes.toString('utf8', from - 1, i + 1)) as string
  } catch {
    return undefined
  }
}

const quote = 0x22
const structure = new Uint8Array(256)
for (const byte of Buffer.from('"{}[],:', 'latin1')) structure[byte] = 1

/** Passes the value of a member that nobody reads, to the comma, colon or bracket behind it, judging depth and length alone. */
export function leftOut({ tokens, limits }: Reading, from: number): number {
  const { bytes, to, longest } = tokens
  let depth = 1
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (structure[byte] === 0) continue
    if (byte === quote) {
      const start = i + 1
      for (i = nextStop(tokens, start); i < to && bytes[i] !== quote; i = nextStop(tokens, i + 1))
        if (bytes[i] === 0x5c) i++
      if (i >= to || i - start >= longest) return -1
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > limits.depth) return -1
    } else {
      if (depth <= 1) return i
      if (byte === 0x7d || byte === 0x5d) depth--
    }
  }
  return -1
}
