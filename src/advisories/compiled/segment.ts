import { Buffer } from 'node:buffer'
import type { OpenFile } from '#base'
import type { CpeClaim } from '../cpe-claim.ts'
import type { ProductClaim } from '../product-claim.ts'
import { type AdvisoryText, type PackedText, packedText, unpackText } from './advisory-text.ts'
import { sectionChecksum } from './checksum.ts'
import { unpackClaim, unpackCondition } from './cpe-words.ts'
import { firstAtLeast, hashOf, type SegmentHeader, sectionNames } from './layout.ts'
import { damaged, type PackageRows, packageRows, sameKey } from './package-rows.ts'
import { saidReader, unpackProduct } from './product-words.ts'
import { type Cost, openSegmentFile, type SegmentFile } from './segment-file.ts'
import { sharedText } from './shared-texts.ts'
import { cveNumber, type Known, knownFrom, pageBytes, pageOf, ratingIn, type SignalTable, valueOn } from './signals.ts'

/** One open segment. Every method may throw `advisories/index-damaged`. */
export interface Segment {
  readonly header: SegmentHeader
  readonly cost: Cost
  find(key: string): PackageRows | undefined
  /** Every package's record, in the order of the file. */
  packages(): Iterable<PackageRows>
  text(ordinal: number): AdvisoryText
  packed(ordinal: number): PackedText
  /** What is said by CPE, from its word. */
  claim(word: string): CpeClaim
  /** What is said in a maker's words, from its word. */
  product(word: string): ProductClaim
  /** A compressed block of summaries (summaries.ts). */
  summaries(block: number): Uint8Array
  known(cve: string): Known | undefined
  /** What is known of the severity of a CVE, by its number (`cveNumber`), as a number; 0 for nothing. */
  rating(cve: number): number
  /** Everything known of any CVE. */
  signals(): SignalTable
  /** A record of a feed, with its ordinal. */
  recordOf(feed: string, id: string): { ordinal: number; text: AdvisoryText } | undefined
  /** The records of a feed whose id is this, or begins with it and a colon. */
  recordsOf(feed: string, id: string): { ordinal: number; text: AdvisoryText }[]
  /** Compares every section with its checksum. */
  verify(): void
  /** Lets go of what it holds of its file: what is asked for then is read again. */
  release(): void
}

/**
 * Opens a segment by reading its directory; the file stays open and is asked for the rest.
 *
 * @param hold bytes of it that may be held at once; few by default
 */
export function openSegment(opened: OpenFile, hold?: number): Segment {
  const file = openSegmentFile(opened, hold)
  const { header, cost } = file
  const find = finder(file)
  const signals = signalReader(file)
  const saidAt = saidReader(number => sharedAt(file, number))
  return {
    header,
    cost,
    find: find.rows,
    packages: find.all,
    text: ordinal => textAt(file, ordinal),
    packed: ordinal => packedText(bytesAt(file, ordinal), header.feeds),
    claim: word => unpackClaim(word, number => unpackCondition(sharedAt(file, number))),
    product: word => unpackProduct(word, saidAt),
    summaries: block => summariesAt(file, block),
    known(cve) {
      const number = cveNumber(cve)
      const value = number === undefined ? undefined : signals.value(number)
      return value === undefined ? undefined : knownFrom(value)
    },
    rating: cve => ratingIn(signals.value(cve) ?? 0),
    signals() {
      const pairs = file.numbers('signals')
      return new Map(Array.from({ length: pairs.length / 2 }, (_, index) => [pairs[2 * index]!, pairs[2 * index + 1]!]))
    },
    recordOf(feed, id) {
      const ids = file.numbers('ids')
      const hash = hashOf(`${feed} ${id}`)
      for (let low = firstAtLeast(ids, hash, 2); ids[2 * low] === hash; low++) {
        const ordinal = ids[2 * low + 1]!
        const text = textAt(file, ordinal)
        if (text.id === id && text.feed === feed) return { ordinal, text }
      }
      return undefined
    },
    recordsOf: (feed, id) => recordsOf(file, feed, id),
    verify() {
      for (const name of sectionNames) file.section(name)
    },
    release() {
      file.release()
      find.release()
      signals.release()
    },
  }
}

function sharedAt(file: SegmentFile, number: number): string {
  const starts = file.numbers('given')
  if (number + 1 >= starts.length) throw damaged()
  return sharedText(file.nearby('shared', starts[number]!, starts[number + 1]!))
}

function textAt(file: SegmentFile, ordinal: number): AdvisoryText {
  return unpackText(bytesAt(file, ordinal), file.header.feeds)
}

function summariesAt(file: SegmentFile, block: number): Uint8Array {
  const blocks = file.numbers('blocks')
  if (block + 1 >= blocks.length) throw damaged()
  return file.part('summaries', blocks[block]!, blocks[block + 1]!)
}

function bytesAt(file: SegmentFile, ordinal: number): Buffer {
  const starts = file.numbers('starts')
  if (ordinal + 1 >= starts.length) throw damaged()
  return file.nearby('texts', starts[ordinal]!, starts[ordinal + 1]!)
}

function recordsOf(file: SegmentFile, feed: string, id: string): ReturnType<Segment['recordsOf']> {
  const found: ReturnType<Segment['recordsOf']> = []
  // Records stand in the order of feed and id. Other ids that begin alike may lie between the two.
  for (const start of [id, `${id}:`]) {
    for (let ordinal = firstOf(file, feed, start); ordinal < file.header.advisories; ordinal++) {
      const text = textAt(file, ordinal)
      if (text.feed !== feed || !(start === id ? text.id === id : text.id.startsWith(start))) break
      found.push({ ordinal, text })
    }
  }
  return found
}

/** The first record that is not before a feed's record of that id. */
function firstOf(file: SegmentFile, feed: string, id: string): number {
  let low = 0
  let high = file.header.advisories
  while (low < high) {
    const middle = (low + high) >>> 1
    const text = textAt(file, middle)
    if (text.feed < feed || (text.feed === feed && text.id < id)) low = middle + 1
    else high = middle
  }
  return low
}

/** Finds the records of packages. */
function finder(file: SegmentFile): {
  rows(key: string): PackageRows | undefined
  all(): Iterable<PackageRows>
  release(): void
} {
  const { header, cost } = file
  const hashes = file.numbers('hashes')
  const offsets = file.numbers('offsets')
  if (hashes.length !== header.packages || offsets.length !== header.packages + 1) throw damaged()
  const found = new Map<number, PackageRows>()
  const bytesOf = (index: number) => file.nearby('packages', offsets[index]!, offsets[index + 1]!)
  return {
    rows(key) {
      cost.lookups++
      const hash = hashOf(key)
      for (let index = firstAtLeast(hashes, hash); hashes[index] === hash; index++) {
        const known = found.get(index)
        // Its own bytes: a piece of a window would keep all of the window for as long as it is known.
        const rows = known ?? packageRows(Buffer.from(bytesOf(index)))
        if (!known) found.set(index, rows)
        // A hash is not a name: two packages of a real feed share one.
        if (sameKey(rows.bytes, rows.nameAt, rows.nameLength, key)) return rows
      }
      return undefined
    },
    *all() {
      for (let index = 0; index < header.packages; index++) yield packageRows(bytesOf(index))
    },
    release: () => found.clear(),
  }
}

/** Reads what is known of a CVE by its number, a page at a time: a value of the table. */
function signalReader(file: SegmentFile): { value(cve: number): number | undefined; release(): void } {
  const pages = new Map<number, Uint32Array>()

  function pageAt(number: number): Uint32Array {
    let page = pages.get(number)
    if (!page) {
      const from = number * pageBytes
      // A copy, since views of 32-bit numbers want it aligned.
      const bytes = new Uint8Array(
        file.part('signals', from, Math.min(from + pageBytes, file.header.sections.signals.length)),
      )
      if (sectionChecksum(bytes) !== file.numbers('pages')[2 * number + 1]) throw damaged()
      page = new Uint32Array(bytes.buffer)
      pages.set(number, page)
    }
    return page
  }

  return {
    value(cve) {
      const number = pageOf(file.numbers('pages'), cve)
      return number < 0 ? undefined : valueOn(pageAt(number), cve)
    },
    release: () => pages.clear(),
  }
}
