/**
 * Who says so: reads what vouches for a file, of any kind, and lays it against a policy of pinned keys and identities. The answer is a
 * fixed list of named checks, each `pass`, `fail` or `cannot-tell`; nothing here says that a file is fine, only who says so.
 */
export type { Artifact } from './artifact.ts'
export {
  type Check,
  type CheckMeaning,
  type CheckName,
  type CheckRow,
  checkMeanings,
  checkNames,
  decisive,
  type Outcome,
  type Verdict,
} from './check.ts'
export { type DigestPins, digestPins } from './digest-pins.ts'
export type { Envelope, Judging, Signed, StatedDigest } from './envelopes.ts'
export { digestArtifact, fileArtifact } from './file-artifact.ts'
export { type Judgement, judge } from './judge.ts'
export { preAuthEncoding } from './pae.ts'
export type { PinnedIdentity, PinnedKey, Policy, ProvenancePolicy, SummaryPolicy } from './policy.ts'
export { policyDocument } from './policy-document.ts'
export { checkPolicy, noPolicy, type PolicyFile, readPolicy } from './policy-file.ts'
export {
  isProvenance,
  type Provenance,
  type ProvenanceWritten,
  provenanceOf,
  provenanceStatement,
  type ResourceDescriptor,
} from './provenance.ts'
export { envelopeOf, envelopes, mostEnvelopeBytes, papersOf, placesBeside } from './read-envelope.ts'
export { passphraseSettings, type Signature, type Signer } from './signer.ts'
export { isSubject, readStatement, type Statement, type Subject } from './statement.ts'
export { type EnvelopeTold, toldLines, toldOf } from './told.ts'
export { readTrustedRoot, type TrustedRoot } from './trusted-root.ts'
export { bestOf, type Judged } from './verify-answer.ts'
export { summaryOf, type VerificationSummary } from './vsa.ts'
