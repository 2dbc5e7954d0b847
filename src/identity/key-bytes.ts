/**
 * Pieces of sortable keys, and of the comparisons beside them.
 *
 * Every number starts with a byte from 0x40 to 0xbf and says itself where it ends. An order's own marks stand below or above,
 * as it wants them before or after numbers, so that numbers need no mark around them.
 *
 * Writing behind the end of `into` does nothing, as typed arrays have it; `fitted` at the end of a key says whether it happened.
 */

/** The byte that 0 is written as. */
export const zero = 0x40

/** Numbers below this one take one byte. */
const oneByte = 112
/** Numbers below this one take two: years and most build numbers among them. */
const twoBytes = oneByte + 8 * 256
/** The first bytes of numbers in two to six bytes of their own, and of longer ones. */
const wide = [0, 0, 0xba, 0xbb, 0xbc, 0xbd, 0xbe] as const
const huge = 0xbf

/** The length of a finished key, -1 when it is longer than `into`. */
export function fitted(into: Uint8Array, length: number): number {
  return length <= into.length ? length : -1
}

/**
 * Writes the decimal number in `text[from, to)` so that bytes sort as numbers do, whatever their length; leading zeros count
 * for nothing, no digits are 0. Returns the place behind.
 */
export function putNumber(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  if (to - from > 9) return putLong(into, at, text, from, to)
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 0x30
  if (value >= oneByte) return putValue(into, at, value)
  into[at] = zero + value
  return at + 1
}

/** A number from `oneByte` on that six bytes hold. */
function putValue(into: Uint8Array, at: number, value: number): number {
  if (value < twoBytes) {
    const rest = value - oneByte
    into[at] = 0xb0 + (rest >> 8)
    into[at + 1] = rest & 0xff
    return at + 2
  }
  let bytes = 2
  for (let bound = 0x10000; value >= bound; bound *= 0x100) bytes++
  into[at] = wide[bytes]!
  for (let i = bytes; i > 0; i--) {
    into[at + i] = value % 0x100
    value = Math.floor(value / 0x100)
  }
  return at + bytes + 1
}

/** A number of ten digits and more: fourteen fit in six bytes; more are written as how many, then the digits. */
function putLong(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  while (from < to && text.charCodeAt(from) === 0x30) from++
  const length = to - from
  if (length <= 9) return putNumber(into, at, text, from, to)
  if (length <= 14) {
    let value = 0
    for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 0x30
    return putValue(into, at, value)
  }
  into[at] = huge
  into[at + 1] = length >> 8
  into[at + 2] = length & 0xff
  at += 3
  for (let i = from; i < to; i++) into[at++] = text.charCodeAt(i)
  return at
}

/** Where the last hyphen from `from` on stands, -1 when there is none. A loop, because `lastIndexOf` costs more than the rest of a key. */
export function lastHyphen(text: string, from: number): number {
  for (let i = text.length - 1; i >= from; i--) if (text.charCodeAt(i) === 0x2d) return i
  return -1
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

export function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
}

/** Compares decimal digits as numbers of any length. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return x.length - y.length || compareTexts(x, y)
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
