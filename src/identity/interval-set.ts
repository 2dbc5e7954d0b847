import type { VersionOrder } from './order.ts'
import type { Interval } from './range.ts'
import { mostParts, type RangeFault, shownPiece } from './range-notation.ts'

/** A comparator of a range; every notation spells them its own way. */
export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** The runs that a comparator and a version mean: one, and two for `!=`. */
export function runsOf(comparator: Comparator, version: string): Interval[] {
  switch (comparator) {
    case '=':
      return [{ from: version, to: version, toIncluded: true }]
    case '!=':
      return [{ to: version }, { from: version, fromIncluded: false }]
    case '<':
      return [{ to: version }]
    case '<=':
      return [{ to: version, toIncluded: true }]
    case '>':
      return [{ from: version, fromIncluded: false }]
    case '>=':
      return [{ from: version }]
  }
}

/** The runs that lie in every one of the lists; a fault where an end is no version, or they are too many. */
export function within(order: VersionOrder, lists: readonly (readonly Interval[])[]): Interval[] | RangeFault {
  if (lists.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  for (const { from, to } of lists.flat()) {
    for (const end of [from, to]) {
      if (end !== undefined && order.compare(end, end) === undefined) {
        return { fault: `${shownPiece(end)} is no version of ${order.about}` }
      }
    }
  }
  if (lists.length < 2) return (lists[0] ?? [{}]).filter(run => !isEmpty(order, run))
  // Two and two, each in its order, so that hundreds of parts cost no more than sorting them.
  let left = lists.map(list => (list.length < 2 ? list : joined(order, list)))
  while (left.length > 1) {
    const next: (readonly Interval[])[] = []
    for (let i = 0; i < left.length; i += 2) next.push(left[i + 1] ? shared(order, left[i]!, left[i + 1]!) : left[i]!)
    left = next
  }
  if (left[0]!.length > 2 * mostParts) return { fault: `it has more than ${mostParts} parts` }
  return [...left[0]!]
}

/** What two lists of runs share, each in its order and no run touching the next. */
function shared(order: VersionOrder, one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const runs: Interval[] = []
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const found = common(order, one[i]!, other[j]!)
    if (found) runs.push(found)
    if (end(order, one[i]!, other[j]!) < 0) i++
    else j++
  }
  return runs
}

/** What two runs share; undefined for nothing. */
function common(order: VersionOrder, a: Interval, b: Interval): Interval | undefined {
  const low = upper(order, a, b) >= 0 ? a : b
  const high = end(order, a, b) <= 0 ? a : b
  const shared: Interval = {}
  if (low.from !== undefined) shared.from = low.from
  if (low.fromIncluded === false) shared.fromIncluded = false
  if (high.to !== undefined) shared.to = high.to
  if (high.toIncluded) shared.toIncluded = true
  return isEmpty(order, shared) ? undefined : shared
}

function isEmpty(order: VersionOrder, { from, fromIncluded, to, toIncluded }: Interval): boolean {
  if (from === undefined || to === undefined) return false
  const sign = order.compare(from, to)!
  return sign > 0 || (sign === 0 && (fromIncluded === false || !toIncluded))
}

/** Which of two runs begins later. */
function upper(order: VersionOrder, a: Interval, b: Interval): number {
  if (a.from === undefined || b.from === undefined) return Number(a.from !== undefined) - Number(b.from !== undefined)
  return order.compare(a.from, b.from)! || Number(a.fromIncluded === false) - Number(b.fromIncluded === false)
}

/** Which of two runs ends later. */
function end(order: VersionOrder, a: Interval, b: Interval): number {
  if (a.to === undefined || b.to === undefined) return Number(a.to === undefined) - Number(b.to === undefined)
  return order.compare(a.to, b.to)! || Number(a.toIncluded ?? false) - Number(b.toIncluded ?? false)
}

/**
 * The same versions as few runs in their order, none touching the next. Every end must be a version of `order`
 * (`VersionOrder.compare` with itself is 0).
 */
export function joined(order: VersionOrder, intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(run => !isEmpty(order, run)).sort((a, b) => upper(order, a, b))
  const runs: Interval[] = []
  for (const next of sorted) {
    const last = runs.at(-1)
    if (last === undefined || !meets(order, last, next)) runs.push({ ...next })
    else if (end(order, last, next) < 0) {
      delete last.to
      delete last.toIncluded
      if (next.to !== undefined) last.to = next.to
      if (next.toIncluded) last.toIncluded = true
    }
  }
  return runs
}

/** Whether the later run begins in the earlier or where it ends, with no version between. */
function meets(order: VersionOrder, earlier: Interval, later: Interval): boolean {
  if (earlier.to === undefined || later.from === undefined) return true
  const sign = order.compare(later.from, earlier.to)!
  return sign < 0 || (sign === 0 && (later.fromIncluded !== false || earlier.toIncluded === true))
}
