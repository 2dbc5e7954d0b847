import { compareNumbers, compareTexts, fitted, isDigit, isLetter, putNumber, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Key: 0xff and the epoch where it is not 0; the release's numbers without zeros at their end; then what kind of release it
 * is: 1 development, 2 alpha, 3 beta, 4 candidate, 5 final, 6 post. The first and the last have their number behind; a
 * pre-release its number and 1 a development release of it, 2 nothing more, 3 a post release of it; a post release its
 * number and 1 a development release of it, 2 nothing more. A local version follows: numbers as they are, texts between 2 and 0.
 */

/** The grammar of PEP 440, Appendix B; the comparison reads by it. */
const shape =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i

interface Parts {
  epoch: string
  release: string[]
  /** 2 alpha, 3 beta, 4 candidate; 1 for a development release of nothing else, 5 for none. */
  pre: number
  preNumber: string
  post: string | undefined
  dev: string | undefined
  local: string[] | undefined
}

const phases: Readonly<Record<string, number>> = { a: 2, alpha: 2, b: 3, beta: 3, c: 4, rc: 4, pre: 4, preview: 4 }

function parse(version: string): Parts | undefined {
  if (version.length > longestVersion) return undefined
  const found = shape.exec(version.trim())
  if (!found) return undefined
  const [, epoch = '0', release, phase, preNumber = '', dashed, posted, postNumber = '', deved, devNumber = '', local] =
    found
  const post = dashed ?? (posted === undefined ? undefined : postNumber)
  const dev = deved === undefined ? undefined : devNumber
  const numbers = release!.split('.')
  while (numbers.length > 0 && /^0+$/.test(numbers.at(-1)!)) numbers.pop()
  const pre = phase !== undefined ? phases[phase.toLowerCase()]! : post === undefined && dev !== undefined ? 1 : 5
  return { epoch, release: numbers, pre, preNumber, post, dev, local: local?.toLowerCase().split(/[-_.]/) }
}

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  const plain = isDigit(version.charCodeAt(0)) && isDigit(version.charCodeAt(version.length - 1))
  const text = plain ? version : version.trim()
  let at = 0
  let i = (text.charCodeAt(0) | 0x20) === 0x76 ? 1 : 0
  const end = digitsEnd(text, i)
  if (end > i && end < text.length && text.charCodeAt(end) === 0x21) {
    into[0] = 0xff
    at = putNumber(into, 1, text, i, end)
    if (at === 2 && into[1] === zero) at = 0
    i = end + 1
  }
  for (let significant = at; ; i++) {
    const from = i
    i = digitsEnd(text, i)
    if (i === from) return -1
    const before = at
    at = putNumber(into, at, text, from, i)
    if (at > before + 1 || into[before] !== zero) significant = at
    if (i + 1 < text.length && text.charCodeAt(i) === 0x2e && isDigit(text.charCodeAt(i + 1))) continue
    at = significant
    break
  }
  if (i < text.length) return putSuffixes(into, at, text, i)
  into[at] = 5
  return fitted(into, at + 1)
}

function digitsEnd(text: string, at: number): number {
  while (at < text.length && isDigit(text.charCodeAt(at))) at++
  return at
}

/** The place behind one separator, where there is one. */
function behindSeparator(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0
  return code === 0x2d || code === 0x2e || code === 0x5f ? at + 1 : at
}

/** The length of a word, in lower case, that stands there in any case; else 0. */
function lengthOf(word: string, text: string, at: number): number {
  if (at + word.length > text.length) return 0
  for (let i = 0; i < word.length; i++) if ((text.charCodeAt(at + i) | 0x20) !== word.charCodeAt(i)) return 0
  return word.length
}

const phaseWords = Object.entries(phases).sort(([a], [b]) => b.length - a.length)

/** Everything behind the release. The grammar is read greedily: none of its texts needs a second try. */
function putSuffixes(into: Uint8Array, at: number, text: string, i: number): number {
  let kind = 0
  let word = behindSeparator(text, i)
  if (isLetter(text.charCodeAt(word))) {
    for (const [name, phase] of phaseWords) {
      const length = lengthOf(name, text, word)
      if (length === 0) continue
      const from = behindSeparator(text, word + length)
      i = digitsEnd(text, from)
      into[at++] = kind = phase
      at = putNumber(into, at, text, from, i)
      break
    }
  }
  let post = -1
  if (text.charCodeAt(i) === 0x2d && isDigit(text.charCodeAt(i + 1))) post = i + 1
  else {
    word = behindSeparator(text, i)
    const length = lengthOf('post', text, word) || lengthOf('rev', text, word) || lengthOf('r', text, word)
    if (length > 0) post = behindSeparator(text, word + length)
  }
  if (post >= 0) {
    i = digitsEnd(text, post)
    into[at++] = kind === 0 ? 6 : 3
    at = putNumber(into, at, text, post, i)
  }
  word = behindSeparator(text, i)
  if (lengthOf('dev', text, word) > 0) {
    const from = behindSeparator(text, word + 3)
    i = digitsEnd(text, from)
    into[at++] = 1
    at = putNumber(into, at, text, from, i)
  } else into[at++] = kind === 0 && post < 0 ? 5 : 2
  if (i === text.length) return fitted(into, at)
  return text.charCodeAt(i) === 0x2b ? putLocal(into, at, text, i + 1) : -1
}

function putLocal(into: Uint8Array, at: number, text: string, from: number): number {
  for (let i = from; ; i++) {
    const begin = i
    i = digitsEnd(text, i)
    const digits = i
    while (i < text.length && (isDigit(text.charCodeAt(i)) || isLetter(text.charCodeAt(i)))) i++
    if (i === begin) return -1
    if (i === digits) at = putNumber(into, at, text, begin, i)
    else {
      into[at++] = 2
      for (let j = begin; j < i; j++) into[at++] = text.charCodeAt(j) | 0x20
      into[at++] = 0
    }
    if (i === text.length) return fitted(into, at)
    if (behindSeparator(text, i) === i) return -1
  }
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  const optional = (p: string | undefined, q: string | undefined, absent: number) =>
    p === undefined || q === undefined
      ? absent * (Number(p === undefined) - Number(q === undefined))
      : compareNumbers(p, q)
  return (
    compareNumbers(x.epoch, y.epoch) ||
    compareLists(x.release, y.release, compareNumbers) ||
    x.pre - y.pre ||
    (x.pre > 1 && x.pre < 5 ? compareNumbers(x.preNumber, y.preNumber) : 0) ||
    optional(x.post, y.post, -1) ||
    optional(x.dev, y.dev, 1) ||
    compareLists(x.local ?? [], y.local ?? [], compareLocal)
  )
}

function compareLists(x: readonly string[], y: readonly string[], each: (p: string, q: string) => number): number {
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = each(x[i]!, y[i]!)
    if (order !== 0) return order
  }
  return x.length - y.length
}

/** "Local version identifiers": numbers as numbers and above texts. */
function compareLocal(p: string, q: string): number {
  const [m, n] = [/^\d+$/.test(p), /^\d+$/.test(q)]
  return m !== n ? (m ? 1 : -1) : m ? compareNumbers(p, q) : compareTexts(p, q)
}

/** PEP 440, "Version matching": who names a version without a local label means all that were built from it. */
function publicOf(version: string): string | undefined {
  const plus = version.indexOf('+')
  return plus < 0 ? undefined : version.slice(0, plus)
}

export const pep440: VersionOrder = {
  id: 'pep440',
  number: 2,
  about: 'Python packages (PEP 440)',
  compare,
  encode,
  publicOf,
}
