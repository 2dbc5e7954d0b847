import { Buffer } from 'node:buffer'
import { type LinesPrint, Problem } from '#base'
import type { Interval } from '#identity'
import { checksum } from './checksum.ts'
import { claimRow, ordinalMask, textsAreKeys, undecidedRow, wide, wordRow } from './package-record.ts'

/** A package's record as it lies in the file; nothing is copied out of it until somebody asks. */
export interface PackageRows {
  readonly bytes: Buffer
  readonly nameAt: number
  readonly nameLength: number
  readonly wide: boolean
  readonly order: number
  readonly rows: number
  readonly bounds: number
  readonly keyEnds: number
  readonly textEnds: number
  readonly wordEnds: number
  readonly rowsAt: number
}

/** A row that a version lies in, or that cannot be decided. */
export interface Hit {
  ordinal: number
  /** `undecided`: the record gives nothing comparable, `text` says why. */
  kind: 'range' | 'version' | 'undecided'
  /** The run, as stated; for `version` the version itself. */
  interval: Interval
  text: string
}

/** Reads a record. Damage is a Problem, found before the name is looked at: a damaged name would read as another package's, and the component as clean. */
export function packageRows(bytes: Buffer): PackageRows {
  if (bytes.length < 14) throw damaged()
  if (checksum(bytes, 0, bytes.length - 4) !== bytes.readUInt32LE(bytes.length - 4)) throw damaged()
  const flags = bytes[0]!
  const large = (flags & wide) !== 0
  const size = large ? 4 : 2
  const nameLength = bytes.readUInt16LE(2)
  const nameAt = 4 + 3 * size
  const rows = numberAt(bytes, 4, large)
  const bounds = numberAt(bytes, 4 + size, large)
  const words = numberAt(bytes, 4 + 2 * size, large)
  const keyEnds = nameAt + nameLength
  const textEnds = (flags & textsAreKeys) !== 0 ? keyEnds : behind(bytes, keyEnds, bounds, large)
  const wordEnds = behind(bytes, textEnds, bounds, large)
  return {
    bytes,
    nameAt,
    nameLength,
    wide: large,
    order: bytes[1]!,
    rows,
    bounds,
    keyEnds,
    textEnds,
    wordEnds,
    rowsAt: behind(bytes, wordEnds, words, large),
  }
}

/** Nothing is made for it: it is asked of every record, and mostly before anything is compiled. */
function numberAt(bytes: Buffer, at: number, large: boolean): number {
  return large ? bytes.readUInt32LE(at) : bytes[at]! | (bytes[at + 1]! << 8)
}

/** The place behind texts whose ends stand first. */
function behind(bytes: Buffer, ends: number, count: number, large: boolean): number {
  const size = large ? 4 : 2
  return ends + size * count + (count === 0 ? 0 : numberAt(bytes, ends + size * (count - 1), large))
}

/** The key a record is of. */
export function keyOfRows({ bytes, nameAt, nameLength }: PackageRows): string {
  return bytes.toString('utf8', nameAt, nameAt + nameLength)
}

/** Whether the name at a place is the key, letter by letter; a key beyond ASCII is compared in UTF-8. */
export function sameKey(bytes: Buffer, at: number, length: number, key: string): boolean {
  if (length < key.length) return false
  if (length > key.length) {
    const encoded = Buffer.from(key, 'utf8')
    return encoded.length === length && encoded.equals(bytes.subarray(at, at + length))
  }
  for (let i = 0; i < length; i++) if (bytes[at + i] !== key.charCodeAt(i)) return false
  return true
}

/** The position of a sortable key among the bounds (see package-record.ts). */
export function positionOf(record: PackageRows, key: Uint8Array, length: number): number {
  const { bytes, keyEnds, wide } = record
  const size = wide ? 4 : 2
  const keysAt = keyEnds + size * record.bounds
  let low = 0
  let high = record.bounds
  while (low < high) {
    const middle = (low + high) >> 1
    const from = middle === 0 ? 0 : endAt(bytes, keyEnds, middle - 1, wide)
    const order = compareAt(key, length, bytes, keysAt + from, keysAt + endAt(bytes, keyEnds, middle, wide))
    if (order === 0) return 2 * middle + 1
    if (order < 0) high = middle
    else low = middle + 1
  }
  return 2 * low
}

/** Where a version stands in a package. */
export interface Standing {
  /** Its position among the bounds; negative where it is missing or cannot be compared. */
  position: number
  /** That of the version without its label (`VersionOrder.publicOf`), where it is a bound; else the position. */
  bare: number
}

/**
 * Calls `hit` with the index of each row that holds the position, and of each that cannot be decided (`decided` false). Where
 * the position is negative, rows open on both sides still hold it, every other is undecided. An end at the bare version means all
 * its labels: what begins behind it holds none of them, what ends with it holds all.
 */
export function eachRow(
  record: PackageRows,
  { position, bare }: Standing,
  version: string | undefined,
  hit: (row: number, decided: boolean) => void,
): void {
  const { bytes, wide, rowsAt, rows } = record
  const width = wide ? 12 : 8
  const open = wide ? 0xffffffff : 0xffff
  for (let row = 0, at = rowsAt; row < rows; row++, at += width) {
    const kind = bytes[at + 3]! & 0xc0
    if (kind === 0) {
      const low = wide ? bytes.readUInt32LE(at + 4) : bytes[at + 4]! | (bytes[at + 5]! << 8)
      const high = wide ? bytes.readUInt32LE(at + 8) : bytes[at + 6]! | (bytes[at + 7]! << 8)
      if (position < 0) hit(row, low === 0 && high === open)
      else if (low <= position && low !== bare + 1 && (position <= high || high === bare)) hit(row, true)
    } else if (kind === 0xc0) continue
    else if (kind === 0x80 || version === undefined) hit(row, false)
    else if (wordOf(record, at) === version) hit(row, true)
  }
}

/** The advisory a row is of. */
export function ordinalOfRow(record: PackageRows, row: number): number {
  return record.bytes.readUInt32LE(placeOf(record, row)) & ordinalMask
}

/** Where a row begins. */
function placeOf({ rowsAt, wide }: PackageRows, row: number): number {
  return rowsAt + row * (wide ? 12 : 8)
}

/** The last position a row holds; of a word row none that a comparable version has. */
export function highOfRow(record: PackageRows, row: number): number {
  const { bytes, wide } = record
  const at = placeOf(record, row)
  if ((bytes[at + 3]! & 0xc0) !== 0) return 0xffffffff
  const high = wide ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6)
  return !wide && high === 0xffff ? 0xffffffff : high
}

/** Calls `told` with the index and the word of each row that is a claim about a product by its CPE or in words (cpe-words.ts, product-words.ts). */
export function eachClaimRow(record: PackageRows, told: (row: number, word: string) => void): void {
  for (let row = 0; row < record.rows; row++)
    if (isClaimRow(record, row)) told(row, wordOf(record, placeOf(record, row)))
}

/** Whether a row is a claim about a product: `readRow` and `printRow` are not for it. */
export function isClaimRow(record: PackageRows, row: number): boolean {
  return (record.bytes[placeOf(record, row) + 3]! & 0xc0) === claimRow >>> 24
}

/** What a row says, with the versions as the source wrote them. Not of what is said by CPE (`eachClaimRow`). */
export function readRow(record: PackageRows, row: number): Hit {
  const { bytes, wide } = record
  const at = placeOf(record, row)
  const first = bytes.readUInt32LE(at)
  const ordinal = first & ordinalMask
  if ((first & undecidedRow) !== 0) return { ordinal, kind: 'undecided', interval: {}, text: wordOf(record, at) }
  if ((first & wordRow) !== 0) return { ordinal, kind: 'version', interval: exactly(wordOf(record, at)), text: '' }
  const low = wide ? bytes.readUInt32LE(at + 4) : bytes.readUInt16LE(at + 4)
  const high = wide ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6)
  if (low === high && low % 2 === 1)
    return { ordinal, kind: 'version', interval: exactly(textAt(record, (low - 1) / 2)), text: '' }
  const interval: Interval = {}
  if (low > 0) {
    interval.from = textAt(record, (low - 1) >> 1)
    if (low % 2 === 0) interval.fromIncluded = false
  }
  if (high !== (wide ? 0xffffffff : 0xffff)) {
    interval.to = textAt(record, high >> 1)
    if (high % 2 === 1) interval.toIncluded = true
  }
  return { ordinal, kind: 'range', interval, text: '' }
}

/** Adds to the open line of a print what a row says: what `readRow` gives of it but for the record. */
export function printRow(record: PackageRows, row: number, into: LinesPrint): void {
  const { bytes, wide, bounds, textEnds, wordEnds } = record
  const at = placeOf(record, row)
  const first = bytes.readUInt32LE(at)
  const low = wide ? bytes.readUInt32LE(at + 4) : bytes.readUInt16LE(at + 4)
  const high = wide ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6)
  if ((first & (undecidedRow | wordRow)) !== 0) {
    into.byte((first & undecidedRow) !== 0 ? 1 : 2)
    printSlice(record, wordEnds, wordsOf(record), low, into)
  } else if (low === high && low % 2 === 1) {
    into.byte(2)
    printSlice(record, textEnds, bounds, (low - 1) / 2, into)
  } else {
    const [hasLow, hasHigh] = [low > 0, high !== (wide ? 0xffffffff : 0xffff)]
    // Odd positions are the bounds themselves.
    into.byte(4 + (hasLow ? 8 + (low % 2) : 0) + (hasHigh ? 32 + 16 * (high % 2) : 0))
    if (hasLow) printSlice(record, textEnds, bounds, (low - 1) >> 1, into)
    if (hasHigh) printSlice(record, textEnds, bounds, high >> 1, into)
  }
}

function exactly(version: string): Interval {
  return { from: version, to: version, toIncluded: true }
}

function textAt(record: PackageRows, bound: number): string {
  return slice(record, record.textEnds, record.bounds, bound)
}

function wordOf(record: PackageRows, rowAt: number): string {
  const { bytes, wide } = record
  const word = wide ? bytes.readUInt32LE(rowAt + 4) : bytes.readUInt16LE(rowAt + 4)
  return slice(record, record.wordEnds, wordsOf(record), word)
}

function wordsOf({ bytes, wide }: PackageRows): number {
  return wide ? bytes.readUInt32LE(12) : bytes.readUInt16LE(8)
}

function slice(record: PackageRows, ends: number, count: number, index: number): string {
  const from = startAt(record, ends, count, index)
  return record.bytes.toString('utf8', from, from + lengthAt(record, ends, index))
}

function printSlice(record: PackageRows, ends: number, count: number, index: number, into: LinesPrint): void {
  const from = startAt(record, ends, count, index)
  into.bytes(record.bytes, from, from + lengthAt(record, ends, index))
}

function startAt({ bytes, wide }: PackageRows, ends: number, count: number, index: number): number {
  return ends + (wide ? 4 : 2) * count + (index === 0 ? 0 : endAt(bytes, ends, index - 1, wide))
}

function lengthAt({ bytes, wide }: PackageRows, ends: number, index: number): number {
  return endAt(bytes, ends, index, wide) - (index === 0 ? 0 : endAt(bytes, ends, index - 1, wide))
}

function endAt(bytes: Buffer, ends: number, index: number, wide: boolean): number {
  return wide ? bytes.readUInt32LE(ends + 4 * index) : bytes[ends + 2 * index]! | (bytes[ends + 2 * index + 1]! << 8)
}

function compareAt(key: Uint8Array, length: number, bytes: Buffer, from: number, to: number): number {
  const shared = Math.min(length, to - from)
  for (let i = 0; i < shared; i++) {
    const difference = key[i]! - bytes[from + i]!
    if (difference !== 0) return difference
  }
  return length - (to - from)
}

export function damaged(): Problem {
  return new Problem(
    'advisories/index-damaged',
    'Cannot use the advisory database: its bytes have changed since it was built',
    {
      next: 'build it again: millcert db build --from DIR',
    },
  )
}
