import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import type { Heads } from './head-store.ts'
import { billJudged, billLive, isKnown, type Live, openOf } from './health-measure.ts'
import { countReasons, type SiteReason } from './health-reason-store.ts'
import { matchesState } from './state-store.ts'

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

/** What was counted of a site. */
export interface SiteHealth {
  siteId: string
  levels: LevelHealth[]
  /** Assets with a value, by column. */
  filled: Record<string, number>
  reasons: SiteReason[]
}

/** What was counted of each site last, with what it was counted of. */
const counted = new Map<string, { of: string; health: SiteHealth }>()
const mostKept = 5000

/**
 * How well the assets of some sites can be answered for, counted again only where something changed since.
 *
 * @param heads the state of each site's facts
 * @param columns of assets, of which it is counted where there is a value; always the same
 */
export async function healthOfSites(
  db: Read,
  heads: Heads,
  live: Live,
  columns: readonly string[],
): Promise<SiteHealth[]> {
  const state = `${await matchesState(db)} ${JSON.stringify(live)}`
  const of = (id: string) => `${state} ${heads.get(id)}`
  const known = (id: string) => {
    const kept = counted.get(id)
    return kept?.of === of(id) ? kept.health : undefined
  }
  const told = new Map(Array.from(heads.keys(), id => [id, known(id)]))
  const changed = [...heads.keys()].filter(id => told.get(id) === undefined)
  if (counted.size + changed.length > mostKept) counted.clear()
  for (const health of changed.length === 0 ? [] : await countSites(db, changed, live, columns)) {
    told.set(health.siteId, health)
    counted.set(health.siteId, { of: of(health.siteId), health })
  }
  return [...told.values()].filter(health => health !== undefined)
}

async function countSites(
  db: Read,
  sites: readonly string[],
  live: Live,
  columns: readonly string[],
): Promise<SiteHealth[]> {
  const [levels, filled, reasons] = await Promise.all([
    countLevels(db, sites, live),
    countFilled(db, sites, columns),
    countReasons(db, sites),
  ])
  return sites.map(siteId => ({
    siteId,
    levels: levels.filter(row => row.siteId === siteId).map(({ siteId: _, ...level }) => level),
    filled: Object.fromEntries(
      columns.map(name => [name, Number(filled.find(({ site }) => site === siteId)?.[name] ?? 0)]),
    ),
    reasons: reasons.get(siteId) ?? [],
  }))
}

const bit = (condition: RawBuilder<unknown>) => sql`case when ${condition} then 1 else 0 end`

/** Many assets run what others run: whether a bill can be judged is looked up once, whoever runs it. */
async function countLevels(
  db: Read,
  sites: readonly string[],
  live: Live,
): Promise<(LevelHealth & { siteId: string })[]> {
  return rowsOf(
    db,
    sql`with held as materialized (
  select site_id, asset_id, bom_id from deployment
  where site_id in ${listed(db, sites, 'text')} and kind = 'observed' and valid_until is null and replaced_at is null
), bill as materialized (
  select o.bom_id, ${bit(billJudged(sql`o.bom_id`))} as judged, ${bit(billLive(sql`o.bom_id`, live))} as live
  from (select distinct bom_id from held) o
), ran as materialized (
  select h.site_id, h.asset_id, max(b.judged) as judged, max(b.live) as live
  from held h join bill b on b.bom_id = h.bom_id group by h.site_id, h.asset_id
)
select a.site_id as "siteId", a.level, count(*) as assets, sum(${bit(isKnown)}) as known, count(r.asset_id) as "billHeld",
  sum(coalesce(r.judged, 0)) as judgeable, sum(coalesce(r.live, 0)) as "feedLive",
  sum(${bit(sql`exists (select 1 from deployment d where ${openOf('approved')})`)}) as approved
from asset a left join ran r on r.site_id = a.site_id and r.asset_id = a.id
where a.gone_at is null and a.site_id in ${listed(db, sites, 'text')} group by a.site_id, a.level`,
  )
}

async function countFilled(
  db: Read,
  sites: readonly string[],
  columns: readonly string[],
): Promise<Record<string, string | number>[]> {
  const counts = columns.map(name => sql`count(${sql.ref(`a.${name}`)}) as ${sql.raw(name)}`)
  return rowsOf(
    db,
    sql`select a.site_id as site, ${sql.join(counts)} from asset a
      where a.gone_at is null and a.site_id in ${listed(db, sites, 'text')} group by a.site_id`,
  )
}

/** What waits for somebody: rows that were not taken, by who told them, and assets about which sources contradict each other. */
export interface Waiting {
  quarantine: { siteId: string; source: string; rows: number }[]
  conflicts: number
}

/** What waits at some sites. */
export async function waitingAt(db: Read, sites: readonly string[]): Promise<Waiting> {
  const within = listed(db, sites, 'text')
  const [quarantine, conflicts] = await Promise.all([
    rowsOf<Waiting['quarantine'][number]>(
      db,
      sql`select q.site_id as "siteId", s.name as source, count(*) as rows from quarantine q
        join source s on s.site_id = q.site_id and s.id = q.source_id
        where q.site_id in ${within} and q.state = 'waiting' group by q.site_id, s.name order by count(*) desc, q.site_id, s.name limit 500`,
    ),
    rowsOf<{ assets: number }>(
      db,
      sql`select count(*) as assets from asset a where a.site_id in ${within} and a.conflicts > 0 and a.gone_at is null`,
    ),
  ])
  return { quarantine, conflicts: conflicts[0]!.assets }
}

/** Assets by the text of their vendor and by site. */
export async function vendorTexts(
  db: Read,
  scope: Scope,
  siteId?: string,
): Promise<{ vendor: string | null; siteId: string; assets: number }[]> {
  const inside = scope === 'everywhere' ? sql`` : sql`and a.site_id in ${listed(db, [...scope], 'text')}`
  const one = siteId === undefined ? sql`` : sql`and a.site_id = ${siteId}`
  return rowsOf(
    db,
    sql`select a.vendor, a.site_id as "siteId", count(*) as assets from asset a
      where a.gone_at is null ${inside} ${one} group by a.vendor, a.site_id`,
  )
}
