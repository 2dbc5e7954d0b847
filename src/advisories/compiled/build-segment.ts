import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { type Digest, digester } from '#base'
import { ecosystemOfKey } from '#identity'
import type { Advisory } from '../advisory.ts'
import { packTexts } from './advisory-text.ts'
import { blockSize, hashOf, magic, padded, type SectionName, type SegmentHeader, sectionNames } from './layout.ts'
import { type PackageStatement, packageRecord } from './package-record.ts'
import { type SignalTable, signalColumns } from './signals.ts'

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
  const { blocks, texts } = textSections(advisories, feeds)
  const { cves, values } = signalColumns(signals)
  const sections: Record<SectionName, Uint8Array[]> = {
    hashes: [view(hashes)],
    offsets: [view(offsets)],
    packages,
    blocks: [view(blocks)],
    texts,
    ids: [view(idColumn(advisories))],
    cves: [view(cves)],
    values: [view(values)],
  }
  const header: SegmentHeader = {
    packages: hashes.length,
    advisories: advisories.length,
    rows,
    signals: cves.length,
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
  front.writeUInt32LE(crc32(text), 12)
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
  const offsets = new Uint32Array(sorted.length + 1)
  const packages: Uint8Array[] = []
  let rows = 0
  sorted.forEach(({ key, statements }, index) => {
    const record = packageRecord(key, ecosystemOfKey(key)!.order, statements)
    packages.push(record.bytes)
    rows += record.rows
    offsets[index + 1] = offsets[index]! + record.bytes.length
  })
  return { hashes, offsets, packages, rows }
}

function textSections(advisories: readonly Advisory[], feeds: string[]) {
  const texts: Uint8Array[] = []
  const blocks = new Uint32Array(Math.ceil(advisories.length / blockSize) + 1)
  for (let block = 0; block + 1 < blocks.length; block++) {
    const bytes = packTexts(advisories.slice(block * blockSize, (block + 1) * blockSize), feeds)
    texts.push(bytes)
    blocks[block + 1] = blocks[block]! + bytes.length
  }
  return { blocks, texts }
}

function idColumn(advisories: readonly Advisory[]): Uint32Array {
  const pairs = advisories.map(({ feed, id }, ordinal) => [hashOf(`${feed} ${id}`), ordinal] as const)
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return Uint32Array.from(pairs.flat())
}

function view(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

function measured(pieces: readonly Uint8Array[]): { length: number; crc: number } {
  return {
    length: pieces.reduce((sum, piece) => sum + piece.length, 0),
    crc: pieces.reduce((crc, piece) => crc32(piece, crc), 0),
  }
}
