import { Buffer } from 'node:buffer'
import { type Interval, longestKey, type VersionOrder } from '#identity'
import type { Affected } from '../advisory.ts'
import { checksum } from './checksum.ts'

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
export const ordinalMask = 0x3fffffff

export interface PackageStatement {
  ordinal: number
  affected: Affected
}

export interface PackageRecord {
  bytes: Buffer
  rows: number
}

const scratch = Buffer.alloc(longestKey)

/** The bytes of a package's record. Enumerated versions that a run covers already are left out: two of three are. */
export function packageRecord(
  key: string,
  order: VersionOrder,
  statements: readonly PackageStatement[],
): PackageRecord {
  const keys = new Map<string, string>()
  const known = new Map<string, string | undefined>()
  const keyOf = (text: string): string | undefined => {
    // Records of one package list the same versions again and again.
    if (known.has(text)) return known.get(text)
    const length = order.encode(text, scratch)
    const bytes = length < 0 ? undefined : scratch.toString('latin1', 0, length)
    known.set(text, bytes)
    if (bytes !== undefined && !keys.has(bytes)) keys.set(bytes, text)
    return bytes
  }
  const planned = statements.map(({ ordinal, affected }) => plan(ordinal, affected, keyOf))
  const kept = dropUnused(planned, keys)
  const position = new Map(kept.map((bytes, index) => [bytes, index]))
  const words: string[] = []
  const rows: number[][] = []
  for (const { ordinal, runs, versions, texts } of planned) {
    for (const { low, high } of runs)
      rows.push([
        ordinal,
        low === undefined ? 0 : 2 * position.get(low.key)! + (low.included ? 1 : 2),
        high === undefined ? -1 : 2 * position.get(high.key)! + (high.included ? 1 : 0),
      ])
    for (const version of versions) rows.push([ordinal, 2 * position.get(version)! + 1, 2 * position.get(version)! + 1])
    for (const [kind, text] of texts) rows.push([ordinal + kind, words.push(text) - 1, 0])
  }
  return {
    bytes: write(
      key,
      order,
      kept,
      kept.map(bytes => keys.get(bytes)!),
      words,
      rows,
    ),
    rows: rows.length,
  }
}

interface End {
  key: string
  included: boolean
}

interface Plan {
  ordinal: number
  runs: { low: End | undefined; high: End | undefined }[]
  versions: Set<string>
  texts: [kind: number, text: string][]
}

function plan(ordinal: number, affected: Affected, keyOf: (text: string) => string | undefined): Plan {
  const made: Plan = { ordinal, runs: [], versions: new Set(), texts: [] }
  if (affected.undecided !== undefined) made.texts.push([undecidedRow, affected.undecided])
  for (const interval of affected.intervals) {
    const low = end(interval.from, interval.fromIncluded !== false, keyOf)
    const high = end(interval.to, interval.toIncluded === true, keyOf)
    if (low === null || high === null) made.texts.push([undecidedRow, `the range ${shown(interval)} is not comparable`])
    else if (
      low === undefined ||
      high === undefined ||
      low.key < high.key ||
      (low.key === high.key && low.included && high.included)
    )
      made.runs.push({ low, high })
  }
  for (const version of affected.versions) {
    const bytes = keyOf(version)
    if (bytes === undefined) made.texts.push([wordRow, version])
    else if (!made.runs.some(run => covers(run, bytes))) made.versions.add(bytes)
  }
  return made
}

function shown(interval: Interval): string {
  return `${interval.from ?? ''}..${interval.to ?? ''}`
}

/** Undefined when the end is open, null when it cannot be read. */
function end(
  text: string | undefined,
  included: boolean,
  keyOf: (text: string) => string | undefined,
): End | undefined | null {
  if (text === undefined) return undefined
  const key = keyOf(text)
  return key === undefined ? null : { key, included }
}

function covers({ low, high }: Plan['runs'][number], key: string): boolean {
  if (low && (key < low.key || (key === low.key && !low.included))) return false
  return !high || key < high.key || (key === high.key && high.included)
}

/** The keys that some row needs, ascending; versions that were covered leave none. */
function dropUnused(planned: readonly Plan[], keys: Map<string, string>): string[] {
  const used = new Set<string>()
  for (const { runs, versions } of planned) {
    for (const version of versions) used.add(version)
    for (const { low, high } of runs) {
      if (low) used.add(low.key)
      if (high) used.add(high.key)
    }
  }
  return [...keys.keys()].filter(key => used.has(key)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function write(
  key: string,
  order: VersionOrder,
  bounds: string[],
  texts: string[],
  words: string[],
  rows: number[][],
): Buffer {
  const name = Buffer.from(key, 'utf8')
  const bounds8 = bounds.map(bound => Buffer.from(bound, 'latin1'))
  const texts8 = texts.map(text => Buffer.from(text, 'utf8'))
  const same = bounds8.every((bound, i) => bound.equals(texts8[i]!))
  const words8 = words.map(word => Buffer.from(word, 'utf8'))
  const bytesOf = (list: Buffer[]) => list.reduce((sum, item) => sum + item.length, 0)
  const large =
    Math.max(rows.length, 2 * bounds.length + 2, words.length, bytesOf(bounds8), bytesOf(texts8), bytesOf(words8)) >=
    0xffff
  const size = large ? 4 : 2
  const tables = [bounds8, ...(same ? [] : [texts8]), words8]
  const length =
    4 +
    3 * size +
    name.length +
    tables.reduce((sum, list) => sum + size * list.length + bytesOf(list), 0) +
    rows.length * (4 + 2 * size) +
    4
  const out = Buffer.allocUnsafe(length)
  let at = 0
  const number = (value: number) => {
    at = large ? out.writeUInt32LE(value >>> 0, at) : out.writeUInt16LE(value & 0xffff, at)
  }
  out[at++] = (large ? wide : 0) | (same ? textsAreKeys : 0)
  out[at++] = order.number
  at = out.writeUInt16LE(name.length, at)
  number(rows.length)
  number(bounds.length)
  number(words.length)
  at += name.copy(out, at)
  for (const list of tables) {
    let sum = 0
    for (const item of list) {
      sum += item.length
      number(sum)
    }
    for (const item of list) at += item.copy(out, at)
  }
  for (const [first, low, high] of rows) {
    at = out.writeUInt32LE(first! >>> 0, at)
    number(low!)
    number(high!)
  }
  out.writeUInt32LE(checksum(out, 0, at), at)
  return out
}
