import { compareNumbers, isDigit, isLetter, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * [epoch:]upstream[-revision] (deb-version(7), Debian Policy 5.6.12). A part is runs of non-digits and digits in turn; in
 * non-digits `~` stands before the end, the end before letters, letters before the rest. Key: `~` is 1, the end of a run of
 * non-digits 2, letters as they are, the rest with the top bit; numbers follow each run.
 */

interface Cut {
  epoch: [from: number, to: number]
  upstream: [from: number, to: number]
  revision: [from: number, to: number]
}

function cut(version: string): Cut | undefined {
  if (version.length === 0 || version.length > longestVersion) return undefined
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i)
    if (
      !isDigit(code) &&
      !isLetter(code) &&
      code !== 0x2e &&
      code !== 0x2b &&
      code !== 0x2d &&
      code !== 0x7e &&
      code !== 0x3a &&
      code !== 0x5f
    )
      return undefined
  }
  const colon = version.indexOf(':')
  for (let i = 0; i < colon; i++) if (!isDigit(version.charCodeAt(i))) return undefined
  if (colon === 0) return undefined
  const start = colon + 1
  const hyphen = version.lastIndexOf('-')
  const end = hyphen >= start ? hyphen : version.length
  if (end === start) return undefined
  return {
    epoch: [0, Math.max(0, colon)],
    upstream: [start, end],
    revision: [Math.min(end + 1, version.length), version.length],
  }
}

function encode(version: string, into: Uint8Array): number {
  const parts = cut(version)
  if (!parts) return -1
  let at = putNumber(into, 0, version, ...parts.epoch)
  at = putPart(into, at, version, ...parts.upstream)
  return at < 0 ? -1 : putPart(into, at, version, ...parts.revision)
}

function putPart(into: Uint8Array, at: number, version: string, from: number, to: number): number {
  let i = from
  do {
    if (at + (to - i) + 2 > into.length) return -1
    while (i < to && !isDigit(version.charCodeAt(i))) {
      const code = version.charCodeAt(i++)
      into[at++] = code === 0x7e ? 1 : isLetter(code) ? code : code | 0x80
    }
    into[at++] = 2
    const digits = i
    while (i < to && isDigit(version.charCodeAt(i))) i++
    at = putNumber(into, at, version, digits, i)
    if (at < 0) return -1
  } while (i < to)
  into[at++] = 2
  return at
}

/** The comparison of deb-version(7), run by run. */
function comparePart(a: string, b: string): number {
  const runs = (text: string) =>
    [...text.matchAll(/([^\d]*)(\d*)/g)].map(([, words, digits]) => [words!, digits!] as const)
  const [x, y] = [runs(a), runs(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [words, digits] = x[i] ?? ['', '']
    const [otherWords, otherDigits] = y[i] ?? ['', '']
    for (let j = 0; j < Math.max(words.length, otherWords.length); j++) {
      const order = weight(words[j]) - weight(otherWords[j])
      if (order !== 0) return order
    }
    const order = compareNumbers(digits, otherDigits)
    if (order !== 0) return order
  }
  return 0
}

function weight(character: string | undefined): number {
  if (character === '~') return -1
  if (character === undefined) return 0
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [cut(a), cut(b)]
  if (!x || !y) return undefined
  return (
    compareNumbers(a.slice(...x.epoch), b.slice(...y.epoch)) ||
    comparePart(a.slice(...x.upstream), b.slice(...y.upstream)) ||
    comparePart(a.slice(...x.revision), b.slice(...y.revision))
  )
}

export const debian: VersionOrder = {
  id: 'debian',
  number: 5,
  about: 'Debian and Ubuntu packages (deb-version(7))',
  compare,
  encode,
}
