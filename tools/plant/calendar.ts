/** The clock of the story, and days before it. All of the plant's history hangs on this one time. */
export const storyClock = Date.parse('2026-11-21T10:00:00Z')
/** Where the history begins: a year before. */
export const historyStart = '2025-11-21'

const day = 86_400_000

/** `YYYY-MM-DD` of an instant. */
export const dayText = (at: number) => new Date(at).toISOString().slice(0, 10)
/** An instant without fractions of a second. */
export const instant = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')

/** Weeks in which both sites stand still, and the days around them in which nothing is changed. */
export const shutdowns = [
  { name: 'Winter shutdown', from: '2025-12-24', until: '2026-01-05' },
  { name: 'Summer shutdown', from: '2026-08-03', until: '2026-08-17' },
  { name: 'Winter shutdown', from: '2026-12-24', until: '2027-01-04' },
] as const
export const freezes = [
  { name: 'Christmas trade', from: '2025-12-08', until: '2025-12-23' },
  { name: 'Christmas trade', from: '2026-12-07', until: '2026-12-23' },
] as const

/** Days from Monday to Friday from the start of the history to the day before the story, without the shutdowns. */
export function workingDays(): string[] {
  const days: string[] = []
  for (let at = Date.parse(historyStart); at < storyClock - (storyClock % day); at += day) {
    const text = dayText(at)
    const weekend = [0, 6].includes(new Date(at).getUTCDay())
    if (!weekend && !shutdowns.some(({ from, until }) => from <= text && text < until)) days.push(text)
  }
  return days
}

const clocks = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Berlin',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
})

/** An instant as clocks in Südaue show it, in the way of a German spreadsheet: `17.11.2026 14:10`. */
export function germanTime(at: number): string {
  const parts = Object.fromEntries(clocks.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts['day']}.${parts['month']}.${parts['year']} ${parts['hour']}:${parts['minute']}`
}
