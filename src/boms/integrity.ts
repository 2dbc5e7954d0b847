import { Buffer } from 'node:buffer'
import type { Hash } from './bom.ts'

const lengths = new Map([
  ['md5', ['MD5', 16]],
  ['sha1', ['SHA-1', 20]],
  ['sha224', ['SHA-224', 28]],
  ['sha256', ['SHA-256', 32]],
  ['sha384', ['SHA-384', 48]],
  ['sha512', ['SHA-512', 64]],
] as const)

/**
 * Hashes of a Subresource Integrity text (W3C SRI §3.5: `sha512-<base64>`, several parted by blanks, each with options
 * behind `?`). A part that is none, or whose length is not its algorithm's, is left out and counted as broken.
 */
export function hashesOfIntegrity(text: string): { hashes: Hash[]; broken: number } {
  const hashes: Hash[] = []
  let broken = 0
  for (const part of text.split(/\s+/)) {
    if (part === '') continue
    const dash = part.indexOf('-')
    const encoded = part.slice(dash + 1).split('?', 1)[0]!
    const bytes = /^[A-Za-z0-9+/]{1,128}={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : undefined
    const hash = bytes && hashOf(part.slice(0, Math.max(dash, 0)), bytes.toString('hex'))
    if (hash) hashes.push(hash)
    else broken++
  }
  return { hashes, broken }
}

/** A hash from an algorithm in any spelling (`sha256`, `SHA-256`) and hex; undefined when the one does not fit the other. */
export function hashOf(algorithm: string, hex: string): Hash | undefined {
  const known = lengths.get(algorithm.toLowerCase().replace('-', '') as 'md5')
  if (!known || hex.length !== 2 * known[1] || !/^[0-9a-f]+$/i.test(hex)) return undefined
  return { algorithm: known[0], value: hex.toLowerCase() }
}
