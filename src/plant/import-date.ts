import { daysOf, instantAgain, instantOf, isSkipped, isWallTime } from './import-time.ts'

/** A day as written; `exact` is false when only its month or year was said. */
export interface Day {
  text: string
  exact: boolean
}

const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
}

/** A time of day behind a day. */
const timeBehind = /[T ,]+(\d{1,2}:\d\d.*)$/

export interface Instant {
  /** Milliseconds since 1970 UTC. */
  at: number
  exact: boolean
  again?: number
  skipped?: true
}

interface Parts {
  year: number
  month: number | undefined
  day: number | undefined
}

/**
 * A day, month or year as plants write them: `2019-05-03`, `03.05.2019`, `3. Mai 2019`, `05/2019`, `2019`. Undefined for anything
 * else, also for `11/12/26`, which is another day on each side of the sea. `last` takes the last day of a month or year.
 */
export function dayOf(text: string, last = false): Day | undefined {
  const parts = text.length > 60 ? undefined : partsOf(text.trim().replace(timeBehind, ''))
  if (!parts) return undefined
  const month = parts.month ?? (last ? 12 : 1)
  if (month < 1 || month > 12 || parts.year < 1900 || parts.year > 2200) return undefined
  const day = parts.day ?? (last ? daysOf(parts.year, month) : 1)
  if (day < 1 || day > daysOf(parts.year, month)) return undefined
  return { text: `${parts.year}-${two(month)}-${two(day)}`, exact: parts.day !== undefined }
}

function partsOf(text: string): Parts | undefined {
  let found = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(text)
  if (found) return { year: Number(found[1]), month: Number(found[2]), day: found[3] ? Number(found[3]) : undefined }
  found = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d)$/.exec(text)
  if (found) return { year: yearOf(found[3]!), month: Number(found[2]), day: Number(found[1]) }
  found = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/.exec(text)
  if (found) return slashed(Number(found[1]), Number(found[3]), Number(found[4]))
  found = /^(?:(\d{1,2})[. -]{1,2})?(\p{L}{3,9})\.?[ -](\d{4})$/u.exec(text)
  const month = found && months[found[2]!.toLowerCase().slice(0, 3)]
  if (found && month) return { year: Number(found[3]), month, day: found[1] ? Number(found[1]) : undefined }
  found = /^(\d{1,2})[/.-](\d{4})$/.exec(text)
  if (found) return { year: Number(found[2]), month: Number(found[1]), day: undefined }
  return /^(?:19|20|21)\d\d$/.test(text) ? { year: Number(text), month: undefined, day: undefined } : undefined
}

// Between slashes Britain writes the day first, America the month: only a number over twelve tells.
function slashed(first: number, second: number, year: number): Parts | undefined {
  if (first > 12) return { year, month: second, day: first }
  if (second > 12) return { year, month: first, day: second }
  return first === second ? { year, month: first, day: first } : undefined
}

function yearOf(text: string): number {
  const year = Number(text)
  return text.length === 4 ? year : year < 70 ? 2000 + year : 1900 + year
}

/**
 * An instant: ISO 8601 or RFC 3339 (with its offset, else in `zone`), `03.05.2019 14:30`. Undefined for anything else. `exact` is
 * false when no time of day was said; `again` is there where the clocks of the zone show it twice, and `at` is the first of both; `skipped`
 * where they never show it, and `at` is as much later as they are put forward.
 */
export function instantIn(text: string, zone: string): Instant | undefined {
  const day = dayOf(text)
  if (!day?.exact) return undefined
  const rest = timeBehind.exec(text.trim())?.[1]
  const [year, month, date] = day.text.split('-').map(Number) as [number, number, number]
  if (rest === undefined)
    return { at: instantOf({ year, month, day: date, hour: 0, minute: 0, second: 0 }, zone), exact: false }
  const time = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?(Z|UTC|[+-]\d\d:?\d\d)|\s?(?:Uhr|h))?$/i.exec(rest)
  if (!time) return undefined
  const wall = { year, month, day: date, hour: Number(time[1]), minute: Number(time[2]), second: Number(time[3] ?? 0) }
  if (!isWallTime(wall)) return undefined
  const milliseconds = time[4] === undefined ? 0 : Math.floor(Number(`0.${time[4]}`) * 1000)
  const again = time[5] ? undefined : instantAgain(wall, zone)
  return {
    at: instantOf(wall, time[5] ? 'UTC' : zone) + milliseconds - offsetOf(time[5]),
    exact: true,
    ...(again !== undefined && { again: again + milliseconds }),
    ...(!time[5] && isSkipped(wall, zone) && { skipped: true }),
  }
}

function offsetOf(text: string | undefined): number {
  const found = /^([+-])(\d\d):?(\d\d)$/.exec(text ?? '')
  if (!found) return 0
  return (found[1] === '-' ? -60_000 : 60_000) * (Number(found[2]) * 60 + Number(found[3]))
}

/** The day of a number in a workbook: days since 1899-12-30 (ECMA-376, part 1, 18.17.4.1), 1990 to 2100; its part is the time. */
export function dayOfSerial(text: string): { text: string; at: number } | undefined {
  const serial = /^\d{5}(?:\.\d+)?$/.test(text) ? Number(text) : 0
  if (serial < 32_874 || serial > 73_050) return undefined
  const at = Math.round((serial - 25_569) * 86_400) * 1000
  return { text: new Date(at).toISOString().slice(0, 10), at }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
