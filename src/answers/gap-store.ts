import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { Heads } from './head-store.ts'
import type { Moment } from './reach-store.ts'
import { listedThen } from './state-store.ts'

/** What is missing at a site before anything can be said of all its assets. */
export interface Gaps {
  siteId: string
  assets: number
  /** Assets of which nothing is known to run. */
  bare: number
  /** Assets with a bill that lists nothing. */
  empty: number
  /** Assets of which only the firmware is known, and no bill of what is in it. */
  sealed: number
  /** Assets whose firmware has no version. */
  unversioned: number
  /** Assets without a maker's name. */
  nameless: number
}

/** What was counted of each site last, with its head then. */
const counted = new Map<string, { state: string; gaps: Gaps }>()
const mostKept = 20_000

/** What is missing at the sites of some heads, now or at another time; of now, counted again only where something changed since. */
export async function gapsOf(db: Read, heads: Heads, past?: Moment): Promise<Gaps[]> {
  if (past) return countGaps(db, [...heads.keys()], past)
  const told = new Map<string, Gaps>()
  for (const [id, state] of heads) {
    const known = counted.get(id)
    if (known?.state === state) told.set(id, known.gaps)
  }
  const changed = [...heads.keys()].filter(id => !told.has(id))
  const fresh = new Map((changed.length === 0 ? [] : await countGaps(db, changed)).map(gaps => [gaps.siteId, gaps]))
  if (counted.size > mostKept) counted.clear()
  for (const siteId of changed) {
    const gaps = fresh.get(siteId) ?? { siteId, assets: 0, bare: 0, empty: 0, sealed: 0, unversioned: 0, nameless: 0 }
    told.set(siteId, gaps)
    counted.set(siteId, { state: heads.get(siteId)!, gaps })
  }
  return Array.from(heads.keys(), id => told.get(id)!)
}

async function countGaps(db: Read, sites: readonly string[], past?: Moment): Promise<Gaps[]> {
  const stood =
    past?.known === undefined
      ? sql`d.replaced_at is null`
      : sql`d.recorded_at <= ${past.known} and (d.replaced_at is null or d.replaced_at > ${past.known})`
  const ran =
    past === undefined
      ? sql`d.valid_until is null`
      : sql`d.valid_from <= ${past.at} and (d.valid_until is null or d.valid_until > ${past.at})`
  const open = sql`d.site_id = a.site_id and d.asset_id = a.id and d.kind = 'observed' and ${ran} and ${stood}`
  return rowsOf(
    db,
    sql`select a.site_id as "siteId", count(*) as assets,
  sum(case when exists (select 1 from deployment d where ${open}) then 0 else 1 end) as bare,
  sum(case when exists (select 1 from deployment d join bom b on b.id = d.bom_id where ${open} and b.components = 0) then 1 else 0 end)
    as empty,
  sum(case when exists (select 1 from deployment d where ${open})
    and not exists (select 1 from deployment d where ${open} and d.part <> 'firmware') then 1 else 0 end) as sealed,
  sum(case when exists (select 1 from deployment d join bom_component bc on bc.bom_id = d.bom_id join component c on c.id = bc.component_id
    where ${open} and d.part = 'firmware' and c.version is null) then 1 else 0 end) as unversioned,
  sum(case when a.vendor is null then 1 else 0 end) as nameless
from asset a where a.site_id in ${listed(db, sites, 'text')} and ${listedThen(past)} group by a.site_id`,
  )
}
