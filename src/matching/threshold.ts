import { severities } from '#advisories'
import type { Match, Report } from './report.ts'

/** What `--fail-on` takes. */
export const thresholds = [
  'critical',
  'high',
  'medium',
  'low',
  'any',
  'kev',
  'malicious',
  'undecided',
  'never',
] as const
export type Threshold = (typeof thresholds)[number]

/**
 * The exit code of a report (CLI.md): 1 when something reaches a threshold, 3 when nothing does and something could not be
 * decided, else 0. A match of unknown severity is undecided against a severity: it may be anything.
 */
export function exitCode(report: Report, failOn: readonly Threshold[], doubt: boolean): 0 | 1 | 3 {
  if (
    failOn.some(threshold =>
      threshold === 'undecided'
        ? report.summary.undecided > 0
        : report.matches.some(match => reaches(match, threshold)),
    )
  )
    return 1
  const open =
    report.matches.some(({ vulnerability }) => vulnerability.severity === 'unknown') &&
    failOn.some(threshold => (severities as readonly string[]).includes(threshold))
  return doubt || open || report.summary.undecided > 0 ? 3 : 0
}

function reaches({ vulnerability }: Match, threshold: Threshold): boolean {
  switch (threshold) {
    case 'any':
      return true
    case 'kev':
      return vulnerability.kev
    case 'malicious':
      return vulnerability.malicious
    case 'never':
    case 'undecided':
      return false
    default: {
      const worst = ['critical', 'high', 'medium', 'low']
      const place = worst.indexOf(vulnerability.severity)
      return place >= 0 && place <= worst.indexOf(threshold)
    }
  }
}
