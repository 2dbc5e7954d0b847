import { sql } from 'kysely'
import { insertRows, listed, type Read, reading, rowsOf, type Scope, type Write, writing } from '#ledger'
import { type Lot, type LotRunAt, madeBetween, type Shipment, type WholeLot } from './lot.ts'
import type { LotTables, StoredLot } from './store.ts'

/** Where the list of lots goes on: the lot that the page before ended with. */
export interface AfterLot {
  madeFrom: number
  id: string
}

/** Lots within a scope, the newest first; of one site or of one number where that is asked for. */
export async function lotPage(
  db: Read,
  scope: Scope,
  {
    siteId,
    number,
    after,
    limit,
  }: { siteId?: string | undefined; number?: string | undefined; after?: AfterLot | undefined; limit: number },
): Promise<Lot[]> {
  let question = reading<LotTables>(db).selectFrom('lot').selectAll()
  if (scope !== 'everywhere') question = question.where('site_id', 'in', [...scope, ''])
  if (siteId !== undefined) question = question.where('site_id', '=', siteId)
  if (number !== undefined) question = question.where('number', '=', number)
  if (after !== undefined)
    question = question.where(({ eb, or, and }) =>
      or([eb('made_from', '<', after.madeFrom), and([eb('made_from', '=', after.madeFrom), eb('id', '>', after.id)])]),
    )
  const rows = await question.orderBy('made_from', 'desc').orderBy('id').limit(limit).execute()
  return rows.map(lotOf)
}

export const lotOf = (row: StoredLot): Lot => ({
  siteId: row.site_id,
  id: row.id,
  number: row.number,
  product: row.product,
  quantity: row.quantity,
  unit: row.unit,
  status: row.status,
  simulated: row.simulated !== 0,
  madeFrom: row.made_from,
  madeUntil: row.made_until,
  shipments: row.shipments,
  sourceId: row.source_id,
  recordedAt: row.recorded_at,
})

/** A lot by its id with its runs and shipments; undefined where there is none within the scope. */
export async function lotById(db: Read, scope: Scope, id: string): Promise<WholeLot | undefined> {
  let question = reading<LotTables>(db).selectFrom('lot').selectAll().where('id', '=', id)
  if (scope !== 'everywhere') question = question.where('site_id', 'in', [...scope, ''])
  const row = await question.executeTakeFirst()
  return row && (await whole(db, [lotOf(row)]))[0]
}

/** Lots of a site by their numbers, with runs and shipments. */
export async function lotsNumbered(db: Read, siteId: string, numbers: readonly string[]): Promise<WholeLot[]> {
  const rows = await rowsOf(
    db,
    sql<StoredLot>`select * from lot where site_id = ${siteId} and number in ${listed(db, numbers, 'text')}`,
  )
  return whole(db, rows.map(lotOf))
}

async function whole(db: Read, lots: readonly Lot[]): Promise<WholeLot[]> {
  const ids = lots.map(({ id }) => id)
  const runs = await rowsOf(
    db,
    sql<LotTables['lot_run']>`select * from lot_run where lot_id in ${listed(db, ids, 'text')} order by number`,
  )
  const shipments = await rowsOf(
    db,
    sql<LotTables['shipment']>`select * from shipment where lot_id in ${listed(db, ids, 'text')} order by number`,
  )
  const runsOf = grouped(runs)
  const shipmentsOf = grouped(shipments)
  return lots.map(lot => ({
    ...lot,
    runs: (runsOf.get(lot.id) ?? []).map(run => ({
      placeId: run.place_id,
      assetId: run.asset_id,
      from: run.valid_from,
      until: run.valid_until,
    })),
    shipped: (shipmentsOf.get(lot.id) ?? []).map(({ customer, delivery, shipped_at, quantity }) => ({
      customer,
      delivery,
      shippedAt: shipped_at,
      quantity,
    })),
  }))
}

function grouped<Row extends { lot_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byLot = new Map<string, Row[]>()
  for (const row of rows) {
    const known = byLot.get(row.lot_id)
    if (known) known.push(row)
    else byLot.set(row.lot_id, [row])
  }
  return byLot
}

/** A lot to be kept: what follows from runs and shipments follows here. */
export type LotKept = Omit<WholeLot, 'madeFrom' | 'madeUntil' | 'shipments'>

/** Keeps lots whole: one with the same id is replaced, with its runs and shipments. At least one run each. */
export async function putLots(db: Write, lots: readonly LotKept[]): Promise<void> {
  const ids = lots.map(({ id }) => id)
  await dropLots(db, ids)
  await insertRows(db, 'lot', lotColumns, lots.map(lotValues))
  await insertRows(
    db,
    'lot_run',
    runColumns,
    lots.flatMap(({ siteId, id, runs, shipped }) =>
      runs.map((run: LotRunAt, index) => [
        ...[siteId, id, index + 1, run.placeId, run.assetId, run.from, run.until],
        ...[shipped.length > 0 ? 1 : 0, runs.length === 1 && (run.placeId === null || run.assetId === null) ? 1 : 0],
      ]),
    ),
  )
  await insertRows(
    db,
    'shipment',
    shipmentColumns,
    lots.flatMap(({ siteId, id, shipped }) =>
      shipped.map((one: Shipment, index) => [
        siteId,
        id,
        index + 1,
        one.customer,
        one.delivery,
        one.shippedAt,
        one.quantity,
      ]),
    ),
  )
}

const idsAtOnce = 500

/** Takes lots away, with their runs and shipments. */
export async function dropLots(db: Write, ids: readonly string[]): Promise<void> {
  const tables = writing<LotTables>(db)
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const part = ids.slice(at, at + idsAtOnce)
    const known = await tables.selectFrom('lot').select('id').where('id', 'in', part).execute()
    if (known.length === 0) continue
    const gone = known.map(({ id }) => id)
    await tables.deleteFrom('lot_run').where('lot_id', 'in', gone).execute()
    await tables.deleteFrom('shipment').where('lot_id', 'in', gone).execute()
    await tables.deleteFrom('lot').where('id', 'in', gone).execute()
  }
}

const lotColumns = {
  site_id: 'text',
  id: 'text',
  number: 'text',
  product: 'text',
  quantity: 'real',
  unit: 'text',
  status: 'text',
  simulated: 'integer',
  made_from: 'integer',
  made_until: 'integer',
  shipments: 'integer',
  source_id: 'text',
  recorded_at: 'integer',
} as const

function lotValues(lot: LotKept): (string | number | null)[] {
  const { madeFrom, madeUntil } = madeBetween(lot.runs)
  const about = [lot.siteId, lot.id, lot.number, lot.product, lot.quantity, lot.unit, lot.status]
  return [...about, lot.simulated ? 1 : 0, madeFrom, madeUntil, lot.shipped.length, lot.sourceId, lot.recordedAt]
}

const runColumns = {
  site_id: 'text',
  lot_id: 'text',
  number: 'integer',
  place_id: 'text',
  asset_id: 'text',
  valid_from: 'integer',
  valid_until: 'integer',
  shipped: 'integer',
  alone: 'integer',
} as const

const shipmentColumns = {
  site_id: 'text',
  lot_id: 'text',
  number: 'integer',
  customer: 'text',
  delivery: 'text',
  shipped_at: 'integer',
  quantity: 'real',
} as const
