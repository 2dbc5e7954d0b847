import { Buffer } from 'node:buffer'
import { type Digest, digester } from '#base'
import { ecosystemOfKey } from '#identity'
import type { Advisory } from '../advisory.ts'
import { packText } from './advisory-text.ts'
import { checksum, sectionChecksum } from './checksum.ts'
import { hashOf, magic, padded, type SectionName, type SegmentHeader, sectionNames } from './layout.ts'
import { type PackageStatement, packageRecord } from './package-record.ts'
import { type SignalTable, signalSections } from './signals.ts'
import { blockSize, packSummaries } from './summaries.ts'

export interface BuiltSegment {
  digest: Digest
  header: SegmentHeader
  bytes: number
  pieces: Uint8Array[]
}

/**
 * Compiles advisories and signals into one segment. The same input in the same order gives the same bytes. Withdrawn
 * records must be left out by the caller.
 */
export function buildSegment(
  advisories: readonly Advisory[],
  signals: SignalTable,
  replaces: SegmentHeader['replaces'] = {},
): BuiltSegment {
  const feeds: string[] = []
  const { hashes, offsets, packages, rows } = packageSections(advisories)
  const [starts, texts] = runs(advisories.map(advisory => packText(advisory, feeds)))
  const [blocks, summaries] = runs(
    Array.from({ length: Math.ceil(advisories.length / blockSize) }, (_, block) =>
      packSummaries(advisories.slice(block * blockSize, (block + 1) * blockSize)),
    ),
  )
  const { signals: known, pages } = signalSections(signals)
  const sections: Record<SectionName, readonly Uint8Array[]> = {
    hashes: [view(hashes)],
    offsets: [view(offsets)],
    packages,
    starts: [view(starts)],
    texts,
    blocks: [view(blocks)],
    summaries,
    ids: [view(idColumn(advisories))],
    pages: [view(pages)],
    signals: [view(known)],
  }
  const header: SegmentHeader = {
    packages: hashes.length,
    advisories: advisories.length,
    rows,
    signals: known.length / 2,
    feeds,
    sections: Object.fromEntries(
      sectionNames.map(name => [name, measured(sections[name])]),
    ) as SegmentHeader['sections'],
    replaces,
  }
  const text = Buffer.from(JSON.stringify(header), 'utf8')
  const front = Buffer.alloc(padded(16 + text.length))
  magic.copy(front)
  front.writeUInt32LE(text.length, 8)
  front.writeUInt32LE(checksum(text), 12)
  text.copy(front, 16)
  const pieces: Uint8Array[] = [front]
  for (const name of sectionNames) {
    const { length } = header.sections[name]
    pieces.push(...sections[name], Buffer.alloc(padded(length) - length))
  }
  const hash = digester()
  for (const piece of pieces) hash.add(piece)
  return { digest: hash.digest(), header, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), pieces }
}

function packageSections(advisories: readonly Advisory[]) {
  const byKey = new Map<string, PackageStatement[]>()
  advisories.forEach((advisory, ordinal) => {
    for (const affected of advisory.affected) {
      if (affected.key === undefined) continue
      const statements = byKey.get(affected.key)
      if (statements) statements.push({ ordinal, affected })
      else byKey.set(affected.key, [{ ordinal, affected }])
    }
  })
  const sorted = [...byKey].map(([key, statements]) => ({ key, statements, hash: hashOf(key) }))
  sorted.sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1))
  const hashes = Uint32Array.from(sorted, item => item.hash)
  const records = sorted.map(({ key, statements }) => packageRecord(key, ecosystemOfKey(key)!.order, statements))
  const [offsets, packages] = runs(records.map(({ bytes }) => bytes))
  const rows = records.reduce((sum, record) => sum + record.rows, 0)
  return { hashes, offsets, packages, rows }
}

/** Where each piece begins, with the end of the last, and the pieces. */
function runs(pieces: readonly Uint8Array[]): [starts: Uint32Array, pieces: readonly Uint8Array[]] {
  const starts = new Uint32Array(pieces.length + 1)
  pieces.forEach((piece, index) => {
    starts[index + 1] = starts[index]! + piece.length
  })
  return [starts, pieces]
}

function idColumn(advisories: readonly Advisory[]): Uint32Array {
  const pairs = advisories.map(({ feed, id }, ordinal) => [hashOf(`${feed} ${id}`), ordinal] as const)
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return Uint32Array.from(pairs.flat())
}

function view(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

function measured(pieces: readonly Uint8Array[]): { length: number; sum: number } {
  const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  return { length: bytes.length, sum: sectionChecksum(bytes) }
}
