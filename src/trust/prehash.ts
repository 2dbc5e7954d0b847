import { Buffer } from 'node:buffer'
import type { Artifact } from './artifact.ts'
import type { PublicKey } from './public-key.ts'

/** Verifies an ECDSA signature in DER over a digest that is already there; undefined for keys of another kind. */
export type DigestVerifier = (key: PublicKey, digest: Uint8Array, signature: Uint8Array) => boolean | undefined

/** Below this the library takes longer to load than the file takes to be hashed twice. */
const worthIt = 64 * 1024 ** 2

/**
 * What verifies over a digest, where that is worth its loading: node:crypto takes the file alone, so that a large one would be hashed
 * twice, and a file of which only the digest is there could not be told.
 */
export async function digestVerifierFor({ size }: Artifact): Promise<DigestVerifier | undefined> {
  if (size !== undefined && size < worthIt) return undefined
  const { p256, p384, p521 } = await import('@noble/curves/nist.js')
  const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 }
  return ({ key }, digest, signature) => {
    if (key.asymmetricKeyType !== 'ec') return undefined
    const { crv, x, y } = key.export({ format: 'jwk' })
    const curve = curves[crv as keyof typeof curves]
    if (curve === undefined) return undefined
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
    try {
      return curve.verify(signature, digest, point, { prehash: false, format: 'der', lowS: false })
    } catch {
      return false
    }
  }
}
