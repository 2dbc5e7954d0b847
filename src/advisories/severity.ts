import type { Severity } from './advisory.ts'

/** Qualitative rating of a score: CVSS 3.1 and 4.0 §6 Table; version 2 scores use the same bands, as NVD's later ones do. */
export function severityOf(score: number): Severity {
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return score > 0 ? 'low' : 'none'
}

/** Worst first; `unknown` stands between `medium` and `low`: it may be anything, and is never sorted away. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'unknown', 'low', 'none']

/** A source's own word (`MODERATE`, `Important`) as a severity; anything else is unknown. */
export function severityWord(word: unknown): Severity {
  if (typeof word !== 'string') return 'unknown'
  const plain = word.toLowerCase()
  if (plain === 'moderate') return 'medium'
  if (plain === 'important') return 'high'
  if (plain === 'negligible') return 'low'
  return (severities as readonly string[]).includes(plain) ? (plain as Severity) : 'unknown'
}
