import type { KeptOutcome, Refused } from '#plant'
import { contradicts, differs } from './import-lots.ts'
import type { ImportedLots, LotRow, LotRun, LotShipment } from './import-row.ts'
import { joinedRuns, joinedShipments, type LotRunAt, type Shipment, type WholeLot } from './lot.ts'
import type { LotKept } from './lot-store.ts'
import type { Placed } from './placing.ts'

/** What is known before a paper is laid beside it. */
export interface Known {
  siteId: string
  sourceId: string
  /** Milliseconds since 1970 UTC. */
  at: number
  /** Lots of the site with the numbers of the paper. */
  lots: ReadonlyMap<string, WholeLot>
  place(codes: readonly string[]): Placed
  asset(text: string): Placed
  /** Whether a paper means another site that is known by this. */
  isElsewhere(site: string): boolean
  makeId(): string
}

/** What a paper changes. */
export interface Taken {
  /** To be kept whole: new ones, and those of which it says more than was known. */
  kept: LotKept[]
  refused: Refused[]
  /** Rows about lots of which they say nothing new, and those about other sites. */
  unkept: KeptOutcome[]
  counts: { new: number; changed: number; same: number; refused: number; elsewhere: number }
}

/** Lays what a paper says of lots beside what is known. A lot of another site is left to it; a run that is nowhere known waits, and the rest of its lot is taken. */
export function takenLots({ lots, refused }: Pick<ImportedLots, 'lots' | 'refused'>, known: Known): Taken {
  const counts = { new: 0, changed: 0, same: 0, refused: 0, elsewhere: 0 }
  const taken: Taken = { kept: [], refused: [...refused], unkept: [], counts }
  for (const row of lotsHere(lots, known, taken)) {
    const before = known.lots.get(row.number)
    const runs: LotRunAt[] = []
    const waiting: { run: LotRun; why: Why }[] = []
    for (const run of row.runs) {
      const placed = placedRun(run, known)
      if ('reason' in placed) waiting.push({ run, why: placed })
      else runs.push(placed)
    }
    const isKept = before !== undefined || runs.length > 0
    // Of a lot that waits as a whole its shipments wait, too.
    const shipments = isKept ? [] : row.shipments
    const rows = Math.max(waiting.length, shipments.length, isKept ? 0 : 1)
    for (let i = 0; i < rows; i++)
      taken.refused.push(refusedRun(row, waiting[i]?.run, (waiting[i] ?? waiting[0])?.why ?? nowhere, shipments[i]))
    if (!isKept) continue
    const lot = joinedLot(row, runs, before, known)
    const what = before === undefined ? 'new' : isSame(lot, before) ? 'same' : 'changed'
    taken.counts[what]++
    if (what === 'same') taken.unkept.push({ row: row.row, noun: 'lot', what, label: row.number, id: lot.id })
    else taken.kept.push(lot)
  }
  taken.counts.refused = taken.refused.length
  return taken
}

/** The lots of this site, each once, whether or not its rows name the site. */
function lotsHere(lots: readonly LotRow[], { isElsewhere }: Known, taken: Taken): Iterable<LotRow> {
  const here = new Map<string, LotRow>()
  for (const lot of lots) {
    const { row, number: label, site } = lot
    const first = here.get(label)
    if (site !== undefined && isElsewhere(site)) {
      taken.counts.elsewhere++
      taken.unkept.push({ row, noun: 'lot', what: 'elsewhere', label, site })
    } else if (first === undefined) here.set(label, lot)
    else if (!contradicts(first, lot)) here.set(label, joinedRows(first, lot))
    else
      for (const run of lot.runs.length > 0 ? lot.runs : [undefined])
        taken.refused.push(refusedRun(lot, run, differs(label)))
  }
  return here.values()
}

function joinedRows(one: LotRow, other: LotRow): LotRow {
  return {
    ...one,
    ...other,
    row: one.row,
    runs: [...one.runs, ...other.runs],
    shipments: [...one.shipments, ...other.shipments],
    ...((one.ends || other.ends) && { ends: [...(one.ends ?? []), ...(other.ends ?? [])] }),
    simulated: one.simulated && other.simulated,
  }
}

type Why = Pick<Refused, 'code' | 'reason' | 'next'>

const nowhere: Why = {
  code: 'lot-without-run',
  reason: 'nothing says where and when the lot was made',
  next: 'Give a line or an asset, and when it began.',
}

function placedRun(run: LotRun, { place, asset }: Known): LotRunAt | Why {
  if (run.until !== null && run.until <= run.from)
    return { code: 'run-ends-before', reason: 'the run ends before it begins', next: 'Mend one of the two times.' }
  const at = run.placePath === undefined ? undefined : place(run.placePath)
  const on = run.asset === undefined ? undefined : asset(run.asset)
  for (const [noun, found] of [
    ['place', at],
    ['asset', on],
  ] as const)
    if (found !== undefined && 'fault' in found)
      return found.fault === 'unknown'
        ? {
            code: `unknown-${noun}`,
            reason: `the site has no ${noun} ${JSON.stringify(found.named)}`,
            next: `Add the ${noun}, or mend its name, and import the row again.`,
          }
        : {
            code: `several-${noun}s`,
            reason: `${JSON.stringify(found.named)} may be several ${noun}s of the site`,
            next: noun === 'place' ? 'Give its whole path.' : 'Give a tag that only one asset has.',
          }
  if (at === undefined && on === undefined) return nowhere
  const { from, until } = run
  return { placeId: idOf(at), assetId: idOf(on), from, until }
}

const idOf = (placed: Placed | undefined) => (placed !== undefined && 'id' in placed ? placed.id : null)

function joinedLot(row: LotRow, runs: readonly LotRunAt[], before: WholeLot | undefined, known: Known): LotKept {
  const shipped = row.shipments.map<Shipment>(one => ({
    customer: one.customer ?? null,
    delivery: one.delivery ?? null,
    shippedAt: one.shippedAt ?? null,
    quantity: one.quantity ?? null,
  }))
  return {
    siteId: known.siteId,
    id: before?.id ?? known.makeId(),
    number: row.number,
    product: row.product ?? before?.product ?? null,
    quantity: row.quantity ?? before?.quantity ?? null,
    unit: row.unit ?? before?.unit ?? null,
    status: row.status ?? before?.status ?? null,
    simulated: row.simulated || (before?.simulated ?? false),
    sourceId: known.sourceId,
    recordedAt: before?.recordedAt ?? known.at,
    runs: endedRuns(joinedRuns(before?.runs ?? [], runs), row, known),
    shipped: joinedShipments(before?.shipped ?? [], shipped),
  }
}

/** Runs that go on, ended where the paper says that one ends; where it may be several of them, none is. */
function endedRuns(runs: LotRunAt[], { ends = [] }: LotRow, { place, asset }: Known): LotRunAt[] {
  for (const { placePath, asset: named, at } of ends) {
    const placeId = idOf(placePath && place(placePath))
    const assetId = idOf(named === undefined ? undefined : asset(named))
    if ((placePath && placeId === null) || (named !== undefined && assetId === null)) continue
    const meant = runs.filter(
      run =>
        run.until === null &&
        run.from <= at &&
        (placeId === null || run.placeId === placeId) &&
        (assetId === null || run.assetId === assetId),
    )
    const [one] = meant
    if (one && meant.length === 1) runs[runs.indexOf(one)] = { ...one, until: Math.max(at, one.from + 1) }
  }
  return runs
}

/** Whether a lot says nothing that was not known, whoever tells it. */
function isSame(lot: LotKept, before: WholeLot): boolean {
  const text = ({ runs, shipped, product, quantity, unit, status, simulated }: LotKept | WholeLot) =>
    JSON.stringify([
      ...[product, quantity, unit, status, simulated],
      runs.map(({ placeId, assetId, from, until }) => [placeId, assetId, from, until]),
      shipped.map(({ customer, delivery, shippedAt, quantity: part }) => [customer, delivery, shippedAt, part]),
    ])
  return text(lot) === text(before)
}

const header = ['lot', 'product', 'quantity', 'unit', 'status', 'place', 'asset', 'start', 'end', 'simulated']
const shipmentHeader = ['customer', 'delivery', 'shipped', 'shipped quantity']

/** A run and a shipment as a row to mend, in columns that are read again. */
function refusedRun(row: LotRow, run: LotRun | undefined, why: Why, shipment?: LotShipment): Refused {
  const time = (at: number | null | undefined) => (at === null || at === undefined ? '' : new Date(at).toISOString())
  const { product = '', quantity = '', unit = '', status = '' } = row
  const where = [run?.placePath?.join('/') ?? '', run?.asset ?? '', time(run?.from), time(run?.until)]
  const cells = [row.number, product, String(quantity), unit, status, ...where, row.simulated ? 'yes' : '']
  if (!shipment) return { row: row.row, header, cells, ...why }
  const { customer = '', delivery = '', shippedAt, quantity: part = '' } = shipment
  const shipped = [customer, delivery, time(shippedAt), String(part)]
  return { row: row.row, header: [...header, ...shipmentHeader], cells: [...cells, ...shipped], ...why }
}
