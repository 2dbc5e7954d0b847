import { printOf } from '#base'
import type { ComponentMatch } from '#matching'
import type { MatchRow } from './store.ts'

/** What a row says of whatever component, since whenever. */
export type FreshMatch = Omit<MatchRow, 'component_id' | 'known_from' | 'known_until' | 'since'>

/** Makes rows of judgements. `numberOf` gives the number of a record by its source and name. */
export function rowMaker(
  numberOf: (source: string, name: string) => number,
): (matches: readonly ComponentMatch[]) => FreshMatch[] {
  return matches =>
    matches.map(({ advisory, vulnerability, verdict, confidence, severity, because }) => ({
      advisory_id: advisory === undefined ? 0 : numberOf(advisory.source, advisory.id),
      vulnerability,
      verdict,
      confidence: confidence ?? null,
      severity,
      because: JSON.stringify(because),
    }))
}

/** The print of all that is said of a component; 0 for nothing. */
export function rowsPrint(rows: readonly FreshMatch[]): number {
  if (rows.length === 0) return 0
  const texts = rows.map(row => `${placeOf(row)} ${row.verdict} ${row.severity} ${row.because}`)
  return printOf(texts.length === 1 ? texts[0]! : texts.sort().join('\n'))
}

/** What changes for one component: rows that end and rows that begin. */
export interface Difference {
  ended: MatchRow[]
  started: MatchRow[]
}

/**
 * Lays what is said now over what stood. A row whose reasons alone changed ends too and begins anew, with the time since which its
 * verdict holds.
 *
 * @param now milliseconds since 1970 UTC; a row that began then or later, by a clock that was wrong, ends one millisecond after
 */
export function differenceOf(
  component: number,
  standing: readonly MatchRow[],
  fresh: readonly FreshMatch[],
  now: number,
): Difference {
  const at = standing.reduce((latest, { known_from }) => Math.max(latest, known_from + 1), now)
  const before = new Map(standing.map(row => [placeOf(row), row]))
  const found: Difference = { ended: [], started: [] }
  for (const row of fresh) {
    const old = before.get(placeOf(row))
    before.delete(placeOf(row))
    if (old !== undefined && isSame(old, row)) continue
    if (old !== undefined) found.ended.push({ ...old, known_until: at })
    const since = old !== undefined && old.verdict === row.verdict ? old.since : at
    found.started.push({ component_id: component, ...row, known_from: at, known_until: null, since })
  }
  for (const old of before.values()) found.ended.push({ ...old, known_until: at })
  return found
}

function placeOf({ advisory_id, vulnerability }: FreshMatch): string {
  return `${advisory_id} ${vulnerability}`
}

function isSame(a: FreshMatch, b: FreshMatch): boolean {
  return a.verdict === b.verdict && a.severity === b.severity && a.because === b.because
}
