import { freezes, shutdowns } from './calendar.ts'

/** When a part of a site may be stopped: `[uid, title, path, first start, length in hours, rule]`; times are on the clocks of the site. */
const rules = {
  Nordhafen: [
    ['n-l1', 'Maintenance of line 1', 'Nordhafen/Filling/Line 1', '2025-11-22T06:00', 4, 'FREQ=WEEKLY;BYDAY=SA'],
    [
      'n-l2',
      'Maintenance of line 2',
      'Nordhafen/Filling/Line 2',
      '2025-11-23T06:00',
      4,
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU',
    ],
    [
      'n-k1',
      'Cleaning and maintenance of kitchen 1',
      'Nordhafen/Preparation/Kitchen 1',
      '2025-11-22T13:00',
      3,
      'FREQ=WEEKLY;BYDAY=SA',
    ],
    [
      'n-it',
      'Site systems: updates and restarts',
      'Nordhafen/Operations/Site systems',
      '2025-12-02T22:00',
      4,
      'FREQ=MONTHLY;BYDAY=1TU',
    ],
    ['n-dmz', 'DMZ: updates', 'Nordhafen/Operations/DMZ', '2025-12-03T20:00', 2, 'FREQ=MONTHLY;BYDAY=1WE'],
  ],
  Südaue: [
    ['s-l5', 'Wartung Linie 5', 'Südaue/Cooking/Line 5', '2025-11-22T05:00', 6, 'FREQ=MONTHLY;BYDAY=1SA,3SA'],
    ['s-l6', 'Wartung Linie 6', 'Südaue/Filling/Line 6', '2025-11-22T12:00', 4, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA'],
    ['s-it', 'Leitsysteme: Updates', 'Südaue/Operations/Site systems', '2025-12-04T21:00', 3, 'FREQ=MONTHLY;BYDAY=1TH'],
  ],
} as const

export type WindowSite = keyof typeof rules

/** The calendar of a site as its planners publish it (RFC 5545): rules that come again, shutdowns, and times in which nothing changes. */
export function windowsIcs(site: WindowSite): string {
  const events = [
    ...rules[site].flatMap(([uid, title, path, start, hours, rule]) =>
      event(uid, title, path, 'MAINTENANCE', [
        `DTSTART;TZID=Europe/Berlin:${stamp(start)}`,
        `DURATION:PT${hours}H`,
        `RRULE:${rule};UNTIL=20271231T230000Z`,
      ]),
    ),
    ...shutdowns.flatMap(({ name, from, until }) =>
      event(`${site === 'Nordhafen' ? 'n' : 's'}-stop-${from}`, name, site, 'SHUTDOWN', days(from, until)),
    ),
    ...freezes.flatMap(({ name, from, until }) =>
      event(
        `${site === 'Nordhafen' ? 'n' : 's'}-freeze-${from}`,
        `${name}: no changes`,
        site,
        'FREEZE',
        days(from, until),
      ),
    ),
  ]
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Havelmark Foods (simulated)//Plant calendar//EN',
    ...berlin,
    ...events,
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

const stamp = (local: string) => `${local.replace(/[-:]/g, '')}00`
const days = (from: string, until: string) => [
  `DTSTART;VALUE=DATE:${from.replaceAll('-', '')}`,
  `DTEND;VALUE=DATE:${until.replaceAll('-', '')}`,
]

function event(uid: string, title: string, path: string, category: string, times: readonly string[]): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${uid}@havelmark.example`,
    'DTSTAMP:20251120T080000Z',
    ...times,
    `SUMMARY:${title.replace(/[,;]/g, '\\$&')}`,
    `LOCATION:${path}`,
    `CATEGORIES:${category},SIMULATED`,
    'DESCRIPTION:Simulated: there is no such plant.',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** Clocks of central Europe since 1996. */
const berlin = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:DAYLIGHT',
  'DTSTART:19960331T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'TZNAME:CEST',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'DTSTART:19961027T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'TZNAME:CET',
  'END:STANDARD',
  'END:VTIMEZONE',
]

/** Lines of at most 75 bytes, as the format asks. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const letter of line) {
    if (Buffer.byteLength(part + letter) > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part].join('\r\n ')
}
