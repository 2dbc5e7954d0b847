import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { base64 } from '../base64.ts'
import type { CheckName } from '../check.ts'
import { readDsse } from '../dsse-envelope.ts'
import type { Envelope } from '../envelopes.ts'
import { type Fields, topFields } from '../json-fields.ts'
import { type SignedBundle, type SigstoreBundle, signedOf } from '../sigstore-bundle-file.ts'
import { sigstoreChecks } from '../sigstore-checks.ts'

const code = 'trust/not-cosign-legacy'

/** What `cosign sign-blob --bundle` wrote before cosign 3 (cosign pkg/cosign/fetch.go, LocalSignedPayload): signature, certificate, and the entry of Rekor with its promise. */
export const cosignLegacy: Envelope<SignedBundle> = {
  id: 'cosign-legacy',
  label: 'older cosign bundle',
  proves:
    'A pinned key or identity signed these bytes; the log promised to keep the entry, and nobody proved that it did',
  provesNot: 'That the log holds the entry: there is no inclusion proof in it',
  suffixes: ['.cosign.bundle'],
  sniff: ({ text }) => /^\s*\{[\s\S]*"base64Signature"\s*:/.test(text),
  read(bytes, limits, name) {
    const top = topFields(bytes, limits, name, code)
    top.only('base64Signature', 'cert', 'rekorBundle')
    const signature = top.bytes('base64Signature', base64)
    if (signature.length === 0) throw top.fault('the signature is empty', 'base64Signature')
    const inside = signature[0] === 0x7b
    const content: SigstoreBundle['content'] = inside
      ? { kind: 'dsse', envelope: readDsse(topFields(signature, limits, name, code)) }
      : { kind: 'message', hash: 'sha256', digest: undefined, signature }
    const cert = top.optionalText('cert') ?? ''
    const entry = top.optionalObject('rekorBundle')
    const der = cert === '' ? undefined : certificateOf(cert, top)
    const bundle: SigstoreBundle = {
      content,
      signer: der === undefined ? { kind: 'key', hint: '' } : { kind: 'certificates', der: [der] },
      entries: entry === undefined ? 0 : 1,
      timestamps: 0,
      json: documentOf(content, der, entry),
    }
    return signedOf(bundle)
  },
  wants: ({ by }) =>
    by.kind === 'certificate' ? (['certificate-logged', 'transparency-log', 'signed-time'] satisfies CheckName[]) : [],
  witnesses: async ({ bundle }) => (await import('../sigstore-witnesses.ts')).witnessesOf(bundle),
  check: ({ bundle }, judging) => sigstoreChecks(bundle, judging),
}

/** PEM, plain or in base64 again, as versions of cosign differ. */
function certificateOf(cert: string, top: Fields): Uint8Array {
  const pem = cert.startsWith('-----') ? cert : (base64(cert)?.toString('latin1') ?? '')
  try {
    return new X509Certificate(pem).raw
  } catch {
    throw top.fault('it is no certificate', 'cert')
  }
}

/** The same as a bundle of version 0.1, which holds what this does: for the library, which checks entries of both alike. */
function documentOf(
  content: SigstoreBundle['content'],
  der: Uint8Array | undefined,
  entry: Fields | undefined,
): unknown {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      ...(der === undefined
        ? { publicKey: { hint: '' } }
        : { x509CertificateChain: { certificates: [{ rawBytes: text(der) }] } }),
      tlogEntries: entry === undefined ? [] : [entryOf(entry)],
    },
    ...(content.kind === 'dsse'
      ? {
          dsseEnvelope: {
            payload: text(content.envelope.payload),
            payloadType: content.envelope.type,
            signatures: content.envelope.signatures.map(({ sig }) => ({ sig: text(sig), keyid: '' })),
          },
        }
      : {
          // The digest was not stated; the entry of the log is compared with the file itself.
          messageSignature: {
            messageDigest: { algorithm: 'SHA2_256', digest: text(Buffer.alloc(32)) },
            signature: text(content.signature),
          },
        }),
  }
}

function entryOf(entry: Fields): unknown {
  entry.only('SignedEntryTimestamp', 'Payload')
  const payload = entry.object('Payload')
  payload.only('body', 'integratedTime', 'logIndex', 'logID')
  const body = payload.bytes('body', base64)
  const logId = payload.text('logID')
  if (!/^[0-9a-f]{64}$/.test(logId)) throw payload.fault('64 hex digits are wanted', 'logID')
  const kind = kindOf(body)
  if (kind === undefined) throw payload.fault('it is no entry of a log', 'body')
  return {
    logIndex: String(payload.whole('logIndex')),
    logId: { keyId: Buffer.from(logId, 'hex').toString('base64') },
    kindVersion: kind,
    integratedTime: String(payload.whole('integratedTime')),
    inclusionPromise: { signedEntryTimestamp: entry.bytes('SignedEntryTimestamp', base64).toString('base64') },
    canonicalizedBody: body.toString('base64'),
  }
}

function kindOf(body: Uint8Array): { kind: string; version: string } | undefined {
  try {
    const { kind, apiVersion } = JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>
    return typeof kind === 'string' && typeof apiVersion === 'string' ? { kind, version: apiVersion } : undefined
  } catch {
    return undefined
  }
}
