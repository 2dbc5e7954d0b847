import { compareNumbers, compareTexts, fitted, isDigit, lastHyphen, putNumber, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * [epoch:]version[-release] (rpm-version(7), rpmvercmp). A part is runs of letters and of digits; anything else only
 * separates. `~` stands before the end, `^` behind the end and before more, letters before numbers. A missing epoch is 0; a
 * missing release stands before every release, the empty one too, as rpm's own labelCompare has it (an absent value is
 * below any other). Letters before a colon are no epoch but part of the version, as rpm parses them.
 *
 * Key: 0xff and the epoch where it is not 0; for each part its tokens, then 2. `~` is 1, `^` 3; letters are 4 to 0x37, below
 * all numbers, and a run of them ends with 0.
 */

/** What a character is in a part; letters are their byte in a key. */
const separator = 0
const tilde = 1
const caret = 3
const digit = 0x40
const refused = 0x41
const kinds = new Uint8Array(128)
kinds.fill(refused, 0, 0x21)
kinds.fill(digit, 0x30, 0x3a)
for (let i = 0; i < 26; i++) {
  kinds[0x41 + i] = 0x04 + i
  kinds[0x61 + i] = 0x1e + i
}
kinds[0x7e] = tilde
kinds[0x5e] = caret
// No package is named with these; `*`, `>=1`, `n/a` and `1,2` in other papers are no versions.
for (const character of '*/,<>=|\x7f') kinds[character.charCodeAt(0)] = refused

function encode(text: string, into: Uint8Array): number {
  if (text.length === 0 || text.length > longestVersion || text === 'latest') return -1
  let at = 0
  let from = 0
  while (from < text.length && isDigit(text.charCodeAt(from))) from++
  if (from < text.length && text.charCodeAt(from) === 0x3a) {
    if (from === 0) return -1
    into[0] = 0xff
    at = putNumber(into, 1, text, 0, from++)
    if (at === 2 && into[1] === zero) at = 0
  } else from = 0
  const hyphen = lastHyphen(text, from)
  const to = hyphen < 0 ? text.length : hyphen
  if (to === from) return -1
  at = putPart(into, at, text, from, to)
  if (at >= 0 && hyphen >= 0) at = putPart(into, at, text, hyphen + 1, text.length)
  return fitted(into, at)
}

function putPart(into: Uint8Array, at: number, text: string, from: number, to: number): number {
  for (let i = from; i < to; ) {
    const code = text.charCodeAt(i)
    const kind = code < 128 ? kinds[code]! : code < 0xa0 ? refused : separator
    if (kind === refused || (code >= 0xd800 && code < 0xe000 && !text.isWellFormed())) return -1
    if (kind === digit) {
      const start = i++
      while (i < to && isDigit(text.charCodeAt(i))) i++
      at = putNumber(into, at, text, start, i)
      continue
    }
    i++
    if (kind === separator) continue
    into[at++] = kind
    if (kind <= caret) continue
    for (let letter = 0; i < to; i++) {
      const next = text.charCodeAt(i)
      letter = next < 128 ? kinds[next]! : separator
      if (letter <= caret || letter >= digit) break
      into[at++] = letter
    }
    into[at++] = 0
  }
  into[at] = 2
  return at + 1
}

/** Epoch, version, release; the release undefined when there is none. */
function parse(text: string): [string, string, string | undefined] | undefined {
  if (text.length > longestVersion || !text.isWellFormed() || text === 'latest') return undefined
  if (!/^(?!:)[^\0-\x20\x7f-\x9f*/,<>=|]+$/.test(text)) return undefined
  const [, epoch, rest] = /^(\d+):(.*)$/s.exec(text) ?? [text, '0', text]
  const [, version, release] = /^(.*)-(.*)$/s.exec(rest!) ?? [rest, rest, undefined]
  return version === '' ? undefined : [epoch!, version!, release]
}

/** rpmvercmp, token by token. */
function comparePart(a: string, b: string): number {
  const tokens = (text: string) => text.match(/~|\^|\d+|[A-Za-z]+/g) ?? []
  const [x, y] = [tokens(a), tokens(b)]
  const rank = (token: string | undefined) =>
    token === '~' ? 0 : token === undefined ? 1 : token === '^' ? 2 : isDigit(token.charCodeAt(0)) ? 4 : 3
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]]
    const order =
      rank(p) - rank(q) || (rank(p) === 4 ? compareNumbers(p!, q!) : rank(p) === 3 ? compareTexts(p!, q!) : 0)
    if (order !== 0) return order
  }
  return 0
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  return (
    compareNumbers(x[0], y[0]) ||
    comparePart(x[1], y[1]) ||
    Number(x[2] !== undefined) - Number(y[2] !== undefined) ||
    comparePart(x[2] ?? '', y[2] ?? '')
  )
}

export const rpm: VersionOrder = {
  id: 'rpm',
  number: 6,
  about: 'RPM packages (rpm-version(7))',
  compare,
  encode,
}
