import { Buffer } from 'node:buffer'
import { digest, type Limits, Problem } from '#base'
import { loadToml, paperOf, readToml } from '#boms'
import { type Policy, readPolicy, readTrustedRoot, type TrustedRoot } from '#trust'
import type { Wanted } from './file-check.ts'

/** Who may sign for a vendor, and what is wanted of its files. */
export interface Pins {
  /** A trust policy (docs/trust-policy.md), its keys in it as texts. */
  readonly policy: string
  /** The authorities and logs that are believed, as JSON; null where no identity needs any. */
  readonly trustedRoot: string | null
  readonly wants: readonly Wanted[]
}

/** Who may sign, read. */
export interface PinnedPolicy {
  readonly policy: Policy
  readonly trusted: TrustedRoot | undefined
}

/**
 * Reads the pins of a vendor. Throws `trust/bad-policy` for a policy that names a file, as none lies beside it, `trust/empty-policy`,
 * `trust/not-a-trusted-root` and `boms/not-toml`.
 */
export async function policyOf(
  { policy: text, trustedRoot }: Pick<Pins, 'policy' | 'trustedRoot'>,
  vendor: string,
  limits: Limits,
): Promise<PinnedPolicy> {
  const from = `the pins of ${vendor}`
  await loadToml()
  const tables = readToml(paperOf(from, text, undefined, limits))
  const read = readPolicy(tables, from, path => noFile(from, path))
  const named = read.trustedRoot ?? read.firstRoot
  if (named !== undefined) noFile(from, named)
  const trusted = trustedRoot === null ? undefined : readTrustedRoot(Buffer.from(trustedRoot), limits, from)
  return { policy: read.policy, trusted }
}

function noFile(from: string, path: string): never {
  throw new Problem('trust/bad-policy', `Cannot read ${from}: no file lies beside them, and ${path} is named`, {
    at: path,
    next: 'write the key itself there: text = """…"""; the trusted root stands beside the policy',
  })
}

/** Pins as people are shown them: keys by the digest of what is pinned, never more than was given. */
export function shownPins({ policy }: PinnedPolicy) {
  return {
    keys: policy.keys.map(({ name, bytes, signs, withdrawn }) => ({
      name,
      digest: digest(bytes),
      signs: [...signs],
      withdrawn: withdrawn ?? null,
    })),
    identities: policy.identities.map(({ identity, issuer, signs }) => ({ identity, issuer, signs: [...signs] })),
  }
}
