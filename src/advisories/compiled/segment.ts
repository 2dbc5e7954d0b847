import type { OpenFile } from '#base'
import { type AdvisoryText, unpackText } from './advisory-text.ts'
import { hashOf, type SegmentHeader, sectionNames } from './layout.ts'
import { damaged, type PackageRows, packageRows, sameKey } from './package-rows.ts'
import { type Cost, openSegmentFile } from './segment-file.ts'
import { type Known, knownOf, type SignalTable } from './signals.ts'

/** One open segment. Every method may throw `advisories/index-damaged`. */
export interface Segment {
  readonly header: SegmentHeader
  readonly cost: Cost
  find(key: string): PackageRows | undefined
  /** Every package's record, in the order of the file. */
  packages(): Iterable<PackageRows>
  text(ordinal: number): AdvisoryText
  /** A compressed block of summaries (summaries.ts). */
  summaries(block: number): Uint8Array
  known(cve: string): Known | undefined
  /** Everything known of any CVE. */
  signals(): SignalTable
  /** The ordinal of a record of a feed. */
  ordinalOf(feed: string, id: string): number | undefined
  /** Compares every section with its checksum. */
  verify(): void
}

/** Opens a segment by reading its directory; the file stays open and is asked for the rest. */
export function openSegment(opened: OpenFile): Segment {
  const file = openSegmentFile(opened)
  const { header, cost } = file
  const hashes = file.numbers('hashes')
  const offsets = file.numbers('offsets')
  if (hashes.length !== header.packages || offsets.length !== header.packages + 1) throw damaged()
  const buckets = bucketStarts(hashes)
  const shift = 32 - Math.log2(buckets.length - 1)
  const found = new Map<number, PackageRows>()
  const packageBytes = (index: number) => file.part('packages', offsets[index]!, offsets[index + 1]!)

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
        const rows = known ?? packageRows(packageBytes(index))
        if (!known) found.set(index, rows)
        // A hash is not a name: two packages of a real feed share one.
        if (sameKey(rows.bytes, rows.nameAt, rows.nameLength, key)) return rows
      }
      return undefined
    },
    *packages() {
      for (let index = 0; index < header.packages; index++) yield packageRows(packageBytes(index))
    },
    text(ordinal) {
      const starts = file.numbers('starts')
      if (ordinal + 1 >= starts.length) throw damaged()
      return unpackText(file.nearby('texts', starts[ordinal]!, starts[ordinal + 1]!), header.feeds)
    },
    summaries(block) {
      const blocks = file.numbers('blocks')
      if (block + 1 >= blocks.length) throw damaged()
      return file.part('summaries', blocks[block]!, blocks[block + 1]!)
    },
    known: cve => knownOf(file.numbers('cves'), file.numbers('values'), cve),
    signals: () => new Map(Array.from(file.numbers('cves'), (cve, index) => [cve, file.numbers('values')[index]!])),
    ordinalOf(feed, id) {
      const ids = file.numbers('ids')
      const hash = hashOf(`${feed} ${id}`)
      let low = 0
      let high = ids.length / 2
      while (low < high) {
        const middle = (low + high) >> 1
        if (ids[2 * middle]! < hash) low = middle + 1
        else high = middle
      }
      for (; ids[2 * low] === hash; low++) {
        const text = this.text(ids[2 * low + 1]!)
        if (text.id === id && text.feed === feed) return ids[2 * low + 1]
      }
      return undefined
    },
    verify() {
      for (const name of sectionNames) file.section(name)
    },
  }
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
