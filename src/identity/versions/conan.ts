import { compareNumbers, compareTexts, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Versions of Conan: items between dots, numbers or texts, without zeros at their end; behind the first hyphen a pre-release,
 * behind a plus a build, both of them versions again. Numbers stand before texts. Conan compares a number and a mix (`1k`) as
 * texts, which is no order (2 < 10 < 1a < 2); here a mix stands right behind the number it begins with. That is the
 * same wherever both numbers have as many digits. A word without digit and dot is no version, nor is a hash of git.
 *
 * Key: a number as it is, a mix its number, 0xd0, the rest and 0; a text between 0xc0 and 0; then 1 and the pre-release's key or 2; then 3
 * and the build's key, where there is one.
 */

const shape =
  /^(?=.*[\d.])(?!(?=.*[a-f])[\da-f]{7,}$)[\w*~]+(?:\.[\w*~]+)*(?:-(?:[\w*~]+(?:[.-][\w*~]+)*)?)?(?:\+[\w*~-]+(?:\.[\w*~-]+)*)?$/

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion || !shape.test(version)) return -1
  const plus = version.indexOf('+')
  let at = putVersion(into, 0, version, 0, plus < 0 ? version.length : plus)
  if (plus >= 0) {
    into[at++] = 3
    at = putVersion(into, at, version, plus + 1, version.length)
  }
  return fitted(into, at)
}

function putVersion(into: Uint8Array, start: number, text: string, from: number, to: number): number {
  let at = start
  let significant = start
  let i = from
  for (; i < to; i++) {
    const begin = i
    while (i < to && text.charCodeAt(i) !== 0x2e && text.charCodeAt(i) !== 0x2d) i++
    if (i > begin) {
      at = putItem(into, at, text, begin, i)
      if (!/^0+$/.test(text.slice(begin, i))) significant = at
    }
    if (i < to && text.charCodeAt(i) === 0x2d) {
      into[significant] = 1
      return putVersion(into, significant + 1, text, i + 1, to)
    }
  }
  into[significant] = 2
  return significant + 1
}

function putItem(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  let digits = from
  while (digits < to && isDigit(text.charCodeAt(digits))) digits++
  if (digits > from) at = putNumber(into, at, text, from, digits)
  if (digits === to) return at
  into[at++] = digits > from ? 0xd0 : 0xc0
  for (let i = digits; i < to; i++) into[at++] = text.charCodeAt(i)
  into[at++] = 0
  return at
}

function compare(a: string, b: string): number | undefined {
  if (a.length > longestVersion || b.length > longestVersion || !shape.test(a) || !shape.test(b)) return undefined
  const [x, y] = [a.split('+'), b.split('+')]
  const order = compareParts(x[0]!.split('-'), y[0]!.split('-'))
  if (order !== 0 || (x[1] === undefined && y[1] === undefined)) return order
  if (x[1] === undefined || y[1] === undefined) return x[1] === undefined ? -1 : 1
  return compareParts(x[1].split('-'), y[1].split('-'))
}

/** Versions between hyphens: the first decides, then having fewer of them is more. */
function compareParts(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = compareItems(itemsOf(x[i]!), itemsOf(y[i]!))
    if (order !== 0) return order
  }
  return y.length - x.length
}

function itemsOf(text: string): string[] {
  const items = text === '' ? [] : text.split('.')
  return items.slice(0, items.findLastIndex(item => !/^0+$/.test(item)) + 1)
}

function compareItems(x: readonly string[], y: readonly string[]): number {
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [[, m = '', p = ''], [, n = '', q = '']] = [/^(\d*)(.*)$/.exec(x[i]!)!, /^(\d*)(.*)$/.exec(y[i]!)!]
    if ((m === '') !== (n === '')) return m === '' ? 1 : -1
    const order = compareNumbers(m, n) || compareTexts(p, q)
    if (order !== 0) return order
  }
  return x.length - y.length
}

export const conan: VersionOrder = {
  id: 'conan',
  number: 16,
  about: 'Conan packages (docs.conan.io, Version ranges)',
  compare,
  encode,
}
