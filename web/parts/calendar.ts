/** A moment as a plant says it: parts as text, ready to be put side by side. */
export type Moment = {
  /** 2026-03-03 */
  day: string
  /** ISO 8601 week and the year it belongs to. */
  week: number
  weekYear: number
  weekday: string
  /** 06:00 */
  time: string
  /** The zone the parts are in; UTC where the asked one is not known. */
  zone: string
}

/** ISO 8601 week of a day of the calendar: week 1 has the year's first Thursday, weeks begin on Monday. */
export function isoWeek(year: number, month: number, day: number): { week: number; weekYear: number } {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const fromMonday = (date.getUTCDay() + 6) % 7
  date.setUTCDate(date.getUTCDate() - fromMonday + 3)
  const weekYear = date.getUTCFullYear()
  const first = new Date(0)
  first.setUTCFullYear(weekYear, 0, 1)
  const week = 1 + Math.floor((date.getTime() - first.getTime()) / 604_800_000)
  return { week, weekYear }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(locale: string, zone: string): Intl.DateTimeFormat {
  const key = `${locale} ${zone}`
  let format = formats.get(key)
  if (format === undefined) {
    const shape = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
    } as const
    try {
      format = new Intl.DateTimeFormat(locale, { ...shape, timeZone: zone })
    } catch {
      format = new Intl.DateTimeFormat(locale, { ...shape, timeZone: 'UTC' })
    }
    formats.set(key, format)
  }
  return format
}

/** The moment of an ISO time in a named zone; undefined where the text is no time. */
export function momentOf(at: string, zone: string, locale: string): Moment | undefined {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return undefined
  const format = formatOf(locale, zone)
  const parts = Object.fromEntries(format.formatToParts(time).map(part => [part.type, part.value]))
  const year = Number(parts['year'])
  return {
    day: `${String(year).padStart(4, '0')}-${parts['month']}-${parts['day']}`,
    ...isoWeek(year, Number(parts['month']), Number(parts['day'])),
    weekday: (parts['weekday'] ?? '').replace(/\.$/, ''),
    time: `${parts['hour']}:${parts['minute']}`,
    zone: format.resolvedOptions().timeZone,
  }
}

/** The UTC time of a wall clock (`2026-03-03`, `06:00`) in a zone; undefined where it is none. A skipped hour moves on. */
export function wallTime(day: string, time: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${day}T${time === '' ? '00:00' : time}:00Z`)
  if (Number.isNaN(asUtc)) return undefined
  let guess = asUtc
  for (let turn = 0; turn < 2; turn++) {
    const there = momentOf(new Date(guess).toISOString(), zone, 'en-GB')
    if (there === undefined) return undefined
    guess += asUtc - Date.parse(`${there.day}T${there.time}:00Z`)
  }
  return new Date(guess).toISOString()
}

/** A span in the largest unit that fits: 90 minutes are 1 hour, 400 days are 13 months. */
export function span(milliseconds: number): { count: number; unit: 'minute' | 'hour' | 'day' | 'month' | 'year' } {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  if (minutes < 60) return { count: minutes, unit: 'minute' }
  if (minutes < 48 * 60) return { count: Math.floor(minutes / 60), unit: 'hour' }
  const days = Math.floor(minutes / 1440)
  if (days < 92) return { count: days, unit: 'day' }
  if (days < 730) return { count: Math.floor(days / 30.44), unit: 'month' }
  return { count: Math.floor(days / 365.25), unit: 'year' }
}
