import { passKey } from './json-keys.ts'
import { afterBlanks, afterValue, type JsonTokens, nextStop, valueAfter } from './json-tokens.ts'

/**
 * Passes any value, to the byte behind it. `depth` is that of what is around it. -1 for what is no JSON, is not there as a
 * whole, goes over a limit or could be read in two ways: repeated keys, `\u` (half a character, NUL), numbers of more digits
 * than are exact.
 */
export function passValue(tokens: JsonTokens, at: number, depth: number): number {
  const { bytes } = tokens
  const byte = bytes[at]!
  if (at >= tokens.to) return -1
  if (byte === 0x22) return passText(tokens, at + 1)
  if (byte === 0x7b) return passObject(tokens, at, depth + 1)
  if (byte === 0x5b) return passList(tokens, at, depth + 1)
  if (byte === 0x74) return bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : -1
  if (byte === 0x6e) return bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : -1
  if (byte === 0x66)
    return bytes[at + 1] === 0x61 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x73 && bytes[at + 4] === 0x65
      ? at + 5
      : -1
  return passNumber(tokens, at)
}

function passText(tokens: JsonTokens, from: number): number {
  const { bytes, to, longest } = tokens
  for (let i = nextStop(tokens, from); i < to; i = nextStop(tokens, i + 1)) {
    const byte = bytes[i]!
    if (byte === 0x22) return i - from <= longest ? i + 1 : -1
    if (byte === 0x5c) {
      // One of " \ / b f n r t; what `\u` makes is for the slow way to judge.
      const escaped = bytes[++i]!
      if (
        escaped !== 0x22 &&
        escaped !== 0x5c &&
        escaped !== 0x2f &&
        escaped !== 0x62 &&
        escaped !== 0x66 &&
        escaped !== 0x6e &&
        escaped !== 0x72 &&
        escaped !== 0x74
      )
        return -1
    } else if (byte < 0x20) return -1
    else if (byte >= 0x80) tokens.wide = true
  }
  return -1
}

const zero = 0x30
const nine = 0x39
/** A number of so many digits is exact, whatever they are. */
const exactDigits = 15

function passNumber({ bytes, to }: JsonTokens, from: number): number {
  let i = bytes[from] === 0x2d ? from + 1 : from
  const start = i
  while (i < to && bytes[i]! >= zero && bytes[i]! <= nine) i++
  if (i === start || (bytes[start] === zero && i > start + 1)) return -1
  if (bytes[i] === 0x2e) {
    const point = i++
    while (i < to && bytes[i]! >= zero && bytes[i]! <= nine) i++
    if (i === point + 1) return -1
  }
  if (i - start > exactDigits || (bytes[i]! | 0x20) === 0x65) return -1
  return i
}

function passObject(tokens: JsonTokens, from: number, depth: number): number {
  if (depth > tokens.deepest) return -1
  const { bytes } = tokens
  const base = tokens.keyCount
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x7d) return at + 1
  for (;;) {
    if (bytes[at] !== 0x22 || at >= tokens.to) return -1
    const quote = passKey(tokens, at + 1, base)
    if (quote < 0) return -1
    at = valueAfter(tokens, quote)
    if (at < 0) return -1
    at = passValue(tokens, at, depth)
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x7d) {
      tokens.keyCount = base
      return at + 1
    }
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
}

function passList(tokens: JsonTokens, from: number, depth: number): number {
  if (depth > tokens.deepest) return -1
  const { bytes } = tokens
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x5d) return at + 1
  for (;;) {
    at = passValue(tokens, at, depth)
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x5d) return at + 1
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
}
