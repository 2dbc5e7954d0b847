import type { VersionKey } from './version-keys.ts'

/** A run of affected versions; an end that is undefined is open. */
export interface Run {
  low: VersionKey | undefined
  lowIncluded: boolean
  high: VersionKey | undefined
  highIncluded: boolean
}

/** Whether any version can lie in a run. */
export function holdsAny({ low, lowIncluded, high, highIncluded }: Run): boolean {
  if (low === undefined || high === undefined || low.sortable < high.sortable) return true
  return low === high && lowIncluded && highIncluded
}

/** More runs than this are not tried one by one: a record may have tens of thousands, and as many versions. */
const fewRuns = 8

/** Tells whether a version lies in one of some runs. */
export function coverOf(runs: readonly Run[]): (key: VersionKey) => boolean {
  if (runs.length <= fewRuns) return key => runs.some(run => isAbove(run, key) && isBelow(run, key))
  const byLow = [...runs].sort(compareLows)
  // The run that reaches furthest, of those up to each: a version behind it lies in none of them.
  const furthest: Run[] = []
  for (const run of byLow) {
    const before = furthest.at(-1)
    furthest.push(before === undefined || reachesFurther(run, before) ? run : before)
  }
  return key => {
    let low = 0
    let high = byLow.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAbove(byLow[middle]!, key)) low = middle + 1
      else high = middle
    }
    return low > 0 && isBelow(furthest[low - 1]!, key)
  }
}

/** Whether a version lies above the lower end of a run. */
function isAbove({ low, lowIncluded }: Run, key: VersionKey): boolean {
  return low === undefined || low.sortable < key.sortable || (low === key && lowIncluded)
}

function isBelow({ high, highIncluded }: Run, key: VersionKey): boolean {
  return high === undefined || key.sortable < high.sortable || (high === key && highIncluded)
}

function compareLows(a: Run, b: Run): number {
  if (a.low === b.low) return Number(b.lowIncluded) - Number(a.lowIncluded)
  if (a.low === undefined || b.low === undefined) return a.low === undefined ? -1 : 1
  return a.low.sortable < b.low.sortable ? -1 : 1
}

function reachesFurther(run: Run, than: Run): boolean {
  if (than.high === undefined || run.high === undefined) return than.high !== undefined
  if (run.high === than.high) return run.highIncluded && !than.highIncluded
  return than.high.sortable < run.high.sortable
}
