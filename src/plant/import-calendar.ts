import type ICAL from 'ical.js'
import { type NoteList, Problem } from '#base'
import { handText, nameOf, type Paper } from '#boms'
import { instantOf, isTimeZone, isWallTime, type WallTime } from './import-time.ts'

/** One component of a calendar as its lines, unfolded. */
export interface CalendarBlock {
  /** `line 12`. */
  place: string
  lines: string[]
}

export interface CalendarText {
  events: CalendarBlock[]
  zones: CalendarBlock[]
}

const mostBytes = 32 * 1024 ** 2
const mostBlocks = 20_000
/** Lines of one event, characters of one line: descriptions are long, places are not. */
const mostLines = 2_000
const mostCharacters = 64 * 1024

/**
 * The events and time zones of an iCalendar paper (RFC 5545), each apart, so that a bad one spoils no other. Throws
 * `plant/not-a-calendar`, `plant/calendar-too-large`.
 */
export function calendarText(paper: Paper, notes: NoteList): CalendarText {
  const limits = { ...paper.limits, bytes: Math.min(mostBytes, paper.limits.bytes) }
  const text = handText({ ...paper, limits }, notes)
  const found: CalendarText = { events: [], zones: [] }
  let block: CalendarBlock | undefined
  let list: CalendarBlock[] | undefined
  let name = ''
  let number = 0
  if (!/^\s*BEGIN:VCALENDAR\s*$/im.test(text.slice(0, 4096)))
    throw new Problem('plant/not-a-calendar', `Cannot read ${nameOf(paper)}: no BEGIN:VCALENDAR at line 1`, {
      at: 'line 1',
    })
  for (const line of text.split(/\r\n|\n|\r/)) {
    number++
    if (block && /^[ \t]/.test(line)) {
      const last = block.lines.length - 1
      if (block.lines[last]!.length < mostCharacters) block.lines[last] += line.slice(1)
      continue
    }
    const begins = /^BEGIN:(VEVENT|VTIMEZONE)\s*$/i.exec(line)?.[1]?.toUpperCase()
    if (!block && begins) {
      name = begins
      list = name === 'VEVENT' ? found.events : found.zones
      block = { place: `line ${number}`, lines: [] }
    }
    if (!block) continue
    if (block.lines.length < mostLines) block.lines.push(line.slice(0, mostCharacters).trimEnd())
    if (line.toUpperCase().trimEnd() === `END:${name}`) {
      if (block.lines.length >= mostLines || list!.push(block) > mostBlocks)
        throw new Problem('plant/calendar-too-large', `Cannot read ${nameOf(paper)}: too much at ${block.place}`, {
          at: block.place,
        })
      block = undefined
    }
  }
  return found
}

/** The component of a block; throws what the library throws. */
export function componentOf(ical: typeof ICAL, block: CalendarBlock): ICAL.Component {
  return new ical.Component(ical.parse.component(block.lines.join('\r\n')))
}

/** The wall time of a time of the library; undefined when there is no such time. */
export function wallOf(time: ICAL.Time): WallTime | undefined {
  const { year, month, day, isDate } = time
  const wall = {
    year,
    month,
    day,
    hour: isDate ? 0 : time.hour,
    minute: isDate ? 0 : time.minute,
    second: isDate ? 0 : time.second,
  }
  return isWallTime(wall) ? wall : undefined
}

/** From a wall time to an instant; undefined for a zone that nobody knows. */
export type ZoneClock = (wall: WallTime) => number

/** Rules of a zone are yearly and simple, or they are not followed. */
const zoneRule =
  /^RRULE[^:]*:FREQ=YEARLY(?:;(?:INTERVAL=1|BYMONTH=\d{1,2}|BYDAY=[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)|WKST=\w\w|UNTIL=\d{8}(?:T\d{6}Z?)?))*$/i

/** How far a zone is from UTC (RFC 5545, 3.3.14). */
const zoneOffset = /^TZOFFSET(?:FROM|TO)(?:;[^:]*)?:[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/i

/** Whether every line of a zone is one that is followed as it was meant. */
function isPlainZone({ lines }: CalendarBlock): boolean {
  if (lines.length > 400) return false
  return lines.every(line => (/^TZOFFSET/i.test(line) ? zoneOffset : /^RRULE/i.test(line) ? zoneRule : /^/).test(line))
}

/**
 * The clocks of the zones that a calendar names: by their IANA name, whose rules are kept up to date; else by the paper's own VTIMEZONE
 * (`W. Europe Standard Time`).
 */
export function zoneClocks(
  ical: typeof ICAL,
  blocks: readonly CalendarBlock[],
): (name: string) => ZoneClock | undefined {
  const own = new Map<string, ZoneClock>()
  for (const block of blocks.slice(0, 1000)) {
    if (!isPlainZone(block)) continue
    try {
      const zone = new ical.Timezone(componentOf(ical, block))
      const clock: ZoneClock = wall =>
        instantOf(wall, 'UTC') - zone.utcOffset(ical.Time.fromData({ ...wall, isDate: false })) * 1000
      // The library reads what a zone says when it is first asked, and stumbles there.
      clock({ year: 2035, month: 12, day: 31, hour: 0, minute: 0, second: 0 })
      if (zone.tzid) own.set(zone.tzid, clock)
    } catch {}
  }
  return name => {
    const plain = name.replace(/^\/.*?\/(?:.*?\/)?(?=[A-Z]\w+\/)/, '')
    if (plain === 'UTC' || plain === 'Z') return wall => instantOf(wall, 'UTC')
    return isTimeZone(plain) ? wall => instantOf(wall, plain) : own.get(name)
  }
}
