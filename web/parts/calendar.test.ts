import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoWeek, momentOf, span, wallTime } from './calendar.ts'

test('weeks around the end of a year belong to the year of their Thursday', () => {
  const cases: readonly [number, number, number, number, number][] = [
    [2026, 3, 3, 10, 2026],
    [2020, 12, 31, 53, 2020],
    [2021, 1, 3, 53, 2020],
    [2021, 1, 4, 1, 2021],
    [2024, 12, 30, 1, 2025],
    [2025, 12, 28, 52, 2025],
    [2025, 12, 29, 1, 2026],
    [2027, 1, 3, 53, 2026],
    [2016, 1, 3, 53, 2015],
    [2018, 12, 31, 1, 2019],
  ]
  for (const [year, month, day, week, weekYear] of cases) {
    assert.deepEqual(isoWeek(year, month, day), { week, weekYear }, `${year}-${month}-${day}`)
  }
})

test('a moment is told in the zone of the plant and the language of the reader', () => {
  const english = momentOf('2026-03-03T05:00:00Z', 'Europe/Berlin', 'en-GB')
  assert.deepEqual(english, {
    day: '2026-03-03',
    week: 10,
    weekYear: 2026,
    weekday: 'Tue',
    time: '06:00',
    zone: 'Europe/Berlin',
  })
  assert.equal(momentOf('2026-03-03T05:00:00Z', 'Europe/Berlin', 'de-DE')?.weekday, 'Di')
  assert.equal(momentOf('2026-12-31T23:30:00Z', 'Asia/Tokyo', 'en-GB')?.day, '2027-01-01')
  assert.equal(momentOf('2026-12-31T23:30:00Z', 'UTC', 'en-GB')?.time, '23:30')
})

test('a zone nobody knows counts as UTC and says so; a text that is no time is none', () => {
  assert.equal(momentOf('2026-03-03T05:00:00Z', 'Nowhere/Else', 'en-GB')?.zone, 'UTC')
  assert.equal(momentOf('yesterday', 'UTC', 'en-GB'), undefined)
})

test('what is typed is the wall clock of the plant, over the change of summer time as well', () => {
  assert.equal(wallTime('2026-03-03', '06:00', 'Europe/Berlin'), '2026-03-03T05:00:00.000Z')
  assert.equal(wallTime('2026-07-03', '06:00', 'Europe/Berlin'), '2026-07-03T04:00:00.000Z')
  assert.equal(wallTime('2026-03-29', '03:00', 'Europe/Berlin'), '2026-03-29T01:00:00.000Z')
  assert.equal(wallTime('2026-03-03', '', 'America/New_York'), '2026-03-03T05:00:00.000Z')
  assert.equal(wallTime('no day', '06:00', 'UTC'), undefined)
})

test('a span is told in the largest unit that fits', () => {
  const minute = 60_000
  assert.deepEqual(span(59 * minute), { count: 59, unit: 'minute' })
  assert.deepEqual(span(90 * minute), { count: 1, unit: 'hour' })
  assert.deepEqual(span(-3 * 1440 * minute), { count: 3, unit: 'day' })
  assert.deepEqual(span(400 * 1440 * minute), { count: 13, unit: 'month' })
  assert.deepEqual(span(1000 * 1440 * minute), { count: 2, unit: 'year' })
})
