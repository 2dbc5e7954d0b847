import type { CheckResult } from './gate.ts'
import type { LockReport } from './lock-finding.ts'
import { lockRules, type RuleName } from './lock-rules.ts'

/** What of a lock report a check counts, and the sentence it makes of it. */
export interface LockQuestion {
  counts: readonly RuleName[]
  said(fails: number, undecided: number, report: LockReport): string
}

/** A part of what the lock check found, as the result of a check of the gate. */
export function lockResult(report: LockReport, { counts, said }: LockQuestion): CheckResult {
  if (report.files.length === 0) return { outcome: 'not-applicable', said: 'There is no lockfile', findings: [] }
  const counted = report.findings.filter(({ rule }) => counts.includes(rule))
  const fails = counted.filter(({ rule }) => lockRules[rule].weight !== 'undecided').length
  const open = counted.length - fails
  return {
    outcome: fails > 0 ? 'fail' : open > 0 ? 'cannot-tell' : 'pass',
    said: said(fails, open, report),
    findings: counted.map(({ name, version, file, line, message }) => ({
      what: name === undefined ? file : version === undefined ? name : `${name}@${version}`,
      at: line === undefined ? file : `${file}:${line}`,
      why: message,
    })),
  }
}
