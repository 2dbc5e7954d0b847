import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'

/** How well the assets of a level can be answered for. */
export interface LevelHealth {
  level: number | null
  assets: number
  /** With a vendor, and a product or order number. */
  known: number
  /** Something is known to run on them. */
  billHeld: number
  /** Something of that was judged, without a doubt about what it is. */
  judgeable: number
  /** Advisories about it come from a feed that is not stale. */
  feedLive: number
  /** Something was approved for them. */
  approved: number
}

const open = (kind: 'observed' | 'approved') =>
  sql`d.site_id = a.site_id and d.asset_id = a.id and d.kind = ${sql.lit(kind)} and d.valid_until is null and d.replaced_at is null`

/** The assets `a` of a scope that are there. */
function assetsIn(db: Read, scope: Scope, siteId: string | undefined): RawBuilder<unknown> {
  const inside = scope === 'everywhere' ? sql`` : sql`and a.site_id in ${listed(db, [...scope], 'text')}`
  const one = siteId === undefined ? sql`` : sql`and a.site_id = ${siteId}`
  return sql`a.gone_at is null ${inside} ${one}`
}

/**
 * Counts assets by Purdue level.
 *
 * @param live package URLs' types that a live feed speaks of, such as `deb`; `products`: industrial products too
 */
export async function healthByLevel(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
  live: { types: readonly string[]; products: boolean },
): Promise<LevelHealth[]> {
  const holds = (of: RawBuilder<unknown>) => sql`exists (
    select 1 from deployment d join bom_component bc on bc.bom_id = d.bom_id ${of} and ${open('observed')})`
  const told = [
    ...live.types.map(type => sql`c.package_key like ${`pkg:${type}/%`}`),
    ...(live.products ? [sql`c.package_key is null`] : []),
  ]
  const speaks = told.length === 0 ? sql`1 = 0` : sql`(${sql.join(told, sql` or `)})`
  const judged = sql`join matched j on j.component_id = bc.component_id
    where j.print <> -1 and not exists (select 1 from match m where m.component_id = bc.component_id and m.advisory_id = 0 and m.known_until is null)`
  const count = (condition: RawBuilder<unknown>) => sql`sum(case when ${condition} then 1 else 0 end)`
  return rowsOf(
    db,
    sql`select a.level, count(*) as assets,
  ${count(sql`a.vendor is not null and (a.product is not null or a.order_number is not null)`)} as known,
  ${count(sql`exists (select 1 from deployment d where ${open('observed')})`)} as "billHeld",
  ${count(holds(judged))} as judgeable,
  ${count(holds(sql`join component c on c.id = bc.component_id where ${speaks}`))} as "feedLive",
  ${count(sql`exists (select 1 from deployment d where ${open('approved')})`)} as approved
from asset a where ${assetsIn(db, scope, siteId)} group by a.level`,
  )
}

/** How many assets of a scope have a value in some columns. */
export async function completeness(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
  columns: readonly string[],
): Promise<{ assets: number; filled: Record<string, number> }> {
  const counts = columns.map(name => sql`count(${sql.ref(`a.${name}`)}) as ${sql.raw(name)}`)
  const [row] = await rowsOf<Record<string, number>>(
    db,
    sql`select count(*) as assets, ${sql.join(counts)} from asset a where ${assetsIn(db, scope, siteId)}`,
  )
  const { assets = 0, ...filled } = row!
  return { assets, filled: { ...filled } }
}

/** Doubts about components themselves, with how many assets run them now; what stands on most assets first. */
export async function doubtsOfComponents(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
): Promise<{ because: string; components: number; assets: number }[]> {
  return rowsOf(
    db,
    sql`with doubt as materialized (
  select component_id, because from match where advisory_id = 0 and known_until is null
), ran as materialized (
  select distinct q.because, q.component_id, d.site_id, d.asset_id from doubt q cross join bom_component bc cross join deployment d
  where bc.component_id = q.component_id and d.bom_id = bc.bom_id and d.kind = 'observed' and d.valid_until is null and d.replaced_at is null
), counted as (
  select r.because, count(distinct r.component_id) as components, count(distinct r.asset_id) as assets
  from ran r join asset a on a.site_id = r.site_id and a.id = r.asset_id where ${assetsIn(db, scope, siteId)} group by r.because
) select because, components, assets from counted order by assets desc, because limit 2000`,
  )
}

/** Assets by the text of their vendor and by site. */
export async function vendorTexts(
  db: Read,
  scope: Scope,
): Promise<{ vendor: string | null; siteId: string; assets: number }[]> {
  return rowsOf(
    db,
    sql`select a.vendor, a.site_id as "siteId", count(*) as assets from asset a
      where ${assetsIn(db, scope, undefined)} group by a.vendor, a.site_id`,
  )
}
