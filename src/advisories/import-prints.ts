import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { ecosystemOfKey, longestKey, type VersionOrder } from '#identity'
import { damaged, type Hit, keyOfRows, readRow } from './compiled/package-rows.ts'
import type { Segment } from './compiled/segment.ts'
import { blockSize, summaryReader } from './compiled/summaries.ts'

/** A hash of 128 bits over all that a segment says in each of its records, by ordinal: 4 numbers each. */
export type Prints = Uint32Array

const width = 4

/**
 * Reads a whole segment. Two records have the same print when they say the same, however the segment they stand in was put
 * together: versions count by their order's key, since a package keeps one spelling for all its records. Memory is 16 bytes a
 * record and one package. Throws `advisories/index-damaged` where a record is of no advisory.
 */
export function printsOf(segment: Segment): Prints {
  const { advisories, sections } = segment.header
  if (sections.starts.length !== 4 * (advisories + 1) || sections.ids.length !== 8 * advisories) throw damaged()
  const prints = new Uint32Array(width * advisories)
  const keyText = keyTexts()
  for (const record of segment.packages()) {
    const key = keyOfRows(record)
    const order = ecosystemOfKey(key)?.order
    const said = new Map<number, string[]>()
    for (let row = 0; row < record.rows; row++) {
      const hit = readRow(record, row)
      if (hit.ordinal >= advisories) throw damaged()
      const rows = said.get(hit.ordinal)
      const text = plainRow(hit, version => (version === undefined ? null : keyText(order, version)))
      if (rows) rows.push(text)
      else said.set(hit.ordinal, [text])
    }
    for (const [ordinal, rows] of said) add(prints, ordinal, `${key}\n${rows.sort().join('\n')}`)
  }
  let summaryOf = summaryReader(segment)
  for (let ordinal = 0; ordinal < advisories; ordinal++) {
    const text = segment.text(ordinal)
    if (typeof text.feed !== 'string') throw damaged()
    // A reader keeps what it unpacked: one for each block holds one block.
    if (ordinal % blockSize === 0) summaryOf = summaryReader(segment)
    add(prints, ordinal, JSON.stringify({ ...text, summary: summaryOf(ordinal) }))
  }
  return prints
}

/** Whether two records say the same. */
export function samePrint(a: Prints, ordinalInA: number, b: Prints, ordinalInB: number): boolean {
  for (let i = 0; i < width; i++) if (a[width * ordinalInA + i] !== b[width * ordinalInB + i]) return false
  return true
}

/** The order of packages in a segment is that of their hashes, and sums do not depend on it. */
function add(prints: Prints, ordinal: number, text: string): void {
  const digest = hash('sha256', text, 'buffer')
  for (let i = 0; i < width; i++) prints[width * ordinal + i]! += digest.readUInt32LE(4 * i)
}

/** A row as text, with the keys of its versions in place of theirs. */
function plainRow({ kind, interval, text }: Hit, keyText: (version: string | undefined) => string | null): string {
  const { from, fromIncluded, to, toIncluded } = interval
  return JSON.stringify([kind, keyText(from), fromIncluded, keyText(to), toIncluded, text])
}

/** The key of a version as text; a version that cannot be read stands for itself. */
function keyTexts(): (order: VersionOrder | undefined, version: string) => string {
  const scratch = new Uint8Array(longestKey)
  return (order, version) => {
    const length = order === undefined ? -1 : order.encode(version, scratch)
    return length < 0 ? version : Buffer.from(scratch.subarray(0, length)).toString('latin1')
  }
}
