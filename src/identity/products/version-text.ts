import { compareTexts, isDigit, isLetter } from '../key-bytes.ts'
import { longestVersion } from '../order.ts'

/*
 * A version as makers of industrial products write it, taken apart into marks in the order in which they count.
 *
 * Numbers stand first, missing ones are 0. A letter behind a number is later than the number alone (04.09.00 before 04.09.00C:
 * Phoenix Contact, Mitsubishi, WAGO). Words that every maker uses for the same thing follow the numbers, the wider one first:
 * release (2020 R2), service pack, feature pack, maintenance pack, service release, cumulative update, update, patch, hotfix,
 * build. Alpha, beta and release candidates are before the version they lead to. Any other short word is kept as it is.
 */

/** One mark of a version. Ranks below `end` come before a version that stops there, all others behind it. */
export interface VersionMark {
  rank: number
  /** Of a number, without zeros in front; empty for 0. */
  digits?: string
}

/** The rank of the place behind the last mark. */
export const end = 0x08
/** The rank of the words of nobody in particular; its letters follow. */
export const foreignWord = 0x1e
/** The rank of the letter a; the others follow. */
export const letterA = 0x20
/** The rank of every number. */
export const numeral = 0x40

/** The rank of the word build. */
export const buildWord = 0x10
const release = 0x1d
const ranks: Readonly<Record<string, number>> = {
  alpha: 1,
  beta: 2,
  pre: 3,
  preview: 3,
  rc: 4,
  build: buildWord,
  bld: buildWord,
  buildnr: buildWord,
  rev: 0x11,
  revision: 0x11,
  hf: 0x12,
  hotfix: 0x12,
  hotfixrev: 0x12,
  patch: 0x13,
  p: 0x13,
  pl: 0x13,
  u: 0x14,
  upd: 0x14,
  update: 0x14,
  cu: 0x15,
  qu: 0x15,
  ru: 0x15,
  uc: 0x15,
  sr: 0x16,
  mr: 0x17,
  mp: 0x17,
  fp: 0x18,
  sp: 0x19,
  servicepack: 0x19,
  r: release,
  release,
}
const ambiguous = new Set(['r', 'u', 'p'])

/**
 * How a maker counts: two versions of different counts say nothing about each other.
 * `numbers`: 2.9.4 · `year`: 2020 R2 · `date`: 2021-03-04 · `dotted date`:
 * 2021.3.4, which may as well be a year's release · `quarter`: 17Q2.1 · `count`: 571848, a bare build or serial number ·
 * `level`: SP3, MP4 of a version that is not said · `letter`: E · `letter and number`: C.02 · `letters <X>`: A10, R14A.
 */
export interface VersionText {
  marks: readonly VersionMark[]
  /** How many numbers stand in front as written, zeros at their end too: 3 of 4.5.0 build 7, whose marks begin with two. */
  numbers: number
  scheme: string
}

const lead =
  /^(?:(?:firmware|software|version|versions|release|rel|revision|rev|ver|fw|sw|bios|(?:vx?|R|sv)(?=[\s._]*\d)|[a-z]{2}(?=20\d\d(?!\d))|build(?=\s?(?:19|20)\d\d-\d)|v(?=\.?\s?\d))[\s._:]*)+/i
const wholeDate =
  /^((?:19|20)\d\d)(?:([-_./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))$/
const wildcard = /(?:^|[._\s-])[xX]{1,2}(?:$|[._\s])|\dx(?:$|[._\s])|\*/

/** Takes a version apart; undefined for a text that is none. */
export function readVersionText(text: string): VersionText | undefined {
  if (text.length === 0 || text.length > longestVersion || text.trim() !== text) return undefined
  const body = text.replace(lead, '')
  if (wildcard.test(body)) return undefined
  const date = wholeDate.exec(body)
  if (date) {
    const marks = [date[1]!, date[3] ?? date[5]!, date[4] ?? date[6]!].map(numberMark)
    return { marks, numbers: 3, scheme: date[2] === '.' ? 'dotted date' : 'date' }
  }
  if (/^[a-wyz]$/i.test(body))
    return { marks: [letterMark(foreignWord), letterMark(body.charCodeAt(0))], numbers: 0, scheme: 'letter' }
  if (/^[A-WYZ]{2}$/.test(body) && !noRevision.has(body))
    return { marks: pairMarks(body), numbers: 0, scheme: 'letter' }
  if (!/\d/.test(body)) return undefined
  const marks = marksIn(body)
  if (!marks) return undefined
  const strayR = /^(?:firmware|version|ver|fw|v)?[\s._:]*R\d+[a-z]/i.test(text)
  const words = marks.findIndex(({ digits }) => digits === undefined)
  const numbers = words < 0 ? marks.length : words
  const kept = withoutZeros(marks)
  return { marks: kept, numbers, scheme: schemeOf(kept.length === 0 ? marks : kept, body, strayR) }
}

function letterMark(code: number): VersionMark {
  return { rank: code === foreignWord ? foreignWord : letterA + (code | 0x20) - 0x61 }
}

/** Words of two letters where a revision belongs. */
const noRevision = new Set(['NA', 'NO', 'OK', 'FW', 'HW', 'SW', 'OS'])

/** Revisions count on behind Z: AA, AB; the number is behind every letter. */
function pairMarks(body: string): VersionMark[] {
  const letters = Array.from(body, letter => letterMark(letter.charCodeAt(0)))
  return [{ rank: foreignWord }, { rank: numeral, digits: '2' }, ...letters]
}

function numberMark(digits: string): VersionMark {
  return { rank: numeral, digits: digits.replace(/^0+/, '') }
}

/** What stands between two marks: dots, hyphens, underscores, brackets of a build; a blank only beside a word. */
const joints = /^(?:[.\-_+()]|\s(?=[a-z(._-])|(?<=[._)-])\s)+/i

function marksIn(body: string): VersionMark[] | undefined {
  const marks: VersionMark[] = []
  for (let i = 0; i < body.length; ) {
    const from = i
    const code = body.charCodeAt(i)
    if (isDigit(code)) {
      while (isDigit(body.charCodeAt(i))) i++
      marks.push(numberMark(body.slice(from, i)))
    } else if (isLetter(code)) {
      while (isLetter(body.charCodeAt(i))) i++
      const rest = body.slice(i, i + 40)
      const glued = from > 0 && (isDigit(body.charCodeAt(from - 1)) || body[from - 1] === ')')
      const next = wordMarks(
        body.slice(from, i).toLowerCase(),
        { glued, alone: from === 0 || /\s/.test(body[from - 1]!), from },
        rest,
      )
      if (!next) return undefined
      marks.push(...next.marks)
      i += next.passed
    } else {
      const joint = joints.exec(body.slice(i, i + 6))
      if (!joint || joint[0].length > 3 || i === 0) return undefined
      i += joint[0].length
      if (i >= body.length && joint[0] !== ')') return undefined
    }
  }
  return marks
}

/** The marks of a word, and how many blanks behind it belong to it; undefined where it is no word of a version. */
function wordMarks(
  word: string,
  { glued, alone, from }: { glued: boolean; alone: boolean; from: number },
  rest: string,
): { marks: VersionMark[]; passed: number } | undefined {
  const rank = Object.hasOwn(ranks, word) ? ranks[word]! : undefined
  const number = /^[\s._:-]{0,3}(\d+)/.exec(rest)
  const passed = number ? number[0].length - number[1]!.length : 0
  const stands = rank !== undefined && (!ambiguous.has(word) || (number !== null && (passed === 0 || !glued)))
  if (stands) {
    const marks: VersionMark[] = [{ rank }]
    // "SP" without a number is the first.
    if (!number && rank > end) marks.push({ rank: numeral, digits: '1' })
    return { marks, passed }
  }
  // Behind a blank or in front only what is no word of a sentence: D15, TCU5, A10.
  if (word.length > 4 || (alone && (word.length > 3 || !number || passed > (from === 0 ? 1 : 0)))) return undefined
  const letters = Array.from(word, letter => letterMark(letter.charCodeAt(0)))
  return {
    marks: glued && from > 0 ? letters : [{ rank: foreignWord }, ...letters],
    passed: !glued && number ? passed : 0,
  }
}

/** A number 0 says nothing where no number and no letter follows it, and neither does a service pack or update 0. */
function withoutZeros(marks: readonly VersionMark[]): VersionMark[] {
  const kept: VersionMark[] = []
  let last = end
  for (let i = marks.length - 1; i >= 0; i--) {
    const mark = marks[i]!
    const dropped =
      mark.digits !== undefined
        ? last < letterA && mark.digits === ''
        : mark.rank > end && mark.rank < foreignWord && last < letterA && marks[i + 1]?.digits !== undefined
    if (dropped) continue
    kept.push(mark)
    last = mark.rank
  }
  return kept.reverse()
}

function schemeOf(marks: readonly VersionMark[], body: string, strayR: boolean): string {
  if (/^\d\dQ[1-4](?!\d)/i.test(body)) return 'quarter'
  if (strayR && marks[1] !== undefined && marks[1].rank >= letterA && marks[1].rank < numeral) return 'letters r'
  const first = marks[0]!
  // C.02 is behind B.12; whether B12 is, nobody says.
  if (first.rank === foreignWord) return /^[a-z]\./i.test(body) ? 'letter and number' : `letters ${initials(body)}`
  if (first.digits === undefined) return 'level'
  if (marks.length === 1 && first.digits.length > 4 && /^\D*\d+(?:\.0)?$/.test(body)) return 'count'
  return /^(?:199|20\d)\d$/.test(first.digits) ? 'year' : 'numbers'
}

function initials(body: string): string {
  return /^[a-z]+/i.exec(body)?.[0].toLowerCase() ?? ''
}

function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b)
}

/** Which of two versions is the later, by their marks alone: below 0, 0 or above 0. `sameScheme` says whether that means anything. */
export function compareMarks(a: VersionText, b: VersionText): number {
  for (let i = 0; i < a.marks.length || i < b.marks.length; i++) {
    const [one, other] = [a.marks[i], b.marks[i]]
    const sign = (one?.rank ?? end) - (other?.rank ?? end)
    if (sign !== 0) return sign
    const numbers = one?.digits === undefined ? 0 : compareDigits(one.digits, other!.digits!)
    if (numbers !== 0) return numbers
  }
  return 0
}

/**
 * Whether what is known of two versions says which is the later. Numbers of one scheme do; a letter against a number in the same
 * place, or two makers' ways of counting, do not.
 */
export function sameScheme(a: VersionText, b: VersionText): boolean {
  if (a.scheme !== b.scheme) return isYear(a, b) || isYear(b, a) || isDottedDate(a, b) || isDottedDate(b, a)
  if (a.scheme === 'letter') return true
  for (let i = 0; i < a.marks.length && i < b.marks.length; i++) {
    const [x, y] = [a.marks[i]!, b.marks[i]!]
    if (x.rank === y.rank && x.digits !== undefined && x.digits === y.digits) continue
    if (x.rank === y.rank && x.digits === undefined) continue
    if (x.rank === y.rank || x.rank < end || y.rank < end) return true
    const [low, high] = x.rank < y.rank ? [x.rank, y.rank] : [y.rank, x.rank]
    // V17 Update 5 is often counted 17.0.0.5 inside; V15.1 is plainly behind V15 SP1.
    if (high === numeral) {
      const [word, other] = x.digits === undefined ? [a, b] : [b, a]
      return low < foreignWord && ((i < 2 && (x.digits ?? y.digits) !== '') || saysZero(word, other, i))
    }
    return (low < foreignWord && high < foreignWord) || low >= letterA
  }
  return true
}

/** A product that counts by years also had numbers of four digits before (NX 1847, 1984, 2007). */
function isYear(year: VersionText, other: VersionText): boolean {
  return year.scheme === 'year' && other.scheme === 'numbers' && (other.marks[0]?.digits?.length ?? 0) === 4
}

/** 4.5.0 build 7 says that its third number is 0, so that it is before 4.5.1; of 4.5 build 7 nobody knows. */
function saysZero({ numbers }: VersionText, { marks }: VersionText, from: number): boolean {
  let i = from
  while (marks[i]?.digits === '') i++
  return numbers > i && marks[i]?.digits !== undefined
}

/** 2022.3.1 may be a day or the first of the third of that year; it stands to others of its year in the same way. */
function isDottedDate(dotted: VersionText, other: VersionText): boolean {
  return dotted.scheme === 'dotted date' && (other.scheme === 'date' || other.scheme === 'year')
}
