/**
 * The named checks of a verification, in the one order they are told in. The verdict is this list and nothing else: no check
 * stands for another, and what a pass proves is as much as its line says.
 */
export interface CheckMeaning {
  /** What holds when it passed. */
  readonly proves: string
  /** What somebody may think it proves, and it does not. */
  readonly provesNot: string
}

/** Every check there is. Names are stable: scripts and pages read them; a new one goes where its line belongs. */
export const checkMeanings = {
  'envelope-readable': {
    proves: 'The signature file was read whole, in a version that is known and within the limits',
    provesNot: 'that anything in it is true',
  },
  'payload-type': {
    proves: 'What was signed was signed as the type that it is now read as',
    provesNot: 'that what it says is right',
  },
  'digest-matches': {
    proves: 'The bytes of the file are the bytes that the signature file names',
    provesNot: 'who named them: whoever changes the file can change a digest beside it',
  },
  'signature-valid': {
    proves: 'The holder of a private key signed exactly these bytes',
    provesNot: 'whose key it is, or that the file is free of faults',
  },
  threshold: {
    proves: 'As many different keys signed as the policy asks for; one key counts once',
    provesNot: 'that their holders looked at what they signed',
  },
  'key-pinned': {
    proves: 'The key that verified is one that the policy names, for what was signed',
    provesNot: 'that nobody else holds that key',
  },
  'key-current': {
    proves: 'The policy does not say that the key was withdrawn or ran out when this was signed',
    provesNot: 'that its holder has noticed a loss',
  },
  'certificate-chain': {
    proves: 'The certificate was issued under an authority of the trusted root, for signing',
    provesNot: 'that the authority looked well at who asked',
  },
  'certificate-time': {
    proves: 'The certificate was valid at the proven time of signing',
    provesNot: 'that it is valid today, which a past signature does not need',
  },
  'certificate-logged': {
    proves: 'A certificate log of the trusted root promised to publish the certificate',
    provesNot: 'that anybody watches that log',
  },
  'identity-matches': {
    proves: 'The certificate names an identity that the policy names',
    provesNot: 'that the account behind it was not taken over',
  },
  'issuer-matches': {
    proves: 'That identity was confirmed by the login service that the policy names for it',
    provesNot: 'that this service was not deceived',
  },
  'transparency-log': {
    proves: 'A log of the trusted root holds an entry of this very signature, or promised to',
    provesNot: 'that the log shows everybody the same entries',
  },
  'signed-time': {
    proves: 'A log or a time stamping authority of the trusted root says when the signature was there',
    provesNot: 'that the file was not made long before',
  },
  'signature-age': {
    proves: 'The signature is no older than the policy allows',
    provesNot: 'that there is nothing newer',
  },
  'statement-readable': {
    proves: 'What was signed is a statement about artefacts, in a version that is known',
    provesNot: 'that the statement is true',
  },
  'subject-matches': {
    proves: 'The statement is about exactly these bytes',
    provesNot: 'that it says anything good of them',
  },
  'predicate-type': {
    proves: 'The statement is of a kind that the policy asks for',
    provesNot: 'that what it says is right',
  },
  'provenance-builder': {
    proves: 'The signer says that a builder which the policy names made it',
    provesNot: 'that this builder keeps builds apart: the policy answers for its builders',
  },
  'provenance-source': {
    proves: 'The signer says that it was built from the source that the policy names',
    provesNot: 'that the source is harmless',
  },
  'provenance-parameters': {
    proves: 'The build was of the kind, and given only the parameters, that the policy names',
    provesNot: 'that the build did nothing else',
  },
  'summary-verifier': {
    proves: 'The summary was made by a verifier that the policy names',
    provesNot: 'that it checked what you would have checked',
  },
  'summary-resource': {
    proves: 'The summary speaks of the resource that the policy names',
    provesNot: 'that this is where the file came from',
  },
  'summary-result': {
    proves: 'The verifier says PASSED and reached the levels that the policy asks for',
    provesNot: 'more than that verifier knew at that time',
  },
} as const satisfies Record<string, CheckMeaning>

export type CheckName = keyof typeof checkMeanings
export const checkNames = Object.keys(checkMeanings) as readonly CheckName[]

/**
 * `fail`: what was handed in is wrong, or lacks what the policy wants of it. `cannot-tell`: it may be right, and we lack the
 * means to say so (no trusted root, an algorithm that is not known).
 */
export type Outcome = 'pass' | 'fail' | 'cannot-tell'

/** One answer to one check. `because` is one line, a whole sentence without its full stop, with what was found. */
export interface Check {
  readonly name: CheckName
  readonly outcome: Outcome
  readonly because: string
  /** The same for programs, where it is one value: the identity, the issuer, the name of the pinned key, the time. */
  readonly found?: string
}

export const pass = (name: CheckName, because: string, found?: string): Check =>
  found === undefined ? { name, outcome: 'pass', because } : { name, outcome: 'pass', because, found }
export const fail = (name: CheckName, because: string): Check => ({ name, outcome: 'fail', because })
export const cannotTell = (name: CheckName, because: string): Check => ({ name, outcome: 'cannot-tell', because })

/** A check as it is told: one row for every name there is. */
export interface CheckRow extends Check {
  /** Whether the verdict needs it. A check that failed refuses all the same. */
  readonly wanted: boolean
}

export interface Verdict {
  /** `refused`: a check failed. `undecided`: none failed, and one that is wanted did not pass. */
  readonly result: 'verified' | 'refused' | 'undecided'
  /** Every name of `checkNames`, in that order. */
  readonly checks: readonly CheckRow[]
}

const order: readonly Outcome[] = ['pass', 'cannot-tell', 'fail']

/** The verdict on what was found: a name that was answered twice has its worst answer. */
export function verdictOf(found: readonly Check[], wanted: ReadonlySet<CheckName>): Verdict {
  const worst = new Map<CheckName, Check>()
  for (const check of found) {
    const known = worst.get(check.name)
    if (!known || order.indexOf(check.outcome) > order.indexOf(known.outcome)) worst.set(check.name, check)
  }
  const checks = checkNames.map(name => ({
    ...(worst.get(name) ?? cannotTell(name, 'Nothing in the signature file speaks of it')),
    wanted: wanted.has(name),
  }))
  const short = checks.some(row => row.wanted && row.outcome !== 'pass')
  const refused = checks.some(row => row.outcome === 'fail')
  return { result: refused ? 'refused' : short || wanted.size === 0 ? 'undecided' : 'verified', checks }
}

/** What people are told first: the check that failed, or that could not be told, or undefined where all is well. */
export function decisive(verdict: Verdict): CheckRow | undefined {
  return (
    verdict.checks.find(row => row.outcome === 'fail') ??
    verdict.checks.find(row => row.wanted && row.outcome !== 'pass')
  )
}
