import { compareNumbers, compareTexts, isDigit, isLetter, putNumber, putText } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * [epoch:]version[-release] (rpm-version(7), rpmvercmp). A part is runs of letters and of digits; anything else only
 * separates. `~` stands before the end, `^` behind the end and before more, letters before numbers. A missing epoch is 0; a
 * missing release stands before every release, as rpm's own comparison has it. Key: `~` 1, end 2, `^` 3, letters 4, numbers
 * from 0x10 on.
 */

interface Cut {
  epoch: string
  version: string
  release: string | undefined
}

function cut(text: string): Cut | undefined {
  // `*` and `-` are how other papers write "any" and "none".
  if (text.length === 0 || text.length > longestVersion || text === '*' || text === '-' || !text.isWellFormed())
    return undefined
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 0x20 || (code >= 0x7f && code < 0xa0)) return undefined
  }
  const colon = text.indexOf(':')
  let digits = colon > 0
  for (let i = 0; i < colon && digits; i++) digits = isDigit(text.charCodeAt(i))
  // Letters before a colon are no epoch but part of the version, as rpm parses them.
  const start = digits ? colon + 1 : 0
  const hyphen = text.lastIndexOf('-')
  const version = text.slice(start, hyphen >= start ? hyphen : text.length)
  if (version === '' || colon === 0) return undefined
  return {
    epoch: digits ? text.slice(0, colon) : '0',
    version,
    release: hyphen >= start ? text.slice(hyphen + 1) : undefined,
  }
}

function encode(text: string, into: Uint8Array): number {
  const parts = cut(text)
  if (!parts) return -1
  let at = putNumber(into, 0, parts.epoch, 0, parts.epoch.length)
  at = putPart(into, at, parts.version)
  if (at < 0 || at + 2 > into.length) return -1
  into[at++] = parts.release === undefined ? 1 : 2
  return parts.release === undefined ? at : putPart(into, at, parts.release)
}

function putPart(into: Uint8Array, start: number, part: string): number {
  let at = start
  for (let i = 0; i < part.length; ) {
    const code = part.charCodeAt(i)
    const from = i
    if (at + 2 > into.length) return -1
    if (code === 0x7e || code === 0x5e) {
      into[at++] = code === 0x7e ? 1 : 3
      i++
    } else if (isDigit(code)) {
      while (i < part.length && isDigit(part.charCodeAt(i))) i++
      at = putNumber(into, at, part, from, i)
    } else if (isLetter(code)) {
      while (i < part.length && isLetter(part.charCodeAt(i))) i++
      into[at++] = 4
      at = putText(into, at, part, from, i)
    } else i++
    if (at < 0) return -1
  }
  if (at >= into.length) return -1
  into[at++] = 2
  return at
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
  const [x, y] = [cut(a), cut(b)]
  if (!x || !y) return undefined
  return (
    compareNumbers(x.epoch, y.epoch) ||
    comparePart(x.version, y.version) ||
    Number(x.release !== undefined) - Number(y.release !== undefined) ||
    comparePart(x.release ?? '', y.release ?? '')
  )
}

export const rpm: VersionOrder = {
  id: 'rpm',
  number: 6,
  about: 'RPM packages (rpm-version(7))',
  compare,
  encode,
}
