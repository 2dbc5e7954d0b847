import type { Policy } from './policy.ts'
import type { TrustedRoot } from './trusted-root.ts'

/** A file with a signature file that verifies, and what in it must not change: what the contract test of envelopes runs over. */
export interface Sample {
  readonly file: Uint8Array
  readonly name: string
  readonly envelope: Uint8Array
  readonly envelopeName: string
  readonly policy: Policy
  readonly trusted: TrustedRoot | undefined
  readonly now: number
  /** Classes of bytes of the signature file, first and last exclusive: a changed bit in any must be refused. */
  readonly parts: Readonly<Record<string, readonly [from: number, until: number]>>
}
