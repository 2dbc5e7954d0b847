import type { Check } from './check.ts'
import { fail, pass } from './check.ts'
import type { PinnedIdentity, PinnedKey, Policy } from './policy.ts'

/**
 * Whether a text is what a pattern means, from its first letter to its last: `*` stands for anything but `/`, `**` for anything.
 * Nothing else has a meaning of its own, so that a dot is a dot.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  // Two rows of a table, never a regular expression: no pattern takes more than its length times that of the text.
  const parts = pattern.match(/\*\*|[\s\S]/gu) ?? []
  const letters = [...text]
  let reached: boolean[] = [true, ...letters.map(() => false)]
  for (const part of parts) {
    const next: boolean[] = [part.startsWith('*') && reached[0]!]
    for (const [index, letter] of letters.entries()) {
      const free = part === '**' || letter !== '/'
      if (part.startsWith('*')) next.push(reached[index + 1]! || (free && next[index]!))
      else next.push(reached[index]! && part === letter)
    }
    reached = next
  }
  return reached.at(-1)!
}

/** Whether a key or identity may sign something of any of these names: the file's, or those of a statement's subjects. */
export function maySign({ signs }: PinnedKey | PinnedIdentity, names: readonly string[]): boolean {
  return signs.length === 0 || names.some(name => signs.some(pattern => matchesPattern(name, pattern)))
}

/** Whether an identity of a certificate is a pinned one; the issuer is looked at by itself. */
export function isIdentity(pinned: PinnedIdentity, identity: string): boolean {
  return pinned.pattern ? matchesPattern(identity, pinned.identity) : pinned.identity === identity
}

/** `identity-matches` and `issuer-matches` of a certificate's identity and its issuer. */
export function identityChecks(
  policy: Policy,
  { identity, issuer, names }: { identity: string | undefined; issuer: string | undefined; names: readonly string[] },
): Check[] {
  if (identity === undefined) return [fail('identity-matches', 'The certificate names no single identity')]
  if (policy.identities.length === 0)
    return [
      fail('identity-matches', `No identity is pinned by ${policy.from}, and a certificate of ${identity} signed`),
    ]
  const named = policy.identities.filter(one => isIdentity(one, identity))
  if (named.length === 0) {
    const wanted = policy.identities.map(one => one.identity).join(', ')
    return [fail('identity-matches', `The certificate is of ${identity}, and ${wanted} is wanted`)]
  }
  const may = named.filter(one => maySign(one, names))
  if (may.length === 0)
    return [
      fail(
        'identity-matches',
        `It is ${names.join(', ') || 'nothing with a name'}, and ${policy.from} takes ${identity} only for ${named.flatMap(one => one.signs).join(', ')}`,
      ),
    ]
  const found = issuer ?? 'nobody'
  if (!may.some(one => one.issuer === issuer)) {
    const wanted = [...new Set(may.map(one => one.issuer))].join(', ')
    return [
      pass('identity-matches', `The certificate is of ${identity}`, identity),
      fail('issuer-matches', `The identity was confirmed by ${found}, and ${wanted} is wanted`),
    ]
  }
  return [
    pass('identity-matches', `The certificate is of ${identity}`, identity),
    pass('issuer-matches', `The identity was confirmed by ${found}`, found),
  ]
}

/** `key-current` of a pinned key: at the proven times of signing, or now where none is proven. */
export function currentCheck(key: PinnedKey, times: readonly number[], now: number): Check {
  if (key.withdrawn !== undefined) return fail('key-current', `${key.name} was withdrawn: ${key.withdrawn}`)
  for (const time of times.length > 0 ? times : [now]) {
    const when = new Date(time).toISOString()
    if (key.from !== undefined && time < key.from)
      return fail('key-current', `${key.name} holds from ${new Date(key.from).toISOString()}, and this is ${when}`)
    if (key.until !== undefined && time >= key.until)
      return fail('key-current', `${key.name} ran out at ${new Date(key.until).toISOString()}, and this is ${when}`)
  }
  return pass('key-current', `${key.name} is not withdrawn${times.length > 0 ? ' and held when it signed' : ''}`)
}
