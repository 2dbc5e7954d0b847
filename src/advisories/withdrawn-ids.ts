import { Buffer } from 'node:buffer'
import { hashOf } from './compiled/layout.ts'

/** A text of the manifest may not be longer than a MiB; records beyond are counted each time they come. */
const mostIds = 150_000

/** Records of a feed that were taken back, as hashes of 32 bits: no more is kept of them. Two that share one count once. */
export interface WithdrawnIds {
  has(key: string): boolean
  add(key: string): void
  delete(key: string): void
  /** Base64 of the hashes in ascending order, each as 4 bytes little-endian; undefined when there are none. */
  text(): string | undefined
}

/** Opens what `text` gave. */
export function withdrawnIds(text: string | undefined): WithdrawnIds {
  const bytes = Buffer.from(text ?? '', 'base64')
  const hashes = new Set<number>()
  for (let at = 0; at + 4 <= bytes.length; at += 4) hashes.add(bytes.readUInt32LE(at))
  return {
    has: key => hashes.size > 0 && hashes.has(hashOf(key)),
    add(key) {
      if (hashes.size < mostIds) hashes.add(hashOf(key))
    },
    delete: key => void hashes.delete(hashOf(key)),
    text() {
      if (hashes.size === 0) return undefined
      const sorted = Uint32Array.from(hashes).sort()
      const packed = Buffer.alloc(4 * sorted.length)
      sorted.forEach((hash, index) => void packed.writeUInt32LE(hash, 4 * index))
      return packed.toString('base64')
    },
  }
}
