import { Problem, type ProblemDetail } from '#base'
import type { Interval } from '#identity'
import type { Advisory, Affected, Cvss, Severity } from './advisory.ts'
import type { Told } from './recorded-file.ts'

/**
 * What was told of one file, as it goes from thread to thread: copying whole numbers and a list of texts costs a tenth of what copying
 * the records costs. A text is its number in `texts`, -1 where there is none; `numbers` has the times and scores in the order they
 * come; what is seldom told stands in `others`.
 */
export interface PackedFile {
  words: Int32Array
  numbers: Float64Array
  texts: string[]
  others: Other[]
}

type Other = Exclude<Told, { kind: 'broken' }> | { kind: 'problem'; file: number; problem: Pick<Problem, keys> }
type keys = 'code' | 'message' | 'detail'

/** What the first word of each thing says it is. */
const aRecord = 0
const anOther = 1

interface Packing {
  words: number[]
  numbers: number[]
  texts: string[]
  /** Numbers of the texts that come again. */
  known: Map<string, number>
}

/** Packs what is told of a file as it comes, so that no record is held. */
export function packer(): { keep(one: Told): void; packed(): PackedFile } {
  const into: Packing = { words: [], numbers: [], texts: [], known: new Map() }
  const { words, numbers, texts } = into
  const others: Other[] = []
  return {
    keep(one) {
      if (one.kind === 'advisory' && one.value.affected.every(isPlain)) putAdvisory(into, one.value)
      else {
        words.push(anOther)
        others.push(one.kind === 'broken' ? problemOf(one.value) : one)
      }
    },
    packed: () => ({ words: Int32Array.from(words), numbers: Float64Array.from(numbers), texts, others }),
  }
}

function problemOf({ file, problem }: (Told & { kind: 'broken' })['value']): Other {
  const { code, message, detail } = problem
  return { kind: 'problem', file, problem: { code, message, detail } }
}

function isPlain({ cpe, product }: Affected): boolean {
  return cpe === undefined && product === undefined
}

/** The number of a text that may come again. */
function text({ texts, known }: Packing, value: string | undefined): number {
  if (value === undefined) return -1
  let number = known.get(value)
  if (number === undefined) {
    number = texts.push(value) - 1
    known.set(value, number)
  }
  return number
}

function putAdvisory(into: Packing, advisory: Advisory): void {
  const { words, numbers, texts } = into
  const { published, modified, withdrawn, aliases, cvss, affected } = advisory
  words.push(aRecord, text(into, advisory.feed), text(into, advisory.severity), advisory.malicious ? 1 : 0)
  words.push(texts.push(advisory.id) - 1, texts.push(advisory.summary) - 1, texts.push(advisory.url) - 1)
  numbers.push(published ?? Number.NaN, modified ?? Number.NaN, withdrawn ?? Number.NaN)
  words.push(aliases.length)
  for (const alias of aliases) words.push(text(into, alias))
  words.push(cvss.length)
  for (const { version, vector, score, source, of } of cvss) {
    words.push(text(into, version), text(into, vector), text(into, source), text(into, of))
    numbers.push(score)
  }
  words.push(affected.length)
  for (const one of affected) putAffected(into, one)
}

function putAffected(into: Packing, { key, ecosystem, name, undecided, intervals, versions }: Affected): void {
  const { words } = into
  words.push(text(into, key), text(into, ecosystem), text(into, name), text(into, undecided), intervals.length)
  for (const { from, fromIncluded, to, toIncluded } of intervals)
    words.push(text(into, from), text(into, to), side(fromIncluded) + 3 * side(toIncluded))
  words.push(versions.length)
  for (const version of versions) words.push(text(into, version))
}

function side(included: boolean | undefined): number {
  return included === undefined ? 0 : included ? 1 : 2
}

interface Unpacking extends PackedFile {
  at: number
  numberAt: number
}

/** What was packed, in its order, each thing made when it is asked for. */
export function* unpackedFile(packed: PackedFile): Iterable<Told> {
  const from: Unpacking = { ...packed, at: 0, numberAt: 0 }
  let other = 0
  while (from.at < from.words.length) {
    const kind = from.words[from.at++]!
    if (kind === aRecord) yield { kind: 'advisory', value: advisoryFrom(from) }
    else yield toldOf(packed.others[other++]!)
  }
}

function toldOf(one: Other): Told {
  if (one.kind !== 'problem') return one
  const { code, message, detail } = one.problem
  return { kind: 'broken', value: { file: one.file, problem: new Problem(code, message, detail as ProblemDetail) } }
}

function word(from: Unpacking): number {
  return from.words[from.at++]!
}

function textFrom(from: Unpacking): string {
  return from.texts[from.words[from.at++]!]!
}

function maybeText(from: Unpacking): string | undefined {
  const number = from.words[from.at++]!
  return number < 0 ? undefined : from.texts[number]
}

function maybeNumber(from: Unpacking): number | undefined {
  const value = from.numbers[from.numberAt++]!
  return Number.isNaN(value) ? undefined : value
}

const nothing: readonly never[] = []

function textsFrom(from: Unpacking): readonly string[] {
  const count = word(from)
  if (count === 0) return nothing
  const { words, texts, at } = from
  from.at = at + count
  const list: string[] = []
  for (let i = at; i < at + count; i++) list.push(texts[words[i]!]!)
  return list
}

function advisoryFrom(from: Unpacking): Advisory {
  const feed = textFrom(from)
  const severity = textFrom(from) as Severity
  const malicious = word(from) === 1
  const id = textFrom(from)
  const summary = textFrom(from)
  const url = textFrom(from)
  const published = maybeNumber(from)
  const modified = maybeNumber(from)
  const withdrawn = maybeNumber(from)
  const aliases = textsFrom(from)
  const cvss: Cvss[] = []
  for (let left = word(from); left > 0; left--) cvss.push(cvssFrom(from))
  const affected: Affected[] = []
  for (let left = word(from); left > 0; left--) affected.push(affectedFrom(from))
  return {
    id,
    feed,
    aliases,
    published,
    modified,
    withdrawn,
    summary,
    url,
    cvss,
    severity,
    malicious,
    affected,
  }
}

function cvssFrom(from: Unpacking): Cvss {
  const version = textFrom(from) as Cvss['version']
  const vector = textFrom(from)
  const source = textFrom(from)
  const of = maybeText(from)
  const score = from.numbers[from.numberAt++]!
  return of === undefined ? { version, vector, score, source } : { version, vector, score, source, of }
}

function affectedFrom(from: Unpacking): Affected {
  const key = maybeText(from)
  const ecosystem = textFrom(from)
  const name = textFrom(from)
  const undecided = maybeText(from)
  const intervals: Interval[] = []
  for (let left = word(from); left > 0; left--) intervals.push(intervalFrom(from))
  return { key, ecosystem, name, intervals, versions: textsFrom(from), undecided }
}

function intervalFrom(from: Unpacking): Interval {
  const low = maybeText(from)
  const high = maybeText(from)
  const sides = word(from)
  const interval: Interval = {}
  if (low !== undefined) interval.from = low
  if (sides % 3 !== 0) interval.fromIncluded = sides % 3 === 1
  if (high !== undefined) interval.to = high
  if (sides >= 3) interval.toIncluded = sides < 6
  return interval
}
