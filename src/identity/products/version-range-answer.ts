import { type Interval, showInterval } from '../range.ts'
import type { VersionRange } from './version-range.ts'
import { versionWritten } from './version-range-text.ts'
import { whatItIs } from './version-range-words.ts'
import { compareMarks, foreignWord, readVersionText, sameScheme, type VersionText } from './version-text.ts'

/** What a range says of one version. `why`: what nobody could decide, in words for the plant. */
export type RangeAnswer = { says: 'in' | 'out' } | { says: 'undecided'; why: string }

/** A run with its ends taken apart. */
interface Run {
  interval: Interval
  from?: VersionText | undefined
  to?: VersionText | undefined
}

/** Ranges are asked for many assets; their ends are taken apart once. */
const runs = new WeakMap<VersionRange, readonly Run[]>()

function runsIn(range: VersionRange): readonly Run[] {
  const known = runs.get(range)
  if (known) return known
  const read = (text: string | undefined) => (text === undefined ? undefined : readVersionText(text))
  const made = range.intervals.map(interval => ({ interval, from: read(interval.from), to: read(interval.to) }))
  runs.set(range, made)
  return made
}

/**
 * Whether a version, as an inventory writes it ("FW V2.9.4", "Firmware 3.0.11"), lies in the range. The text is the version as
 * written: missing numbers are 0, and there is no service pack where none is said. Undecided where the version is missing, is none,
 * counts differently from the ends of the range, or where words decide.
 */
export function inVersionRange(range: VersionRange, version: string | undefined): RangeAnswer {
  if (range.all) return { says: 'in' }
  if (range.intervals.length === 0 && range.unclear.length === 0) return { says: 'out' }
  if (version === undefined || version.trim() === '') {
    const stated = [...range.intervals.slice(0, 10).map(showInterval), ...range.unclear]
    return undecided(`the version is not known; the advisory says "${shown(stated.join(', '))}"`)
  }
  const found = versionWritten(version)
  if (!found) {
    return range.intervals.length === 0
      ? undecided(words(range))
      : undecided(`"${shown(version)}" is not a version that can be compared with ${showInterval(range.intervals[0]!)}`)
  }
  let strange: Interval | undefined
  let finer: Interval | undefined
  for (const run of runsIn(range)) {
    const place = placeIn(run, found)
    if (place === 'in') return { says: 'in' }
    if (place === 'strange') strange ??= run.interval
    if (place === 'finer') finer ??= run.interval
  }
  if (strange !== undefined)
    return undecided(`"${shown(version)}" and "${shown(showInterval(strange))}" count in different ways`)
  if (finer !== undefined)
    return undecided(
      `"${shown(version)}" says more precisely what the advisory's "${shown(showInterval(finer))}" leaves open`,
    )
  return range.unclear.length > 0 ? undecided(words(range)) : { says: 'out' }
}

/** Out as soon as one end says so; in when both do; strange when an end counts in another way; finer when it is less precise. */
function placeIn({ interval, from, to }: Run, found: VersionText): 'in' | 'out' | 'strange' | 'finer' {
  let strange = false
  let finer = false
  if (from) {
    if (!sameScheme(from, found)) strange = true
    else {
      const sign = compareMarks(found, from)
      if (sign < 0 || (sign === 0 && interval.fromIncluded === false)) return 'out'
    }
  }
  if (to) {
    if (!sameScheme(to, found)) strange = true
    else {
      const sign = compareMarks(found, to)
      if (sign > 0 && interval.toIncluded && refines(found, to, interval.to!)) finer = true
      else if (sign > 0 || (sign === 0 && !interval.toIncluded)) return 'out'
    }
  }
  return strange ? 'strange' : finer ? 'finer' : 'in'
}

/**
 * Whether a version says more precisely what an end that belongs to the range says: V15 Update 2 of V15, 32.011 of 32. Whoever wrote
 * "V15" or "up to 32" may well have meant these too.
 */
function refines(found: VersionText, end: VersionText, written: string): boolean {
  if (end.marks.length >= found.marks.length) return false
  const shared = { marks: found.marks.slice(0, end.marks.length), scheme: end.scheme }
  if (compareMarks(shared, end) !== 0) return false
  return /^\D*\d+$/.test(written) || found.marks[end.marks.length]!.rank < foreignWord
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
