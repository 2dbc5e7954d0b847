import { Buffer } from 'node:buffer'
import { scryptSync } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { defaultLimits, Problem, parseJson } from '#base'

/** What cosign writes; the second is its older name. Both are read. */
export const cosignLabels = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'] as const

/** The work that cosign takes: three sizes, the others fixed. Anything else is refused before it is done. */
const works: readonly number[] = [32768, 65536, 131072]
const [blockSize, lanes, keyBytes, saltBytes, nonceBytes] = [8, 1, 32, 32, 24]
const written = 65536

interface Sealed {
  n: number
  salt: Buffer
  nonce: Buffer
  sealed: Buffer
}

/**
 * Opens what stands in a block of cosign's PEM: JSON with scrypt and NaCl's secretbox around PKCS#8 in DER, which whoever asked
 * fills with zero. Undefined where the passphrase is another one, or the bytes were changed: the two cannot be told apart.
 */
export function openCosignKey(json: Uint8Array, passphrase: Uint8Array, name: string): Uint8Array | undefined {
  const { n, salt, nonce, sealed } = sealedOf(json, name)
  const key = stretched(passphrase, salt, n)
  try {
    return xsalsa20poly1305(key, nonce).decrypt(sealed)
  } catch {
    return undefined
  } finally {
    key.fill(0)
  }
}

/** Seals PKCS#8 in DER as cosign does. `random` gives so many bytes of chance. */
export function sealCosignKey(
  pkcs8: Uint8Array,
  passphrase: Uint8Array,
  random: (bytes: number) => Uint8Array,
): Buffer {
  const salt = random(saltBytes)
  const nonce = random(nonceBytes)
  const key = stretched(passphrase, salt, written)
  const sealed = xsalsa20poly1305(key, nonce).encrypt(pkcs8)
  key.fill(0)
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return Buffer.from(
    JSON.stringify({
      kdf: { name: 'scrypt', params: { N: written, r: blockSize, p: lanes }, salt: text(salt) },
      cipher: { name: 'nacl/secretbox', nonce: text(nonce) },
      ciphertext: text(sealed),
    }),
  )
}

function stretched(passphrase: Uint8Array, salt: Uint8Array, n: number): Buffer {
  return scryptSync(passphrase, salt, keyBytes, {
    N: n,
    r: blockSize,
    p: lanes,
    maxmem: 130 * n * blockSize + 1024 ** 2,
  })
}

function sealedOf(json: Uint8Array, name: string): Sealed {
  const refused = (what: string) => new Problem('trust/not-a-key', `Cannot use the key ${name}: ${what}`, { at: name })
  let value: unknown
  try {
    value = parseJson(json, { ...defaultLimits, depth: 4 }, name)
  } catch {
    throw refused('what is in its PEM is not the JSON that cosign writes')
  }
  const { kdf, cipher, ciphertext } = fields(value)
  const { name: stretch, params, salt } = fields(kdf)
  const { N: n, r, p } = fields(params)
  const { name: seal, nonce } = fields(cipher)
  if (stretch !== 'scrypt' || seal !== 'nacl/secretbox') throw refused('scrypt and nacl/secretbox are wanted inside')
  if (!works.includes(n as number) || r !== blockSize || p !== lanes)
    throw refused(`scrypt with N of ${works.join(', ')}, r of ${blockSize} and p of ${lanes} is wanted inside`)
  const read = { salt: bytesOf(salt), nonce: bytesOf(nonce), sealed: bytesOf(ciphertext) }
  if (read.salt?.length !== saltBytes || read.nonce?.length !== nonceBytes || (read.sealed?.length ?? 0) < 17)
    throw refused('its salt, nonce or content is cut short')
  return { n: n as number, salt: read.salt, nonce: read.nonce, sealed: read.sealed! }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function bytesOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64') : undefined
}
