/**
 * Pieces of sortable keys. Bytes below 0x10 are free for an order's own marks, so that the end of a list can stand before or
 * after more numbers as the order wants it.
 */

/** The byte that 0 is written as. */
export const zero = 0x10

/** Numbers up to this one take a single byte. */
const small = 0xbf
/** The first byte of a number of fifteen digits and more. */
const huge = 0xe0

/**
 * Writes the decimal number in `text[from, to)` so that bytes sort as numbers do, whatever their length; leading zeros count
 * for nothing, no digits are 0. Returns the place behind, or -1 when there is no room.
 */
export function putNumber(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  while (from < to && text.charCodeAt(from) === 0x30) from++
  const length = to - from
  if (at + length + 8 > into.length) return -1
  if (length >= 15) {
    into[at++] = huge
    into[at++] = length >> 8
    into[at++] = length & 0xff
    for (let i = from; i < to; i++) into[at++] = text.charCodeAt(i)
    return at
  }
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 0x30
  if (value <= small) {
    into[at++] = zero + value
    return at
  }
  // Six bytes hold every number of fourteen digits; the first byte counts them.
  const bytes =
    value < 0x100
      ? 1
      : value < 0x10000
        ? 2
        : value < 0x1000000
          ? 3
          : value < 0x100000000
            ? 4
            : value < 0x10000000000
              ? 5
              : 6
  into[at] = 0xd0 + bytes
  for (let i = bytes; i > 0; i--) {
    into[at + i] = value % 256
    value = Math.floor(value / 256)
  }
  return at + bytes + 1
}

/** Writes ASCII characters and an end mark below all of them; -1 when there is no room or a character is beyond ASCII. */
export function putText(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  if (at + to - from + 1 > into.length) return -1
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e) return -1
    into[at++] = code
  }
  into[at++] = 0
  return at
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
