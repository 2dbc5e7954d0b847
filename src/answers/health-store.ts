import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import type { Because } from './doubts.ts'
import type { Heads } from './head-store.ts'
import { beginningOf, billJudged, billLive, isKnown, type Live, openOf } from './health-measure.ts'
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

/** Why components of a site cannot be judged: a rule, and the reason of those that stand on most assets. */
export interface SiteReason {
  rule: string
  assets: number
  components: readonly number[]
  because: Because
  /** Assets of that very reason. */
  weight: number
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

const mostRules = 200

/** The rules of all doubts about components themselves: one look for each, however many doubts there are. */
async function rulesOf(db: Read): Promise<string[]> {
  const rules: string[] = []
  while (rules.length < mostRules) {
    const others = rules.map(rule => sql`and substr(because, 1, ${beginningOf(rule).length}) <> ${beginningOf(rule)}`)
    const [row] = await rowsOf<{ because: string | null }>(
      db,
      sql`select min(because) as because from match where advisory_id = 0 and known_until is null ${sql.join(others, sql` `)}`,
    )
    if (row?.because === null || row?.because === undefined) break
    rules.push((JSON.parse(row.because) as Because).rule)
  }
  return rules
}

/** Doubts about components themselves, by rule: on how many assets of each site, and which components; what stands on most assets for it. */
async function countReasons(db: Read, sites: readonly string[]): Promise<Map<string, SiteReason[]>> {
  const rules = await rulesOf(db)
  if (rules.length === 0) return new Map()
  const cases = rules.map((rule, number) => {
    const beginning = beginningOf(rule)
    return sql`when substr(because, 1, ${beginning.length}) = ${beginning} then ${sql.lit(number)}`
  })
  const rows = await rowsOf<{
    siteId: string
    rule: number
    what: number
    assets: number
    component: number
    because: string
  }>(
    db,
    sql`with doubt as materialized (
  select component_id, because, case ${sql.join(cases, sql` `)} else -1 end as rule from match where advisory_id = 0 and known_until is null
), ran as materialized (
  select distinct q.component_id, d.site_id, d.asset_id from doubt q cross join bom_component bc cross join deployment d
  where bc.component_id = q.component_id and d.bom_id = bc.bom_id and d.kind = 'observed' and d.valid_until is null and d.replaced_at is null
    and d.site_id in ${listed(db, sites, 'text')}
    and exists (select 1 from asset a where a.site_id = d.site_id and a.id = d.asset_id and a.gone_at is null)
), said as materialized (
  select q.rule, q.because, r.component_id, r.site_id, r.asset_id from ran r join doubt q on q.component_id = r.component_id
), text as materialized (
  select site_id, rule, because, count(distinct asset_id) as assets from said group by site_id, rule, because
), first as (
  select site_id, rule, because, assets, row_number() over (partition by site_id, rule order by assets desc, because) as place from text
)
select site_id as "siteId", rule, 0 as what, count(distinct asset_id) as assets, 0 as component, '' as because from said group by site_id, rule
union all select site_id, rule, 1, assets, 0, because from first where place = 1
union all select distinct site_id, rule, 2, 0, component_id, '' from said`,
  )
  const told = new Map<string, SiteReason[]>()
  for (const [siteId, own] of Map.groupBy(rows, row => row.siteId))
    told.set(
      siteId,
      Array.from(
        Map.groupBy(own, row => row.rule),
        ([rule, all]) => {
          const first = all.find(({ what }) => what === 1)!
          return {
            rule: rules[rule] ?? 'component',
            assets: all.find(({ what }) => what === 0)!.assets,
            components: all.flatMap(({ what, component }) => (what === 2 ? [component] : [])),
            because: JSON.parse(first.because) as Because,
            weight: first.assets,
          }
        },
      ),
    )
  return told
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
