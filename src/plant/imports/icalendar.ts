import type ICAL from 'ical.js'
import { noteList, quoted } from '#base'
import type { Paper } from '#boms'
import { type CalendarBlock, calendarText, zoneClocks } from '../import-calendar.ts'
import { type CalendarEvent, type EventReading, eventIn } from '../import-calendar-event.ts'
import { spansOf } from '../import-calendar-span.ts'
import type { ImportChoices, Imported, ImportFormat } from '../import-format.ts'
import { imported } from '../import-made.ts'
import { refusedList } from '../import-refused.ts'
import type { WindowRow, WindowsTold } from '../import-row.ts'

let ical: typeof ICAL | undefined

/**
 * Maintenance windows, shutdowns, freezes and changeovers as iCalendar (RFC 5545): events, their rules up to two years ahead, exceptions,
 * zones, whole days. Times without a zone are in the one that the source is said to be in.
 */
export const icalendar: ImportFormat = {
  id: 'icalendar',
  label: 'calendar (iCalendar)',
  takes:
    'maintenance windows, shutdowns, freezes and changeovers: recurrence from one year back to two ahead, exceptions, zones, whole days; what a later calendar moves or calls off',
  leaves: 'alarms, attendees',
  kind: 'calendar',
  sniff: ({ text }) => /^\s*BEGIN:VCALENDAR\s/i.test(text),
  prepare: async () => {
    ical ??= (await import('ical.js')).default
  },
  read,
}

const year = 366 * 86_400_000

/** A single event is taken whenever it is; of a rule what falls between one year back and two ahead. */
const ahead = 2 * year
const mostWindows = 500
/** Days that are looked at for all rules. */
const mostSteps = 5_000_000

function read(paper: Paper, choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const { events, zones } = calendarText(paper, notes)
  const reading: EventReading = { ical: ical!, clockOf: zoneClocks(ical!, zones), timeZone: choices.timeZone, notes }
  const { found, told, replaced } = eventsOf(events, reading, refused)
  const horizon = { from: paper.now - year, until: paper.now + ahead, most: mostWindows }
  const steps = { left: mostSteps }
  const windows: WindowRow[] = []
  for (const event of found) {
    const { spans, cut, odd } = spansOf(event, replaced.get(event.uid), horizon, steps)
    if (odd !== undefined) {
      refused.add(
        event.place,
        [
          ['SUMMARY', event.title],
          ['RRULE', event.rules.join('\n')],
        ],
        {
          code: 'rule-not-followed',
          reason: `Its rule cannot be followed: ${odd}.`,
          next: 'Write its times as single events.',
        },
      )
      continue
    }
    if (cut)
      notes.add(
        'too-many-windows',
        `${quoted(event.title)}: only the first ${mostWindows} times are taken`,
        event.place,
      )
    for (const span of spans) windows.push(...windowsOf(event, span))
    const single = event.rules.length === 0 && event.besides.length === 0
    if (event.replaces === undefined) told.push({ ref: event.uid, single })
  }
  if (events.length === 0) notes.add('empty', 'it has no event')
  const windowsTold = told.filter(({ ref }) => ref !== '')
  return imported(icalendar, { windows, windowsTold, refused: refused.rows, notes: notes.notes })
}

/** The events of a calendar, what it tells whole, and the times of each that others stand for or that were called off. */
function eventsOf(events: readonly CalendarBlock[], reading: EventReading, refused: ReturnType<typeof refusedList>) {
  const found: CalendarEvent[] = []
  const told: WindowsTold[] = []
  const replaced = new Map<string, Set<number>>()
  const replace = (uid: string, at: number) => replaced.set(uid, (replaced.get(uid) ?? new Set()).add(at))
  for (const block of events) {
    const event = eventIn(block, reading)
    if ('code' in event) refused.add(block.place, cellsOf(block), event)
    else if (!('calledOff' in event)) found.push(event)
    else if (event.calledOff === 'whole') told.push({ ref: event.uid, single: false })
    else {
      replace(event.uid, event.calledOff)
      told.push({ ref: event.uid, startsAt: event.calledOff, single: true })
    }
  }
  for (const { uid, replaces } of found)
    if (replaces !== undefined) {
      replace(uid, replaces)
      told.push({ ref: uid, startsAt: replaces, single: true })
    }
  return { found, told, replaced }
}

/** One window for each asset that the event names. */
function windowsOf(event: CalendarEvent, { startsAt, endsAt }: { startsAt: number; endsAt: number }): WindowRow[] {
  const { place, uid, title, kind, simulated, placePath, assets, rules } = event
  const row: WindowRow = {
    row: place,
    ...(uid !== '' && { ref: uid }),
    title,
    kind,
    ...(placePath.length > 0 && { placePath }),
    startsAt,
    endsAt,
    ...(rules.length > 0 && { rule: rules.join('\n') }),
    simulated,
  }
  return assets.length === 0 ? [row] : assets.map(asset => ({ ...row, asset }))
}

function cellsOf(block: CalendarBlock): (readonly [string, string])[] {
  return block.lines.slice(1, -1).map(line => {
    const name = /^[A-Za-z-]{1,40}/.exec(line)?.[0] ?? ''
    return [name, line.slice(name.length + 1)] as const
  })
}
