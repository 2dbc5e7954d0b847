import { Buffer } from 'node:buffer'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Artifact } from './artifact.ts'
import type { DigestVerifier } from './prehash.ts'
import { hashFor, type PublicKey, verifiesBytes, verifiesFile } from './public-key.ts'
import type { SigstoreBundle } from './sigstore-bundle-file.ts'

/** What the library asks of a signature; a file is hashed in pieces and never held whole. */
export type Content = Parameters<InstanceType<typeof import('@sigstore/verify')['Verifier']>['verify']>[0]['signature']

export function signatureOf({ content }: SigstoreBundle): Uint8Array {
  return content.kind === 'message' ? content.signature : content.envelope.signatures[0]!.sig
}

/** Whether the signature of a bundle verifies with a key; undefined where that cannot be told (`verifiesFile`). */
export function verifiesWith(
  bundle: SigstoreBundle,
  artifact: Artifact,
  key: PublicKey,
  overDigest: DigestVerifier | undefined,
): boolean | undefined {
  const { content } = bundle
  if (content.kind === 'dsse') return verifiesBytes(key, content.envelope.signed, signatureOf(bundle))
  const hash = hashFor(key, content.hash)
  // A digest of an algorithm that the key does not sign over is another signature's.
  if (key.hashes !== undefined && hash === undefined) return false
  return verifiesFile(key, artifact, content.signature, hash, overDigest)
}

/** The signature of a bundle for the library, its own verification already made: log entries are compared with the file itself. */
export function libraryContent(bundle: SigstoreBundle, artifact: Artifact): Content {
  const { content } = bundle
  const signature = Buffer.from(signatureOf(bundle))
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const signed =
    content.kind === 'dsse'
      ? sha256(content.envelope.signed)
      : Buffer.from(artifact.digest(content.hash ?? 'sha256') ?? '', 'hex')
  const payload = content.kind === 'dsse' ? sha256(content.envelope.payload) : signed
  const same = (one: Uint8Array, other: Uint8Array) => one.length === other.length && timingSafeEqual(one, other)
  return {
    signature,
    compareSignature: other => signature.length > 0 && same(other, signature),
    compareDigest: other => payload.length > 0 && same(other, payload),
    compareSignedDigest: other => signed.length > 0 && same(other, signed),
    verifySignature: () => true,
  }
}
