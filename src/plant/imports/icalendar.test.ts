import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperOf } from '#boms'
import { prepareImports, readImport } from '../import-read.ts'

await prepareImports()

const now = Date.UTC(2026, 10, 21)
const at = 'DTSTART;TZID=Europe/Berlin:20260103T060000\nDTEND;TZID=Europe/Berlin:20260103T140000'

function read(...events: string[]) {
  const blocks = events.map((lines, index) => `BEGIN:VEVENT\nUID:${index}@demo\nSUMMARY:window\n${lines}\nEND:VEVENT`)
  const text = `BEGIN:VCALENDAR\nVERSION:2.0\n${blocks.join('\n')}\nEND:VCALENDAR\n`
  return readImport({ ...paperOf('plan.ics', text), now })
}

const starts = (...events: string[]) =>
  read(...events).windows.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16))

test('times follow the clock on the wall: a window at six is at five of UTC in winter and at four in summer', () => {
  const found = starts(`${at}\nRRULE:FREQ=MONTHLY;COUNT=7`)
  assert.equal(found[0], '2026-01-03T05:00')
  assert.equal(found.at(-1), '2026-07-03T04:00')
})

test('a duration of days ends at the same time of day where clocks change between, and hours are exact (RFC 5545, 3.3.6)', () => {
  const spans = (zone: string, duration: string, more = '') =>
    read(`DTSTART${zone}:20260328T120000${zone === '' ? 'Z' : ''}\nDURATION:${duration}${more}`).windows.map(
      ({ startsAt, endsAt }) => [startsAt, endsAt].map(time => new Date(time).toISOString().slice(0, 16)).join(' '),
    )
  const berlin = ';TZID=Europe/Berlin'
  assert.deepEqual(spans(berlin, 'P1D'), ['2026-03-28T11:00 2026-03-29T10:00'])
  assert.deepEqual(spans(berlin, 'P1W'), ['2026-03-28T11:00 2026-04-04T10:00'])
  assert.deepEqual(spans(berlin, 'PT24H'), ['2026-03-28T11:00 2026-03-29T11:00'])
  assert.deepEqual(spans(berlin, 'P1DT90M'), ['2026-03-28T11:00 2026-03-29T11:30'])
  assert.deepEqual(spans('', 'P1D'), ['2026-03-28T12:00 2026-03-29T12:00'])
  assert.deepEqual(spans(berlin, '-P1D'), [])
  assert.deepEqual(spans(berlin, 'P1D', '\nRRULE:FREQ=DAILY;COUNT=2\nRDATE;TZID=Europe/Berlin:20261024T120000'), [
    '2026-03-28T11:00 2026-03-29T10:00',
    '2026-03-29T10:00 2026-03-30T10:00',
    '2026-10-24T10:00 2026-10-25T11:00',
  ])
})

test('a numbered week is that week, each year', () => {
  assert.deepEqual(
    starts('DTSTART;VALUE=DATE:20260803\nDTEND;VALUE=DATE:20260808\nRRULE:FREQ=YEARLY;BYWEEKNO=32;BYDAY=MO'),
    ['2026-08-03T00:00', '2027-08-09T00:00', '2028-08-07T00:00'],
  )
})

test('a rule without an end goes on for two years and no more, and gives at most 500 windows', () => {
  const monthly = starts(`${at}\nRRULE:FREQ=MONTHLY`)
  assert.ok(monthly.at(-1)! < '2028-12' && monthly.at(-1)! > '2028-09', monthly.at(-1))
  const daily = read(`${at}\nRRULE:FREQ=DAILY`)
  assert.equal(daily.windows.length, 500)
  assert.ok(daily.notes.some(({ code }) => code === 'too-many-windows'))
})

test('exceptions and moved times are left out, added ones are in', () => {
  const rule = `${at}\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20260110T060000\nRDATE:20260201T050000Z`
  assert.deepEqual(starts(rule), ['2026-01-03T05:00', '2026-01-17T05:00', '2026-01-24T05:00', '2026-02-01T05:00'])
})

test('rules that never end, never come or come too often do not hang: each is refused or gives what is left', () => {
  for (const rule of [
    'FREQ=SECONDLY',
    'FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=99999999999',
    'FREQ=MONTHLY;INTERVAL=24;BYDAY=5MO;BYMONTH=2',
    'FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=15;BYDAY=1MO',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    `FREQ=DAILY;BYDAY=${'MO,'.repeat(5000)}MO`,
    'FREQ=DAILY;COUNT=999999;BYMONTH=2;BYMONTHDAY=31',
    'FREQ=YEARLY;INTERVAL=0',
    'FREQ=YEARLY;BYSETPOS=0;UNTIL=banana',
  ]) {
    const { windows, refused } = read(`DTSTART:00010101T000000Z\nDTEND:00010101T010000Z\nRRULE:${rule}`)
    assert.ok(windows.length + refused.length <= 500, rule)
  }
})

test('many old rules together are followed only so far, and what is left over is refused by name', () => {
  const old = 'DTSTART:00010101T000000Z\nDTEND:00010101T010000Z\nRRULE:FREQ=DAILY;COUNT=999999;BYMONTH=2;BYMONTHDAY=31'
  const { refused } = read(...Array.from({ length: 12 }, () => old))
  assert.ok(refused.some(({ reason }) => /too long/.test(reason)))
})

test('a bad event spoils no other', () => {
  const { windows, refused } = read(
    'DTSTART:banana',
    'SUMMARY:nothing',
    at,
    'DTSTART:20261332T000000Z\nDTEND:20261332T010000Z',
    'DTSTART:20260101T000000Z\nDTEND:20260101T000000Z',
  )
  assert.equal(windows.length, 1)
  assert.deepEqual(
    refused.map(({ code }) => code),
    ['not-an-event', 'no-start', 'time-not-read', 'no-end'],
  )
})

test('every category and every resource counts, of one line and of several', () => {
  const { windows } = read(
    `${at}\nCATEGORIES:PLANT,SHUTDOWN\nCATEGORIES:SIMULATED\nRESOURCES:F-201,F-202\nRESOURCES:F-203`,
    at,
  )
  assert.deepEqual(
    windows.map(({ asset, kind, simulated }) => [asset, kind, simulated]),
    [
      ['F-201', 'shutdown', true],
      ['F-202', 'shutdown', true],
      ['F-203', 'shutdown', true],
      [undefined, 'maintenance', false],
    ],
  )
})

test('a zone whose offsets are none is not known, and the other events are read', () => {
  for (const offset of ['+0260', '9900', '+02:00', '";:+0200', '']) {
    const rule = `DTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:${offset}`
    const zone = `BEGIN:VTIMEZONE\nTZID:Mill\nBEGIN:STANDARD\n${rule}\nEND:STANDARD\nEND:VTIMEZONE`
    const event = (uid: string, start: string) =>
      `BEGIN:VEVENT\nUID:${uid}\nSUMMARY:window\n${start}\nDURATION:PT2H\nEND:VEVENT`
    const events = [event('a', 'DTSTART;TZID=Mill:20260105T060000'), event('b', 'DTSTART:20260105T060000Z')]
    const text = `BEGIN:VCALENDAR\nVERSION:2.0\n${[zone, ...events].join('\n')}\nEND:VCALENDAR\n`
    const { windows, refused } = readImport({ ...paperOf('plan.ics', text), now })
    assert.equal(windows.length, 1, offset)
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['time-zone-unknown'],
      offset,
    )
  }
})

test('one time of a rule that is called off is no window', () => {
  const rule = 'UID:w@demo\nDTSTART;TZID=Europe/Berlin:20261205T060000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=3'
  const off = 'UID:w@demo\nRECURRENCE-ID;TZID=Europe/Berlin:20261212T060000\nDTSTART:20261212T050000Z\nSTATUS:CANCELLED'
  assert.deepEqual(startsOf(rule, off), ['2026-12-05T05:00', '2026-12-19T05:00'])
})

test('exceptions and times besides are in their own zone; what is no time is told', () => {
  const rule = 'UID:w@demo\nDTSTART;TZID=Europe/Berlin:20261205T060000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=2'
  const except = 'EXDATE;TZID=America/New_York:20261212T000000'
  const besides = 'RDATE;TZID=America/New_York:20261220T000000\nRDATE;VALUE=PERIOD:20261224T060000Z/20261224T100000Z'
  assert.deepEqual(startsOf(`${rule}\n${except}\n${besides}`), ['2026-12-05T05:00', '2026-12-20T05:00'])
  assert.deepEqual(
    calendar(`${rule}\n${besides}`).notes.map(({ code }) => code),
    ['time-not-read'],
  )
})

test('a change of all times from one on is not followed, and told', () => {
  const wide = 'UID:w@demo\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261212T060000Z\nDTSTART:20261212T070000Z\nDURATION:PT1H'
  assert.deepEqual(
    calendar(wide).refused.map(({ code }) => code),
    ['range-not-followed'],
  )
})

/** A calendar of events as they are written, with ids of their own. */
function calendar(...events: string[]) {
  const blocks = events.map(lines => `BEGIN:VEVENT\nSUMMARY:window\n${lines}\nEND:VEVENT`)
  const text = `BEGIN:VCALENDAR\nVERSION:2.0\n${blocks.join('\n')}\nEND:VCALENDAR\n`
  return readImport({ ...paperOf('plan.ics', text), now })
}

function startsOf(...events: string[]): string[] {
  return calendar(...events).windows.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16))
}
