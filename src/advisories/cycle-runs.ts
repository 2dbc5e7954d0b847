import { type Interval, longestKey, type VersionOrder } from '#identity'

/** A line of releases that is maintained for a time: `5`, `3.14`. */
export interface ReleaseCycle {
  name: string
  /** Its newest release, as stated. */
  latest: string | undefined
}

const scratch = new Uint8Array(longestKey)

/**
 * The run of versions of each cycle, pre-releases with the release they lead to: from the first pre-release of the cycle's
 * number to that of the next cycle, whether that has ended or not. Protractor 5.4 stands in the cycle 5.0 that 6.0 follows:
 * so the number alone does not tell where a cycle ends; only behind the last cycle it must (3.14 ends before 3.15).
 *
 * A run is cut in two behind the cycle's latest release: nobody who has one up to there is sent to the end of the run as if
 * that were a fix.
 */
export function runsOf(cycles: readonly ReleaseCycle[], order: VersionOrder): Map<ReleaseCycle, Interval[]> {
  const sorted = cycles
    .flatMap(cycle => {
      const from = isNumbers(cycle.name) ? firstOf(cycle.name, order) : undefined
      return from === undefined ? [] : [{ cycle, from }]
    })
    .sort((a, b) => order.compare(a.from, b.from)!)
  const runs = new Map<ReleaseCycle, Interval[]>()
  let next: string | undefined
  let same: string | undefined
  for (const { cycle, from } of sorted.reverse()) {
    if (same !== undefined && order.compare(from, same)! < 0) next = same
    same = from
    const latest = cycle.latest
    const within = latest !== undefined && order.encode(latest, scratch) > 0 && order.compare(latest, from)! >= 0
    const to = next ?? firstOf(after(cycle.name), order)
    if (within && to !== undefined && order.compare(latest, to)! < 0)
      runs.set(cycle, [
        { from, to: latest, toIncluded: true },
        { from: latest, fromIncluded: false, to },
      ])
    else if (within && next === undefined) runs.set(cycle, [{ from, to: latest, toIncluded: true }])
    else runs.set(cycle, [to === undefined ? { from } : { from, to }])
  }
  return runs
}

/** Whether a cycle's name is a version: numbers and dots. Nine digits are more than a year with its day. */
export function isNumbers(text: string): boolean {
  return /^\d{1,9}(?:\.\d{1,9}){0,5}$/.test(text)
}

/** The number that follows in the last place: `3.14` gives `3.15`. */
function after(cycle: string): string {
  const dot = cycle.lastIndexOf('.') + 1
  return `${cycle.slice(0, dot)}${Number(cycle.slice(dot)) + 1}`
}

/**
 * The lowest pre-release of a version: `6-0` for Semantic Versioning (clause 11), `6.dev0` for PEP 440; undefined for the orders of
 * distributions, whose versions have epochs and revisions that the product does not know.
 */
function firstOf(version: string, order: VersionOrder): string | undefined {
  return ['-0', '.dev0']
    .map(mark => version + mark)
    .filter(text => (order.compare(text, version) ?? 0) < 0)
    .sort((a, b) => order.compare(a, b)!)[0]
}
