import { eitherBase64 } from './base64.ts'
import type { Fields } from './json-fields.ts'
import { preAuthEncoding } from './pae.ts'

/** A DSSE envelope (DSSE 1.0.2, envelope.md): the payload as it was signed, decoded once, and its signatures. */
export interface DsseEnvelope {
  readonly type: string
  readonly payload: Uint8Array
  /** The bytes that every signature is over. */
  readonly signed: Uint8Array
  /** `keyid` is a hint that nobody signed. */
  readonly signatures: readonly { readonly sig: Uint8Array; readonly keyid: string }[]
}

/** More signers than any statement has; each costs a verification with every pinned key. */
export const mostSignatures = 64

/** Reads an envelope's fields; a Problem where they are not those of one. Fields that are not known are passed over, as the protocol says. */
export function readDsse(fields: Fields): DsseEnvelope {
  const type = fields.text('payloadType')
  if (type === '') throw fields.fault('the type is empty', 'payloadType')
  const payload = fields.bytes('payload', eitherBase64)
  const signatures = fields.objects('signatures', mostSignatures).map(one => ({
    sig: one.bytes('sig', eitherBase64),
    keyid: one.optionalText('keyid') ?? '',
  }))
  if (signatures.length === 0) throw fields.fault('there is no signature', 'signatures')
  return { type, payload, signed: preAuthEncoding(type, payload), signatures }
}
