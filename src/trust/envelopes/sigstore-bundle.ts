import type { CheckName } from '../check.ts'
import type { Envelope } from '../envelopes.ts'
import { readBundle, type SignedBundle } from '../sigstore-bundle-file.ts'
import { sigstoreChecks } from '../sigstore-checks.ts'

/** A Sigstore bundle, v0.1 to v0.3 (`sigstore_bundle.proto`): signature, key or certificate, log entries and timestamps in one file. */
export const sigstoreBundle: Envelope<SignedBundle> = {
  id: 'sigstore-bundle',
  label: 'Sigstore bundle',
  proves:
    'A pinned key or identity signed these bytes, and for an identity: at a time when it was confirmed, entered into a public log',
  provesNot: 'That the signer meant to, or that what they signed is harmless',
  suffixes: ['.sigstore.json', '.sigstore', '.bundle', '.sigstore.jsonl'],
  sniff: ({ text }) =>
    /^\s*\{/.test(text) &&
    /"(?:verificationMaterial|dsseEnvelope|messageSignature)"\s*:|"application\/vnd\.dev\.sigstore\.bundle/.test(text),
  read: readBundle,
  wants: ({ by }) =>
    by.kind === 'certificate' ? (['certificate-logged', 'transparency-log', 'signed-time'] satisfies CheckName[]) : [],
  witnesses: async ({ bundle }) => (await import('../sigstore-witnesses.ts')).witnessesOf(bundle),
  check: ({ bundle }, judging) => sigstoreChecks(bundle, judging),
}
