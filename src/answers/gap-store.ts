import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'

/** What is missing at a site before anything can be said of all its assets. */
export interface Gaps {
  siteId: string
  assets: number
  /** Assets of which nothing is known to run. */
  bare: number
  /** Assets whose firmware has no version. */
  unversioned: number
  /** Assets without a maker's name. */
  nameless: number
}

/** The last state of each site that was counted: `journal seq` of its chain. Facts change only with an entry, so the same number is the same count. */
const counted = new Map<string, { state: string; gaps: Gaps }>()
const mostKept = 20_000

/** What is missing at the sites of a scope; counted again only where something changed since. */
export async function gapsOf(db: Read, scope: Scope, siteId?: string): Promise<Gaps[]> {
  const wanted = siteId === undefined ? scope : scope === 'everywhere' || scope.has(siteId as never) ? [siteId] : []
  const only = wanted === 'everywhere' ? sql`` : sql`where s.id in ${listed(db, [...wanted], 'text')}`
  const heads = await rowsOf<{ id: string; state: string }>(
    db,
    sql`select s.id, j.id || ' ' || coalesce(h.seq, 0) as state from site s cross join journal j
      left join journal_head h on h.chain = s.id ${only}`,
  )
  const changed = heads.filter(({ id, state }) => counted.get(id)?.state !== state).map(({ id }) => id)
  const states = new Map(heads.map(({ id, state }) => [id, state]))
  const fresh = changed.length === 0 ? [] : await countGaps(db, changed)
  if (counted.size > mostKept) counted.clear()
  for (const gaps of fresh) counted.set(gaps.siteId, { state: states.get(gaps.siteId)!, gaps })
  for (const id of changed)
    if (!fresh.some(gaps => gaps.siteId === id))
      counted.set(id, { state: states.get(id)!, gaps: { siteId: id, assets: 0, bare: 0, unversioned: 0, nameless: 0 } })
  return heads.map(({ id }) => counted.get(id)!.gaps)
}

async function countGaps(db: Read, sites: readonly string[]): Promise<Gaps[]> {
  const open = sql`d.site_id = a.site_id and d.asset_id = a.id and d.kind = 'observed' and d.valid_until is null and d.replaced_at is null`
  return rowsOf(
    db,
    sql`select a.site_id as "siteId", count(*) as assets,
  sum(case when exists (select 1 from deployment d where ${open}) then 0 else 1 end) as bare,
  sum(case when exists (select 1 from deployment d join bom_component bc on bc.bom_id = d.bom_id join component c on c.id = bc.component_id
    where ${open} and d.part = 'firmware' and c.version is null) then 1 else 0 end) as unversioned,
  sum(case when a.vendor is null then 1 else 0 end) as nameless
from asset a where a.site_id in ${listed(db, sites, 'text')} and a.gone_at is null group by a.site_id`,
  )
}
