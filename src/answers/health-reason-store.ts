import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { Because } from './doubts.ts'
import { beginningOf } from './health-measure.ts'

/** Why components of a site cannot be judged: a rule, and the reason of those that stand on most assets. */
export interface SiteReason {
  rule: string
  assets: number
  components: readonly number[]
  because: Because
  /** Assets of that very reason. */
  weight: number
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
export async function countReasons(db: Read, sites: readonly string[]): Promise<Map<string, SiteReason[]>> {
  const rules = await rulesOf(db)
  if (rules.length === 0) return new Map()
  const cases = rules.map((rule, number) => {
    const beginning = beginningOf(rule)
    return sql`when substr(because, 1, ${beginning.length}) = ${beginning} then ${sql.lit(number)}`
  })
  const rows = await rowsOf<CountedReason>(
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
  return reasonsFrom(rows, rules)
}

/** `what` 0: assets of a rule; 1: its commonest reason with its assets; 2: a component. */
interface CountedReason {
  siteId: string
  rule: number
  what: number
  assets: number
  component: number
  because: string
}

function reasonsFrom(rows: readonly CountedReason[], rules: readonly string[]): Map<string, SiteReason[]> {
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
