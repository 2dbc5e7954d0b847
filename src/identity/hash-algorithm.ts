import { Buffer } from 'node:buffer'

/** A digest that names its algorithm as CycloneDX does, in lower-case hex: the shape of a component's hashes. */
export interface KnownHash {
  algorithm: string
  value: string
}

/** A text that is no digest: what is wrong with it, as the end of a sentence. */
export interface HashFault {
  fault: string
}

/** Bytes of a digest, by the spelling of CycloneDX 1.7 (`hash-alg`). */
const sizes = new Map([
  ['MD5', 16],
  ['SHA-1', 20],
  ['SHA-256', 32],
  ['SHA-384', 48],
  ['SHA-512', 64],
  ['SHA3-256', 32],
  ['SHA3-384', 48],
  ['SHA3-512', 64],
  ['BLAKE2b-256', 32],
  ['BLAKE2b-384', 48],
  ['BLAKE2b-512', 64],
  ['BLAKE3', 32],
  ['Streebog-256', 32],
  ['Streebog-512', 64],
])

const bySquashed = new Map([...sizes.keys()].map(name => [squashed(name), name]))

/** `sha256`, `SHA-256`, `SHA_256`, `sha2-256` name one algorithm: without case, `-`, `_` and blanks. */
function squashed(text: string): string {
  return text
    .toLowerCase()
    .replace(/[-_ ]/g, '')
    .replace(/^sha2(?=256|384|512)/, 'sha')
}

/** The spelling of CycloneDX for any usual one; undefined when the algorithm is not known. */
export function hashAlgorithm(text: string): string | undefined {
  return sizes.has(text) ? text : text.length > 20 ? undefined : bySquashed.get(squashed(text))
}

/** Bytes of a digest of an algorithm, in the spelling of CycloneDX (`hashAlgorithm`); 0 for any other text. */
export function hashBytes(algorithm: string): number {
  return sizes.get(algorithm) ?? 0
}

/** A digest in hex, of any case, under any usual name of its algorithm; a fault when it is not as long as that makes it. */
export function hexHash(algorithm: string, value: string): KnownHash | HashFault {
  const name = hashAlgorithm(algorithm)
  if (name === undefined) return { fault: `${shown(algorithm)} is no hash algorithm that Millcert knows` }
  const wanted = 2 * sizes.get(name)!
  if (value.length !== wanted) return { fault: `${name} has ${wanted} hex digits, not ${value.length}` }
  if (!/^[0-9a-fA-F]*$/.test(value)) return { fault: `${shown(value)} is not hex` }
  return { algorithm: name, value: value.toLowerCase() }
}

/** A digest behind its algorithm, as pip (`sha256:…`), checksums in purls and container images write it; `=` does too. */
export function prefixedHash(text: string): KnownHash | HashFault {
  const colon = text.search(/[:=]/)
  return colon < 0
    ? { fault: `${shown(text)} names no algorithm` }
    : hexHash(text.slice(0, colon), text.slice(colon + 1))
}

/** Digests of one subresource-integrity text; more are not looked at. */
const mostIntegrity = 16

/**
 * The digests of a subresource-integrity text (W3C SRI, section 3.5: `sha512-<base64>`, several parted by white space,
 * options after `?` ignored), each with its own fault.
 */
export function integrityHashes(text: string): (KnownHash | HashFault)[] {
  const tokens = text.split(/[\t\n\f\r ]+/, mostIntegrity + 1).filter(token => token !== '')
  return tokens.slice(0, mostIntegrity).map(integrityHash)
}

function integrityHash(token: string): KnownHash | HashFault {
  const option = token.indexOf('?')
  const whole = option < 0 ? token : token.slice(0, option)
  const dash = whole.indexOf('-')
  const name = dash < 0 ? undefined : hashAlgorithm(whole.slice(0, dash))
  if (name === undefined) return { fault: `${shown(token)} names no hash algorithm that Millcert knows` }
  const base64 = whole.slice(dash + 1)
  const bytes = Buffer.from(base64.slice(0, 200), 'base64')
  if (bytes.length !== sizes.get(name) || bytes.toString('base64') !== base64) {
    return { fault: `${shown(token)} is not the base64 of the ${sizes.get(name)} bytes of ${name}` }
  }
  return { algorithm: name, value: bytes.toString('hex') }
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
