import type { Limits } from './limits.ts'
import { Problem } from './problem.ts'

/** Where a scan over JSON bytes stands; it can stop at any byte and go on with the next piece. */
export interface JsonCursor {
  /** Open objects and arrays. */
  depth: number
  /** Bytes of the string being read, -1 outside one. */
  string: number
  /** The byte before was a backslash. */
  escaped: boolean
  /** Colons outside strings: as many as there are members, counting repeated ones. */
  colons: number
  /** A `\u` was seen: text may hold what bytes do not show. */
  unicode: boolean
}

export function jsonCursor(): JsonCursor {
  return { depth: 0, string: -1, escaped: false, colons: 0, unicode: false }
}

const ordinary = 0
const quote = 1
const open = 2
const close = 3
const comma = 4
const colon = 5
const kinds = new Uint8Array(256)
kinds[0x22] = quote
kinds[0x7b] = kinds[0x5b] = open
kinds[0x7d] = kinds[0x5d] = close
kinds[0x2c] = comma
kinds[0x3a] = colon

/**
 * Goes on until a comma, colon or closing bracket at `floor` or less open brackets, and returns its index; `to` when there
 * is none. Only depth and the length of strings are judged: whether it is JSON is for JSON.parse.
 */
export function advance(
  cursor: JsonCursor,
  bytes: Uint8Array,
  from: number,
  to: number,
  floor: number,
  limits: Limits,
  name: string,
): number {
  let i = from
  let depth = cursor.depth
  let colons = cursor.colons
  try {
    if (cursor.string >= 0) i = endOfString(cursor, bytes, i, to, limits, name)
    for (; i < to; i++) {
      const kind = kinds[bytes[i]!]!
      if (kind === ordinary) continue
      if (kind === quote) {
        cursor.string = 0
        i = endOfString(cursor, bytes, i + 1, to, limits, name) - 1
      } else if (kind === open) {
        if (++depth > limits.depth) throw tooDeep(limits, name)
      } else {
        if (depth <= floor) return i
        if (kind === colon) colons++
        else if (kind === close) depth--
      }
    }
    return to
  } finally {
    cursor.depth = depth
    cursor.colons = colons
  }
}

/** Index behind the closing quote, or `to` while the string goes on. */
function endOfString(
  cursor: JsonCursor,
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: Limits,
  name: string,
): number {
  let i = from
  if (cursor.escaped && i < to) {
    if (bytes[i] === 0x75) cursor.unicode = true
    cursor.escaped = false
    i++
  }
  while (i < to) {
    const byte = bytes[i++]!
    if (byte === 0x22) {
      if (cursor.string + i - from > limits.text) throw tooLong(limits, name)
      cursor.string = -1
      return i
    }
    if (byte === 0x5c) {
      if (i === to) {
        cursor.escaped = true
        break
      }
      if (bytes[i] === 0x75) cursor.unicode = true
      i++
    }
  }
  cursor.string += i - from
  if (cursor.string > limits.text) throw tooLong(limits, name)
  return to
}

function tooDeep(limits: Limits, name: string): Problem {
  return new Problem(
    'base/too-deep',
    `Cannot read ${name}: too deep, more than ${limits.depth} objects and arrays inside each other`,
    {
      wanted: `at most ${limits.depth}`,
      next: `raise it with --limit depth=${limits.depth * 2}`,
    },
  )
}

function tooLong(limits: Limits, name: string): Problem {
  return new Problem('base/text-too-long', `Cannot read ${name}: a string is too long, over ${limits.text} bytes`, {
    wanted: `at most ${limits.text} bytes`,
    next: `raise it with --limit text=${limits.text * 4}`,
  })
}

/** White space of JSON (RFC 8259, clause 2). */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
