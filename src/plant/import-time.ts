/** A time as a clock on the wall shows it. */
export interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>()
const offsets = new Map<string, number>()

/** Whether a name of a time zone is known: `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  return formatOf(name) !== undefined
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (zone.length > 64) return undefined
  if (formats.has(zone)) return formats.get(zone)
  if (formats.size > 1000) formats.clear()
  let format: Intl.DateTimeFormat | undefined
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {}
  formats.set(zone, format)
  return format
}

/** What the clocks of a zone are ahead of UTC at an instant, in milliseconds. Changes fall on quarters of an hour. */
function offsetAt(zone: string, instant: number): number {
  const quarter = Math.floor(instant / 900_000)
  const key = `${zone} ${quarter}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const parts = new Map<string, string>(
    formatOf(zone)!
      .formatToParts(quarter * 900_000)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: string) => Number(parts.get(name))
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
  const shown = utc({
    year,
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  })
  const offset = shown - quarter * 900_000
  if (offsets.size > 100_000) offsets.clear()
  offsets.set(key, offset)
  return offset
}

function utc({ year, month, day, hour, minute, second }: WallTime): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return date.getTime()
}

/**
 * The instant at which clocks of a zone show a time, in milliseconds since 1970 UTC. A time that is shown twice is the first; one that
 * is skipped is counted with the offset before (RFC 5545, 3.3.5). `zone` is one that `isTimeZone` knows.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const asUtc = utc(wall)
  if (zone === 'UTC') return asUtc
  const before = offsetAt(zone, asUtc - 86_400_000)
  const first = asUtc - before
  if (offsetAt(zone, first) === before) return first
  const second = asUtc - offsetAt(zone, asUtc + 86_400_000)
  return offsetAt(zone, second) === asUtc - second ? second : first
}

/** The second instant at which clocks of a zone show a time, where they are put back over it; undefined where they show it once. */
export function instantAgain(wall: WallTime, zone: string): number | undefined {
  const asUtc = utc(wall)
  const second = asUtc - offsetAt(zone, asUtc + 86_400_000)
  return second > instantOf(wall, zone) && offsetAt(zone, second) === asUtc - second ? second : undefined
}

/** Whether clocks of a zone never show a time, as they are put forward over it. */
export function isSkipped(wall: WallTime, zone: string): boolean {
  const instant = instantOf(wall, zone)
  return zone !== 'UTC' && instant + offsetAt(zone, instant) !== utc(wall)
}

/** Whether such a day and time are in the calendar. */
export function isWallTime({ year, month, day, hour, minute, second }: WallTime): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false
  return day <= daysOf(year, month) && hour <= 23 && minute <= 59 && second <= 60
}

export function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
