import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, reading, rowsOf, type Scope, tabled, type Write, writing } from '#ledger'
import { type Lot, type LotRunAt, madeBetween, type Shipment, type WholeLot } from './lot.ts'
import type { LotTables, StoredLot } from './store.ts'

/** Where the list of lots goes on: the lot that the page before ended with. */
export interface AfterLot {
  madeFrom: number
  id: string
}

/** Which lots are wanted; all where nothing is said. Times in milliseconds since 1970 UTC. */
export interface LotsWanted {
  siteId?: string | undefined
  number?: string | undefined
  /** As it is written, in any case. */
  product?: string | undefined
  status?: string | undefined
  /** A part of number, product or status. */
  words?: string | undefined
  /** Made, in part at least, at this time or later. */
  from?: number | undefined
  /** Begun before this time. */
  until?: number | undefined
  shipped?: boolean | undefined
  /** An import: lots that it made or changed. */
  importId?: string | undefined
  /** Of these only those that it made, or that were there before. */
  importDid?: 'new' | 'changed' | undefined
}

/** Lots within a scope that are wanted, the newest first. */
export async function lotPage(
  db: Read,
  scope: Scope,
  { after, limit, ...wanted }: LotsWanted & { after?: AfterLot | undefined; limit: number },
): Promise<Lot[]> {
  const conditions = [...inScope(db, scope), ...wantedOf(wanted)]
  if (after !== undefined)
    conditions.push(sql`(l.made_from < ${after.madeFrom} or (l.made_from = ${after.madeFrom} and l.id > ${after.id}))`)
  const rows = await rowsOf(
    db,
    sql<StoredLot>`select l.* from lot l ${all(conditions)} order by l.made_from desc, l.id limit ${limit}`,
  )
  return rows.map(lotOf)
}

/** How many lots within a scope are wanted, counted up to a bound. */
export async function lotCount(db: Read, scope: Scope, wanted: LotsWanted, most: number): Promise<number> {
  const conditions = [...inScope(db, scope), ...wantedOf(wanted)]
  const [row] = await rowsOf<{ lots: number }>(
    db,
    sql`select count(*) as lots from (select 1 as one from lot l ${all(conditions)} limit ${most}) counted`,
  )
  return row?.lots ?? 0
}

/** The newest lots that `lotKinds` looks at. */
const mostLooked = 20_000

/** Products and statuses of the newest lots within a scope, and how many lots have each, the most frequent first. */
export async function lotKinds(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
): Promise<{ product: string | null; status: string | null; lots: number }[]> {
  const conditions = [...inScope(db, scope), ...wantedOf({ siteId })]
  return rowsOf(
    db,
    sql<{ product: string | null; status: string | null; lots: number }>`select product, status, count(*) as lots from (
  select l.product, l.status from lot l ${all(conditions)} order by l.made_from desc limit ${mostLooked}
) newest group by product, status order by lots desc, product, status`,
  )
}

const inScope = (db: Read, scope: Scope): RawBuilder<unknown>[] =>
  scope === 'everywhere' ? [] : [sql`l.site_id in ${listed(db, [...scope], 'text')}`]

const all = (conditions: readonly RawBuilder<unknown>[]) =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`

function wantedOf(wanted: LotsWanted): RawBuilder<unknown>[] {
  const { siteId, number, product, status, words, from, until, shipped, importId, importDid } = wanted
  const conditions: RawBuilder<unknown>[] = []
  if (siteId !== undefined) conditions.push(sql`l.site_id = ${siteId}`)
  if (number !== undefined) conditions.push(sql`l.number = ${number}`)
  if (product !== undefined) conditions.push(sql`lower(l.product) = lower(${product})`)
  if (status !== undefined) conditions.push(sql`lower(l.status) = lower(${status})`)
  if (from !== undefined)
    conditions.push(sql`(l.made_until is null or l.made_until > ${from} or l.made_from >= ${from})`)
  if (until !== undefined) conditions.push(sql`l.made_from < ${until}`)
  if (shipped !== undefined) conditions.push(shipped ? sql`l.shipments > 0` : sql`l.shipments = 0`)
  if (importId !== undefined) {
    const did = { all: sql``, new: sql`and c.before is null`, changed: sql`and c.before is not null` }[
      importDid ?? 'all'
    ]
    conditions.push(sql`exists (select 1 from import_change c where c.site_id = l.site_id and c.import_id = ${importId}
      and c.noun = 'lot' and c.object_id = l.number ${did})`)
  }
  if (words !== undefined) {
    const pattern = `%${words.replace(/[\\%_]/g, found => `\\${found}`)}%`
    const each = ['number', 'product', 'status'].map(
      column => sql`lower(${sql.ref(`l.${column}`)}) like lower(${pattern}) escape '\\'`,
    )
    conditions.push(sql`(${sql.join(each, sql` or `)})`)
  }
  return conditions
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

/** What went out of a lot, and to whom. */
export interface HandedOver {
  quantity: number | null
  unit: string | null
  /** Each once, in the order of their names. */
  customers: string[]
}

/** What is known of lots beside what a list of them has anyway, by id. */
export async function handedOver(
  db: Read,
  lots: readonly { siteId: string; id: string }[],
): Promise<Map<string, HandedOver>> {
  const wanted = tabled(
    db,
    { site_id: 'text', lot_id: 'text' },
    lots.map(({ siteId, id }) => [siteId, id]),
  )
  const rows = await rowsOf<{ id: string; quantity: number | null; unit: string | null; customer: string | null }>(
    db,
    sql`select distinct l.id, l.quantity, l.unit, s.customer from ${wanted} w
  cross join lot l left join shipment s on s.site_id = l.site_id and s.lot_id = l.id
  where l.site_id = w.site_id and l.id = w.lot_id order by s.customer`,
  )
  const found = new Map<string, HandedOver>()
  for (const { id, quantity, unit, customer } of rows) {
    const lot = found.get(id) ?? { quantity, unit, customers: [] }
    found.set(id, lot)
    if (customer !== null) lot.customers.push(customer)
  }
  return found
}

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
