import { type RawBuilder, sql } from 'kysely'
import { type Read, rowsOf, tabled } from '#ledger'
import { wasAsset } from '#plant'
import { beginningsOf, forever, type Spot } from './trace.ts'

/** A bill that ran on an asset while a run of a lot was under way. Times in milliseconds since 1970 UTC. */
export interface LotSoftware {
  /** Place of the run in the lot, from 1. */
  run: number
  assetId: string
  /** Null where nothing is known to have run on the asset then. */
  bomId: number | null
  deploymentId: string | null
  /** What of the asset the bill is about: `firmware`, `software`. */
  part: string | null
  /** The deployment's own span. */
  from: number | null
  until: number | null
  recordedAt: number | null
  confidence: string | null
}

/**
 * Every asset that a lot touched, with every bill that ran on it meanwhile: a run at a place touches the assets there and below, one on
 * an asset its modules too.
 *
 * @param known recorded time: what was held for true then; undefined for now
 */
export async function softwareOfLot(db: Read, siteId: string, lotId: string, known?: number): Promise<LotSoftware[]> {
  return rowsOf(
    db,
    sql<LotSoftware>`
with recursive below(place_id, run) as (
  select place_id, number from lot_run where site_id = ${siteId} and lot_id = ${lotId} and place_id is not null
  union
  select p.id, b.run from below b join place p on p.site_id = ${siteId} and p.parent_id = b.place_id
), touched(asset_id, run) as (
  select a.id, b.run from below b join asset a on a.site_id = ${siteId} and a.place_id = b.place_id and ${wasAsset(known)}
  union
  select asset_id, number from lot_run where site_id = ${siteId} and lot_id = ${lotId} and asset_id is not null
  union
  select a.id, t.run from touched t join asset a on a.site_id = ${siteId} and a.parent_id = t.asset_id and ${wasAsset(known)}
)
select t.run as "run", t.asset_id as "assetId", d.bom_id as "bomId", d.id as "deploymentId", d.part as "part",
  d.valid_from as "from", d.valid_until as "until", d.recorded_at as "recordedAt", d.confidence as "confidence"
from touched t
join lot_run r on r.site_id = ${siteId} and r.lot_id = ${lotId} and r.number = t.run
left join deployment d on d.site_id = ${siteId} and d.asset_id = t.asset_id and d.kind = 'observed'
  and d.valid_from < coalesce(r.valid_until, ${forever}) and coalesce(d.valid_until, ${forever}) > r.valid_from
  and ${stands(known)}
order by t.run, t.asset_id, d.valid_from, d.id`,
  )
}

/** Of a deployment `d`: whether it stood at a recorded time, or stands now. */
export function stands(known: number | undefined): RawBuilder<unknown> {
  return known === undefined
    ? sql`d.replaced_at is null`
    : sql`d.recorded_at <= ${known} and (d.replaced_at is null or d.replaced_at > ${known})`
}

/** A lot that was made while something ran where it was made. */
export interface TouchedLot {
  siteId: string
  lotId: string
  number: string
  product: string | null
  status: string | null
  simulated: boolean
  madeFrom: number
  madeUntil: number | null
  shipments: number
  /** The greatest of what it met. */
  weight: number
}

/** Lots that met what ran at some islands: counted by the greatest weight that each met, and the first of them. */
export interface LotsMet {
  counts: { weight: number; lots: number; shipped: number; since: number }[]
  /** Those of the greatest weight first, then shipped ones, then the newest. */
  lots: TouchedLot[]
}

/** Asks which lots met what ran at some islands (`islandsOf`). */
export async function lotsMet(
  db: Read,
  islands: readonly Spot[],
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<LotsMet> {
  if (islands.length === 0) return { counts: [], lots: [] }
  const weights = [...new Set(islands.map(({ weight }) => weight))].sort((a, b) => b - a)
  const rows = await rowsOf<Row>(
    db,
    sql`with ${met(db, islands, weights)}, first_ones as (
  select * from met order by weight desc, shipped desc, made desc, lot_id limit ${limit} offset ${offset}
)
select ${countsAsText(weights)} as "number", null as "siteId", null as "lotId", null as "product", null as "status",
  0 as "simulated", 0 as "madeFrom", cast(null as integer) as "madeUntil", 0 as "shipments", 0 as "weight" from met
union all select l.number, l.site_id, l.id, l.product, l.status, l.simulated, l.made_from, l.made_until, l.shipments, f.weight
from first_ones f cross join lot l where l.site_id = f.site_id and l.id = f.lot_id`,
  )
  const counts = rows.find(({ siteId }) => siteId === null)
  const lots = rows.flatMap(({ siteId, ...lot }) =>
    siteId === null ? [] : { siteId, ...lot, simulated: lot.simulated !== 0 },
  )
  return { counts: readCounts(counts?.number ?? ''), lots: lots.sort(byNeed) }
}

/** A lot; the counts stand in one without a site. */
type Row = Omit<TouchedLot, 'siteId' | 'simulated'> & { siteId: string | null; simulated: number }

/** `weight lots shipped since` for each weight, in one row: to group by the weight would be to sort all lots. */
function countsAsText(weights: readonly number[]): RawBuilder<unknown> {
  const texts = weights.map(weight => {
    const mine = (value: string) => sql`case when weight = ${sql.lit(weight)} then ${sql.raw(value)} end`
    return sql`${sql.lit(`${weight} `)} || count(${mine('1')}) || ' ' || coalesce(sum(${mine('shipped')}), 0)
      || ' ' || coalesce(min(${mine('made')}), 0)`
  })
  return sql.join(texts, sql` || ',' || `)
}

function readCounts(text: string): LotsMet['counts'] {
  return text.split(',').flatMap(one => {
    const [weight = 0, lots = 0, shipped = 0, since = 0] = one.split(' ').map(Number)
    return lots > 0 ? [{ weight, lots, shipped, since }] : []
  })
}

function byNeed(a: TouchedLot, b: TouchedLot): number {
  const shipped = Number(b.shipments > 0) - Number(a.shipments > 0)
  return b.weight - a.weight || shipped || b.madeFrom - a.madeFrom || (a.lotId < b.lotId ? -1 : 1)
}

/**
 * A table of the lots that met islands; runs at places and on assets by an index of each. A run that tells all of its lot is one lot;
 * only the others are brought together.
 */
function met(db: Read, islands: readonly Spot[], weights: readonly number[]): RawBuilder<unknown> {
  const ended = sql`coalesce(r.valid_until, ${sql.lit(forever)})`
  const after = (at: number) => `after_${at}`
  const weight = sql.join(
    weights.map((weight, at) => sql`when ${ended} > ${sql.ref(`i.${after(at)}`)} then ${sql.lit(weight)}`),
    sql` `,
  )
  const runs = (onAsset: 0 | 1, alone: 0 | 1) => sql`
    select r.site_id, r.lot_id, case ${weight} end as weight, r.shipped, r.valid_from as made from beginning i cross join lot_run r
    where i.on_asset = ${sql.lit(onAsset)} and r.site_id = i.site_id and ${sql.ref(onAsset ? 'r.asset_id' : 'r.place_id')} = i.at
      and r.alone = ${sql.lit(alone)} and r.valid_from >= i.valid_from and r.valid_from < i.valid_until and ${ended} > i.soonest`
  const columns = {
    site_id: 'text',
    at: 'text',
    on_asset: 'integer',
    valid_from: 'integer',
    valid_until: 'integer',
    soonest: 'integer',
    ...Object.fromEntries(weights.map((_, at) => [after(at), 'integer' as const])),
  } as const
  const rows = beginningsOf(islands, weights).map(({ siteId, placeId, assetId, from, until, after }) => [
    ...[siteId, placeId ?? assetId, placeId === null ? 1 : 0, from, until],
    ...[after.findLast(begins => begins !== null)!, ...after],
  ])
  return sql`beginning as materialized (select * from ${tabled(db, columns, rows)} t), several as materialized (
  select site_id, lot_id, max(weight) as weight, max(shipped) as shipped, min(made) as made
  from (${runs(0, 0)} union all ${runs(1, 0)}) some_met group by site_id, lot_id
), met as materialized (${runs(0, 1)} union all ${runs(1, 1)} union all select * from several)`
}
