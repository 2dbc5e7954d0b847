/**
 * What a finding of the lock check weighs. `fails`: something is not pinned or not hashed. `undecided`: nobody can say. `mismatch`: a
 * hash that was verified is another one. `told`: worth knowing, and no fault of the lock.
 */
export type Weight = 'fails' | 'undecided' | 'mismatch' | 'told'

/** A kind of finding, stable: scripts and code scanning read its name. */
export interface LockRule {
  readonly weight: Weight
  /** What it means, one sentence without a full stop. */
  readonly about: string
}

const rule = (weight: Weight, about: string): LockRule => ({ weight, about })

/** Every rule by its name, in the order in which answers count them. */
export const lockRules = {
  'hash-mismatch': rule('mismatch', 'The recorded hash is not that of what the registry or the cache has'),
  'version-missing': rule('fails', 'A dependency stands in the lockfile without an exact version'),
  'hash-missing': rule('fails', 'A dependency is pinned to a version, and nothing says which bytes that is'),
  'git-floating': rule('fails', 'A dependency comes from a branch or tag of a repository, which can move'),
  'range-unlocked': rule('fails', 'A dependency is asked for, and no lockfile pins it'),
  'build-floating': rule('fails', 'What builds the package is asked for by a range, which no lockfile pins'),
  'action-floating': rule('fails', 'A workflow runs an action of a tag or branch, which can move'),
  'image-floating': rule('fails', 'An image is named without its digest: its tag can move'),
  'include-floating': rule('fails', 'Configuration of another place is taken in at a tag or branch, which can move'),
  'chart-floating': rule('fails', 'A chart is asked for without an exact version'),
  drift: rule('fails', 'The lockfile is not what its manifest asks for'),
  'drift-undecided': rule('undecided', 'Whether the lockfile is what its manifest asks for cannot be told'),
  'hash-unverified': rule('undecided', 'A recorded hash was to be verified, and could not be'),
  'image-unknown': rule('undecided', 'Which image is taken stands in a variable without a value'),
  'file-unreadable': rule('undecided', 'A file that pins or asks for dependencies cannot be read'),
  'part-unreadable': rule('undecided', 'A part of a file that pins or asks for dependencies was left out'),
  'hash-weak': rule('told', 'The only hash is MD5 or SHA-1, for which other bytes can be made'),
  'source-git': rule('told', 'A dependency comes from a repository, at one commit'),
  'source-url': rule('told', 'A dependency comes from an address and no registry'),
  'source-path': rule('told', 'A dependency comes from a folder or a file beside the project'),
  'watcher-dead': rule('told', 'An update bot looks after a folder in which it finds nothing'),
} as const satisfies Record<string, LockRule>

export type RuleName = keyof typeof lockRules

/** The rules of one weight. */
export function rulesOf(weight: Weight): RuleName[] {
  return ruleNames.filter(name => lockRules[name].weight === weight)
}

export const ruleNames = Object.keys(lockRules) as RuleName[]
