import { Problem } from '#base'
import type { TrustedRoot } from './trusted-root.ts'

/** What the library verifies with. */
export type Material = ReturnType<typeof import('@sigstore/verify')['toTrustMaterial']>

/** The libraries of Sigstore, loaded when a certificate, a log entry or a timestamp is looked at; a signature by a key needs none. */
export async function sigstoreLibraries() {
  const [bundle, core, verify, specs] = await Promise.all([
    import('@sigstore/bundle'),
    import('@sigstore/core'),
    import('@sigstore/verify'),
    import('@sigstore/protobuf-specs'),
  ])
  return { bundle, core, verify, specs }
}

export type SigstoreLibraries = Awaited<ReturnType<typeof sigstoreLibraries>>

/** A trusted root for the library; a Problem where its keys or certificates cannot be read. */
export function materialOf({ verify, specs }: SigstoreLibraries, { from, document }: TrustedRoot): Material {
  try {
    return verify.toTrustMaterial(specs.TrustedRoot.fromJSON(document))
  } catch (error) {
    throw new Problem('trust/not-a-trusted-root', `Cannot read ${from}: ${(error as Error).message}`)
  }
}
