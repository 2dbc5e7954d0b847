import type ICAL from 'ical.js'
import { wallOf, type ZoneClock } from './import-calendar.ts'
import type { CalendarEvent } from './import-calendar-event.ts'
import { type DayRule, daysOfRule, readRule, type Steps } from './import-recurrence.ts'
import { instantOf, type WallTime } from './import-time.ts'

export interface Span {
  startsAt: number
  endsAt: number
}

export interface Horizon {
  from: number
  until: number
  /** So many spans of one event. */
  most: number
}

export interface SpansFound {
  spans: Span[]
  /** There are more than the most. */
  cut: boolean
  /** Why its rule is not followed. */
  odd: string | undefined
}

const dayLength = 86_400_000

/** When an event is: once, or at each time of its rules within the horizon, without its exceptions and what others stand for. */
export function spansOf(
  event: CalendarEvent,
  replaced: ReadonlySet<number> | undefined,
  horizon: Horizon,
  steps: Steps,
): SpansFound {
  const { rules, start, clock, besides, except } = event
  const begin = wallOf(start)!
  if (rules.length === 0 && besides.length === 0) return { spans: [spanAt(event, begin)], cut: false, odd: undefined }
  const read = rules.map(readRule)
  const odd = read.find(rule => typeof rule === 'string')
  if (odd !== undefined) return { spans: [], cut: false, odd }
  const walls = [begin]
  for (const rule of read as DayRule[]) {
    const times = wallsOf(rule, begin, utcOf(start, clock), horizon, steps)
    if (!times) return { spans: [], cut: false, odd: 'it takes too long' }
    walls.push(...times)
  }
  const all = [...walls.map(wall => spanAt(event, wall)), ...besides.slice(0, 5000).map(one => spanBesides(event, one))]
  const spans = new Map<number, Span>()
  for (const span of all) {
    const { startsAt, endsAt } = span
    if (except.has(startsAt) || replaced?.has(startsAt) || endsAt <= horizon.from || startsAt >= horizon.until) continue
    spans.set(startsAt, span)
  }
  const sorted = [...spans.values()].sort((one, other) => one.startsAt - other.startsAt)
  return { spans: sorted.slice(0, horizon.most), cut: sorted.length > horizon.most, odd: undefined }
}

/** The clock of a time: one in UTC says so itself. */
function utcOf(time: ICAL.Time, clock: ZoneClock): ZoneClock {
  return wall => (time.zone?.tzid === 'UTC' ? instantOf(wall, 'UTC') : clock(wall))
}

function wallsOf(
  rule: DayRule,
  begin: WallTime,
  clock: ZoneClock,
  horizon: Horizon,
  steps: Steps,
): WallTime[] | undefined {
  // Two days more on each side: a zone may be a day ahead, and an event may have begun before.
  const first = Math.floor(horizon.from / dayLength) - 402
  const last = Math.floor(horizon.until / dayLength) + 2
  const days = daysOfRule(rule, dayOf(begin), first, last, steps)
  return days?.map(day => wallOn(day, begin)).filter(wall => isBefore(rule.until, wall, clock))
}

function dayOf(wall: WallTime): number {
  return Math.floor(instantOf({ ...wall, hour: 0, minute: 0, second: 0 }, 'UTC') / dayLength)
}

function wallOn(day: number, { hour, minute, second }: WallTime): WallTime {
  const date = new Date(day * dayLength)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute, second }
}

/** Whether a time is not after the last one of a rule, which is a day, a time on the wall or one in UTC (RFC 5545, UNTIL). */
function isBefore(until: string | undefined, wall: WallTime, clock: ZoneClock): boolean {
  if (until === undefined) return true
  const part = (from: number, to: number) => Number(until.slice(from, to))
  const whole = until.length > 8
  const last: WallTime = {
    year: part(0, 4),
    month: part(4, 6),
    day: part(6, 8),
    hour: whole ? part(9, 11) : 23,
    minute: whole ? part(11, 13) : 59,
    second: whole ? part(13, 15) : 59,
  }
  return until.endsWith('Z') ? clock(wall) <= instantOf(last, 'UTC') : instantOf(wall, 'UTC') <= instantOf(last, 'UTC')
}

/** A time that a rule does not give may be in another zone than the event. */
function spanBesides(event: CalendarEvent, { time, clock }: CalendarEvent['besides'][number]): Span {
  return event.start.isDate ? spanAt(event, wallOf(time)!) : spanOf(event, wallOf(time)!, utcOf(time, clock))
}

function spanAt(event: CalendarEvent, wall: WallTime): Span {
  return spanOf(event, wall, utcOf(event.start, event.clock))
}

/** Days are counted on the wall, by the clock of where it stands; whole days end at midnight. */
function spanOf({ length, start }: CalendarEvent, wall: WallTime, clock: ZoneClock): Span {
  const startsAt = clock(wall)
  const ends = start.isDate ? { ...wall, hour: 0, minute: 0, second: 0 } : wall
  const endsAt = length.days === 0 ? startsAt : clock(wallOn(dayOf(wall) + length.days, ends))
  return { startsAt, endsAt: endsAt + length.milliseconds }
}
