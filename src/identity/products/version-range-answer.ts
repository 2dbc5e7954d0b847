import { type Interval, showInterval } from '../range.ts'
import type { VersionRange } from './version-range.ts'
import { byWording } from './version-range-wording.ts'
import { whatItIs } from './version-range-words.ts'
import { buildWord, compareMarks, foreignWord, readVersionText, sameScheme, type VersionText } from './version-text.ts'
import { type Reading, versionWritten } from './version-written.ts'

/** What a range says of one version. `why`: what nobody could decide, in words for the plant. */
export type RangeAnswer = { says: 'in' | 'out' } | { says: 'undecided'; why: string }

/** A run with its ends taken apart. */
interface Run {
  interval: Interval
  from?: VersionText | undefined
  to?: VersionText | undefined
}

/** Ranges are asked for many assets; their ends are taken apart once. */
const runs = new WeakMap<readonly Interval[], readonly Run[]>()

function runsIn(intervals: readonly Interval[]): readonly Run[] {
  const known = runs.get(intervals)
  if (known) return known
  const read = (text: string | undefined) => (text === undefined ? undefined : readVersionText(text))
  const made = intervals.map(interval => ({ interval, from: read(interval.from), to: read(interval.to) }))
  runs.set(intervals, made)
  return made
}

/**
 * Whether a version, as an inventory writes it ("FW V2.9.4", `="3.0.11"`, "Stand 4,5", "≥ 2.0"), lies in the range. The text is
 * the version as written: missing numbers are 0, and there is no service pack where none is said. Undecided where the version is
 * missing, is none, counts differently from the ends of the range, may mean several things of which not all have one answer, or
 * where words decide. What the last few hundred versions mean is kept.
 * @param product the asset's name, whose words may stand before the version ("WinCC V7.5" of SIMATIC WinCC)
 */
export function inVersionRange(range: VersionRange, version: string | undefined, product?: string): RangeAnswer {
  if (range.all) return { says: 'in' }
  if (range.intervals.length === 0 && range.unclear.length === 0) return { says: 'out' }
  if (version === undefined || version.trim() === '') {
    const stated = [...range.intervals.slice(0, 10).map(showInterval), ...range.unclear]
    return undecided(`the version is not known; the advisory says "${shown(stated.join(', '))}"`)
  }
  if (range.intervals.length === 0 && range.unclear.length === 1) {
    const says = byWording(range.unclear[0]!, version)
    if (says !== undefined) return { says }
  }
  const readings = versionWritten(version, product)
  const [first, ...others] = readings
  if (!first) {
    return range.intervals.length === 0
      ? undecided(words(range))
      : undecided(`"${shown(version)}" is not a version that can be compared with ${showInterval(range.intervals[0]!)}`)
  }
  const answer = answerOf(range, first, version)
  for (const other of others) {
    const next = answerOf(range, other, version)
    if (next.says !== answer.says) return undecided(`"${shown(version)}" may be written for more than one version`)
  }
  return answer
}

function answerOf(range: VersionRange, found: Reading, version: string): RangeAnswer {
  const runs = runsIn(range.intervals)
  const place = placeAmong(runs, found)
  if (place === 'in') return inside
  if (place === 'out') {
    if (range.unclear.length === 0) return outside
    const limited = range.limits !== undefined && placeAmong(runsIn(range.limits), found) === 'out'
    return limited ? outside : undecided(words(range))
  }
  const run = shown(showInterval(runs.find(one => placeIn(one, found) === place)!.interval))
  if (place === 'strange') return undecided(`"${shown(version)}" and "${run}" count in different ways`)
  if (place === 'finer')
    return undecided(`"${shown(version)}" says more precisely what the advisory's "${run}" leaves open`)
  return undecided(`"${shown(version)}" may lie on both sides of an end of "${run}"`)
}

const inside: RangeAnswer = { says: 'in' }
const outside: RangeAnswer = { says: 'out' }

/** `strange`: counts in another way; `finer`: more precise than an end; `both`: a run of versions over an end. */
type Place = 'in' | 'out' | 'strange' | 'finer' | 'both'

/** Where a version lies to runs of which one is enough. */
function placeAmong(runs: readonly Run[], found: Reading): Place {
  let open: Place = 'out'
  for (const run of runs) {
    const place = placeIn(run, found)
    if (place === 'in') return place
    open = worse(open, place)
  }
  return open
}

/** Which of two places leaves more open. */
function worse(a: Place, b: Place): Place {
  if (a === b || a === 'strange' || b === 'in' || b === 'out') return a
  if (a === 'in' || a === 'out' || b === 'strange') return b
  return 'finer'
}

/** Out as soon as one end says so; in when both do; else what leaves it open. */
function placeIn({ interval, from, to }: Run, found: Reading): Place {
  const low = from ? aboveStart(from, interval.fromIncluded !== false, found) : 'in'
  if (low === 'out' || !to) return low
  const high = belowEnd(to, interval, found)
  return high === 'out' ? high : worse(low, high)
}

function aboveStart(
  start: VersionText,
  included: boolean,
  { from, to, fromIncluded, toIncluded, shortened }: Reading,
): Place {
  if (to) {
    if (!sameScheme(start, to) || (shortened && isLonger(start, to))) return 'strange'
    const sign = compareMarks(to, start)
    if (sign < 0 || (sign === 0 && !(included && toIncluded))) return 'out'
    if (from === to) return !included && isBuildOf(to, start) ? 'out' : 'in'
  }
  if (!from) return 'both'
  if (!sameScheme(start, from)) return 'strange'
  const sign = compareMarks(from, start)
  return sign > 0 || (sign === 0 && (included || !fromIncluded)) ? 'in' : 'both'
}

function belowEnd(
  end: VersionText,
  interval: Interval,
  { from, to, fromIncluded, toIncluded, shortened }: Reading,
): Place {
  const included = interval.toIncluded === true
  if (from) {
    if (!sameScheme(end, from) || (shortened && isLonger(end, from))) return 'strange'
    const sign = compareMarks(from, end)
    if (sign > 0 && included && from === to) {
      if (isBuildOf(from, end)) return 'in'
      if (refines(from, end, interval.to!)) return 'finer'
    }
    if (sign > 0 || (sign === 0 && !(included && fromIncluded))) return 'out'
    if (from === to) return 'in'
  }
  if (!to) return 'both'
  if (!sameScheme(end, to)) return 'strange'
  const sign = compareMarks(to, end)
  return sign < 0 || (sign === 0 && (included || !toIncluded)) ? 'in' : 'both'
}

/** Whether an end says a build or day of the version itself, which a cell wrote behind it and nobody compares. */
function isLonger(end: VersionText, found: VersionText): boolean {
  if (!startsWith(end, found)) return false
  const next = end.marks[found.marks.length]
  return next !== undefined && (next.rank === buildWord || (next.digits?.length ?? 0) >= 6)
}

/** 4.5 build 123 of 4.5: every build of a version is that version. */
function isBuildOf(found: VersionText, end: VersionText): boolean {
  return startsWith(found, end) && found.marks[end.marks.length]?.rank === buildWord
}

/**
 * Whether a version says more precisely what an end that belongs to the range says: V15 Update 2 of V15, 32.011 of 32. Whoever wrote
 * "V15" or "up to 32" may well have meant these too.
 */
function refines(found: VersionText, end: VersionText, written: string): boolean {
  if (!startsWith(found, end)) return false
  return /^\D*\d+$/.test(written) || found.marks[end.marks.length]!.rank < foreignWord
}

/** Whether the marks of the second, and more, are those of the first. */
function startsWith(long: VersionText, short: VersionText): boolean {
  if (short.marks.length >= long.marks.length) return false
  return compareMarks({ ...short, marks: long.marks.slice(0, short.marks.length) }, short) === 0
}

function words({ unclear }: VersionRange): string {
  const [first = ''] = unclear
  return `the advisory says "${shown(unclear.join('", "'))}": ${whatItIs(first)}`
}

function undecided(why: string): RangeAnswer {
  return { says: 'undecided', why: shown(why, 400) }
}

function shown(text: string, most = 120): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
