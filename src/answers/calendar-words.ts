/** The week of a day as ISO 8601 counts it: weeks begin on Monday, and the first has the year's first Thursday. */
function weekOf(year: number, month: number, day: number): number {
  const date = Date.UTC(year, month - 1, day)
  const weekday = (new Date(date).getUTCDay() + 6) % 7
  const thursday = date + (3 - weekday) * 86_400_000
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)
  return 1 + Math.floor((thursday - first) / (7 * 86_400_000))
}

/**
 * When something begins as people in a plant say it, in the plant's own time: `CW 48 Sat 2026-11-28 06:00`.
 *
 * @param timeZone IANA name; UTC where it is none that is known
 */
export function plantTime(at: number, timeZone: string): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const { year, month, day, weekday, hour, minute } = parts as Record<string, string>
  const week = weekOf(Number(year), Number(month), Number(day))
  return `CW ${week} ${weekday} ${year}-${month}-${day} ${hour}:${minute}`
}

/** Making one costs more than all that is told with it. */
const formats = new Map<string, Intl.DateTimeFormat>()
const mostFormats = 1000

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = madeFormat(timeZone)
  if (formats.size < mostFormats) formats.set(timeZone, made)
  return made
}

function madeFormat(timeZone: string): Intl.DateTimeFormat {
  const style = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone, hourCycle: 'h23' })
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: 'UTC', hourCycle: 'h23' })
  }
}
