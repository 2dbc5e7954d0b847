import type { Outcome } from '#trust'

/** What each check of a file that comes in proves when it passes, and what somebody may think it proves. */
export const fileCheckMeanings = {
  digest: {
    proves: 'SHA-256 and SHA-512 of the whole file are known, and are those that were stated, where any were',
    provesNot: 'anything about who made it',
  },
  papers: {
    proves: 'Every paper that came with the file was read: a signature, a list of checksums, a bill of materials',
    provesNot: 'that what they say is true',
  },
  signature: {
    proves: 'A key or identity that is pinned for the vendor signed these bytes',
    provesNot: 'that the vendor was not broken into, or that the file is free of faults',
  },
  checksum: {
    proves: 'The file is the one that the list of checksums was made of',
    provesNot: 'who made the list: it is as good as the way it came',
  },
  bill: {
    proves: 'The bill of materials names this very file by its digest',
    provesNot: 'that the bill lists everything that is in it',
  },
  malicious: {
    proves: 'Neither the file nor a package of its bill was known to be malicious when the feed was fetched',
    provesNot: 'that it does no harm: most of what does is on no list yet',
  },
  'refused-before': {
    proves: 'Nobody at this site has refused these bytes',
    provesNot: 'that anybody looked at them',
  },
  'approved-before': {
    proves: 'Somebody of this site approved these bytes, or its checks accepted them',
    provesNot: 'that what was known then still holds: the other checks tell',
  },
} as const satisfies Record<string, { proves: string; provesNot: string }>

export type FileCheckName = keyof typeof fileCheckMeanings
/** In the one order in which they are told. */
export const fileCheckNames = Object.keys(fileCheckMeanings) as readonly FileCheckName[]

/** What somebody may want of a vendor's files, beside what is always wanted. */
export const choosable = ['signature', 'checksum', 'bill', 'malicious'] as const satisfies readonly FileCheckName[]
export type Wanted = (typeof choosable)[number]
/** What is wanted of a vendor of whom nobody said otherwise, and where none is named. */
export const usuallyWanted: readonly Wanted[] = ['signature', 'malicious']
const always: readonly FileCheckName[] = ['digest', 'papers', 'refused-before']

/** One answer to one check: one line, a whole sentence without its full stop. */
export interface FileCheck {
  readonly name: FileCheckName
  readonly outcome: Outcome
  readonly because: string
}

/** A check as it is told. */
export interface FileCheckRow extends FileCheck {
  readonly wanted: boolean
}

/** A digest of a file, as people and programs write it. */
export const statedForm = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

export const fileVerdicts = ['accept', 'quarantine', 'refuse'] as const
export type FileVerdict = (typeof fileVerdicts)[number]

/** What holds now: the verdict, or what somebody decided since. */
export const fileStates = ['accepted', 'quarantined', 'refused'] as const
export type FileState = (typeof fileStates)[number]

/** What holds after a verdict, until somebody decides. */
export function stateOf(verdict: FileVerdict): FileState {
  return ({ accept: 'accepted', quarantine: 'quarantined', refuse: 'refused' } as const)[verdict]
}

/** What all checks come to. */
export interface FileJudgement {
  readonly verdict: FileVerdict
  /** What decided it. */
  readonly reasons: readonly { readonly check: FileCheckName; readonly because: string }[]
  /** Every name of `fileCheckNames`, in that order. */
  readonly checks: readonly FileCheckRow[]
}

/** A check that fails refuses the file; of the others a human decides. */
const refusing = new Set<FileCheckName>(['digest', 'signature', 'checksum', 'malicious', 'refused-before'])
/** What stands as it stood when somebody approved these bytes; what is known of malice does not. */
const lasting = new Set<FileCheckName>(['papers', 'signature', 'checksum', 'bill'])

export const pass = (name: FileCheckName, because: string): FileCheck => ({ name, outcome: 'pass', because })
export const fail = (name: FileCheckName, because: string): FileCheck => ({ name, outcome: 'fail', because })
export const cannotTell = (name: FileCheckName, because: string): FileCheck => ({
  name,
  outcome: 'cannot-tell',
  because,
})

/** A check and what it said. */
export type Answer = Pick<FileCheck, 'name' | 'outcome'>

/** What somebody who approves a file answers for: checks that did not pass, as far as they say the same another day. */
export function answeredFor(checks: readonly FileCheckRow[]): Answer[] {
  const open = checks.filter(check => isOpen(check) && lasting.has(check.name))
  return open.map(({ name, outcome }) => ({ name, outcome }))
}

/** Whether a check holds a file up. */
function isOpen({ outcome, wanted }: FileCheckRow): boolean {
  return outcome === 'fail' || (wanted && outcome !== 'pass')
}

/**
 * The verdict: refused where a check failed that refuses, in quarantine where one that is wanted did not pass, accepted else.
 *
 * @param found one answer for every name
 * @param wants what is wanted beside what always is
 * @param approved what somebody answered for who approved these bytes before: it does not hold them up again
 */
export function judgementOf(
  found: readonly FileCheck[],
  wants: readonly FileCheckName[],
  approved: readonly Answer[],
): FileJudgement {
  const wanted = new Set([...always, ...wants])
  const checks = fileCheckNames.map(name => ({ ...found.find(one => one.name === name)!, wanted: wanted.has(name) }))
  const failed = checks.filter(({ name, outcome }) => outcome === 'fail' && refusing.has(name))
  const open = checks.filter(isOpen)
  const held = open.filter(row => !approved.some(({ name, outcome }) => row.name === name && row.outcome === outcome))
  const verdict = failed.length > 0 ? 'refuse' : held.length > 0 ? 'quarantine' : 'accept'
  const before = checks.filter(({ name }) => open.length > 0 && name === 'approved-before')
  const decided = { refuse: failed, quarantine: held, accept: before }[verdict]
  return { verdict, reasons: decided.map(({ name, because }) => ({ check: name, because })), checks }
}
