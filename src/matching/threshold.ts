import { severities } from '#advisories'
import type { Note } from '#base'
import type { Match, Report } from './report.ts'
import { counted, openNote, staleFeeds } from './wording.ts'

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
  return doubt || unknownAgainst(report, failOn).count > 0 || report.summary.undecided > 0 ? 3 : 0
}

/** Matches that may reach a threshold of severity, whose own is unknown. */
function unknownAgainst({ matches }: Report, failOn: readonly Threshold[]): { count: number; levels: Threshold[] } {
  const levels = failOn.filter(threshold => (severities as readonly string[]).includes(threshold))
  const count = levels.length === 0 ? 0 : matches.filter(one => one.vulnerability.severity === 'unknown').length
  return { count, levels }
}

/** Why the exit code is 3, as a note: everything that could not be decided, each in a few words. */
export function openedBy(report: Report, failOn: readonly Threshold[], unreadable: boolean, passed: boolean): Note {
  const { count, levels } = unknownAgainst(report, failOn)
  const coded = (code: string) => report.notes.filter(note => note.code === code)
  const stale = staleFeeds(report)
  const missing = coded('feed-missing').length
  const { undecided } = report.summary
  const reasons = [
    ...(report.database === null ? ['there is no advisory database'] : []),
    ...(undecided > 0 ? [`${counted(undecided, 'finding')} could not be decided`] : []),
    ...(count > 0 ? [`${counted(count, 'finding')} of unknown severity may reach --fail-on ${levels.join(', ')}`] : []),
    ...(stale.length > 0
      ? [
          `${stale.length === 1 ? 'the feed' : 'the feeds'} ${stale.map(({ id }) => id).join(', ')} ${stale.length === 1 ? 'is' : 'are'} stale`,
        ]
      : []),
    ...(missing > 0
      ? [
          `advisories are missing for ${coded('feed-missing')
            .map(({ at }) => at)
            .join(', ')}`,
        ]
      : []),
    ...(unreadable ? ['not everything that is there could be read'] : []),
  ]
  const what = reasons.length > 0 ? reasons.join('; ') : 'a bill of materials lists nothing'
  return {
    code: openNote,
    message: `${passed ? 'Not decided, and --allow-unknown lets it pass' : 'The exit code is 3'}: ${what}`,
  }
}

/** Whether a match counts against a threshold. */
export function reaches({ vulnerability }: Match, threshold: Threshold): boolean {
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
