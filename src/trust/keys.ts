import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { Problem } from '#base'
import { onePem, pemOf } from './pem.ts'
import type { SigningKind } from './pkcs8.ts'

/** The public half of a key that signs. What is checked with others' keys is in `public-key.ts`. */
export interface PublicHalf {
  readonly kind: SigningKind
  /** Base64 of the SHA-256 of its SubjectPublicKeyInfo: what cosign calls the key in a bundle. */
  readonly hint: string
  readonly pem: string
  readonly object: KeyObject
}

/** The public half of a key that signs elsewhere, in PEM. A Problem `trust/not-a-key` names the file, never what is in it. */
export function publicHalfOf(file: Uint8Array, name: string): PublicHalf {
  const pem = onePem(file)
  if (pem && /PRIVATE KEY$/.test(pem.label)) {
    pem.bytes.fill(0)
    file.fill(0)
    throw noKey(name, 'it is a private key, and the public one of the signer is wanted', `millcert keys show ${name}`)
  }
  if (pem?.label !== 'PUBLIC KEY')
    throw noKey(name, pem ? `it is a ${pem.label}` : 'it is not one block of PEM', 'PEM with a PUBLIC KEY is wanted')
  let object: KeyObject | undefined
  try {
    object = createPublicKey({ key: pem.bytes, format: 'der', type: 'spki' })
  } catch {
    object = undefined
  }
  if (!object) throw noKey(name, 'what is in its PEM is no public key, or is cut short')
  return publicHalf(object, name)
}

/** The public half of a key of node:crypto. A Problem `trust/not-a-key` for kinds that Millcert does not sign with. */
export function publicHalf(key: KeyObject, name: string): PublicHalf {
  const object = key.type === 'private' ? createPublicKey(key) : key
  const kind = kindOf(object)
  if (!kind)
    throw noKey(
      name,
      `it is one of ${shownKind(object)}`,
      'millcert signs with ECDSA over P-256 and with Ed25519: millcert keys make',
    )
  const der = object.export({ format: 'der', type: 'spki' })
  const hint = createHash('sha256').update(der).digest('base64')
  return { kind, hint, pem: pemOf('PUBLIC KEY', der).toString('latin1'), object }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningKind | undefined {
  if (asymmetricKeyType === 'ed25519') return 'ed25519'
  const isP256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return isP256 ? 'ecdsa-p256' : undefined
}

function shownKind({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): string {
  const more = details?.namedCurve ?? (details?.modulusLength === undefined ? '' : `${details.modulusLength} bits`)
  return `${asymmetricKeyType} ${more}`.trim()
}

export function noKey(name: string, what: string, next?: string): Problem {
  return new Problem('trust/not-a-key', `Cannot use the key ${name}: ${what}`, { at: name, ...(next && { next }) })
}
