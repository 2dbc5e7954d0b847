import { compareNumbers, fitted, isDigit, lastHyphen, putNumber, zero } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'

/*
 * [epoch:]upstream[-revision] (deb-version(7), Debian Policy 5.6.12). A part is runs of non-digits and digits in turn; in
 * non-digits `~` stands before the end, the end before letters, letters before the rest. Missing digits are 0, and so is a
 * missing revision. Upstream starts with a digit, or is at least a name with numbers behind dots (`B.02.15`, as dpkg takes
 * with a warning): `latest` is no version. Neither is one with a hyphen and nothing behind it (dpkg refuses it).
 *
 * Key: 0xff and the epoch where it is not 0; for each part its characters and numbers in turn, starting with characters, then
 * 2. `~` is 1, letters and the rest stand above all numbers, so that the number behind a run also ends it.
 */

const number = 3
/** For each ASCII character what stands for it in a key: `number` for digits, 0 when no version has it. */
const weights = new Uint8Array(128)
for (let code = 0x30; code <= 0x39; code++) weights[code] = number
for (let i = 0; i < 26; i++) {
  weights[0x41 + i] = 0xc0 + i
  weights[0x61 + i] = 0xda + i
}
for (const [i, character] of ['+', '-', '.', ':', '_'].entries()) weights[character.charCodeAt(0)] = 0xf4 + i
weights[0x7e] = 1

function encode(version: string, into: Uint8Array): number {
  if (version.length === 0 || version.length > longestVersion) return -1
  let at = 0
  let from = 0
  const colon = version.indexOf(':')
  if (colon >= 0) {
    while (isDigit(version.charCodeAt(from))) from++
    if (colon === 0 || from !== colon) return -1
    into[0] = 0xff
    at = putNumber(into, 1, version, 0, from++)
    if (at === 2 && into[1] === zero) at = 0
  }
  const hyphen = lastHyphen(version, from)
  const to = hyphen < 0 ? version.length : hyphen
  if (hyphen === version.length - 1 || !isNumbered(version, from, to)) return -1
  at = putPart(into, at, version, from, to)
  if (at >= 0) at = putPart(into, at, version, Math.min(to + 1, version.length), version.length)
  return fitted(into, at)
}

function isNumbered(version: string, from: number, to: number): boolean {
  if (from < to && isDigit(version.charCodeAt(from))) return true
  for (let i = from + 1; i < to; i++) {
    if (version.charCodeAt(i - 1) === 0x2e && isDigit(version.charCodeAt(i))) return true
  }
  return false
}

function putPart(into: Uint8Array, at: number, version: string, from: number, to: number): number {
  let i = from
  do {
    for (; i < to; i++) {
      const code = version.charCodeAt(i)
      const weight = code < 128 ? weights[code]! : 0
      if (weight === number) break
      if (weight === 0) return -1
      into[at++] = weight
    }
    const digits = i
    while (i < to && isDigit(version.charCodeAt(i))) i++
    at = putNumber(into, at, version, digits, i)
  } while (i < to)
  into[at] = 2
  return at + 1
}

/** Epoch, upstream, revision. */
function parse(version: string): [string, string, string] | undefined {
  if (version.length > longestVersion || !/^[\dA-Za-z.+:~_-]+$/.test(version)) return undefined
  const [, epoch, rest] = /^([^:]*):(.*)$/.exec(version) ?? [version, '0', version]
  const [, upstream, revision] = /^(.*)-(.*)$/.exec(rest!) ?? [rest, rest, '0']
  if (!/^\d+$/.test(epoch!) || !/^\d|\.\d/.test(upstream!) || revision === '') return undefined
  return [epoch!, upstream!, revision!]
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
  const [x, y] = [parse(a), parse(b)]
  if (!x || !y) return undefined
  return compareNumbers(x[0], y[0]) || comparePart(x[1], y[1]) || comparePart(x[2], y[2])
}

export const debian: VersionOrder = {
  id: 'debian',
  number: 5,
  about: 'Debian and Ubuntu packages (deb-version(7))',
  compare,
  encode,
}
