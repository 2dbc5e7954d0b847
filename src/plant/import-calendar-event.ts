import type ICAL from 'ical.js'
import { type NoteList, quoted } from '#base'
import { type CalendarBlock, componentOf, wallOf, type ZoneClock } from './import-calendar.ts'
import type { Why } from './import-refused.ts'
import type { WindowRow } from './import-row.ts'
import { instantOf, isWallTime } from './import-time.ts'
import { pathIn, saying } from './import-value.ts'

/** One event of a calendar, before its rule is followed. */
export interface CalendarEvent {
  place: string
  uid: string
  title: string
  kind: WindowRow['kind']
  simulated: boolean
  placePath: readonly string[]
  assets: readonly string[]
  start: ICAL.Time
  /** From wall time to instant, where the start is. */
  clock: ZoneClock
  /** How long it is: days by the clock on the wall, and what it lasts beyond them. */
  length: { days: number; milliseconds: number }
  rules: readonly string[]
  /** Instants at which it is not, and besides its rule is, each by its own clock. */
  except: ReadonlySet<number>
  besides: readonly { time: ICAL.Time; clock: ZoneClock }[]
  /** The instant of the time of another event that this one stands for. */
  replaces: number | undefined
}

export interface EventReading {
  ical: typeof ICAL
  clockOf(zone: string): ZoneClock | undefined
  /** Zone of times that name none. */
  timeZone: string | undefined
  notes: NoteList
}

/** An event that was called off, or one time of it. */
export interface CalledOff {
  uid: string
  calledOff: number | 'whole'
}

/** The event of a block, that it was called off, or why it is not taken. */
export function eventIn(block: CalendarBlock, reading: EventReading): CalendarEvent | CalledOff | Why {
  const odd = block.lines.find(line => isOddTime(line))
  if (odd !== undefined) return whyNot('time-not-read', `There is no such time: ${JSON.stringify(odd.slice(0, 80))}.`)
  try {
    return eventOf(componentOf(reading.ical, block), block, reading)
  } catch (error) {
    // What the library throws says what it stumbled over.
    if (!(error instanceof Error)) throw error
    return whyNot('not-an-event', `It cannot be read: ${error.message.slice(0, 200)}.`)
  }
}

/** The library takes the thirteenth month for the next January. */
function isOddTime(line: string): boolean {
  const found = /^(?:DTSTART|DTEND|RECURRENCE-ID)[^:]*:(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/i.exec(line)
  if (!found) return false
  const [year, month, day, hour, minute, second] = found.slice(1).map(part => Number(part ?? 0))
  return !isWallTime({ year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! })
}

function whyNot(code: string, reason: string, next = 'Mend the event in the calendar and export it again.'): Why {
  return { code, reason, next }
}

function eventOf(
  component: ICAL.Component,
  { place }: CalendarBlock,
  reading: EventReading,
): CalendarEvent | CalledOff | Why {
  const text = (name: string) => saying(textIn(component.getFirstPropertyValue(name)))
  const uid = (text('uid') ?? '').slice(0, 300)
  const replaces = replacedBy(component, reading)
  if (replaces && 'code' in replaces) return replaces
  if (text('status')?.toUpperCase() === 'CANCELLED')
    return { uid, calledOff: replaces ? instantAt(replaces.time, replaces.clock) : 'whole' }
  const start = timeIn(component, 'dtstart', reading)
  if (start === undefined || 'code' in start) return start ?? whyNot('no-start', 'It has no start.')
  if (start.floating && !start.time.isDate && reading.timeZone === undefined)
    reading.notes.add('time-zone-assumed', 'a time names no zone and is taken as UTC', place)
  const length = lengthOf(component, start, reading)
  if (length === undefined || 'code' in length) return length ?? whyNot('no-end', 'It has no end after its start.')
  // Each of these may stand several times, with several values each (RFC 5545, 3.8.1.2 and 3.8.1.10).
  const texts = (name: string) =>
    component.getAllProperties(name).flatMap(property => property.getValues().map(value => textIn(value) ?? ''))
  const categories = texts('categories').map(category => category.trim())
  const title = text('summary') ?? 'window'
  const rules = component
    .getAllProperties('rrule')
    .slice(0, 20)
    .map(property => String(property.getFirstValue()).slice(0, 1000))
  const times = (name: string) =>
    component.getAllProperties(name).flatMap(property => timesIn(property, start.clock, place, reading))
  return {
    place,
    uid,
    title: title.slice(0, 300),
    kind: kindOf([...categories, title].join(' ')),
    simulated: categories.some(category => category.toUpperCase() === 'SIMULATED'),
    placePath: pathIn((text('location') ?? '').slice(0, 1000)),
    assets: texts('resources')
      .flatMap(names => names.trim().split(/\s*,\s*/))
      .filter(asset => asset !== '' && asset.length <= 300)
      .slice(0, 100),
    start: start.time,
    clock: start.clock,
    length,
    rules,
    except: new Set(times('exdate').map(({ time, clock }) => instantAt(time, clock))),
    besides: times('rdate'),
    replaces: replaces && instantAt(replaces.time, replaces.clock),
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : Array.isArray(value) ? value.map(String).join(',') : undefined
}

/** The time of another event that this one stands for. */
function replacedBy(component: ICAL.Component, reading: EventReading): TimeFound | Why | undefined {
  if (component.getFirstProperty('recurrence-id')?.getFirstParameter('range') === undefined)
    return timeIn(component, 'recurrence-id', reading)
  return whyNot(
    'range-not-followed',
    'It changes all times from one on, which is not followed.',
    'Write the times that differ as single events.',
  )
}

/** The times of a property, which may be in another zone than the event; what is no time is left out and told. */
function timesIn(property: ICAL.Property, own: ZoneClock, place: string, reading: EventReading) {
  const zone = property.getFirstParameter('tzid')
  const clock = (zone && reading.clockOf(String(zone))) || own
  return property.getValues().flatMap((time: unknown) => {
    if (isTime(time, reading)) return [{ time, clock }]
    reading.notes.add('time-not-read', `${quoted(String(time))} of ${property.name} is left out`, place)
    return []
  })
}

function isTime(value: unknown, { ical }: EventReading): value is ICAL.Time {
  return value instanceof ical.Time && wallOf(value) !== undefined
}

interface TimeFound {
  time: ICAL.Time
  clock: ZoneClock
  floating: boolean
}

function timeIn(component: ICAL.Component, name: string, reading: EventReading): TimeFound | Why | undefined {
  const property = component.getFirstProperty(name)
  const value = property?.getFirstValue()
  if (property === null || property === undefined) return undefined
  if (!isTime(value, reading)) return whyNot('time-not-read', `Its ${name} is no time.`)
  const zone = property.getFirstParameter('tzid')
  if (value.isDate || zone === undefined) {
    const utc = value.zone?.tzid === 'UTC'
    const name = utc ? 'UTC' : (reading.timeZone ?? 'UTC')
    return { time: value, clock: wall => instantOf(wall, name), floating: !utc }
  }
  const clock = reading.clockOf(String(zone))
  if (clock) return { time: value, clock, floating: false }
  return whyNot(
    'time-zone-unknown',
    `Its zone ${JSON.stringify(String(zone).slice(0, 80))} is neither known nor described in the calendar.`,
  )
}

/** The instant of a time, by the clock of where it stands; one in UTC says so itself. */
export function instantAt(time: ICAL.Time, clock: ZoneClock): number {
  const wall = wallOf(time)!
  return time.zone?.tzid === 'UTC' ? instantOf(wall, 'UTC') : clock(wall)
}

const longest = 400 * 86_400_000

function lengthOf(
  component: ICAL.Component,
  start: TimeFound,
  reading: EventReading,
): CalendarEvent['length'] | Why | undefined {
  const end = timeIn(component, 'dtend', reading)
  if (end && 'code' in end) return end
  const duration: unknown = component.getFirstPropertyValue('duration')
  if (start.time.isDate) {
    const days = end
      ? Math.round((instantOf(wallOf(end.time)!, 'UTC') - instantOf(wallOf(start.time)!, 'UTC')) / 86_400_000)
      : duration instanceof reading.ical.Duration
        ? Math.round(duration.toSeconds() / 86_400)
        : 1
    return days > 0 && days <= 400 ? { days, milliseconds: 0 } : undefined
  }
  const length = end
    ? { days: 0, milliseconds: instantAt(end.time, end.clock) - instantAt(start.time, start.clock) }
    : duration instanceof reading.ical.Duration && !duration.isNegative
      ? nominal(duration)
      : { days: 0, milliseconds: 0 }
  const about = length.days * 86_400_000 + length.milliseconds
  if (about > longest) return whyNot('too-long', 'It lasts for more than 400 days.')
  return about > 0 ? length : undefined
}

/** Weeks and days end at the same time of day, also where clocks change between; what is shorter is exact (RFC 5545, 3.3.6). */
function nominal({ weeks, days, hours, minutes, seconds }: ICAL.Duration): { days: number; milliseconds: number } {
  return { days: 7 * weeks + days, milliseconds: ((hours * 60 + minutes) * 60 + seconds) * 1000 }
}

/** What a window is for, by its categories and its title, English and German. */
function kindOf(text: string): WindowRow['kind'] {
  if (/freeze|change ?stop|no[ -]?change|blackout|einfrier|änderungssperre|sperrzeit|produktionssperre/i.test(text))
    return 'freeze'
  if (/change ?over|umrüst|ruest|rüst|product change|produktwechsel|sortenwechsel/i.test(text)) return 'changeover'
  return /shut ?down|turnaround|stillstand|abstell|revision|betriebsferien|outage|werksferien/i.test(text)
    ? 'shutdown'
    : 'maintenance'
}
