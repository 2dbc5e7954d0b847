import { compareNumbers, compareTexts, fitted, isDigit, isLetter, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Gem::Version: segments are runs of digits and of letters; a hyphen begins a pre-release (`.pre.`). Zeros at the end of the
 * numbers before the first word, and at the end of all, do not count; what is missing is 0; words stand before numbers.
 *
 * Key: a number as it is; a word as 1, the zeros before it, its letters and 0; 2 at the end; zeros before a number as 3 and how
 * many, turned round: more of them are less. So a word sorts before the end and a number behind it, whatever zeros are between.
 */

const shape = /^\s*\d+(?:\.[\da-z]+)*(?:-[\da-z-]+(?:\.[\da-z-]+)*)?\s*$/i

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion || !shape.test(version)) return -1
  let at = 0
  let zeros = 0
  let words = false
  for (let i = 0; i < version.length; ) {
    const from = i
    const code = version.charCodeAt(i++)
    if (isDigit(code)) {
      while (isDigit(version.charCodeAt(i))) i++
      if (isZero(version, from, i)) zeros++
      else {
        if (zeros > 0) at = putZeros(into, at, 3, 0xffff - zeros)
        at = putNumber(into, at, version, from, i)
        zeros = 0
      }
      continue
    }
    if (!isLetter(code) && code !== 0x2d) continue
    if (code === 0x2d) at = putWord(into, at, words ? zeros : 0, 'pre')
    else {
      while (isLetter(version.charCodeAt(i))) i++
      at = putWord(into, at, words ? zeros : 0, version.slice(from, i))
    }
    words = true
    zeros = 0
  }
  into[at] = 2
  return fitted(into, at + 1)
}

function isZero(text: string, from: number, to: number): boolean {
  while (from < to && text.charCodeAt(from) === 0x30) from++
  return from === to
}

function putZeros(into: Uint8Array, at: number, mark: number, zeros: number): number {
  into[at] = mark
  into[at + 1] = zeros >> 8
  into[at + 2] = zeros & 0xff
  return at + 3
}

function putWord(into: Uint8Array, at: number, zeros: number, word: string): number {
  at = putZeros(into, at, 1, zeros)
  for (let i = 0; i < word.length; i++) into[at++] = word.charCodeAt(i)
  into[at] = 0
  return at + 1
}

/** The segments that count. */
function parse(version: string): string[] | undefined {
  if (version.length > longestVersion || !shape.test(version)) return undefined
  const segments = version.replaceAll('-', '.pre.').match(/\d+|[a-z]+/gi)!
  const word = segments.findIndex(segment => !/^\d/.test(segment))
  const cut = word < 0 ? segments.length : word
  return [segments.slice(0, cut), segments.slice(cut)].flatMap(part => {
    const last = part.findLastIndex(segment => !/^0+$/.test(segment))
    return part.slice(0, last + 1)
  })
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i] ?? '0', y[i] ?? '0']
    const [numeric, otherNumeric] = [/^\d/.test(p), /^\d/.test(q)]
    const order = numeric !== otherNumeric ? (numeric ? 1 : -1) : numeric ? compareNumbers(p, q) : compareTexts(p, q)
    if (order !== 0) return order
  }
  return 0
}

export const gem: VersionOrder = {
  id: 'gem',
  number: 9,
  about: 'Ruby gems (Gem::Version of RubyGems)',
  compare,
  encode,
}
