import { compareNumbers, compareTexts, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * Maven's Version Order Specification (POM reference; ComparableVersion). Tokens stand behind dots, hyphens, and where digits
 * and letters meet (as behind a hyphen). Nothing, `0`, `final`, `ga` and `release` are null; nulls before a hyphen or a word
 * and at the end do not count, so a null that is left has a number above 0 somewhere behind it, and stands above the end.
 * alpha, beta, milestone, rc, snapshot stand before the end, sp and other words behind it, numbers behind words, and
 * numbers behind dots above those behind hyphens. A version has at least one digit: `LATEST` is none.
 *
 * Key: 1 to 5 the words before the end, 6 the end, 7 a null word, 8 `sp`, 9 another word and 0, 10 the mark of a number
 * behind a hyphen; a number behind a dot is itself.
 */

const ranks: Readonly<Record<string, number>> = {
  alpha: 1,
  beta: 2,
  milestone: 3,
  rc: 4,
  cr: 4,
  snapshot: 5,
  '': 7,
  ga: 7,
  final: 7,
  release: 7,
  sp: 8,
}
const letters: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' }
const end = 6
const nullWord = 7
const otherWord = 9
const behindHyphen = 10

/** What a version may be made of. */
const shape = /^(?=.*\d)[\w.+~-]+$/

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion || !shape.test(version)) return -1
  const text = version.toLowerCase()
  let at = 0
  // The place behind the last token that counts so far; behind it stand only nulls.
  let significant = 0
  for (let i = 0, joint = 0; i <= text.length; ) {
    const from = i
    const code = i < text.length ? text.charCodeAt(i) : 0
    if (isDigit(code)) while (isDigit(text.charCodeAt(i))) i++
    else while (i < text.length && !isDigit(text.charCodeAt(i)) && !isJoint(text.charCodeAt(i))) i++
    const number = i === from || isDigit(code)
    if (joint !== 0x2e && from > 0) at = significant
    if (number) {
      if (joint !== 0x2e && from > 0) into[at++] = behindHyphen
      at = putNumber(into, at, text, from, i)
      if (!isZero(text, from, i)) significant = at
    } else {
      const next = text.charCodeAt(i)
      const word = text.slice(from, i)
      const rank = rankOf(isDigit(next) && Object.hasOwn(letters, word) ? letters[word]! : word)
      at = putWord(into, significant, rank, word)
      if (rank !== nullWord) significant = at
    }
    if (i === text.length) break
    joint = text.charCodeAt(i)
    if (isJoint(joint)) i++
    else joint = 0x2d
  }
  into[significant] = end
  return fitted(into, significant + 1)
}

function isJoint(code: number): boolean {
  return code === 0x2e || code === 0x2d
}

function isZero(text: string, from: number, to: number): boolean {
  while (from < to && text.charCodeAt(from) === 0x30) from++
  return from === to
}

function putWord(into: Uint8Array, at: number, rank: number, word: string): number {
  into[at++] = rank
  if (rank !== otherWord) return at
  for (let i = 0; i < word.length; i++) into[at++] = word.charCodeAt(i)
  into[at] = 0
  return at + 1
}

interface Token {
  hyphen: boolean
  /** Undefined: a number. */
  word: string | undefined
  digits: string
}

function rankOf(word: string): number {
  return Object.hasOwn(ranks, word) ? ranks[word]! : otherWord
}

function isNull(token: Token): boolean {
  return token.word === undefined ? /^0*$/.test(token.digits) : rankOf(token.word) === nullWord
}

/** The tokens that count. */
function parse(version: string): Token[] | undefined {
  if (version.length > longestVersion || !shape.test(version)) return undefined
  const tokens: Token[] = []
  for (const [i, piece] of version
    .toLowerCase()
    .split(/(?=[.-])/)
    .entries()) {
    const marked = piece.startsWith('.') || piece.startsWith('-')
    if (i === 0 && marked) tokens.push({ hyphen: false, word: undefined, digits: '0' })
    const runs = (marked ? piece.slice(1) : piece).match(/\d+|\D+/g) ?? ['0']
    runs.forEach((run, j) => {
      const digits = isDigit(run.charCodeAt(0))
      const number = j + 1 < runs.length
      const word = digits ? undefined : number && Object.hasOwn(letters, run) ? letters[run]! : run
      tokens.push({ hyphen: j > 0 || piece.startsWith('-'), word, digits: digits ? run : '' })
    })
  }
  return trimmed(tokens)
}

function trimmed(tokens: readonly Token[]): Token[] {
  const kept: Token[] = []
  for (const token of tokens) {
    if (token.hyphen || token.word !== undefined) {
      while (kept.length > 0 && isNull(kept.at(-1)!)) kept.pop()
    }
    kept.push(token)
  }
  while (kept.length > 0 && isNull(kept.at(-1)!)) kept.pop()
  return kept
}

/** Where a token stands: 0 is the end. */
function place(token: Token | undefined): number {
  if (token === undefined) return 0
  if (token.word === undefined) return token.hyphen ? 5 : 6
  return rankOf(token.word) - end
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]]
    const order =
      place(p) - place(q) ||
      (p === undefined ? 0 : p.word === undefined ? compareNumbers(p.digits, q!.digits) : 0) ||
      (place(p) === otherWord - end ? compareTexts(p!.word!, q!.word!) : 0)
    if (order !== 0) return order
  }
  return 0
}

export const maven: VersionOrder = {
  id: 'maven',
  number: 7,
  about: 'Maven artefacts (POM reference, Version Order Specification)',
  compare,
  encode,
}
