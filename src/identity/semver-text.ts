import { compareNumbers, compareTexts, fitted, isDigit, isLetter, putNumber, zero } from './key-bytes.ts'
import { longestVersion } from './order.ts'

/*
 * Semantic Versioning 2.0, read as loosely as advisories write it: a leading `v` or `=`, one or two numbers, four or more,
 * leading zeros, a pre-release behind a dot (`1.0.0.beta.3`) or, behind two numbers at least, behind nothing (`1.0.0beta2`;
 * a single number and letters is the beginning of a git hash). `1.x` is a range. Missing numbers are 0. Build metadata does
 * not count (clause 10).
 *
 * Key: the numbers without zeros at their end, then 2 for a release, or 1 and the identifiers: a number as it is, a text
 * between 0xc0 and 0 (clause 11: numbers before texts, fewer identifiers before more).
 */

/** Where the version's first digit stands, -1 when it has none. */
function start(version: string): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let at = version.charCodeAt(0) === 0x3d ? 1 : 0
  const first = version.charCodeAt(at)
  if (first === 0x76 || first === 0x56) at++
  return at < version.length && isDigit(version.charCodeAt(at)) ? at : -1
}

/** The sortable key; see `VersionOrder.encode`. */
export function encodeSemver(version: string, into: Uint8Array): number {
  let i = start(version)
  if (i < 0) return -1
  const end = version.length
  let at = 0
  let significant = 0
  let numbers = 0
  for (;;) {
    const from = i
    while (i < end && isDigit(version.charCodeAt(i))) i++
    const before = at
    at = putNumber(into, at, version, from, i)
    if (at > before + 1 || into[before] !== zero) significant = at
    numbers++
    if (i + 1 < end && version.charCodeAt(i) === 0x2e && isDigit(version.charCodeAt(i + 1))) i++
    else break
  }
  at = significant
  if (i === end || version.charCodeAt(i) === 0x2b) {
    into[at++] = 2
    return isTail(version, i + 1) ? fitted(into, at) : -1
  }
  const next = version.charCodeAt(i)
  if (next === 0x2d || (next === 0x2e && !isWildcard(version, i + 1))) i++
  else if (numbers === 1 || !isLetter(next)) return -1
  into[at++] = 1
  return putIdentifiers(version, i, into, at)
}

/** `x` as a whole word: `1.x`, `1.2.x`. */
function isWildcard(version: string, at: number): boolean {
  if ((version.charCodeAt(at) | 0x20) !== 0x78) return false
  const next = version.charCodeAt(at + 1)
  return at + 1 === version.length || next === 0x2b || next === 0x2d || next === 0x2e
}

/** Only characters that build metadata may have (clause 10), and some that it has. */
function isTail(version: string, from: number): boolean {
  for (let i = from; i < version.length; i++) {
    const code = version.charCodeAt(i)
    if (code <= 0x20 || code > 0x7e) return false
  }
  return true
}

function putIdentifiers(version: string, from: number, into: Uint8Array, at: number): number {
  for (let i = from; ; i++) {
    const begin = i
    let digits = true
    let code = 0
    for (; i < version.length; i++) {
      code = version.charCodeAt(i)
      if (isDigit(code)) continue
      if (!isLetter(code) && code !== 0x2d && code !== 0x5f && code !== 0x7e) break
      digits = false
    }
    if (i === begin) return -1
    if (digits) at = putNumber(into, at, version, begin, i)
    else {
      into[at++] = 0xc0
      for (let j = begin; j < i; j++) into[at++] = version.charCodeAt(j)
      into[at++] = 0
    }
    if (i === version.length) return fitted(into, at)
    if (code === 0x2b) return isTail(version, i + 1) ? fitted(into, at) : -1
    if (code !== 0x2e) return -1
  }
}

interface Parts {
  numbers: string[]
  /** Undefined: a release. */
  before: string[] | undefined
}

// The numbers are all there are: without the look ahead, `1.0_a` would be 1 and a pre-release `0_a`.
const shape =
  /^=?v?(\d+(?:\.\d+)*)(?!\.?\d)(?:(-|\.(?!x(?:[-.+]|$))|(?=[a-z]))([\w~-]+(?:\.[\w~-]+)*))?(?:\+[\x21-\x7e]*)?$/i

function parse(version: string): Parts | undefined {
  if (version.length > longestVersion) return undefined
  const found = shape.exec(version)
  if (!found) return undefined
  const numbers = found[1]!.split('.')
  return found[2] === '' && numbers.length === 1 ? undefined : { numbers, before: found[3]?.split('.') }
}

/** See `VersionOrder.compare`; written apart from the key. */
export function compareSemver(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  for (let i = 0; i < Math.max(x.numbers.length, y.numbers.length); i++) {
    const order = compareNumbers(x.numbers[i] ?? '0', y.numbers[i] ?? '0')
    if (order !== 0) return order
  }
  if (!x.before || !y.before) return Number(x.before === undefined) - Number(y.before === undefined)
  for (let i = 0; i < Math.max(x.before.length, y.before.length); i++) {
    const [p, q] = [x.before[i], y.before[i]]
    if (p === undefined || q === undefined) return p === undefined ? -1 : 1
    const numeric = [/^\d+$/.test(p), /^\d+$/.test(q)]
    const order =
      numeric[0] !== numeric[1] ? (numeric[0] ? -1 : 1) : numeric[0] ? compareNumbers(p, q) : compareTexts(p, q)
    if (order !== 0) return order
  }
  return 0
}
