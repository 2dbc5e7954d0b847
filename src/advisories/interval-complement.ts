import type { Interval, VersionOrder } from '#identity'

/** A place between versions: before a version or behind it; without one, before all or behind all. */
interface Cut {
  at: string | undefined
  /** Behind the version, or behind all. */
  behind: boolean
}

/**
 * The versions that lie in none of some runs, as runs in ascending order that do not touch. Undefined when the order cannot
 * compare two of the ends.
 */
export function complementOf(order: VersionOrder, intervals: readonly Interval[]): Interval[] | undefined {
  const runs = intervals.map(cutsOf)
  if (!comparable(order, runs.flat())) return undefined
  const filled = runs.filter(([low, high]) => compareCuts(order, low, high) < 0)
  filled.sort(([a], [b]) => compareCuts(order, a, b))
  const gaps: Interval[] = []
  let reached: Cut = { at: undefined, behind: false }
  for (const [low, high] of filled) {
    if (compareCuts(order, reached, low) < 0) gaps.push(intervalOf(reached, low))
    if (compareCuts(order, reached, high) < 0) reached = high
  }
  const end: Cut = { at: undefined, behind: true }
  if (compareCuts(order, reached, end) < 0) gaps.push(intervalOf(reached, end))
  return gaps
}

/** The versions that lie in a run of each of some lists; all of them where there is no list. Undefined as in `complementOf`. */
export function intersectionOf(
  order: VersionOrder,
  lists: readonly (readonly Interval[])[],
): readonly Interval[] | undefined {
  if (lists.length === 1) return lists[0]
  const outside: Interval[] = []
  for (const list of lists) {
    const left = complementOf(order, list)
    if (left === undefined) return undefined
    outside.push(...left)
  }
  return complementOf(order, outside)
}

function cutsOf({ from, fromIncluded, to, toIncluded }: Interval): [low: Cut, high: Cut] {
  return [
    { at: from, behind: from !== undefined && fromIncluded === false },
    { at: to, behind: to === undefined || toIncluded === true },
  ]
}

/** Whether every version is one of the order: any two of them are then comparable. */
function comparable(order: VersionOrder, cuts: readonly Cut[]): boolean {
  return cuts.every(({ at }) => at === undefined || order.compare(at, at) !== undefined)
}

function compareCuts(order: VersionOrder, a: Cut, b: Cut): number {
  if (a.at === undefined || b.at === undefined) return placeOf(a) - placeOf(b)
  return order.compare(a.at, b.at)! || Number(a.behind) - Number(b.behind)
}

/** Before all, among the versions, behind all. */
function placeOf({ at, behind }: Cut): number {
  if (at !== undefined) return 0
  return behind ? 1 : -1
}

function intervalOf(low: Cut, high: Cut): Interval {
  return {
    ...(low.at !== undefined && { from: low.at }),
    ...(low.behind && { fromIncluded: false }),
    ...(high.at !== undefined && { to: high.at }),
    ...(high.at !== undefined && high.behind && { toIncluded: true }),
  }
}
