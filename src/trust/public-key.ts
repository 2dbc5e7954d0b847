import { Buffer } from 'node:buffer'
import { createHash, createPublicKey, createVerify, type KeyObject, verify } from 'node:crypto'
import { Problem } from '#base'
import type { Artifact } from './artifact.ts'
import type { DigestVerifier } from './prehash.ts'

/** A public key with what it may sign with: the key decides the algorithm, never the signature file. */
export interface PublicKey {
  readonly key: KeyObject
  /** As people call it: `ECDSA P-256`. */
  readonly label: string
  /** Hashes that a signature of it may be over, the usual one first; undefined where the algorithm hashes by itself (Ed25519). */
  readonly hashes: readonly string[] | undefined
  /** SHA-256 of the SubjectPublicKeyInfo, hex: what tells two keys apart. */
  readonly fingerprint: string
}

/** Curves with the hash that goes with them (FIPS 186-5); SHA-256 is taken for all, as older tools of Sigstore sign with it. */
const curves: Readonly<Record<string, { label: string; hashes: readonly string[] }>> = {
  prime256v1: { label: 'ECDSA P-256', hashes: ['sha256'] },
  secp384r1: { label: 'ECDSA P-384', hashes: ['sha384', 'sha256'] },
  secp521r1: { label: 'ECDSA P-521', hashes: ['sha512', 'sha256'] },
}

/** RFC 8301 and NIST SP 800-131A: shorter ones are broken or about to be. */
const shortestRsa = 2048

const pem = /-----BEGIN (?:RSA )?PUBLIC KEY-----[\sA-Za-z0-9+/=]+-----END (?:RSA )?PUBLIC KEY-----/

/** A public key from PEM (SubjectPublicKeyInfo or PKCS#1) or DER; undefined for anything else, a private key too. */
export function publicKeyFrom(bytes: Uint8Array): PublicKey | undefined {
  if (bytes.length > 64 * 1024) return undefined
  const text = Buffer.from(bytes).toString('latin1')
  const found = pem.exec(text)
  try {
    if (found) return publicKeyOf(createPublicKey(found[0]))
    if (bytes[0] !== 0x30) return undefined
    return publicKeyOf(createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' }))
  } catch {
    return undefined
  }
}

/** A key of node:crypto with what it may sign with; undefined where it is of a kind or length that is not taken. */
export function publicKeyOf(key: KeyObject): PublicKey | undefined {
  const fingerprint = createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex')
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'ed25519') return { key, label: 'Ed25519', hashes: undefined, fingerprint }
  if (key.asymmetricKeyType === 'ec') {
    const curve = curves[details?.namedCurve ?? '']
    return curve && { key, ...curve, fingerprint }
  }
  if (key.asymmetricKeyType !== 'rsa' || (details?.modulusLength ?? 0) < shortestRsa) return undefined
  return { key, label: `RSA ${details?.modulusLength}`, hashes: ['sha256', 'sha384', 'sha512'], fingerprint }
}

/** The hash that a signature of a key is over where the signature file names one: undefined where the key may not sign over that. */
export function hashFor({ hashes }: PublicKey, named: string | undefined): string | undefined {
  if (hashes === undefined) return undefined
  return named === undefined ? hashes[0] : hashes.find(hash => hash === named)
}

/** Whether a signature over bytes verifies, under any hash that the key may sign over: ECDSA in DER. */
export function verifiesBytes(key: PublicKey, signed: Uint8Array, signature: Uint8Array): boolean {
  return verifiesAs(key, signed, signature, 'der')
}

/** The same, where ECDSA may also stand as r and s one after the other: DSSE leaves that to the algorithm, and its own example does so. */
export function verifiesEither(key: PublicKey, signed: Uint8Array, signature: Uint8Array): boolean {
  return verifiesAs(key, signed, signature, 'der') || verifiesAs(key, signed, signature, 'ieee-p1363')
}

function verifiesAs(
  { key, hashes }: PublicKey,
  signed: Uint8Array,
  signature: Uint8Array,
  dsaEncoding: 'der' | 'ieee-p1363',
): boolean {
  return (hashes ?? [null]).some(hash => {
    try {
      return verify(hash, signed, { key, dsaEncoding }, signature)
    } catch {
      return false
    }
  })
}

/** Ed25519 hashes what it signs twice over, so that the whole must be in memory: a larger file is told as such. */
export const mostForEd25519 = 256 * 1024 ** 2

/**
 * Whether a signature over a file verifies under one hash. The file is read in pieces, or its digest taken where `overDigest` can use
 * it; for Ed25519 whole, up to `mostForEd25519`. Undefined where that cannot be told: only a digest is there, or it is too large.
 */
export function verifiesFile(
  key: PublicKey,
  artifact: Artifact,
  signature: Uint8Array,
  hash: string | undefined,
  overDigest?: DigestVerifier,
): boolean | undefined {
  try {
    if (key.hashes === undefined) {
      const bytes = artifact.bytes(mostForEd25519)
      return bytes && verify(null, bytes, key.key, signature)
    }
    const digest = overDigest && artifact.digest(hash ?? key.hashes[0]!)
    const told = digest === undefined ? undefined : overDigest?.(key, Buffer.from(digest, 'hex'), signature)
    if (told !== undefined) return told
    const pieces = artifact.pieces()
    if (pieces === undefined) return undefined
    const verifier = createVerify(hash ?? key.hashes[0]!)
    for (const piece of pieces) verifier.update(piece)
    return verifier.verify(key.key, signature)
  } catch (error) {
    // What the disk says goes on; what OpenSSL says of a signature is a no.
    if (error instanceof Problem) throw error
    return false
  }
}
