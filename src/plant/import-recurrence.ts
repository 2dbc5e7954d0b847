/*
 * Rules of calendars (RFC 5545, 3.3.10) over days. The library that reads calendars follows them too, but takes weeks of the year
 * (`BYWEEKNO=32`) for any week, and never ends where the parts of a rule exclude each other.
 */

/** A rule that comes daily at most. Numbers from the end are below zero; days of the week count from 0, Monday. */
export interface DayRule {
  every: 'day' | 'week' | 'month' | 'year'
  interval: number
  count: number | undefined
  /** Last time: a day `20271231` or a time `20271231T220000Z`. */
  until: string | undefined
  weekStart: number
  months: readonly number[] | undefined
  weeks: readonly number[] | undefined
  yearDays: readonly number[] | undefined
  monthDays: readonly number[] | undefined
  /** `nth` is 0 where every such day is meant. */
  weekDays: readonly { day: number; nth: number }[] | undefined
  positions: readonly number[] | undefined
}

const dayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const periods = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const

/** What a part may say; other parts, and rules that come more often than daily, are not followed. */
const parts: Readonly<Record<string, RegExp>> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^0*[1-9]\d{0,3}$/,
  COUNT: /^\d{1,6}$/,
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
  WKST: /^(?:MO|TU|WE|TH|FR|SA|SU)$/,
  BYDAY: /^(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)$/,
  BYMONTHDAY: /^[+-]?(?:[1-9]|[12]\d|3[01])$/,
  BYMONTH: /^(?:0?[1-9]|1[0-2])$/,
  BYYEARDAY: /^[+-]?[1-9]\d{0,2}$/,
  BYWEEKNO: /^[+-]?(?:[1-9]|[1-4]\d|5[0-3])$/,
  BYSETPOS: /^[+-]?[1-9]\d{0,2}$/,
}

/** The rule, or why it is not followed. */
export function readRule(text: string): DayRule | string {
  if (text.length > 500) return 'it is too long'
  const found = new Map<string, string[]>()
  for (const part of text.toUpperCase().split(';')) {
    if (part === '') continue
    const [name = '', value = '', more] = part.split('=')
    const pattern = Object.hasOwn(parts, name) ? parts[name] : undefined
    const values = value.split(',')
    if (!pattern || more !== undefined || !values.every(one => pattern.test(one)))
      return `${JSON.stringify(part)} is not followed`
    if (found.has(name)) return `${name} stands in it twice`
    found.set(name, values)
  }
  const every = periods[found.get('FREQ')?.[0] as keyof typeof periods]
  if (every === undefined) return 'it does not say how often'
  const numbers = (name: string) => found.get(name)?.map(Number)
  const weekDays = found
    .get('BYDAY')
    ?.map(day => ({ day: dayNames.indexOf(day.slice(-2)), nth: Number(day.slice(0, -2)) }))
  if (weekDays?.some(({ nth }) => nth !== 0) && (every === 'day' || every === 'week'))
    return 'a numbered weekday needs a month or a year'
  if (found.has('BYWEEKNO') && every !== 'year') return 'a number of a week needs a year'
  if (found.has('BYYEARDAY') && every !== 'year') return 'a day of the year needs a year'
  return {
    every,
    interval: numbers('INTERVAL')?.[0] ?? 1,
    count: numbers('COUNT')?.[0],
    until: found.get('UNTIL')?.[0],
    weekStart: dayNames.indexOf(found.get('WKST')?.[0] ?? 'MO'),
    months: numbers('BYMONTH'),
    weeks: numbers('BYWEEKNO'),
    yearDays: numbers('BYYEARDAY'),
    monthDays: numbers('BYMONTHDAY'),
    weekDays,
    positions: numbers('BYSETPOS'),
  }
}

/** How many days may be looked at for one paper. */
export interface Steps {
  left: number
}

const dayLength = 86_400_000

interface Day {
  number: number
  year: number
  month: number
  day: number
  weekDay: number
}

function dayAt(number: number): Day {
  const date = new Date(number * dayLength)
  // The first of January 1970 was a Thursday.
  const weekDay = (((number + 3) % 7) + 7) % 7
  return { number, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekDay }
}

function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return Math.floor(date.getTime() / dayLength)
}

/**
 * Days of a rule that begins on the day `start`, from `from` until before `until`: days since 1970. Gives undefined when it takes more
 * steps than are left. A rule without a count is not followed from its start but from before `from`: where it stands then is counted.
 */
export function daysOfRule(
  rule: DayRule,
  start: number,
  from: number,
  until: number,
  steps: Steps,
): number[] | undefined {
  const first = dayAt(start)
  const found: number[] = []
  let left = rule.count ?? Number.POSITIVE_INFINITY
  let period: number[] = []
  let at = firstOfPeriod(rule, rule.count === undefined ? Math.max(start, from - 400) : start)
  let current = periodOf(rule, dayAt(at))
  const flush = () => {
    for (const day of chosen(period, rule.positions))
      if (day >= start && left-- > 0 && day >= from && day < until) found.push(day)
    period = []
  }
  for (; at < until && left > 0; at++) {
    if (--steps.left < 0) return undefined
    const day = dayAt(at)
    const now = periodOf(rule, day)
    if (now !== current) flush()
    current = now
    if (isOn(rule, day, first, now)) period.push(at)
  }
  // The last period may go on beyond the horizon: its other days count for positions from its end.
  for (const end = at + 400; rule.positions && at < end && periodOf(rule, dayAt(at)) === current; at++)
    if (isOn(rule, dayAt(at), first, current)) period.push(at)
  flush()
  return found
}

/** The number of the period that a day is in: of its day, week, month or year. */
function periodOf({ every, weekStart, weeks }: DayRule, day: Day): number {
  if (every === 'day') return day.number
  if (every === 'week') return Math.floor((day.number + 3 - weekStart) / 7)
  if (every === 'month') return day.year * 12 + day.month - 1
  return weeks ? weekOf(day, weekStart).year : day.year
}

function firstOfPeriod({ every, weekStart }: DayRule, number: number): number {
  const { year, month } = dayAt(number)
  if (every === 'day') return number
  if (every === 'week') return Math.floor((number + 3 - weekStart) / 7) * 7 - 3 + weekStart
  // A year of weeks may begin in December.
  return every === 'month' ? dayNumber(year, month, 1) : dayNumber(year, 1, 1) - 7
}

function isOn(rule: DayRule, day: Day, first: Day, period: number): boolean {
  if ((period - periodOf(rule, first)) % rule.interval !== 0) return false
  if (rule.months && !rule.months.includes(day.month)) return false
  if (rule.weeks && !rule.weeks.some(week => isWeek(rule, day, week))) return false
  if (rule.yearDays && !inLength(rule.yearDays, day.number - dayNumber(day.year, 1, 1) + 1, yearLength(day.year)))
    return false
  if (rule.monthDays && !inLength(rule.monthDays, day.day, monthLength(day))) return false
  if (rule.weekDays && !rule.weekDays.some(one => isWeekDay(rule, day, one))) return false
  return isUsual(rule, day, first)
}

/** What a rule does not say is as at its start. */
function isUsual({ every, months, weeks, yearDays, monthDays, weekDays }: DayRule, day: Day, first: Day): boolean {
  if (every === 'day' || weekDays || monthDays || yearDays) return true
  if (every === 'week' || weeks) return day.weekDay === first.weekDay
  return day.day === first.day && (every === 'month' || months !== undefined || day.month === first.month)
}

function inLength(numbers: readonly number[], at: number, length: number): boolean {
  return numbers.some(number => number === at || number === at - length - 1)
}

function isWeekDay({ every, months }: DayRule, day: Day, { day: weekDay, nth }: { day: number; nth: number }): boolean {
  if (day.weekDay !== weekDay) return false
  if (nth === 0) return true
  const ofYear = every === 'year' && months === undefined
  const at = ofYear ? day.number - dayNumber(day.year, 1, 1) : day.day - 1
  const length = ofYear ? yearLength(day.year) : monthLength(day)
  return nth > 0 ? Math.floor(at / 7) + 1 === nth : Math.floor((length - 1 - at) / 7) + 1 === -nth
}

function isWeek({ weekStart }: DayRule, day: Day, week: number): boolean {
  const { number, weeks } = weekOf(day, weekStart)
  return week === number || week === number - weeks - 1
}

/** The week of a day: the first of a year has at least four of its days (RFC 5545, BYWEEKNO; ISO 8601 with Monday). */
function weekOf(day: Day, weekStart: number): { year: number; number: number; weeks: number } {
  const monday = (number: number) => Math.floor((number + 3 - weekStart) / 7) * 7 - 3 + weekStart
  const year = dayAt(monday(day.number) + 3).year
  const begin = monday(dayNumber(year, 1, 4))
  return { year, number: (monday(day.number) - begin) / 7 + 1, weeks: (monday(dayNumber(year + 1, 1, 4)) - begin) / 7 }
}

function yearLength(year: number): number {
  return dayNumber(year + 1, 1, 1) - dayNumber(year, 1, 1)
}

function monthLength({ year, month }: Day): number {
  return month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1)
}

/** Of the days of one period those at the positions; all where none is said. */
function chosen(days: readonly number[], positions: readonly number[] | undefined): readonly number[] {
  if (!positions) return days
  const found = positions.flatMap(position => days.at(position > 0 ? position - 1 : position) ?? [])
  return [...new Set(found)].sort((one, other) => one - other)
}
