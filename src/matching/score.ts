import type { Severity } from '#advisories'
import type { VulnerabilitySeen } from './report.ts'

/** Lowest score of each word: CVSS 3.1 §5 and 4.0 §6. */
const floors: readonly (readonly [Severity, number])[] = [
  ['critical', 9],
  ['high', 7],
  ['medium', 4],
  ['low', 0.1],
  ['none', 0],
]

/** The word of a CVSS score, 0 to 10. */
export function bandOf(score: number): Severity {
  for (const [severity, floor] of floors) if (score >= floor) return severity
  return 'none'
}

/**
 * The one number, 0 to 10, that formats with a single score get. It never contradicts the severity: the highest score in
 * the severity's band, else the band's floor (a source that gives a word and no vector). Undefined when the severity is unknown.
 */
export function scoreOf(vulnerability: VulnerabilitySeen): number | undefined {
  const floor = floors.find(([severity]) => severity === vulnerability.severity)?.[1]
  if (floor === undefined) return undefined
  const inBand = vulnerability.cvss.map(one => one.score).filter(score => bandOf(score) === vulnerability.severity)
  return inBand.length === 0 ? floor : Math.max(...inBand)
}
