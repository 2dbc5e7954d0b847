import { compareNumbers, compareTexts, fitted, isDigit, isLetter, putNumber, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Versions of no known scheme: numbers behind dots, of which missing ones are 0, then at most a letter, a word whose meaning
 * is the same everywhere, and its number. Whatever needs a guess is no version here: `1.0-1` (a pre-release or a revision?),
 * `1.0a` (a letter or alpha?), other words, dates with hyphens, hashes.
 *
 * Key: the numbers without zeros at their end; 1 dev, 2 alpha, 3 beta, 4 pre, 5 candidate, each with its number, 6 nothing
 * more, 7 patch and its number, 0x10 and above a letter.
 */

const words: Readonly<Record<string, number>> = {
  dev: 1,
  snapshot: 1,
  alpha: 2,
  beta: 3,
  pre: 4,
  preview: 4,
  rc: 5,
  p: 7,
  pl: 7,
  patch: 7,
}
const plain = 6
const letter = 0x10

const shape =
  /^v?(\d+(?:\.\d+)*)(?:([c-oq-z])|[-._]?(dev|snapshot|alpha|beta|preview|pre|rc|patch|pl|p)(?:[-._]?(\d+))?)?$/i

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let i = (version.charCodeAt(0) | 0x20) === 0x76 ? 1 : 0
  let at = 0
  let significant = 0
  for (;;) {
    const [from, before] = [i, at]
    while (isDigit(version.charCodeAt(i))) i++
    if (i === from) return -1
    at = putNumber(into, at, version, from, i)
    if (at > before + 1 || into[before] !== zero) significant = at
    if (version.charCodeAt(i) !== 0x2e || !isDigit(version.charCodeAt(i + 1))) break
    i++
  }
  at = significant
  if (i === version.length) {
    into[at] = plain
    return fitted(into, at + 1)
  }
  const joined = isJoint(version.charCodeAt(i))
  if (joined) i++
  const from = i
  while (isLetter(version.charCodeAt(i))) i++
  const word = version.slice(from, i).toLowerCase()
  if (Object.hasOwn(words, word)) return putTail(into, at, words[word]!, version, i)
  const code = word.charCodeAt(0)
  if (joined || word.length !== 1 || code < 0x63 || i < version.length) return -1
  into[at] = letter + code - 0x61
  return fitted(into, at + 1)
}

function isJoint(code: number): boolean {
  return code === 0x2d || code === 0x2e || code === 0x5f
}

function putTail(into: Uint8Array, at: number, word: number, version: string, i: number): number {
  into[at++] = word
  const joined = isJoint(version.charCodeAt(i))
  if (joined) i++
  const from = i
  while (isDigit(version.charCodeAt(i))) i++
  if (i < version.length || (joined && i === from)) return -1
  return fitted(into, putNumber(into, at, version, from, i))
}

function compare(a: string, b: string): number | undefined {
  if (a.length > longestVersion || b.length > longestVersion) return undefined
  const [x, y] = [shape.exec(a), shape.exec(b)]
  if (!x || !y) return undefined
  const [numbers, others] = [x[1]!.split('.'), y[1]!.split('.')]
  for (let i = 0; i < Math.max(numbers.length, others.length); i++) {
    const order = compareNumbers(numbers[i] ?? '0', others[i] ?? '0')
    if (order !== 0) return order
  }
  const rank = (found: RegExpExecArray) => (found[2] ? letter : (words[found[3]?.toLowerCase() ?? ''] ?? plain))
  return (
    rank(x) - rank(y) ||
    compareTexts(x[2]?.toLowerCase() ?? '', y[2]?.toLowerCase() ?? '') ||
    compareNumbers(x[4] ?? '', y[4] ?? '')
  )
}

export const generic: VersionOrder = {
  id: 'generic',
  number: 12,
  about: 'Versions of no known scheme: numbers, and words that mean the same everywhere',
  compare,
  encode,
}
