import { type NoteList, quoted, showTime } from '#base'
import {
  amountOf,
  dayOf,
  dayOfSerial,
  instantIn,
  pathIn,
  type RefusedList,
  stated,
  type TableRow,
  truthOf,
  type Why,
} from '#plant'
import type { LotRow, LotRun, LotShipment, LotStatus } from './import-row.ts'

/** What one row says of a lot; several rows may say of the same. */
export interface LotSaid extends Omit<LotRow, 'runs' | 'shipments'> {
  run?: LotRun
  shipment?: LotShipment
}

/** Words for what became of a lot, English and German. */
const statuses: readonly (readonly [LotStatus, RegExp])[] = [
  ['planned', /^(?:planned|scheduled|created|geplant|angelegt|offen|open)\b/i],
  ['started', /^(?:started|running|in process|in progress|active|gestartet|läuft|laufend|in arbeit)\b/i],
  ['held', /^(?:held|hold|on hold|blocked|quarantine|gesperrt|sperre|quarantäne|in prüfung)\b/i],
  ['released', /^(?:released|approved|freigegeben|frei)\b/i],
  ['shipped', /^(?:shipped|delivered|dispatched|versandt|versendet|ausgeliefert|geliefert)\b/i],
  ['cancelled', /^(?:cancel|rejected|scrapped|storniert|abgebrochen|verworfen|ausschuss)/i],
  ['completed', /^(?:completed|finished|done|closed|complete|abgeschlossen|fertig|beendet)\b/i],
]

export function statusOf(text: string | undefined): LotStatus | undefined {
  return statuses.find(([, pattern]) => pattern.test(text?.trim() ?? ''))?.[0]
}

/** What a row of a table says, or why it is not taken. Times without a zone are in `timeZone`. */
export function saidIn(row: TableRow, timeZone: string, notes: NoteList): LotSaid | Why {
  const { said } = row
  const number = said('lot')
  if (number === undefined) return { code: 'no-lot', reason: 'It names no lot.', next: 'Write the number of the lot.' }
  if (/^\d[.,]\d+E\+?\d+$/i.test(number) || (row.isNumber('lot') && /^\d{16,}$/.test(number)))
    return {
      code: 'lot-maybe-damaged',
      reason: `The lot ${quoted(number)} looks like a number that a spreadsheet has shortened.`,
      next: 'Write it as it stands on the product, in a column that is formatted as text.',
    }
  if (
    ['lot', 'product', 'unit', 'customer', 'delivery', 'asset', 'place', 'line', 'site'].some(
      role => (said(role)?.length ?? 0) > 1000,
    )
  )
    return { code: 'text-too-long', reason: 'One of its texts has more than 1000 characters.', next: 'Shorten it.' }
  const run = runIn(row, timeZone, notes)
  if (run && 'code' in run) return run
  const shippedAt = said('shipped') === undefined ? undefined : timeIn(row, 'shipped', timeZone)
  if (said('shipped') !== undefined && shippedAt === undefined) return notRead('shipped', said('shipped')!)
  oddTime(said('shipped'), shippedAt, row, notes)
  const status = statusOf(said('status'))
  if (said('status') !== undefined && status === undefined)
    notes.add('status-not-known', `${quoted(said('status'))} says nothing of what became of a lot`, `${row.place}`)
  const shipment = stated<LotShipment>({
    customer: said('customer'),
    delivery: said('delivery'),
    shippedAt: shippedAt?.at,
    quantity: amount(row, 'shippedQuantity', notes),
  })
  return {
    row: row.place,
    number,
    ...stated<Pick<LotSaid, 'site' | 'product' | 'quantity' | 'unit' | 'status'>>({
      site: said('site'),
      product: said('product'),
      quantity: amount(row, 'quantity', notes),
      unit: said('unit'),
      status,
    }),
    ...(run && { run }),
    ...(Object.keys(shipment).length > 0 && { shipment }),
    simulated: truthOf(said('simulated') ?? '') === true,
  }
}

/** Left out with a note where it is none: a lot without its quantity is still the lot. */
function amount(row: TableRow, role: string, notes: NoteList): number | undefined {
  const text = row.said(role)
  if (text === undefined) return undefined
  const found = amountOf(text, row.comma && !row.isNumber(role))
  if (found !== undefined) return found
  notes.add('quantity-not-read', `${quoted(text)} is no quantity of 0 or more: left out`, `${row.place}`)
  return undefined
}

function runIn(row: TableRow, timeZone: string, notes: NoteList): LotRun | Why | undefined {
  const { said } = row
  const [start, end] = [said('start'), said('end')]
  if (start === undefined)
    return end === undefined
      ? undefined
      : { code: 'no-start', reason: 'It has an end and no start.', next: 'Write when the lot was begun.' }
  const from = timeIn(row, 'start', timeZone)
  if (!from) return notRead('start', start)
  const until = end === undefined ? undefined : timeIn(row, 'end', timeZone)
  if (end !== undefined && !until) return notRead('end', end)
  // A day as an end is in it, and the time after it is not.
  const first = until && (until.exact ? until.at : until.next)
  // What ends before it begins, as the clock has it, ended when the clock showed that time again.
  const after = first !== undefined && first <= from.at ? (until!.again ?? first) : first
  for (const [text, time] of [[start, from] as const, [end, until] as const]) oddTime(text, time, row, notes)
  if (after !== undefined && after <= from.at)
    return {
      code: 'end-before-start',
      reason: `It ends at ${quoted(end)}, not after ${quoted(start)}.`,
      next: 'Mend one of its times.',
    }
  const places = ['area', 'line', 'cell'].flatMap(role => said(role) ?? [])
  const placePath = places.length > 0 ? places : pathIn(said('place') ?? '')
  return {
    ...stated<Pick<LotRun, 'placePath' | 'asset'>>({ placePath, asset: said('asset') }),
    from: from.at,
    until: after ?? null,
  }
}

/** Tells of a time that the clock of the zone shows twice, or never. */
function oddTime(text: string | undefined, time: TimeFound | undefined, { place }: TableRow, notes: NoteList): void {
  if (time?.again !== undefined)
    notes.add(
      'time-shown-twice',
      `${quoted(text)} was shown twice by the clock: the first counts where both may be meant`,
      `${place}`,
    )
  if (time?.skipped)
    notes.add(
      'time-never-shown',
      `${quoted(text)} was never shown by the clock, which was put forward over it: ${showTime(time.at)} counts`,
      `${place}`,
    )
}

function notRead(role: string, text: string): Why {
  return {
    code: `${role}-not-read`,
    reason: `${quoted(text)} is no time that can only mean one.`,
    next: 'Write it as 2026-03-01 06:30 or 01.03.2026 06:30.',
  }
}

interface TimeFound {
  at: number
  /** When clocks show the time once more. */
  again?: number
  /** Clocks never show the time: they are put forward over it. */
  skipped?: true
  /** A time of day is said. */
  exact: boolean
  /** When the day after begins. */
  next: number
}

function timeIn(row: TableRow, role: string, timeZone: string): TimeFound | undefined {
  const text = row.said(role)!
  const serial = row.isNumber(role) ? dayOfSerial(text) : undefined
  if (row.isNumber(role) && !serial) return undefined
  const wall = serial ? new Date(serial.at).toISOString().slice(0, /\./.test(text) ? 19 : 10) : text
  const found = instantIn(wall, timeZone)
  const day = dayOf(wall)
  if (!found || !day) return undefined
  const next = new Date(Date.parse(day.text) + 86_400_000).toISOString().slice(0, 10)
  return { ...found, next: instantIn(next, timeZone)!.at }
}

/** The lots of what rows say, each once, its runs in the order of time. A row that contradicts an earlier one is refused. */
export function lotsOf(rows: readonly { said: LotSaid; cells: TableRow['cells'] }[], refused: RefusedList): LotRow[] {
  const lots = new Map<string, { lot: LotRow; runs: Map<string, LotRun>; shipments: Map<string, LotShipment> }>()
  for (const { said, cells } of rows) {
    const { run, shipment, row, number, ...facts } = said
    const key = JSON.stringify([said.site, number])
    const known = lots.get(key)
    if (known && contradicts(known.lot, said)) {
      refused.add(row, cells, differs(number))
      continue
    }
    const made = known ?? {
      lot: { row, number, runs: [], shipments: [], simulated: true },
      runs: new Map(),
      shipments: new Map(),
    }
    made.lot = { ...made.lot, ...facts, simulated: made.lot.simulated && facts.simulated }
    if (run) made.runs.set(JSON.stringify([run.placePath, run.asset, run.from, run.until]), run)
    if (shipment) made.shipments.set(JSON.stringify(Object.entries(shipment).sort()), shipment)
    lots.set(key, made)
  }
  return [...lots.values()].map(({ lot, runs, shipments }) => ({
    ...lot,
    runs: [...runs.values()].sort((one, other) => one.from - other.from),
    shipments: [...shipments.values()],
  }))
}

/** Whether two sayings about a lot name two products. */
export function contradicts(lot: Pick<LotRow, 'product'>, said: Pick<LotRow, 'product'>): boolean {
  return lot.product !== undefined && said.product !== undefined && lot.product !== said.product
}

export function differs(number: string): Why {
  return {
    code: 'lot-differs',
    reason: `The lot ${quoted(number)} is of another product above.`,
    next: 'Keep what is right, or give it another number.',
  }
}
