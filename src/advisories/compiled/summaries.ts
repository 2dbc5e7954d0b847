import { Buffer } from 'node:buffer'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Advisory } from '../advisory.ts'
import { damaged } from './package-rows.ts'
import type { Segment } from './segment.ts'

/** Advisories whose summaries are compressed together; only answers that show summaries open a block. */
export const blockSize = 64

// A flipped bit must not become another sentence: each block carries its checksum.
const checksummed = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

/** The summaries of a block's advisories. */
export function packSummaries(advisories: readonly Advisory[]): Buffer {
  const bytes = Buffer.from(JSON.stringify(advisories.map(({ summary }) => summary)), 'utf8')
  // What it writes into is made for each block: as large as this it is large enough for nearly all.
  return zstdCompressSync(bytes, { ...checksummed, chunkSize: Math.max(1024, bytes.length) })
}

/** Gives the summary of an advisory of a segment by its ordinal; damage is a Problem. */
export function summaryReader(segment: Pick<Segment, 'summaries'>): (ordinal: number) => string {
  const opened = new Map<number, string[]>()
  return ordinal => {
    const block = Math.floor(ordinal / blockSize)
    let summaries = opened.get(block)
    if (!summaries) {
      summaries = unpackSummaries(segment.summaries(block))
      opened.set(block, summaries)
    }
    return summaries[ordinal % blockSize] ?? ''
  }
}

function unpackSummaries(block: Uint8Array): string[] {
  try {
    return JSON.parse(zstdDecompressSync(block, { maxOutputLength: 16 * 1024 * 1024 }).toString('utf8')) as string[]
  } catch {
    throw damaged()
  }
}
