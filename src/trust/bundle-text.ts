import { Buffer } from 'node:buffer'
import { preAuthEncoding } from './pae.ts'
import type { Signature, Signer } from './signer.ts'

/** What is written today; cosign, sigstore-go and sigstore-js read it. */
const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
/** The type that statements are signed as. */
export const statementPayload = 'application/vnd.in-toto+json'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Who a key is, in a bundle: cosign's name of it, which is a hint and proves nothing. */
function keyMaterial({ open }: Signer): object {
  return { publicKey: { hint: open.hint } }
}

/**
 * A bundle of a signature over a file by a managed key, as cosign writes it: `cosign verify-blob --key --bundle` reads no field beside
 * these (protojson takes none that it does not know).
 */
export function fileBundle(signer: Signer, { bytes, sha256 }: Signature): string {
  return JSON.stringify({
    mediaType,
    verificationMaterial: keyMaterial(signer),
    messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: text(sha256) }, signature: text(bytes) },
  })
}

/** A bundle of a signed statement. The key id of the envelope stays out: sigstore-go refuses one that is not in its own form. */
export async function statementBundle(signer: Signer, statement: Uint8Array, name: string): Promise<string> {
  const { bytes } = await signer.sign([preAuthEncoding(statementPayload, statement)], name)
  return JSON.stringify({
    mediaType,
    verificationMaterial: keyMaterial(signer),
    dsseEnvelope: { payload: text(statement), payloadType: statementPayload, signatures: [{ sig: text(bytes) }] },
  })
}
