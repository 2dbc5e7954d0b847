import { compareNumbers, compareTexts, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * number{.number}[letter]{_suffix[number]}[~hash][-rrevision] (apk-package(5), apk-tools' version.c). A number behind a dot
 * that starts with 0 compares as a text, and so stands before all that do not. More numbers are more, then letters, then
 * suffixes: alpha, beta, pre, rc stand before the end, cvs, svn, git, hg, p behind it. A missing revision is 0.
 *
 * Key: numbers, those with a zero in front as 0x3e, their digits and 0; a letter as 0x10 and above; a suffix below 6 or above
 * 7, and its number; 6 at the end of the suffixes, and the revision.
 */

const before = ['alpha', 'beta', 'pre', 'rc']
const behind = ['cvs', 'svn', 'git', 'hg', 'p']
const end = 6
const suffixes = new Map<string, number>([
  ...before.map((word, i) => [word, 2 + i] as const),
  ...behind.map((word, i) => [word, end + 1 + i] as const),
])

const shape = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[\da-f]+)?(?:-r(\d*))?$/

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let at = 0
  let i = 0
  for (;;) {
    const from = i
    while (isDigit(version.charCodeAt(i))) i++
    if (i === from) return -1
    if (from > 0 && version.charCodeAt(from) === 0x30) {
      into[at++] = 0x3e
      for (let j = from; j < i; j++) into[at++] = version.charCodeAt(j)
      into[at++] = 0
    } else at = putNumber(into, at, version, from, i)
    if (version.charCodeAt(i) !== 0x2e) break
    i++
  }
  if (isLow(version.charCodeAt(i))) into[at++] = 0x10 + version.charCodeAt(i++) - 0x61
  while (version.charCodeAt(i) === 0x5f) {
    const from = ++i
    while (isLow(version.charCodeAt(i))) i++
    const suffix = suffixes.get(version.slice(from, i))
    if (suffix === undefined) return -1
    into[at++] = suffix
    const digits = i
    while (isDigit(version.charCodeAt(i))) i++
    at = putNumber(into, at, version, digits, i)
  }
  into[at++] = end
  if (version.charCodeAt(i) === 0x7e) {
    const from = ++i
    while (isHex(version.charCodeAt(i))) i++
    if (i === from) return -1
  }
  let from = i
  if (version.charCodeAt(i) === 0x2d && version.charCodeAt(i + 1) === 0x72) {
    from = i += 2
    while (isDigit(version.charCodeAt(i))) i++
  }
  return i === version.length ? fitted(into, putNumber(into, at, version, from, i)) : -1
}

function isLow(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 0x61 && code <= 0x66)
}

interface Parts {
  numbers: string[]
  letter: string
  suffixes: [rank: number, number: string][]
  revision: string
}

function parse(version: string): Parts | undefined {
  const found = version.length > longestVersion ? null : shape.exec(version)
  if (!found) return undefined
  const tail = [...found[3]!.matchAll(/_([a-z]+)(\d*)/g)].map(([, word, number]): [number, string] => {
    const rank = before.indexOf(word!)
    return [rank >= 0 ? rank - before.length : 1 + behind.indexOf(word!), number!]
  })
  return { numbers: found[1]!.split('.'), letter: found[2]!, suffixes: tail, revision: found[4] ?? '' }
}

function compareNumber(a: string, b: string, first: boolean): number {
  return !first && (a.startsWith('0') || b.startsWith('0')) ? compareTexts(a, b) : compareNumbers(a, b)
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  for (let i = 0; i < Math.min(x.numbers.length, y.numbers.length); i++) {
    const order = compareNumber(x.numbers[i]!, y.numbers[i]!, i === 0)
    if (order !== 0) return order
  }
  const order = x.numbers.length - y.numbers.length || compareTexts(x.letter, y.letter)
  if (order !== 0) return order
  for (let i = 0; i < Math.max(x.suffixes.length, y.suffixes.length); i++) {
    const [[rank, number], [otherRank, otherNumber]] = [x.suffixes[i] ?? [0, ''], y.suffixes[i] ?? [0, '']]
    const order = rank - otherRank || compareNumbers(number, otherNumber)
    if (order !== 0) return order
  }
  return compareNumbers(x.revision, y.revision)
}

export const apk: VersionOrder = {
  id: 'apk',
  number: 11,
  about: 'Alpine, Wolfi and Chainguard packages (apk-package(5))',
  compare,
  encode,
}
