import { compareNumbers, compareTexts, isDigit, isLetter, putNumber, putText, zero } from './key-bytes.ts'
import { longestVersion } from './order.ts'

/*
 * Semantic Versioning 2.0, read as loosely as advisories write it: a leading `v` or `=`, one or two numbers, four or more,
 * leading zeros, a pre-release without its hyphen (`1.0.0beta2`). Missing numbers are 0. Build metadata does not count
 * (clause 10). Key: numbers without trailing zeros, then 1 and the pre-release or 2; an identifier is 2 and a number or 3 and
 * a text, after the last comes 1 (clause 11: numbers before texts, fewer identifiers before more).
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
  for (;;) {
    const from = i
    const before = at
    while (i < end && isDigit(version.charCodeAt(i))) i++
    at = putNumber(into, at, version, from, i)
    if (at < 0) return -1
    if (into[before] !== zero) significant = at
    if (i + 1 < end && version.charCodeAt(i) === 0x2e && isDigit(version.charCodeAt(i + 1))) i++
    else break
  }
  at = significant
  const next = i < end ? version.charCodeAt(i) : 0x2b
  if (next === 0x2b) {
    if (i < end && !isTail(version, i + 1)) return -1
    into[at++] = 2
    return at
  }
  if (next === 0x2d || next === 0x2e) i++
  else if (!isLetter(next)) return -1
  into[at++] = 1
  return putIdentifiers(version, i, into, at)
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
  for (let i = from; ; ) {
    const begin = i
    let digits = true
    while (i < version.length) {
      const code = version.charCodeAt(i)
      if (code === 0x2e || code === 0x2b) break
      if (!isDigit(code)) {
        if (!isLetter(code) && code !== 0x2d && code !== 0x5f && code !== 0x7e) return -1
        digits = false
      }
      i++
    }
    if (i === begin || at < 0 || at + 2 > into.length) return -1
    into[at++] = digits ? 2 : 3
    at = digits ? putNumber(into, at, version, begin, i) : putText(into, at, version, begin, i)
    if (at < 0 || at >= into.length) return -1
    if (i < version.length && version.charCodeAt(i) === 0x2e) i++
    else {
      if (i < version.length && !isTail(version, i + 1)) return -1
      into[at++] = 1
      return at
    }
  }
}

interface Parts {
  numbers: string[]
  /** Undefined: a release. */
  before: string[] | undefined
}

// The numbers are all there are: without the look ahead, `1.0_a` would be 1 and a pre-release `0_a`.
const shape = /^=?[vV]?(\d+(?:\.\d+)*)(?!\.?\d)(?:(?:[-.]|(?=[A-Za-z]))([\w~-]+(?:\.[\w~-]+)*))?(?:\+[\x21-\x7e]*)?$/

function parse(version: string): Parts | undefined {
  if (version.length > longestVersion) return undefined
  const found = shape.exec(version)
  return found ? { numbers: found[1]!.split('.'), before: found[2]?.split('.') } : undefined
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
