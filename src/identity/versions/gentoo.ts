import { compareNumbers, compareTexts, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Package Manager Specification, Version Comparison: numbers, at most a letter, suffixes with their numbers, a revision. A number
 * behind the first that begins with 0 is compared as text, without the zeros at its end; so it stands before all that do
 * not. More numbers stand above fewer, whatever follows them.
 *
 * Key: the first number; each other as it is, or between 0x3f and 0 when it begins with 0; 0x10, plus the place of the letter
 * in the alphabet; 1 alpha, 2 beta, 3 pre, 4 rc, 6 p, each with its number; 5; the revision.
 */

const shape = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d+))?$/
const suffixes: Readonly<Record<string, number>> = { alpha: 1, beta: 2, pre: 3, rc: 4, p: 6 }
const plain = 5

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let at = 0
  let i = 0
  for (; ; i++) {
    const from = i
    while (isDigit(version.charCodeAt(i))) i++
    if (i === from) return -1
    if (from > 0 && version.charCodeAt(from) === 0x30) at = putText(into, at, version, from, i)
    else at = putNumber(into, at, version, from, i)
    if (version.charCodeAt(i) !== 0x2e) break
  }
  const letter = version.charCodeAt(i)
  const lettered = letter >= 0x61 && letter <= 0x7a
  into[at++] = 0x10 + (lettered ? letter - 0x60 : 0)
  if (lettered) i++
  while (version.charCodeAt(i) === 0x5f) {
    const from = ++i
    while (i < version.length && version.charCodeAt(i) >= 0x61 && version.charCodeAt(i) <= 0x7a) i++
    const word = version.slice(from, i)
    if (!Object.hasOwn(suffixes, word)) return -1
    into[at++] = suffixes[word]!
    const digits = i
    while (isDigit(version.charCodeAt(i))) i++
    at = putNumber(into, at, version, digits, i)
  }
  into[at++] = plain
  if (i === version.length) return fitted(into, putNumber(into, at, '0', 0, 1))
  if (!version.startsWith('-r', i)) return -1
  const from = i + 2
  for (i = from; isDigit(version.charCodeAt(i)); ) i++
  return i === from || i < version.length ? -1 : fitted(into, putNumber(into, at, version, from, i))
}

function putText(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  into[at++] = 0x3f
  while (to > from && text.charCodeAt(to - 1) === 0x30) to--
  for (let i = from; i < to; i++) into[at++] = text.charCodeAt(i)
  into[at++] = 0
  return at
}

function compare(a: string, b: string): number | undefined {
  if (a.length > longestVersion || b.length > longestVersion) return undefined
  const [x, y] = [shape.exec(a), shape.exec(b)]
  if (!x || !y) return undefined
  return (
    compareLists(x[1]!.split('.'), y[1]!.split('.')) ||
    compareTexts(x[2]!, y[2]!) ||
    compareSuffixes(x[3]!.split('_').slice(1), y[3]!.split('_').slice(1)) ||
    compareNumbers(x[4] ?? '', y[4] ?? '')
  )
}

function compareLists(p: readonly string[], q: readonly string[]): number {
  for (let i = 0; i < Math.min(p.length, q.length); i++) {
    const [m, n] = [p[i]!, q[i]!]
    const texts = i > 0 && (m.startsWith('0') || n.startsWith('0'))
    const order = texts ? compareTexts(m.replace(/0+$/, ''), n.replace(/0+$/, '')) : compareNumbers(m, n)
    if (order !== 0) return order
  }
  return p.length - q.length
}

function compareSuffixes(p: readonly string[], q: readonly string[]): number {
  const rank = (suffix: string | undefined) => (suffix === undefined ? plain : suffixes[suffix.replace(/\d+$/, '')]!)
  for (let i = 0; i < Math.max(p.length, q.length); i++) {
    const order =
      rank(p[i]) - rank(q[i]) || compareNumbers(p[i]?.replace(/\D/g, '') ?? '', q[i]?.replace(/\D/g, '') ?? '')
    if (order !== 0) return order
  }
  return 0
}

export const gentoo: VersionOrder = {
  id: 'gentoo',
  number: 15,
  about: 'Gentoo packages (Package Manager Specification, Version Comparison)',
  compare,
  encode,
}
