import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import type { OpenFile } from '#base'
import { type AdvisoryText, unpackTexts } from './advisory-text.ts'
import { blockSize, hashOf, magic, padded, type SectionName, type SegmentHeader, sectionNames } from './layout.ts'
import { damaged, type PackageRows, packageRows, sameKey } from './package-rows.ts'
import { type Known, knownOf, type SignalTable } from './signals.ts'

/** What opening and asking cost: counted, so that tests can hold them. */
export interface Cost {
  reads: number
  bytes: number
  lookups: number
}

/** One open segment. Every method may throw `advisories/index-damaged`. */
export interface Segment {
  readonly header: SegmentHeader
  readonly cost: Cost
  find(key: string): PackageRows | undefined
  /** Every package's record, in the order of the file. */
  packages(): Iterable<PackageRows>
  text(ordinal: number): AdvisoryText
  known(cve: string): Known | undefined
  /** Everything known of any CVE. */
  signals(): SignalTable
  /** The ordinal of a record of a feed. */
  ordinalOf(feed: string, id: string): number | undefined
  /** Compares every section with its checksum. */
  verify(): void
}

/** Opens a segment by reading its directory; the file stays open and is asked for the rest. */
export function openSegment(file: OpenFile): Segment {
  const cost: Cost = { reads: 0, bytes: 0, lookups: 0 }
  const read = (at: number, length: number): Buffer => {
    // A buffer of its own, so that it is aligned for views of 32-bit numbers.
    const into = Buffer.from(new ArrayBuffer(length))
    if (at + length > file.size || file.read(into, at) !== length) throw damaged()
    cost.reads++
    cost.bytes += length
    return into
  }
  const header = readHeader(read, file.size)
  const starts = sectionStarts(header)
  if (starts.end !== file.size) throw damaged()
  const section = (name: SectionName): Buffer =>
    checked(read(starts.at[name], header.sections[name].length), header.sections[name].crc)
  const numbers = (name: SectionName): Uint32Array => {
    const bytes = section(name)
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  }
  const hashes = numbers('hashes')
  const offsets = numbers('offsets')
  if (hashes.length !== header.packages || offsets.length !== header.packages + 1) throw damaged()
  const buckets = bucketStarts(hashes)
  const shift = 32 - Math.log2(buckets.length - 1)
  const found = new Map<number, PackageRows>()
  const blockCache = new Map<number, AdvisoryText[]>()
  const once = new Map<SectionName, Uint32Array>()
  const lazily = (name: SectionName) => {
    let made = once.get(name)
    if (!made) once.set(name, (made = numbers(name)))
    return made
  }
  const packageBytes = (index: number) =>
    read(starts.at.packages + offsets[index]!, offsets[index + 1]! - offsets[index]!)

  return {
    header,
    cost,
    find(key) {
      cost.lookups++
      const hash = hashOf(key)
      const bucket = shift === 32 ? 0 : hash >>> shift
      for (let index = buckets[bucket]!; index < buckets[bucket + 1]!; index++) {
        if (hashes[index] !== hash) continue
        const known = found.get(index)
        if (known) {
          if (sameKey(known.bytes, known.nameAt, known.nameLength, key)) return known
          continue
        }
        const rows = packageRows(packageBytes(index), key)
        if (rows) {
          found.set(index, rows)
          return rows
        }
      }
      return undefined
    },
    *packages() {
      for (let index = 0; index < header.packages; index++) yield packageRows(packageBytes(index))!
    },
    text(ordinal) {
      const block = Math.floor(ordinal / blockSize)
      let texts = blockCache.get(block)
      if (!texts) {
        const ends = lazily('blocks')
        if (block + 1 >= ends.length) throw damaged()
        const bytes = read(starts.at.texts + ends[block]!, ends[block + 1]! - ends[block]!)
        try {
          texts = unpackTexts(bytes, header.feeds)
        } catch {
          throw damaged()
        }
        blockCache.set(block, texts)
      }
      const text = texts[ordinal % blockSize]
      if (!text) throw damaged()
      return text
    },
    known: cve => knownOf(lazily('cves'), lazily('values'), cve),
    signals: () => new Map(Array.from(lazily('cves'), (cve, index) => [cve, lazily('values')[index]!])),
    ordinalOf(feed, id) {
      const ids = lazily('ids')
      const hash = hashOf(`${feed} ${id}`)
      let low = 0
      let high = ids.length / 2
      while (low < high) {
        const middle = (low + high) >> 1
        if (ids[2 * middle]! < hash) low = middle + 1
        else high = middle
      }
      for (; ids[2 * low] === hash; low++) {
        const ordinal = ids[2 * low + 1]!
        const text = this.text(ordinal)
        if (text.id === id && text.feed === feed) return ordinal
      }
      return undefined
    },
    verify() {
      for (const name of sectionNames) section(name)
    },
  }
}

function readHeader(read: (at: number, length: number) => Buffer, size: number): SegmentHeader {
  if (size < 24) throw damaged()
  const front = read(0, 16)
  const length = front.readUInt32LE(8)
  if (!front.subarray(0, 8).equals(magic) || length > 256 * 1024 * 1024 || 16 + length > size) throw damaged()
  return JSON.parse(checked(read(16, length), front.readUInt32LE(12)).toString('utf8')) as SegmentHeader
}

function sectionStarts(header: SegmentHeader): { at: Record<SectionName, number>; end: number } {
  let next = padded(16 + Buffer.byteLength(JSON.stringify(header)))
  const at = {} as Record<SectionName, number>
  for (const name of sectionNames) {
    at[name] = next
    next += padded(header.sections[name].length)
  }
  return { at, end: next }
}

function checked(bytes: Buffer, crc: number): Buffer {
  if (crc32(bytes) !== crc) throw damaged()
  return bytes
}

/** Where each run of hashes with the same top bits begins: about two packages a run. */
function bucketStarts(hashes: Uint32Array): Uint32Array {
  const bits = Math.max(0, Math.min(24, Math.ceil(Math.log2(Math.max(1, hashes.length / 2)))))
  const starts = new Uint32Array(2 ** bits + 1)
  let bucket = 0
  for (let index = 0; index < hashes.length; index++) {
    const mine = bits === 0 ? 0 : hashes[index]! >>> (32 - bits)
    while (bucket < mine) starts[++bucket] = index
  }
  while (bucket < starts.length - 1) starts[++bucket] = hashes.length
  return starts
}
