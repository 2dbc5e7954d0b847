import type { Limits } from '#base'
import type { Artifact } from './artifact.ts'
import type { Check, CheckName } from './check.ts'
import type { Policy } from './policy.ts'
import type { TrustedRoot } from './trusted-root.ts'

/** What can be seen of a signature file before it is read. */
export interface Head {
  /** Its name without folders. */
  readonly name: string
  /** The first bytes, at most 64 KiB. */
  readonly bytes: Uint8Array
  /** The same as text; U+FFFD for what is no UTF-8. */
  readonly text: string
}

/** A digest that the signature file states: lower-case algorithm of node:crypto (`sha256`), lower-case hex. */
export interface StatedDigest {
  readonly algorithm: string
  readonly hex: string
}

/**
 * What a signature file says, in our nouns, before anything of it is judged. A member adds what its own `check` needs, and
 * nothing outside its file reads that.
 */
export interface Signed {
  /** What was signed: the file itself, with the digests of it that are stated (often none), or a payload that is carried along. */
  readonly about:
    | { readonly kind: 'file'; readonly digests: readonly StatedDigest[] }
    | { readonly kind: 'payload'; readonly type: string; readonly bytes: Uint8Array }
  /** Who: `hint` is what the file calls the key, which proves nothing; `nobody` where there is no signature, as in a list of checksums. */
  readonly by:
    | { readonly kind: 'key'; readonly hint: string }
    | { readonly kind: 'certificate'; readonly subject: string; readonly issuer: string }
    | { readonly kind: 'nobody' }
  /** What else it says and a person wants to see, shown as a claim until `signature-valid` covers it: a trusted comment, a key id. */
  readonly said: Readonly<Record<string, string>>
}

/** What others add to a signature, as its file has it: claims like all that is in it. */
export interface Witnesses {
  /** The signer's own first. `identity` and `issuer` of who logged in are undefined where it is no such certificate. Times are RFC 3339, UTC. */
  readonly certificates: readonly {
    readonly subject: string
    readonly issuer: string
    readonly identity?: string
    readonly confirmedBy?: string
    readonly from: string
    readonly until: string
  }[]
  /** Entries of transparency logs: the log by the digest of its key in hex, the place in it, what kind of entry, and when it says it was made. */
  readonly entries: readonly {
    readonly log: string
    readonly index: string
    readonly kind?: string
    readonly at?: string
    readonly proof: 'inclusion' | 'promise' | 'none'
  }[]
  /** Times of time stamping authorities, RFC 3339, UTC. */
  readonly timestamps: readonly string[]
  /** What of it cannot be read, a sentence each. */
  readonly odd: readonly string[]
}

/** Everything that a judgement may look at. */
export interface Judging {
  readonly artifact: Artifact
  readonly policy: Policy
  /** Undefined where none was carried along. */
  readonly trusted: TrustedRoot | undefined
  /** Milliseconds since 1970 UTC; for ages, never for the validity of a certificate at signing. */
  readonly now: number
}

/** One kind of signature file. A member of `envelopes/` is one file; nothing else knows its spelling. */
export interface Envelope<S extends Signed = Signed> {
  /** Kebab-case, as policies and answers write it: `sigstore-bundle`. */
  readonly id: string
  /** For people: `Sigstore bundle`. */
  readonly label: string
  /** One sentence each, for people who see the verdict. */
  readonly proves: string
  readonly provesNot: string
  /** Endings of its files beside what they sign, the usual one first: `.sigstore.json`. Looked for where no file was named. */
  readonly suffixes: readonly string[]
  /** True for at most one member for any file: cheap, from the head alone. */
  sniff(head: Head): boolean
  /** Reads it within the limits; a Problem `trust/…` where it cannot, which `envelope-readable` then tells. Judges nothing. */
  read(bytes: Uint8Array, limits: Limits, name: string): S | Promise<S>
  /**
   * Checks that the verdict needs beside those that hold for all (`judge.ts`): `certificate-logged`, `transparency-log`. What is
   * left out may fail all the same.
   */
  wants(signed: S, policy: Policy): readonly CheckName[]
  /** Who else is in it, for people who look into it; left out where this kind has nobody else. Judges nothing. */
  witnesses?(signed: S): Promise<Witnesses>
  /**
   * Answers `signature-valid` and every check that only this kind can answer. `digest-matches` for stated digests, the statement
   * in a payload and `envelope-readable` are answered for all in `judge.ts`. Throws nothing for what is merely wrong; a library that is slow
   * to load is imported in here.
   */
  check(signed: S, judging: Judging): Promise<readonly Check[]>
}
