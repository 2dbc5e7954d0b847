import { type DsseEnvelope, readDsse } from '../dsse-envelope.ts'
import type { Envelope, Signed } from '../envelopes.ts'
import { topFields } from '../json-fields.ts'
import { keyChecks, pinnedSigners } from '../pinned-signatures.ts'
import { verifiesEither } from '../public-key.ts'
import { subjectNames } from '../statement.ts'

interface SignedDsse extends Signed {
  readonly envelope: DsseEnvelope
}

/** A plain envelope of the Dead Simple Signing Envelope (DSSE 1.0.2): a payload with its type, signed by keys. */
export const dsse: Envelope<SignedDsse> = {
  id: 'dsse',
  label: 'DSSE envelope',
  proves: 'The holder of a pinned key signed the statement in it',
  provesNot: 'When it was signed: there is no time in it',
  suffixes: ['.intoto.json', '.intoto.jsonl', '.dsse.json', '.att'],
  sniff: ({ text }) =>
    (/^\s*\{\s*"(?:payload|signatures)"\s*:/.test(text) || /^\s*\{[\s\S]*"payloadType"\s*:/.test(text)) &&
    !/"(?:dsseEnvelope|verificationMaterial)"\s*:|"application\/vnd\.dev\.sigstore\.bundle/.test(text),
  read(bytes, limits, name) {
    const envelope = readDsse(topFields(bytes, limits, name, 'trust/not-dsse'))
    return {
      about: { kind: 'payload', type: envelope.type, bytes: envelope.payload },
      by: { kind: 'key', hint: envelope.signatures.map(({ keyid }) => keyid).join(', ') },
      said: {},
      envelope,
    }
  },
  wants: () => [],
  async check({ envelope }, { artifact, policy, now }) {
    const found = pinnedSigners(
      policy,
      envelope.signatures.map(({ sig }) => sig),
      (key, signature) => verifiesEither(key, envelope.signed, signature),
    )
    // Names are those of the statement only where a pinned key signed it.
    const names = found.signers.length > 0 ? subjectNames(envelope.payload, artifact) : [artifact.name]
    return keyChecks(policy, { ...found, names, times: [], now })
  },
}
