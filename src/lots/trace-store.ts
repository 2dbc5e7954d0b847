import { type RawBuilder, sql } from 'kysely'
import { type Read, rowsOf } from '#ledger'
import { forever } from './trace.ts'

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
  select a.id, b.run from below b join asset a on a.site_id = ${siteId} and a.place_id = b.place_id
  union
  select asset_id, number from lot_run where site_id = ${siteId} and lot_id = ${lotId} and asset_id is not null
  union
  select a.id, t.run from touched t join asset a on a.site_id = ${siteId} and a.parent_id = t.asset_id
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

/**
 * Tables of a `with recursive` behind a table `ran(site_id, asset_id, place_id, valid_from, valid_until, weight)`: the last is
 * `touched(site_id, lot_id, weight)`, every lot that was made where and while anything of `ran` was there, with its greatest weight.
 *
 * Spans are joined to islands first, at their places and again at the places above, so that the work grows with places and lots and
 * not with assets times lots.
 */
export function touchedLots(): RawBuilder<unknown> {
  return sql`
spot as (
  select site_id, place_id, weight, valid_from, max(coalesce(valid_until, ${sql.lit(forever)})) as valid_until
  from ran where place_id is not null group by site_id, place_id, weight, valid_from
), ${islands('spot', 'here')}, up(site_id, place_id, above) as (
  select distinct site_id, place_id, place_id from here
  union
  select u.site_id, u.place_id, p.parent_id from up u
  join place p on p.site_id = u.site_id and p.id = u.above where p.parent_id is not null
), spread as (
  select h.site_id, u.above as place_id, h.weight, h.valid_from, max(h.valid_until) as valid_until
  from here h join up u on u.site_id = h.site_id and u.place_id = h.place_id
  group by h.site_id, u.above, h.weight, h.valid_from
), ${islands('spread', 'span')}, touched as (
  select site_id, lot_id, max(weight) as weight from (
    select r.site_id, r.lot_id, s.weight from span s
    join lot_run r on r.site_id = s.site_id and r.place_id = s.place_id
      and r.valid_from < s.valid_until and coalesce(r.valid_until, ${sql.lit(forever)}) > s.valid_from
    union all
    select r.site_id, r.lot_id, a.weight from ran a
    join lot_run r on r.site_id = a.site_id and r.asset_id = a.asset_id
      and r.valid_from < coalesce(a.valid_until, ${sql.lit(forever)}) and coalesce(r.valid_until, ${sql.lit(forever)}) > a.valid_from
  ) met group by site_id, lot_id
)`
}

/** Joins spans of a table that meet or overlap, place by place and weight by weight. */
function islands(from: string, to: string): RawBuilder<unknown> {
  const [table, marked, numbered, joined] = [from, `${to}_marked`, `${to}_numbered`, to].map(name => sql.raw(name))
  return sql`${marked} as (
  select site_id, place_id, weight, valid_from, valid_until, case when valid_from <= max(valid_until) over (
    partition by site_id, place_id, weight order by valid_from rows between unbounded preceding and 1 preceding
  ) then 0 else 1 end as first_one from ${table}
), ${numbered} as (
  select site_id, place_id, weight, valid_from, valid_until, sum(first_one) over (
    partition by site_id, place_id, weight order by valid_from rows unbounded preceding
  ) as island from ${marked}
), ${joined} as (
  select site_id, place_id, weight, min(valid_from) as valid_from, max(valid_until) as valid_until
  from ${numbered} group by site_id, place_id, weight, island
)`
}
