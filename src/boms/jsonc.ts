import { Buffer } from 'node:buffer'
import { Problem } from '#base'

const quote = 0x22
const backslash = 0x5c
const slash = 0x2f
const star = 0x2a
const comma = 0x2c
const blank = 0x20

/**
 * The same text as JSON, which is left to judge the rest: comments and commas that nothing follows become blanks, so that
 * bytes keep their places. Throws `boms/comment-open` for a comment without an end.
 */
export function plainJson(text: string, name: string): Uint8Array {
  const bytes = Buffer.from(text)
  let last = -1
  let lastByte = blank
  let byteBefore = blank
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!
    if (byte === slash && (bytes[at + 1] === slash || bytes[at + 1] === star)) {
      at = blankComment(bytes, at, name)
      continue
    }
    if (byte > blank) {
      // `[,]` and `{,}` stay as they are: no JSON of any kind.
      if ((byte === 0x7d || byte === 0x5d) && lastByte === comma && !beforeValue.has(byteBefore)) bytes[last] = blank
      last = at
      byteBefore = lastByte
      lastByte = byte
    }
    at = byte === quote ? afterString(bytes, at) : at + 1
  }
  return bytes
}

/** Start of the paper, `{`, `[`, `,` and `:`. */
const beforeValue: ReadonlySet<number> = new Set([blank, 0x7b, 0x5b, comma, 0x3a])

function blankComment(bytes: Uint8Array, from: number, name: string): number {
  const line = bytes[from + 1] === slash
  let end = line ? bytes.indexOf(0x0a, from) : from + 2
  if (!line) {
    do end = bytes.indexOf(slash, end + 1)
    while (end >= 0 && (bytes[end - 1] !== star || end - 1 < from + 2))
    if (end < 0) throw new Problem('boms/comment-open', `Cannot read ${name}: a comment does not end`, { wanted: '*/' })
    end++
  }
  if (end < 0) end = bytes.length
  // Line ends stay, so that a place in the text stays one.
  for (let at = from; at < end; at++) if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) bytes[at] = blank
  return end
}

function afterString(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at + 1
}
