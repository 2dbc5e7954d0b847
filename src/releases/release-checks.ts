/** What is checked of a release, in the order it is told; each proves what its line says and no more. */
export const releaseChecks = {
  'manifest-readable': 'The release says which files it has',
  'manifest-signed': 'Who may sign for it signed that list',
  'name-matches': 'It is a release of what the policy names',
  complete: 'Every file that is declared is there, with the size and the digest that is declared',
  'nothing-undeclared': 'Nothing lies there that is not declared',
  'all-signed': 'Who may sign for it signed every file',
  'checksums-match': 'The list of checksums says the same of every file',
  'provenance-subjects': 'The provenance names every file by its digest, and no other',
  'archives-sound': 'Nothing in its archives leads out of their folder, stands twice or is cut off',
  'source-matches': 'It was made from the commit, or from the tree of files, that is looked at',
  'bills-consistent':
    'The bill of the release has what its lockfiles and the bills of its units list, no more and no less',
  'not-older': 'It is no older version than one that was taken before',
} as const

export type ReleaseCheckName = keyof typeof releaseChecks

/** `cannot-tell`: what is needed to say so is not there. */
export interface ReleaseCheck {
  name: ReleaseCheckName
  outcome: 'pass' | 'fail' | 'cannot-tell'
  because: string
}

export const passed = (name: ReleaseCheckName, because: string): ReleaseCheck => ({ name, outcome: 'pass', because })
export const failed = (name: ReleaseCheckName, because: string): ReleaseCheck => ({ name, outcome: 'fail', because })
export const untold = (name: ReleaseCheckName, because: string): ReleaseCheck => ({
  name,
  outcome: 'cannot-tell',
  because,
})

export type ReleaseResult = 'verified' | 'refused' | 'undecided'

/** Refused by one check that fails; never verified on a part of them. */
export function releaseResult(checks: readonly ReleaseCheck[]): ReleaseResult {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'refused'
  return checks.length === 0 || checks.some(({ outcome }) => outcome === 'cannot-tell') ? 'undecided' : 'verified'
}
