import type { Material, SigstoreLibraries } from './sigstore-material.ts'

type Certificate = InstanceType<SigstoreLibraries['core']['X509Certificate']>

/**
 * The library encodes a whole certificate each time it compares two, and verifies it again for each question: over half the time of a
 * `verify`. What a certificate is encoded as, and whether another one issued it, never changes: both are kept with it.
 */
export function keepAnswers(
  { certificateAuthorities, timestampAuthorities }: Material,
  own: Certificate | undefined,
): void {
  const chains = [...certificateAuthorities, ...timestampAuthorities].flatMap(({ certChain }) => certChain)
  for (const certificate of new Set(own ? [own, ...chains] : chains)) keepOf(certificate)
}

function keepOf(certificate: Certificate): void {
  const { root, tbsCertificate } = certificate
  // The last is its public key.
  for (const part of [root, tbsCertificate, tbsCertificate.subs[6]]) if (part) part.toDER = once(part.toDER.bind(part))
  const verify = certificate.verify.bind(certificate)
  const answers = new Map<Certificate | undefined, boolean>()
  certificate.verify = issuer => {
    const known = answers.get(issuer)
    if (known !== undefined) return known
    const found = verify(issuer)
    answers.set(issuer, found)
    return found
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
