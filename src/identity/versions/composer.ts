import { compareNumbers, fitted, isDigit, isLetter, putNumber, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * What Composer makes of a version before it compares (composer/semver, VersionParser): numbers, missing ones 0; a stability
 * with numbers behind it; `-dev` below what it stands behind. `1.2.x-dev` is the top of its branch. A branch by name
 * (`dev-main`) is no version. Metadata behind `+` and a stability behind `@` do not count.
 *
 * Key: the numbers without zeros at their end; then 1 development, 2 alpha, 3 beta, 4 candidate, 5 stable, 6 patch. All but
 * the first and 5 have their numbers behind, and 1 for a development version of it, else 2.
 */

const words: Readonly<Record<string, number>> = {
  dev: 1,
  a: 2,
  alpha: 2,
  b: 3,
  beta: 3,
  rc: 4,
  stable: 5,
  p: 6,
  pl: 6,
  patch: 6,
}

const shape =
  /^\s*v?(\d+(?:[._-]\d+)*)((?:\.[x*])*)(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[._-]?\d+(?:[._-]\d+)*)?))?([._-]?dev)?(?:@[a-z]+)?(?:\+[\x21-\x7e]+)?\s*$/i
const top = '9999999'

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  const text = version.trim()
  let i = (text.charCodeAt(0) | 0x20) === 0x76 ? 1 : 0
  let at = 0
  let significant = 0
  let numbers = 0
  for (; isDigit(text.charCodeAt(i)); numbers++) {
    const before = at
    const from = i
    while (isDigit(text.charCodeAt(i))) i++
    at = putNumber(into, at, text, from, i)
    if (at > before + 1 || into[before] !== zero) significant = at
    if (isSeparator(text.charCodeAt(i)) && isDigit(text.charCodeAt(i + 1))) i++
  }
  if (numbers === 0) return -1
  const whole = at
  at = significant
  const branch = i
  while (text[i] === '.' && (text[i + 1] === '*' || (text.charCodeAt(i + 1) | 0x20) === 0x78)) i += 2
  if (i > branch) {
    if (!/^[._-]?dev/i.test(text.slice(i, i + 4))) return -1
    at = whole
    for (let n = numbers; n < 4; n++) at = putNumber(into, at, top, 0, top.length)
  }
  return putStability(into, at, text, i)
}

function isSeparator(code: number): boolean {
  return code === 0x2e || code === 0x2d || code === 0x5f
}

/** The number of the word that stands there, and the place behind it; 0 when there is none. */
function wordAt(text: string, at: number): [number, number] {
  const from = isSeparator(text.charCodeAt(at)) ? at + 1 : at
  let to = from
  while (to < text.length && isLetter(text.charCodeAt(to))) to++
  const word = text.slice(from, to).toLowerCase()
  if (Object.hasOwn(words, word)) return [words[word]!, to]
  // `1.0betadev`: the longest word that leaves a development version.
  const cut = word.endsWith('dev') ? word.slice(0, -3) : ''
  return Object.hasOwn(words, cut) && cut !== 'dev' ? [words[cut]!, to - 3] : [0, at]
}

function putStability(into: Uint8Array, at: number, text: string, i: number): number {
  let [word, to] = wordAt(text, i)
  let dev = false
  if (word !== 1) {
    into[at++] = word === 0 ? 5 : word
    i = to
    for (;;) {
      const from = isSeparator(text.charCodeAt(i)) ? i + 1 : i
      if (word === 0 || !isDigit(text.charCodeAt(from))) break
      i = from
      while (isDigit(text.charCodeAt(i))) i++
      if (word !== 5) at = putNumber(into, at, text, from, i)
    }
    const stable = word === 0 || word === 5
    ;[word, to] = wordAt(text, i)
    dev = word === 1
    if (stable && dev) into[at - 1] = 1
    else if (!stable) into[at++] = dev ? 1 : 2
    if (dev) i = to
  } else {
    into[at++] = 1
    i = to
  }
  if (text[i] === '@') for (i++; isLetter(text.charCodeAt(i)); ) i++
  if (text[i - 1] === '@') return -1
  if (text[i] === '+' && i + 1 < text.length) while (isPrintable(text.charCodeAt(++i)));
  return i === text.length ? fitted(into, at) : -1
}

function isPrintable(code: number): boolean {
  return code > 0x20 && code < 0x7f
}

interface Parts {
  numbers: string[]
  word: number
  behind: string[]
  dev: boolean
}

function parse(version: string): Parts | undefined {
  if (version.length > longestVersion) return undefined
  const found = shape.exec(version)
  if (!found) return undefined
  const [, release, wild, written, tail, dev] = found
  const numbers = release!.match(/\d+/g)!
  if (wild !== '') {
    if (written !== undefined || dev === undefined) return undefined
    while (numbers.length < 4) numbers.push(top)
  }
  const word = written === undefined ? 5 : words[written.toLowerCase()]!
  if (word === 5) return { numbers, word: dev === undefined ? 5 : 1, behind: [], dev: false }
  return { numbers, word, behind: tail!.match(/\d+/g) ?? [], dev: dev !== undefined }
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  for (let i = 0; i < Math.max(x.numbers.length, y.numbers.length); i++) {
    const order = compareNumbers(x.numbers[i] ?? '0', y.numbers[i] ?? '0')
    if (order !== 0) return order
  }
  if (x.word !== y.word) return x.word - y.word
  for (let i = 0; i < Math.min(x.behind.length, y.behind.length); i++) {
    const order = compareNumbers(x.behind[i]!, y.behind[i]!)
    if (order !== 0) return order
  }
  return x.behind.length - y.behind.length || Number(y.dev) - Number(x.dev)
}

export const composer: VersionOrder = {
  id: 'composer',
  number: 10,
  about: 'Composer packages (composer/semver)',
  compare,
  encode,
}
