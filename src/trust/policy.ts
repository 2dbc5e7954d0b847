import type { CheckName } from './check.ts'

/** A key that the policy names. What its bytes are (PEM, minisign, OpenPGP, certificate) the envelope that uses it tells. */
export interface PinnedKey {
  /** How messages call it: the name in the policy, or the path. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Names of files or subjects it may sign, `*` for any part of one; empty where it is the only key and signs all. */
  readonly signs: readonly string[]
  /** Milliseconds since 1970 UTC. Signatures before or after are not taken. */
  readonly from: number | undefined
  readonly until: number | undefined
  /** Why it is not taken any more. */
  readonly withdrawn: string | undefined
}

/** An identity in a certificate that the policy names, always with the issuer that must confirm it. */
export interface PinnedIdentity {
  /** The whole identity, or a pattern of which `*` stands for anything but `/`: never a piece of it, never unanchored. */
  readonly identity: string
  readonly pattern: boolean
  readonly issuer: string
  readonly signs: readonly string[]
}

/** What somebody asks of a file before they take it. An empty policy is no policy (`emptyPolicy`). */
export interface Policy {
  /** Where it was written, for messages: a path, or `the command line`. */
  readonly from: string
  readonly keys: readonly PinnedKey[]
  readonly identities: readonly PinnedIdentity[]
  /** How many different keys must have signed. */
  readonly threshold: number
  /** Kinds of signature file that are taken; empty for any that a pinned key or identity can answer for. */
  readonly envelopes: readonly string[]
  /** Checks that are wanted beside those of the envelope: `transparency-log`, `signed-time`. */
  readonly require: readonly CheckName[]
  /** Checks of the envelope that are not wanted, because there is no such log: `transparency-log`, `certificate-logged`. */
  readonly waive: readonly CheckName[]
  readonly payloadTypes: readonly string[]
  readonly predicateTypes: readonly string[]
  /** Oldest signature that is taken, in milliseconds. */
  readonly maxAge: number | undefined
  readonly provenance: ProvenancePolicy | undefined
  readonly summary: SummaryPolicy | undefined
}

export interface ProvenancePolicy {
  readonly builders: readonly string[]
  readonly sources: readonly string[]
  readonly buildTypes: readonly string[]
  /** External parameters that may stand there, beside the source; undefined where they are not looked at. */
  readonly parameters: readonly string[] | undefined
}

export interface SummaryPolicy {
  readonly verifiers: readonly string[]
  readonly resources: readonly string[]
  readonly levels: readonly string[]
}
