import { Buffer } from 'node:buffer'
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { Problem } from '#base'

/** What signs the checkpoints of a journal. */
export interface SigningKey {
  /** The 32 bytes of the public key. */
  publicBytes: Buffer
  /** Ed25519 over the bytes of a text: 64 bytes. */
  sign(text: string): Buffer
}

/** A private key of Ed25519 in DER up to its 32 bytes (RFC 8410). */
const privateFront = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A new key from 32 bytes of chance, as the PEM that is kept. */
export function newKeyPem(chance: Uint8Array): string {
  const der = Buffer.concat([privateFront, chance])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }) as string
}

/** The key in a PEM. A Problem `ledger/not-a-key` names the file, never what is in it. */
export function signingKey(pem: Uint8Array | string, name: string): SigningKey {
  const key = privateKey(pem)
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new Problem('ledger/not-a-key', `Cannot use the key ${name}: it is no private key of Ed25519 in PEM`, {
      at: name,
      next: 'bring back the file that was kept there',
    })
  return {
    publicBytes: createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
    sign: text => sign(null, Buffer.from(text), key),
  }
}

function privateKey(pem: Uint8Array | string) {
  try {
    return createPrivateKey({ key: Buffer.from(pem as string), format: 'pem' })
  } catch {
    return undefined
  }
}
