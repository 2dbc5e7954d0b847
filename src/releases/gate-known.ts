import { type AdvisorySeen, exitCode, type Report } from '#matching'
import type { TreeScan } from './gate.ts'

/**
 * A scan with what was published at a time, milliseconds since 1970 UTC; the same one where nothing came later. What a record without a
 * date says counts as known later. Severities and whether something is exploited are those of today.
 */
export function knownBy(scan: TreeScan, time: number): TreeScan {
  const wasKnown = ({ advisories }: { advisories: readonly AdvisorySeen[] }) =>
    advisories.some(({ published }) => published !== null && Date.parse(published) <= time)
  const { report } = scan
  const matches = report.matches.filter(wasKnown)
  // A doubt without advisories is about the component itself.
  const undecided = report.undecided.filter(one => one.advisories.length === 0 || wasKnown(one))
  const suppressed = report.suppressed.filter(({ match }) => wasKnown(match))
  const left = { matched: matches.length, undecided: undecided.length, suppressed: suppressed.length }
  const { summary } = report
  if (
    left.matched === summary.matched &&
    left.undecided === summary.undecided &&
    left.suppressed === summary.suppressed
  )
    return scan
  const then: Report = { ...report, matches, undecided, suppressed, summary: { ...summary, ...left } }
  return { ...scan, report: then, code: exitCode(then, scan.failOn, scan.doubt) }
}
