import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { daysOfRule, readRule } from './import-recurrence.ts'

const dayLength = 86_400_000
const until = Date.UTC(2029, 0, 1) / dayLength

function days(rule: string, start: number, from = start): number[] {
  const read = readRule(rule)
  assert.ok(typeof read === 'object', `${rule}: ${read}`)
  return daysOfRule(read, start, from, until, { left: 1_000_000 })!
}

/** The library's days, for the rules that it follows rightly. */
function libraryDays(rule: string, start: number): number[] {
  const date = new Date(start * dayLength)
  const first = ICAL.Time.fromData({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    isDate: true,
  })
  const iterator = ICAL.Recur.fromString(rule).iterator(first)
  const found: number[] = []
  for (let next = iterator.next(); next; next = iterator.next()) {
    const day = Date.UTC(next.year, next.month - 1, next.day) / dayLength
    if (day >= until) break
    found.push(day)
  }
  return found
}

const weekDays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1, maxLength: 3 })
const interval = fc.integer({ min: 1, max: 6 })
const rule = fc.oneof(
  interval.map(n => `FREQ=DAILY;INTERVAL=${n}`),
  fc.tuple(interval, weekDays).map(([n, names]) => `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${names}`),
  interval.map(n => `FREQ=WEEKLY;INTERVAL=${n}`),
  interval.map(n => `FREQ=MONTHLY;INTERVAL=${n}`),
  fc.subarray([1, 5, 15, 28, 29, 30, 31, -1, -3], { minLength: 1 }).map(list => `FREQ=MONTHLY;BYMONTHDAY=${list}`),
  fc.constantFrom('1SA', '2SU', '3MO', '-1FR', '5MO', '-5TU').map(day => `FREQ=MONTHLY;BYDAY=${day}`),
  weekDays.map(names => `FREQ=MONTHLY;BYDAY=${names}`),
  fc
    .tuple(fc.constantFrom(1, 4, 8), fc.constantFrom('1MO', '-1SU', 'SA'))
    .map(([month, day]) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${day}`),
  fc.constant('FREQ=YEARLY'),
  fc.constantFrom(1, 100, -1).map(day => `FREQ=YEARLY;BYYEARDAY=${day}`),
)
const count = fc.option(fc.integer({ min: 1, max: 40 }))

const leapDay = Date.UTC(2024, 1, 29) / dayLength

test('days of a rule are those of the library, wherever one begins to look', () => {
  fc.assert(
    fc.property(
      rule,
      count,
      fc.integer({ min: 19_700, max: 21_000 }),
      fc.integer({ min: 0, max: 900 }),
      (text, number, start, later) => {
        // The library goes on with the first of March, where there is no such day.
        fc.pre(text !== 'FREQ=YEARLY' || start !== leapDay)
        const whole = number === null ? text : `${text};COUNT=${number}`
        const wanted = libraryDays(whole, start)
        assert.deepEqual(days(whole, start), wanted)
        assert.deepEqual(
          days(whole, start, start + later),
          wanted.filter(day => day >= start + later),
        )
      },
    ),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 200) },
  )
})

const shown = (list: readonly number[]) => list.map(day => new Date(day * dayLength).toISOString().slice(0, 10))

// Examples in the manner of RFC 5545, 3.8.5.3, for what the library does otherwise.
test('weeks of the year, positions and months in a monthly rule', () => {
  const start = Date.UTC(2026, 0, 1) / dayLength
  assert.deepEqual(shown(days('FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', start)), ['2026-05-11', '2027-05-17', '2028-05-15'])
  // A day that a year does not have is no day of the rule (RFC 5545, 3.3.10).
  assert.deepEqual(shown(days('FREQ=YEARLY', leapDay)), ['2024-02-29', '2028-02-29'])
  assert.deepEqual(shown(days('FREQ=YEARLY;BYWEEKNO=53;BYDAY=WE', start)), ['2026-12-30'])
  assert.deepEqual(shown(days('FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO', start)).slice(0, 2), ['2026-12-28', '2027-12-27'])
  assert.deepEqual(shown(days('FREQ=YEARLY;BYDAY=20MO', start)), ['2026-05-18', '2027-05-17', '2028-05-15'])
  assert.deepEqual(shown(days('FREQ=MONTHLY;BYMONTH=10;BYDAY=1SA', start)), ['2026-10-03', '2027-10-02', '2028-10-07'])
  assert.deepEqual(shown(days('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3', start)), [
    '2026-01-30',
    '2026-02-27',
    '2026-03-31',
  ])
  assert.deepEqual(
    shown(days('FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=4', Date.UTC(1997, 7, 5) / dayLength)),
    ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
  )
  assert.deepEqual(
    shown(days('FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU;COUNT=4', Date.UTC(1997, 7, 5) / dayLength)),
    ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
  )
})

test('a rule that nobody would write for a plant is not followed, with a word why', () => {
  for (const text of [
    'FREQ=HOURLY',
    'INTERVAL=2',
    'FREQ=DAILY;BYHOUR=6',
    'FREQ=DAILY;FREQ=DAILY',
    'FREQ=DAILY;X=1',
    'FREQ=WEEKLY;BYDAY=1MO',
    '',
    'FREQ=DAILY;__proto__=1',
  ])
    assert.equal(typeof readRule(text), 'string', text)
})
