import { type Check, fail, pass } from './check.ts'
import { currentCheck, maySign } from './pinned.ts'
import type { PinnedKey, Policy } from './policy.ts'
import { type PublicKey, publicKeyFrom } from './public-key.ts'

/** A pinned key that verified. */
export interface Verified {
  readonly pinned: PinnedKey
  readonly key: PublicKey
}

/**
 * Every pinned public key that one of the signatures verifies with, each once: hints are not looked at, and neither a second
 * signature of the same key nor its twin makes two of one signer.
 */
export function pinnedSigners(
  policy: Policy,
  signatures: readonly Uint8Array[],
  verifies: (key: PublicKey, signature: Uint8Array) => boolean,
): { known: number; signers: readonly Verified[] } {
  const signers = new Map<string, Verified>()
  let known = 0
  for (const pinned of policy.keys) {
    const key = publicKeyFrom(pinned.bytes)
    if (key === undefined) continue
    known++
    if (signatures.some(signature => signature.length > 0 && verifies(key, signature)))
      signers.set(key.fingerprint, { pinned, key })
  }
  return { known, signers: [...signers.values()] }
}

/** What `keyChecks` is told. */
export interface SignersFound {
  /** Pinned keys of the kind that could have signed. */
  readonly known: number
  readonly signers: readonly Verified[]
  /** Names of what was signed: the file's, or those of a statement's subjects. */
  readonly names: readonly string[]
  /** Proven times of signing. */
  readonly times: readonly number[]
  readonly now: number
}

/** `signature-valid`, `key-pinned`, `key-current` and `threshold` of signatures by keys. */
export function keyChecks(policy: Policy, { known, signers, names, times, now }: SignersFound): Check[] {
  if (known === 0) {
    const none = policy.keys.length === 0 ? 'No key' : 'No public key that can be read'
    return [fail('key-pinned', `${none} is pinned by ${policy.from}, and a key signed`)]
  }
  if (signers.length === 0) return [fail('signature-valid', `No signature verifies with ${listed(policy.keys)}`)]
  const valid = pass('signature-valid', `The signature verifies with ${signers.map(shown).join(' and with ')}`)
  const may = signers.filter(({ pinned }) => maySign(pinned, names))
  if (may.length === 0) {
    const allowed = signers.map(({ pinned }) => `${pinned.name} only for ${pinned.signs.join(', ')}`).join('; ')
    return [
      valid,
      fail('key-pinned', `It is ${names.join(', ') || 'nothing with a name'}, and ${policy.from} takes ${allowed}`),
    ]
  }
  const current = may.map(({ pinned }) => currentCheck(pinned, times, now))
  const good = may.filter((_, index) => current[index]!.outcome === 'pass')
  const enough = good.length >= policy.threshold
  const count = `${good.length} of the ${policy.threshold} different keys that are wanted signed`
  const counted = enough ? pass('threshold', count) : fail('threshold', count)
  return [
    valid,
    pass('key-pinned', `${may.map(shown).join(' and ')} is pinned by ${policy.from}`, may[0]!.pinned.name),
    current.find(({ outcome }) => outcome === 'pass') ?? current[0]!,
    ...(policy.threshold > 1 ? [counted] : []),
  ]
}

function shown({ pinned, key }: Verified): string {
  return `${pinned.name} (${key.label}, sha256:${key.fingerprint.slice(0, 16)}…)`
}

function listed(keys: readonly PinnedKey[]): string {
  return keys.map(({ name }) => name).join(' or ')
}
