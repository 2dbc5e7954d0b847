import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'

/** A lot that was made where an asset stands, on it, or on what it is a module of. Times in milliseconds since 1970 UTC. */
export interface AssetLot {
  lotId: string
  number: string
  product: string | null
  status: string | null
  simulated: boolean
  shipments: number
  madeFrom: number
  madeUntil: number | null
}

/** Where lots of an asset are made: places at or over it, and the assets that it is in, that are in it, or itself. */
export interface LotSpots {
  siteId: string
  /** Where it and what it is a module of stand. */
  places: readonly string[]
  assets: readonly string[]
}

/** Lots of the days of a week, which begins on Monday in UTC. */
export interface LotWeek {
  /** Milliseconds since 1970 UTC. */
  from: number
  /** When the first of them was begun. */
  first: number
  lots: number
  shipped: number
}

const week = 7 * 86_400_000
/** 1970-01-05, a Monday. */
const monday = 4 * 86_400_000

/** `made(lot_id, from, shipped)`: each lot that was begun by a time, once. The same rule as `softwareOfLot` of `#lots`, from the other end. */
function madeAt(db: Read, { siteId, places, assets }: LotSpots, until: number): RawBuilder<unknown> {
  const runs = (column: 'place_id' | 'asset_id', values: RawBuilder<unknown>) => sql`
    select r.lot_id, r.valid_from, r.shipped from ${values} s cross join lot_run r
    where r.site_id = ${siteId} and ${sql.ref(`r.${column}`)} = s.value and r.valid_from <= ${until}`
  return sql`recursive over_it(value) as (
  select id from place where site_id = ${siteId} and id in ${listed(db, places, 'text')}
  union
  select p.parent_id from over_it o join place p on p.site_id = ${siteId} and p.id = o.value where p.parent_id is not null
), made as materialized (
  select lot_id, min(valid_from) as made_from, max(shipped) as shipped from (
    ${runs('place_id', sql`over_it`)} union all ${runs('asset_id', listed(db, assets, 'text'))}
  ) some_runs group by lot_id
)`
}

/** Counts the lots of an asset by week, the first week first. */
export async function lotWeeks(db: Read, spots: LotSpots, until: number): Promise<LotWeek[]> {
  const number = sql`((made_from - ${sql.lit(monday)}) / ${sql.lit(week)})`
  const rows = await rowsOf<{ week: number; first: number; lots: number; shipped: number }>(
    db,
    sql`with ${madeAt(db, spots, until)}
select ${number} as week, min(made_from) as first, count(*) as lots, sum(shipped) as shipped from made group by ${number} order by week`,
  )
  return rows.map(({ week: at, ...row }) => ({ from: at * week + monday, ...row }))
}

/** Lots of an asset, the newest first. */
export async function lotsOfAsset(
  db: Read,
  spots: LotSpots,
  asked: { until: number; after?: readonly [madeFrom: number, lotId: string] | undefined; limit: number },
): Promise<AssetLot[]> {
  const beyond = asked.after
    ? sql`where (m.made_from < ${asked.after[0]} or (m.made_from = ${asked.after[0]} and m.lot_id > ${asked.after[1]}))`
    : sql``
  const rows = await rowsOf<Omit<AssetLot, 'simulated'> & { simulated: number }>(
    db,
    sql`with ${madeAt(db, spots, asked.until)}, first_ones as (
  select m.lot_id, m.made_from from made m ${beyond} order by m.made_from desc, m.lot_id limit ${asked.limit}
)
select l.id as "lotId", l.number, l.product, l.status, l.simulated, l.shipments, f.made_from as "madeFrom", l.made_until as "madeUntil"
from first_ones f cross join lot l where l.site_id = ${spots.siteId} and l.id = f.lot_id order by f.made_from desc, l.id`,
  )
  return rows.map(row => ({ ...row, simulated: row.simulated !== 0 }))
}
