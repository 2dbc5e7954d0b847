import { Buffer } from 'node:buffer'
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type Digest, digest, Problem } from '#base'

/** What is signed is told apart from anything else that the same key may sign. */
export const payloadType = 'application/vnd.millcert.export+json'

/** What signs an export. */
export interface Signer {
  /** Digest of the public key as it stands in DER (SubjectPublicKeyInfo). */
  keyId: Digest
  /** The public key in base64 of that DER: what a plant is told to trust. */
  publicKey: string
  /** The 64 bytes of an Ed25519 signature (RFC 8032): the same bytes give the same signature. */
  sign(statement: Uint8Array): Uint8Array
}

/** A public key that somebody trusts. */
export interface TrustedKey {
  keyId: Digest
  verifies(statement: Uint8Array, signature: Uint8Array): boolean
}

/** The bytes a signature is over: the pre-authentication encoding of DSSE 1.0, so that other tools can check it. */
export function signedBytes(statement: Uint8Array): Uint8Array {
  const front = `DSSEv1 ${payloadType.length} ${payloadType} ${statement.length} `
  return Buffer.concat([Buffer.from(front, 'latin1'), statement])
}

/** A private Ed25519 key in PEM (PKCS#8, not encrypted). A Problem `advisories/not-a-key` names the file, never what is in it. */
export function signerOf(pem: Uint8Array, name: string): Signer {
  const key = read(name, 'a private key', () => createPrivateKey({ key: Buffer.from(pem), format: 'pem' }))
  const der = derOf(createPublicKey(key))
  return {
    keyId: digest(der),
    publicKey: der.toString('base64'),
    sign: statement => sign(null, signedBytes(statement), key),
  }
}

/** The SubjectPublicKeyInfo of Ed25519 up to the 32 bytes of the key (RFC 8410). */
const publicFront = Buffer.from('302a300506032b6570032100', 'hex')
const publicBytes = 32

/** Whether a word is a public key itself, in base64, and no name of a file: 32 bytes, or the 44 of its DER. */
export function isPublicKeyText(word: string): boolean {
  return /^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{59})=$/.test(word)
}

/** A public key in base64; a Problem `advisories/not-a-key` when it is none. */
export function trustedText(word: string): TrustedKey {
  const bytes = Buffer.from(word, 'base64')
  const der = bytes.length === publicBytes ? Buffer.concat([publicFront, bytes]) : bytes
  return trusted(read(word, 'a public key', () => createPublicKey({ key: der, format: 'der', type: 'spki' })))
}

/** A public key in PEM; a Problem `advisories/not-a-key` when it is none, or a private one. */
export function trustedPem(pem: Uint8Array, name: string): TrustedKey {
  const text = Buffer.from(pem).toString('latin1')
  if (text.includes('PRIVATE KEY'))
    throw new Problem('advisories/not-a-key', `Cannot trust ${name}: it is a private key, which stays where it signs`, {
      at: name,
      next: `name its public half: openssl pkey -in ${name} -pubout -out public.pem`,
    })
  if (isPublicKeyText(text.trim())) return trustedText(text.trim())
  return trusted(read(name, 'a public key', () => createPublicKey({ key: text, format: 'pem' })))
}

function trusted(key: KeyObject): TrustedKey {
  return {
    keyId: digest(derOf(key)),
    verifies: (statement, signature) => verify(null, signedBytes(statement), key, signature),
  }
}

function derOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' })
}

/** The library's own message may quote what it read, and that may be a secret: it is not passed on. */
function read(name: string, wanted: string, make: () => KeyObject): KeyObject {
  let key: KeyObject | undefined
  try {
    key = make()
  } catch {
    key = undefined
  }
  if (key?.asymmetricKeyType === 'ed25519') return key
  const found = key === undefined ? 'it is none, or it is encrypted' : `it is one of ${key.asymmetricKeyType}`
  throw new Problem('advisories/not-a-key', `Cannot use the key ${name}: ${found}; ${wanted} of Ed25519 is wanted`, {
    at: name,
    wanted: `${wanted} of Ed25519, in PEM`,
    next: 'make one: openssl genpkey -algorithm ed25519 -out key.pem',
  })
}
