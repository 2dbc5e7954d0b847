import { createHash } from 'node:crypto'
import { dayText, germanTime, instant, storyClock, workingDays } from './calendar.ts'

/** What one line makes, and where a lot passes before and after it. */
interface Program {
  site: 'Nordhafen' | 'Südaue'
  /** What its lots' numbers begin with. */
  code: string
  lots: number
  /** Hour of the day, UTC, at which a lot begins. */
  hour: number
  products: readonly (readonly [name: string, quantity: number])[]
  /** `[area, line, cell, asset]` with the hours after the beginning from and until which it is there. */
  steps: readonly (readonly [place: readonly [string, string, string, string], from: number, until: number])[]
}

const programs: readonly Program[] = [
  {
    site: 'Nordhafen',
    code: 'N1',
    lots: 134,
    hour: 5,
    products: [
      ['Tomato and basil sauce 350 g', 18_000],
      ['Pepper cream sauce 350 g', 15_600],
      ['Curry sauce 500 g', 12_000],
    ],
    steps: [
      [['Preparation', 'Kitchen 1', 'Batch mixer M-110', 'NH-PLC-M110'], 0, 3],
      [['Filling', 'Line 1', '', ''], 2, 8],
      [['Packing', 'Line 1', 'Caser K-140', 'NH-PLC-K140'], 3, 9],
    ],
  },
  {
    site: 'Nordhafen',
    code: 'N2',
    lots: 133,
    hour: 8,
    products: [
      ['Bolognese sauce 500 g', 14_400],
      ['Cheese sauce 350 g', 13_200],
    ],
    steps: [
      [['Preparation', 'Kitchen 1', 'Batch mixer M-110', 'NH-PLC-M110'], 0, 3],
      [['Filling', 'Line 2', '', ''], 1.5, 7.5],
    ],
  },
  {
    site: 'Südaue',
    code: 'S6',
    lots: 133,
    hour: 4,
    products: [
      ['Lentil stew 400 g', 9_600],
      ['Goulash with dumplings 450 g', 8_400],
      ['Vegetable risotto 400 g', 7_200],
    ],
    steps: [
      [['Cooking', 'Line 5', '', ''], 0, 5],
      [['Filling', 'Line 6', '', ''], 3, 10],
      [['Packing', 'Line 6', 'Caser K-640', 'SA-PLC-K640'], 4, 11],
    ],
  },
]

const customers = ['Kornblum Markets', 'Seeadler Foodservice', 'Brückmann Großhandel', 'Alder & Finch', 'Voss Kantinen']

/** A lot with the rows it has in the list: each has a run, a shipment or both. */
interface Lot {
  number: string
  product: string
  quantity: number
  status: string
  rows: { place?: readonly string[]; from?: number; until?: number; shipment?: Shipment }[]
}

interface Shipment {
  customer: string
  delivery: string
  at: number
  quantity: number
}

const hour = 3_600_000

/** The lots of a site: 400 of both, every line's last ones on each day of the last week. */
function lotsOf(site: Program['site']): Lot[] {
  return programs
    .filter(program => program.site === site)
    .flatMap(program => daysOf(program).map(day => lotOf(program, day)))
}

/** How many lots a site has made in the year. */
export const lotCount = (site: Program['site']) => lotsOf(site).length

/** Days on which a line begins a lot: the last week's all, those before at even distances. */
function daysOf({ lots, code }: Program): string[] {
  const days = workingDays()
  const week = days.slice(-5)
  const before = days.slice(0, -5)
  // On the Saturday of the story one line works.
  const extra = code === 'N2' ? [dayText(storyClock)] : []
  const wanted = lots - week.length - extra.length
  const spread = Array.from({ length: wanted }, (_, n) => before[Math.floor(((n + 0.5) * before.length) / wanted)]!)
  return [...spread, ...week, ...extra]
}

function lotOf(program: Program, day: string): Lot {
  const number = `${program.code}-${day.slice(2).replaceAll('-', '')}`
  const [product, quantity] = program.products[chance(number, 'product', program.products.length)]!
  const start = Date.parse(day) + program.hour * hour + chance(number, 'start', 12) * 5 * 60_000
  const runs = program.steps
    .map(([place, from, until]) => ({ place, from: start + from * hour, until: start + until * hour }))
    .filter(({ from }) => from < storyClock)
  const ends = Math.max(...runs.map(({ until }) => until))
  const age = (storyClock - ends) / (24 * hour)
  const running = ends > storyClock
  const held = !running && age < 6 && program.code === 'N1' && day.endsWith('16')
  const shipments = running || held || age < 1.2 ? [] : shipmentsOf(number, quantity, ends, age)
  const shipped = shipments.reduce((sum, one) => sum + one.quantity, 0)
  const status = running
    ? 'started'
    : held
      ? 'held'
      : shipped === quantity
        ? 'shipped'
        : shipped > 0
          ? 'released'
          : 'completed'
  const rows: Lot['rows'] = Array.from({ length: Math.max(runs.length, shipments.length) }, (_, n) => ({
    ...(runs[n] && {
      place: runs[n].place,
      from: runs[n].from,
      ...(runs[n].until <= storyClock && { until: runs[n].until }),
    }),
    ...(shipments[n] && { shipment: shipments[n] }),
  }))
  return { number, product, quantity, status, rows }
}

/** What left of a lot: in one to three deliveries, one and a half days apart, as far as that is past. */
function shipmentsOf(number: string, quantity: number, ends: number, age: number): Shipment[] {
  const parts = 1 + chance(number, 'parts', 3)
  const made = Array.from({ length: parts }, (_, n) => ({
    customer: customers[(chance(number, 'customer', customers.length) + n) % customers.length]!,
    delivery: `SIM-${number}-${n + 1}`,
    at: Math.floor(ends / hour) * hour + (20 + chance(number, 'delay', 8) + n * 36) * hour,
    quantity: n === 0 ? quantity - (parts - 1) * Math.floor(quantity / parts) : Math.floor(quantity / parts),
  }))
  return age > 30 ? made : made.filter(({ at }) => at < storyClock)
}

/** A number below `below` that hangs on the lot alone. */
function chance(number: string, what: string, below: number): number {
  return createHash('sha256').update(`simulated ${number} ${what}`).digest().readUInt32BE(0) % below
}

/** What the MES of Nordhafen exports: commas, UTF-8, times in UTC. */
export function nordhafenLots(): string {
  const head =
    'lot,product,quantity,unit,status,area,line,cell,asset,start,end,customer,delivery,shipped at,shipped quantity,simulated'
  const lines = lotsOf('Nordhafen').flatMap(lot =>
    lot.rows.map(row =>
      cellsOf(lot, row, { time: instant, status: lot.status, unit: 'pcs', simulated: 'true' }).join(','),
    ),
  )
  return `${[head, ...lines].join('\n')}\n`
}

const germanStatus: Readonly<Record<string, string>> = {
  started: 'gestartet',
  completed: 'fertig',
  held: 'gesperrt',
  released: 'freigegeben',
  shipped: 'ausgeliefert',
}

/** What the MES of Südaue exports: semicolons, a byte order mark, times as clocks there show them. */
export function suedaueLots(): string {
  const head =
    'Charge;Produkt;Menge;Einheit;Status;Bereich;Linie;Zelle;Maschine;Beginn;Ende;Kunde;Lieferung;Versanddatum;Versandmenge;simuliert'
  const lines = lotsOf('Südaue').flatMap(lot =>
    lot.rows.map(row =>
      cellsOf(lot, row, { time: germanTime, status: germanStatus[lot.status]!, unit: 'Stk', simulated: 'ja' }).join(
        ';',
      ),
    ),
  )
  return `\ufeff${[head, ...lines].join('\r\n')}\r\n`
}

function cellsOf(
  { number, product, quantity }: Lot,
  { place = ['', '', '', ''], from, until, shipment }: Lot['rows'][number],
  words: { time(at: number): string; status: string; unit: string; simulated: string },
): string[] {
  const time = (at: number | undefined) => (at === undefined ? '' : words.time(at))
  return [
    ...[number, product, String(quantity), words.unit, words.status, ...place, time(from), time(until)],
    ...[shipment?.customer ?? '', shipment?.delivery ?? '', time(shipment?.at), String(shipment?.quantity ?? '')],
    words.simulated,
  ]
}
