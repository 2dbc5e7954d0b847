import { Buffer } from 'node:buffer'
import type { Limits } from '#base'
import { base64, eitherBase64 } from './base64.ts'
import { type DsseEnvelope, readDsse } from './dsse-envelope.ts'
import type { Signed } from './envelopes.ts'
import { type Fields, topFields } from './json-fields.ts'

/** A Sigstore bundle in our nouns; `json` is the document for the library, whose shape was looked at here first. */
export interface SigstoreBundle {
  readonly content:
    | {
        readonly kind: 'message'
        /** Of node:crypto; undefined where nobody stated one. */
        readonly hash: string | undefined
        readonly digest: string | undefined
        readonly signature: Uint8Array
      }
    | { readonly kind: 'dsse'; readonly envelope: DsseEnvelope }
  readonly signer:
    | { readonly kind: 'key'; readonly hint: string }
    /** DER, the signer's own first. */
    | { readonly kind: 'certificates'; readonly der: readonly Uint8Array[] }
  readonly entries: number
  readonly timestamps: number
  readonly json: unknown
}

/** What a bundle adds to what is known of every signature file. */
export interface SignedBundle extends Signed {
  readonly bundle: SigstoreBundle
}

/** `sigstore_bundle.proto`: what each version must be called. 0.4 is no version of anybody's yet. */
const mediaTypes: Readonly<Record<string, '0.1' | '0.2' | '0.3'>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': '0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2': '0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3': '0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json': '0.3',
}

/** `sigstore_common.proto`, HashAlgorithm. */
const hashes: Readonly<Record<string, string>> = {
  SHA2_256: 'sha256',
  SHA2_384: 'sha384',
  SHA2_512: 'sha512',
}

/** Each costs a few verifications; the public deployment writes one of each. */
const mostEntries = 32
const mostCertificates = 10

/** Reads a bundle of a known version; a Problem `trust/not-a-bundle` for anything in it that the format does not have. */
export function readBundle(bytes: Uint8Array, limits: Limits, name: string): SignedBundle {
  const top = topFields(bytes, limits, name, 'trust/not-a-bundle')
  const mediaType = top.text('mediaType')
  const version = Object.hasOwn(mediaTypes, mediaType) ? mediaTypes[mediaType] : undefined
  if (version === undefined) throw top.fault(`${JSON.stringify(mediaType)} is no bundle that is known`, 'mediaType')
  top.only('mediaType', 'verificationMaterial', 'messageSignature', 'dsseEnvelope')
  const material = top.object('verificationMaterial')
  material.only('publicKey', 'certificate', 'x509CertificateChain', 'tlogEntries', 'timestampVerificationData')
  const stamps = material.optionalObject('timestampVerificationData')
  stamps?.only('rfc3161Timestamps')
  const bundle: SigstoreBundle = {
    content: contentOf(top),
    signer: signerOf(material, version),
    entries: material.objects('tlogEntries', mostEntries).length,
    timestamps: stamps?.objects('rfc3161Timestamps', mostEntries).length ?? 0,
    json: top.value,
  }
  return { ...signedOf(bundle), said: { mediaType } }
}

/** The nouns that every kind of signature file has, of a bundle. */
export function signedOf(bundle: SigstoreBundle): SignedBundle {
  const { content, signer } = bundle
  return {
    about:
      content.kind === 'dsse'
        ? { kind: 'payload', type: content.envelope.type, bytes: content.envelope.payload }
        : {
            kind: 'file',
            digests:
              content.hash === undefined || content.digest === undefined
                ? []
                : [{ algorithm: content.hash, hex: content.digest }],
          },
    by: signer.kind === 'key' ? { kind: 'key', hint: signer.hint } : { kind: 'certificate', subject: '', issuer: '' },
    said: {},
    bundle,
  }
}

function contentOf(top: Fields): SigstoreBundle['content'] {
  if (top.has('messageSignature') === top.has('dsseEnvelope'))
    throw top.fault('either messageSignature or dsseEnvelope is wanted')
  const message = top.optionalObject('messageSignature')
  if (message === undefined) return { kind: 'dsse', envelope: envelopeOf(top.object('dsseEnvelope')) }
  message.only('messageDigest', 'signature')
  const digest = message.object('messageDigest')
  digest.only('algorithm', 'digest')
  const algorithm = digest.text('algorithm')
  const hash = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined
  if (hash === undefined) throw digest.fault(`${JSON.stringify(algorithm)} is no digest that is taken`, 'algorithm')
  const signature = message.bytes('signature', base64)
  if (signature.length === 0) throw message.fault('the signature is empty', 'signature')
  return { kind: 'message', hash, digest: Buffer.from(digest.bytes('digest', base64)).toString('hex'), signature }
}

/** In a bundle an envelope has exactly one signature (`sigstore_bundle.proto`). */
function envelopeOf(fields: Fields): DsseEnvelope {
  fields.only('payload', 'payloadType', 'signatures')
  const envelope = readDsse(fields)
  const count = envelope.signatures.length
  if (count !== 1) throw fields.fault(`there are ${count} signatures, and one is wanted`, 'signatures')
  if (envelope.signatures[0]!.sig.length === 0) throw fields.fault('the signature is empty', 'signatures/0/sig')
  return envelope
}

function signerOf(material: Fields, version: '0.1' | '0.2' | '0.3'): SigstoreBundle['signer'] {
  const kinds = ['publicKey', 'certificate', 'x509CertificateChain'].filter(key => material.has(key))
  if (kinds.length !== 1) throw material.fault('one of publicKey, certificate and x509CertificateChain is wanted')
  if (material.has('publicKey')) {
    const key = material.object('publicKey')
    key.only('hint')
    return { kind: 'key', hint: key.optionalText('hint') ?? '' }
  }
  if (material.has('certificate')) return { kind: 'certificates', der: [certificateOf(material.object('certificate'))] }
  if (version === '0.3') throw material.fault('version 0.3 has one certificate', 'x509CertificateChain')
  const chain = material.object('x509CertificateChain')
  chain.only('certificates')
  const der = chain.objects('certificates', mostCertificates).map(certificateOf)
  if (der.length === 0) throw chain.fault('there is no certificate', 'certificates')
  return { kind: 'certificates', der }
}

function certificateOf(fields: Fields): Uint8Array {
  fields.only('rawBytes')
  const der = fields.bytes('rawBytes', eitherBase64)
  if (der.length === 0) throw fields.fault('the certificate is empty', 'rawBytes')
  return der
}
