import { Buffer } from 'node:buffer'
import type { Interval, VersionOrder } from '#identity'
import type { Affected } from '../advisory.ts'
import { type ByteRun, bytesOf, extend, isAscii, putLatin, putText, putU16, putU32 } from './byte-run.ts'
import { checksum } from './checksum.ts'
import { conditionNumbers, packClaim } from './cpe-words.ts'
import { productWords } from './product-words.ts'
import type { SharedTexts } from './shared-texts.ts'
import { type VersionKey, type VersionKeys, versionKeys } from './version-keys.ts'
import { coverOf, holdsAny, type Run } from './version-runs.ts'

/**
 * The record of one package: the versions at which something changes ("bounds"), each once with its sortable key, and a
 * row for each run of affected versions, its ends given as positions among the bounds. With n bounds there are 2n + 1
 * positions: 2i is just before bound i, 2i + 1 is bound i, 2n is after all. A component's version is looked up once and
 * every row is two comparisons of whole numbers.
 *
 * ```
 * u8 flags  u8 order  u16 length of key  u16|u32 rows  u16|u32 bounds  u16|u32 words
 * key (UTF-8)
 * ends of keys u16|u32[bounds], keys · ends of texts [bounds], texts (absent when texts are keys) · ends of words [words], words
 * rows: u32 advisory and kind, u16|u32 low, u16|u32 high
 * u32 checksum of all before
 * ```
 */
export const wide = 1
export const textsAreKeys = 2

/** The top bits of a row's first number. */
export const undecidedRow = 0x80000000
/** A version that the order cannot read: matches only the same text; `low` is its word. */
export const wordRow = 0x40000000
/**
 * Both: what is said of a product by its CPE or in its maker's words; `low` is its word (cpe-words.ts, product-words.ts). No version is
 * compared with it here.
 */
export const claimRow = 0xc0000000
export const ordinalMask = 0x3fffffff

export interface PackageStatement {
  ordinal: number
  affected: Affected
}

/** Writes the records of packages behind each other. */
export interface PackageWriter {
  /**
   * Adds a package's record; returns how many rows it has. Enumerated versions that a run covers already are left out: two of
   * three are.
   */
  add(key: string, order: VersionOrder, statements: readonly PackageStatement[]): number
  /** Adds a record that holds nothing but words. */
  addWords(key: string, order: VersionOrder, words: readonly string[]): void
}

/** So many texts of an order are remembered between packages. */
const mostRemembered = 200_000

export function packageWriter(into: ByteRun, shared: SharedTexts): PackageWriter {
  const numberOf = conditionNumbers(shared)
  const productWord = productWords(shared)
  const byOrder = new Map<number, VersionKeys>()
  let packages = 0
  let statement = 0
  return {
    add(key, order, statements) {
      let keys = byOrder.get(order.number)
      if (keys === undefined || keys.count() > mostRemembered) {
        keys = versionKeys(order)
        byOrder.set(order.number, keys)
      }
      const plan: Plan = { keys, number: packages++, bounds: [], rows: [], words: [] }
      for (let i = 0; i < statements.length; i++) {
        const { ordinal, affected } = statements[i]!
        if (affected.cpe !== undefined) addWord(plan, ordinal + claimRow, packClaim(affected.cpe, numberOf))
        else if (affected.product !== undefined) addWord(plan, ordinal + claimRow, productWord(affected.product))
        else {
          const all = [affected]
          while (statements[i + 1]?.ordinal === ordinal) all.push(statements[++i]!.affected)
          addStatements(plan, ordinal, all, statement++)
        }
      }
      plan.bounds.sort((a, b) => (a.sortable < b.sortable ? -1 : 1))
      plan.bounds.forEach((bound, place) => {
        bound.place = place
      })
      write(into, key, order, plan)
      return plan.rows.length
    },
    addWords(key, order, words) {
      const plan: Plan = { keys: versionKeys(order), number: packages++, bounds: [], rows: [], words: [] }
      for (const word of words) addWord(plan, claimRow, word)
      write(into, key, order, plan)
    },
  }
}

/** A record in the making. */
interface Plan {
  keys: VersionKeys
  /** Of the package. */
  number: number
  /** The versions that some row needs. */
  bounds: VersionKey[]
  rows: Row[]
  words: string[]
}

/** A position is twice the bound's place and the `more`; without a bound the `more` itself. */
interface Row {
  first: number
  low: VersionKey | undefined
  lowMore: number
  high: VersionKey | undefined
  highMore: number
}

/**
 * All that a record says of the package: its runs, its single versions, its words. It is the order in which they are read back, so that a
 * record says the same, letter by letter, however often it was compiled.
 */
function addStatements(plan: Plan, ordinal: number, all: readonly Affected[], number: number): void {
  const texts: [kind: number, text: string][] = []
  const runs: Run[] = []
  const versions: string[] = []
  for (const { undecided, intervals } of all) {
    if (undecided !== undefined) texts.push([undecidedRow, undecided])
    for (const interval of intervals) addRun(plan, ordinal, interval, runs, versions, texts)
  }
  for (const affected of all) for (const version of affected.versions) versions.push(version)
  if (versions.length > 0) addVersions(plan, ordinal, versions, runs, number, texts)
  for (const [kind, text] of texts) addWord(plan, ordinal + kind, text)
}

/** A run that is one version goes to `versions`, one that cannot be read to `texts`. */
function addRun(
  plan: Plan,
  ordinal: number,
  interval: Interval,
  runs: Run[],
  versions: string[],
  texts: [kind: number, text: string][],
): void {
  const low = interval.from === undefined ? undefined : meet(plan, interval.from)
  const high = interval.to === undefined ? undefined : meet(plan, interval.to)
  if (low === null || high === null) {
    texts.push([undecidedRow, `the range ${shown(interval)} is not comparable`])
    return
  }
  const run = { low, lowIncluded: interval.fromIncluded !== false, high, highIncluded: interval.toIncluded === true }
  if (!holdsAny(run)) return
  if (low !== undefined && low === high) {
    versions.push(interval.from!)
    return
  }
  runs.push(run)
  use(plan, low)
  use(plan, high)
  const highMore = high === undefined ? -1 : run.highIncluded ? 1 : 0
  plan.rows.push({ first: ordinal, low, lowMore: low === undefined ? 0 : run.lowIncluded ? 1 : 2, high, highMore })
}

function addWord({ rows, words }: Plan, first: number, text: string): void {
  rows.push({ first, low: undefined, lowMore: words.push(text) - 1, high: undefined, highMore: 0 })
}

/** Versions named one by one; those that cannot be read go to `texts`. */
function addVersions(
  plan: Plan,
  ordinal: number,
  versions: readonly string[],
  runs: readonly Run[],
  statement: number,
  texts: [kind: number, text: string][],
): void {
  const isCovered = coverOf(runs)
  for (const version of versions) {
    const key = meet(plan, version)
    if (key === null) texts.push([wordRow, version])
    else if (key.inStatement !== statement) {
      key.inStatement = statement
      if (isCovered(key)) continue
      use(plan, key)
      plan.rows.push({ first: ordinal, low: key, lowMore: 1, high: key, highMore: 1 })
    }
  }
}

/** The key of a version; the package shows it as it is written where it is met first. */
function meet({ keys, number }: Plan, text: string): VersionKey | null {
  const key = keys.of(text)
  if (key !== null && key.inPackage !== number) {
    key.inPackage = number
    key.inStatement = -1
    key.used = false
    key.text = text
  }
  return key
}

function use({ bounds }: Plan, key: VersionKey | undefined): void {
  if (key === undefined || key.used) return
  key.used = true
  bounds.push(key)
}

function shown(interval: Interval): string {
  return `${interval.from ?? ''}..${interval.to ?? ''}`
}

function write(into: ByteRun, key: string, order: VersionOrder, { bounds, rows, words }: Plan): void {
  const texts = bounds.map(({ text }) => text)
  const same = bounds.every(isItsText)
  const keyBytes = bounds.reduce((sum, { sortable }) => sum + sortable.length, 0)
  const textBytes = sumOfBytes(texts)
  const wordBytes = sumOfBytes(words)
  const large = Math.max(rows.length, 2 * bounds.length + 2, words.length, keyBytes, textBytes, wordBytes) >= 0xffff
  const size = large ? 4 : 2
  const nameBytes = bytesOf(key)
  const tables = size * bounds.length + keyBytes + (same ? 0 : size * bounds.length + textBytes)
  const length = 4 + 3 * size + nameBytes + tables + size * words.length + wordBytes + rows.length * (4 + 2 * size) + 4
  const from = extend(into, length)
  const out = into.bytes
  const number = large ? putU32 : putU16
  out[from] = (large ? wide : 0) | (same ? textsAreKeys : 0)
  out[from + 1] = order.number
  let at = out.writeUInt16LE(nameBytes, from + 2)
  at = number(out, at, rows.length)
  at = number(out, at, bounds.length)
  at = number(out, at, words.length)
  at = putText(out, at, key)
  at = putKeys(out, at, bounds, number)
  if (!same) at = putTexts(out, at, texts, number)
  at = putTexts(out, at, words, number)
  for (const { first, low, lowMore, high, highMore } of rows) {
    at = putU32(out, at, first)
    at = number(out, at, low === undefined ? lowMore : 2 * low.place + lowMore)
    at = number(out, at, high === undefined ? highMore : 2 * high.place + highMore)
  }
  putU32(out, at, checksum(out, from, at))
}

/** Whether the sortable bytes are those of the text. */
function isItsText({ sortable, text }: VersionKey): boolean {
  return isAscii(text) ? sortable === text : Buffer.from(sortable, 'latin1').equals(Buffer.from(text, 'utf8'))
}

function sumOfBytes(texts: readonly string[]): number {
  let sum = 0
  for (const text of texts) sum += bytesOf(text)
  return sum
}

type Put = (into: Buffer, at: number, value: number) => number

function putKeys(out: Buffer, from: number, bounds: readonly VersionKey[], number: Put): number {
  let at = from
  let sum = 0
  for (const { sortable } of bounds) {
    sum += sortable.length
    at = number(out, at, sum)
  }
  for (const { sortable } of bounds) at = putLatin(out, at, sortable)
  return at
}

function putTexts(out: Buffer, from: number, texts: readonly string[], number: Put): number {
  let at = from
  let sum = 0
  for (const text of texts) {
    sum += bytesOf(text)
    at = number(out, at, sum)
  }
  for (const text of texts) at = putText(out, at, text)
  return at
}
