import { Buffer } from 'node:buffer'
import { type Digest, digester } from '#base'
import { ecosystemOfKey, orders } from '#identity'
import type { Advisory } from '../advisory.ts'
import { ecosystemPart } from '../coverage.ts'
import { packText } from './advisory-text.ts'
import { byteRun, written } from './byte-run.ts'
import { checksum, sectionChecksum } from './checksum.ts'
import { hashOf, magic, padded, type SectionName, type SegmentHeader, sectionNames } from './layout.ts'
import { type PackageStatement, packageWriter } from './package-record.ts'
import { sortPairs } from './pairs.ts'
import { entryWord } from './product-words.ts'
import { sharedTexts } from './shared-texts.ts'
import { ratingsOf, type SignalTable, signalSections } from './signals.ts'
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
  const { hashes, offsets, packages, rows, shared } = packageSections(advisories)
  const { feeds, starts, texts } = textSections(advisories)
  const { blocks, summaries } = summarySections(advisories)
  const { signals: known, pages } = signalSections(signals, ratingsOf(advisories))
  const sections: Record<SectionName, Uint8Array> = {
    hashes: view(hashes),
    offsets: view(offsets),
    packages,
    starts: view(starts),
    texts,
    blocks: view(blocks),
    summaries,
    given: view(shared.starts),
    shared: shared.bytes,
    ids: view(idColumn(advisories)),
    pages: view(pages),
    signals: view(known),
  }
  const header: SegmentHeader = {
    packages: hashes.length,
    advisories: advisories.length,
    rows,
    signals: known.length / 2,
    feeds,
    sections: Object.fromEntries(
      sectionNames.map(name => [name, { length: sections[name].length, sum: sectionChecksum(sections[name]) }]),
    ) as SegmentHeader['sections'],
    replaces,
  }
  const pieces = [frontOf(header)]
  for (const name of sectionNames) {
    const { length } = sections[name]
    pieces.push(sections[name], Buffer.alloc(padded(length) - length))
  }
  const hash = digester()
  for (const piece of pieces) hash.add(piece)
  return { digest: hash.digest(), header, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), pieces }
}

/** What stands before the sections. */
function frontOf(header: SegmentHeader): Uint8Array {
  const text = Buffer.from(JSON.stringify(header), 'utf8')
  const front = Buffer.alloc(padded(16 + text.length))
  magic.copy(front)
  front.writeUInt32LE(text.length, 8)
  front.writeUInt32LE(checksum(text), 12)
  text.copy(front, 16)
  return front
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
  const catalogues = cataloguesOf(byKey)
  for (const key of catalogues.keys()) byKey.set(key, [])
  const sorted = byHash(byKey)
  const offsets = new Uint32Array(sorted.length + 1)
  const records = byteRun()
  const shared = sharedTexts()
  const writer = packageWriter(records, shared)
  let rows = 0
  sorted.forEach(({ key, statements }, index) => {
    // Of a product by CPE or in words no version is a bound: its order is never asked.
    const catalogue = catalogues.get(key)
    if (catalogue !== undefined) writer.addWords(key, orders.generic, catalogue)
    else rows += writer.add(key, ecosystemOfKey(key)?.order ?? orders.generic, statements)
    offsets[index + 1] = records.length
  })
  const packages = written(records)
  return {
    hashes: Uint32Array.from(sorted, item => item.hash),
    offsets,
    packages,
    rows,
    shared: shared.sections(),
  }
}

/** Of each maker whose products are named in words: a line for each product in the order of their keys, by the key of the catalogue. */
function cataloguesOf(byKey: ReadonlyMap<string, readonly PackageStatement[]>): Map<string, string[]> {
  const products = [...byKey].filter(([, [first]]) => first?.affected.product !== undefined)
  products.sort(([a], [b]) => (a < b ? -1 : 1))
  const catalogues = new Map<string, string[]>()
  for (const [key, statements] of products) {
    const maker = ecosystemPart(key)
    const word = entryWord(
      maker,
      statements.map(({ affected }) => ({ key, ...affected.product! })),
    )
    const words = catalogues.get(maker)
    if (words) words.push(word)
    else catalogues.set(maker, [word])
  }
  return catalogues
}

function textSections(advisories: readonly Advisory[]) {
  const feeds: string[] = []
  const starts = new Uint32Array(advisories.length + 1)
  const texts = byteRun()
  advisories.forEach((advisory, index) => {
    packText(advisory, feeds, texts)
    starts[index + 1] = texts.length
  })
  return { feeds, starts, texts: written(texts) }
}

function summarySections(advisories: readonly Advisory[]) {
  const blocks = new Uint32Array(Math.ceil(advisories.length / blockSize) + 1)
  const packed: Uint8Array[] = []
  for (let block = 0; block < blocks.length - 1; block++) {
    const bytes = packSummaries(advisories.slice(block * blockSize, (block + 1) * blockSize))
    packed.push(bytes)
    blocks[block + 1] = blocks[block]! + bytes.length
  }
  return { blocks, summaries: Buffer.concat(packed) }
}

function idColumn(advisories: readonly Advisory[]): Uint32Array {
  const pairs = new Uint32Array(2 * advisories.length)
  advisories.forEach(({ feed, id }, ordinal) => {
    pairs[2 * ordinal] = hashOf(`${feed} ${id}`)
    pairs[2 * ordinal + 1] = ordinal
  })
  return sortPairs(pairs)
}

/** Packages by the hash of their key; the few that share one by their key. */
function byHash(byKey: ReadonlyMap<string, PackageStatement[]>) {
  const all = [...byKey]
  const pairs = new Uint32Array(2 * all.length)
  all.forEach(([key], index) => {
    pairs[2 * index] = hashOf(key)
    pairs[2 * index + 1] = index
  })
  sortPairs(pairs)
  const sorted = all.map((_, index) => {
    const [key, statements] = all[pairs[2 * index + 1]!]!
    return { key, statements, hash: pairs[2 * index]! }
  })
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0 && sorted[j - 1]!.hash === sorted[j]!.hash && sorted[j]!.key < sorted[j - 1]!.key; j--)
      [sorted[j - 1], sorted[j]] = [sorted[j]!, sorted[j - 1]!]
  return sorted
}

function view(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}
