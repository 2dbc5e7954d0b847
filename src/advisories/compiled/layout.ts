import { Buffer } from 'node:buffer'

/**
 * A segment is one flat file that needs no parsing to be asked: it is opened by reading its directory, and a component
 * costs one more read when its package is known, none when it is not.
 *
 * ```
 * "MCINDEX5"  u32 length of header  u32 checksum of header   header (JSON, see SegmentHeader), padded to 8
 * hashes      u32[packages]         hash of the key, ascending
 * offsets     u32[packages + 1]     where each package begins in `packages`
 * packages    a record each, see package-record.ts, in the order of `hashes`
 * starts      u32[advisories + 1]   where each advisory begins in `texts`
 * texts       a record each, see advisory-text.ts
 * blocks      u32[blocks + 1]       where each block begins in `summaries`
 * summaries   compressed, see summaries.ts
 * given       u32[shared + 1]       where each text begins in `shared`
 * shared      texts that many claims share, see shared-texts.ts
 * ids         u32[2 * advisories]   hash of the advisory's id and its ordinal, ascending
 * pages       u32[2 * pages]        first CVE number and checksum of each page of `signals`
 * signals     u32[2 * signals]      CVE numbers, ascending, and what is known of them (see signals.ts)
 * ```
 *
 * All numbers are little-endian. The design follows from measurements: no text is parsed and no version encoded twice
 * between a component and its verdict.
 */
export const magic = Buffer.from('MCINDEX5', 'latin1')
/** What every version begins with: the figure behind it counts up when keys or sections change their meaning. */
export const anyMagic = magic.subarray(0, 7)

/** The order of the sections in the file. */
export const sectionNames = [
  'hashes',
  'offsets',
  'packages',
  'starts',
  'texts',
  'blocks',
  'summaries',
  'given',
  'shared',
  'ids',
  'pages',
  'signals',
] as const

export type SectionName = (typeof sectionNames)[number]

export interface SegmentHeader {
  packages: number
  advisories: number
  /** Rows: one (advisory, package, run of versions). */
  rows: number
  signals: number
  /** Feed ids by the number that advisories carry. */
  feeds: string[]
  /** Length in bytes and checksum of each section; sections begin at multiples of 8 from the end of the header. */
  sections: Record<SectionName, { length: number; sum: number }>
  /** Advisories of earlier segments that this one replaces or takes back: ordinals by the segment's digest. */
  replaces: Record<string, number[]>
}

/** Whether a value has the shape of a header; its numbers are held against the file where they are used. */
export function isSegmentHeader(value: unknown): value is SegmentHeader {
  const header = value as Partial<Record<keyof SegmentHeader, unknown>> | null
  if (typeof header !== 'object' || header === null) return false
  const { packages, advisories, rows, signals, feeds, sections, replaces } = header
  return (
    [packages, advisories, rows, signals].every(isCount) &&
    Array.isArray(feeds) &&
    feeds.every(feed => typeof feed === 'string') &&
    isRecord(sections) &&
    sectionNames.every(name => {
      const section = sections[name]
      return isRecord(section) && isCount(section['length']) && isCount(section['sum'])
    }) &&
    isRecord(replaces) &&
    Object.values(replaces).every(ordinals => Array.isArray(ordinals) && ordinals.every(isCount))
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number that fits into 32 bits without a sign. */
function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff
}

export function padded(length: number): number {
  return (length + 7) & ~7
}

/** A hash of a key's UTF-16 code units: FNV-1a with a final mix, so that low and high bits are both usable. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** Index of the first of some ascending numbers that is not below a value. */
export function firstAtLeast(numbers: Uint32Array, value: number, step = 1): number {
  let low = 0
  let high = numbers.length / step
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle * step]! < value) low = middle + 1
    else high = middle
  }
  return low
}
