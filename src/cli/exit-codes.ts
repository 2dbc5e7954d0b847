/**
 * The exit code of a Problem, by its code (CLI.md): 2 for usage and for a named input that could not be read, which is what
 * most are; the others stand here.
 */
const codes: Readonly<Record<string, number>> = {
  'advisories/no-database': 3,
  'advisories/export-unverified': 4,
  'base/network': 5,
  'base/network-refused': 5,
  'base/network-slow': 5,
  'base/network-too-large': 5,
  'boms/nothing-to-scan': 128,
  'intake/stick-refused': 4,
  'cli/served': 5,
  'cli/tool-pinned': 4,
  'ledger/bad-seen': 4,
  'ledger/behind': 4,
  'ledger/damaged-backup': 4,
  'ledger/exists': 2,
  'ledger/no-journal': 2,
  'ledger/not-a-checkpoint': 2,
  'ledger/not-a-key': 2,
  'ledger/not-empty': 2,
  'ledger/other-kind': 2,
  'operations/forbidden': 5,
  'operations/unknown': 5,
  'trust/metadata-refused': 4,
  'trust/unsigned': 4,
  'releases/nothing-to-check': 128,
}

/** What a server or the database answers: 5, but for what is wrong in the input itself. */
const ofServer = /^(?:access|ledger|server)\//

export function exitCodeOf(problem: string): number {
  return codes[problem] ?? (ofServer.test(problem) ? 5 : 2)
}

/** Answers that are no plain success, by operation and the state they tell (CLI.md, `ask`). */
const states: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ask: { affected: 1, undecided: 3 },
  'advisories.ask': { affected: 1, undecided: 3 },
  'intake.files': { quarantined: 3, refused: 4 },
}

/** The exit code of an answer. */
export function exitOfAnswer(operation: string, out: unknown): number {
  return states[operation]?.[String((out as { state?: unknown } | null)?.state)] ?? 0
}
