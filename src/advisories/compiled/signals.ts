import type { Advisory, Severity, Signal } from '../advisory.ts'
import { severityOf } from '../severity.ts'
import { sectionChecksum } from './checksum.ts'
import { firstAtLeast } from './layout.ts'
import { sortPairs } from './pairs.ts'

/** What is known of a CVE, apart from advisories. */
export interface Known {
  kev: boolean
  /** Undefined: nobody scored it, which is not 0. */
  epss: number | undefined
  /** The worst that a record about this CVE alone says; for records about it that say nothing of their own. */
  severity: Severity
}

const kevBit = 0x80000000
const epssBit = 0x40000000
const epssMask = 0x1ffff
const ratingShift = 17
const ratingMask = 0x7 << ratingShift

/** A rating is the place of its word here: 0 where nobody says anything. */
const ratings: readonly Severity[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical']

/** A CVE id as one number that sorts by year and number; undefined for anything else, and for numbers of more than 25 bits. */
export function cveNumber(id: string): number | undefined {
  if (!id.startsWith('CVE-') || id.charCodeAt(8) !== 0x2d || id.length < 13 || id.length > 17) return undefined
  const year = digits(id, 4, 8) - 1990
  const number = digits(id, 9, id.length)
  return year >= 0 && year < 128 && number < 2 ** 25 ? year * 2 ** 25 + number : undefined
}

/** The id of a `cveNumber`. */
export function cveText(number: number): string {
  return `CVE-${Math.floor(number / 2 ** 25) + 1990}-${String(number % 2 ** 25).padStart(4, '0')}`
}

/** The number that some characters spell, NaN when one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * Signals by CVE number, each packed into one number: hundreds of thousands come every day, and an object for each would cost
 * more than everything else a build does.
 */
export type SignalTable = Map<number, number>

/** Adds that a CVE is exploited to what is known of it. True when nobody had said so before. */
export function addSignal(table: SignalTable, signal: Signal): boolean {
  const cve = cveNumber(signal.cve)
  if (cve === undefined) return false
  const before = table.get(cve) ?? 0
  table.set(cve, (before | kevBit) >>> 0)
  return (before & kevBit) === 0
}

/** Puts a score in the place of the one before, in units of 0.00001, the precision FIRST publishes. True when there was none. */
export function addScore(table: SignalTable, cve: number, epss: number): boolean {
  const before = table.get(cve) ?? 0
  table.set(cve, ((before & ~epssMask) | epssBit | Math.round(epss * 100_000)) >>> 0)
  return (before & epssBit) === 0
}

/**
 * Lays what a later table says over an earlier one: a listing as exploited stays, a score gives way to a newer one. Ratings are
 * left out: they are those of the records that are compiled with the table.
 */
export function mergeSignals(into: SignalTable, later: SignalTable): void {
  for (const [cve, value] of later) {
    const before = into.get(cve) ?? 0
    const score = (value & epssBit) === 0 ? before : value
    into.set(cve, (((before | value) & kevBit) | (score & (epssBit | epssMask))) >>> 0)
  }
}

/** The table without what some feeds said. */
export function withoutSignals(table: SignalTable, feeds: ReadonlySet<string>): SignalTable {
  const mask = ~((feeds.has('kev') ? kevBit : 0) | (feeds.has('epss') ? epssBit | epssMask : 0) | ratingMask)
  const left: SignalTable = new Map()
  for (const [cve, value] of table) if ((value & mask) !== 0) left.set(cve, (value & mask) >>> 0)
  return left
}

/**
 * The worst that any record says of each CVE, as it lies in a table. Records of several CVEs are left out: their word is about the worst
 * of these, and nobody says which one that is.
 */
export function ratingsOf(advisories: readonly Advisory[]): SignalTable {
  const rated: SignalTable = new Map()
  for (const advisory of advisories) {
    const rating = ratings.indexOf(ratingOf(advisory)) << ratingShift
    const cve = rating > 0 ? onlyCve(advisory) : undefined
    if (cve !== undefined && rating > (rated.get(cve) ?? 0)) rated.set(cve, rating)
  }
  return rated
}

/** The worst score, one of version 2 only where there is no newer; else the source's word. */
function ratingOf({ cvss, severity }: Advisory): Severity {
  const newer = cvss.filter(({ version }) => version !== '2.0')
  const scores = (newer.length > 0 ? newer : cvss).map(({ score }) => score)
  return scores.length > 0 ? severityOf(Math.max(...scores)) : severity
}

function onlyCve({ id, aliases }: Advisory): number | undefined {
  let only = cveNumber(id)
  for (const alias of aliases) {
    const cve = cveNumber(alias)
    if (cve === undefined || cve === only) continue
    if (only !== undefined) return undefined
    only = cve
  }
  return only
}

/** Pairs of a page: a question reads one page and not the whole column. */
const pagePairs = 512
export const pageBytes = 8 * pagePairs

/**
 * A table with the ratings of records (`ratingsOf`), which stand over those it has where they are worse, as pairs of CVE number and value,
 * ascending, and for each page its first CVE number and its checksum.
 */
export function signalSections(table: SignalTable, rated: SignalTable): { signals: Uint32Array; pages: Uint32Array } {
  let more = 0
  for (const cve of rated.keys()) if (!table.has(cve)) more++
  const count = table.size + more
  const signals = new Uint32Array(2 * count)
  let at = 0
  for (const [cve, value] of table) {
    const rating = Math.max(rated.get(cve) ?? 0, value & ratingMask)
    signals[at++] = cve
    signals[at++] = (value & ~ratingMask) | rating
  }
  for (const [cve, rating] of rated) {
    if (table.has(cve)) continue
    signals[at++] = cve
    signals[at++] = rating
  }
  sortPairs(signals)
  const pages = new Uint32Array(2 * Math.ceil(count / pagePairs))
  for (let page = 0; page < pages.length / 2; page++) {
    const pairs = signals.subarray(2 * page * pagePairs, 2 * (page + 1) * pagePairs)
    pages[2 * page] = pairs[0]!
    pages[2 * page + 1] = sectionChecksum(new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.byteLength))
  }
  return { signals, pages }
}

/** The number of the page that a CVE number stands on, if on any; -1 when it is below all. */
export function pageOf(pages: Uint32Array, cve: number): number {
  return firstAtLeast(pages, cve + 1, 2) - 1
}

/** What a page says of a CVE number, as a value of the table; undefined when nothing. */
export function valueOn(page: Uint32Array, cve: number): number | undefined {
  const index = 2 * firstAtLeast(page, cve, 2)
  return page[index] === cve ? page[index + 1] : undefined
}

/** A number for the severity in a value; 0 where nobody knows it. */
export function ratingIn(value: number): number {
  return (value & ratingMask) >>> ratingShift
}

/** What a value of the table says. */
export function knownFrom(value: number): Known {
  return {
    kev: (value & kevBit) !== 0,
    epss: (value & epssBit) === 0 ? undefined : (value & epssMask) / 100_000,
    severity: ratings[ratingIn(value)] ?? 'unknown',
  }
}
