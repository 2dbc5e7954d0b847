import { type RawBuilder, sql } from 'kysely'
import { type Read, rowsOf, type Scope, type SiteId } from '#ledger'
import type { AsOf } from './as-of.ts'
import type { DeploymentKind } from './deployment.ts'
import { heldThen } from './deployment-store.ts'
import type { Part } from './drift.ts'
import { inScope, type Page, pageOf } from './site-store.ts'

/** How an asset stands: what runs is what was approved, or not; or one of the two is not known. */
export const driftStates = ['same', 'drifted', 'not-approved', 'not-observed'] as const
export type DriftState = (typeof driftStates)[number]

export interface DriftRow {
  siteId: SiteId
  assetId: string
  tag: string | undefined
  name: string | undefined
  path: string
  state: DriftState
  /** Bills seen and not approved. */
  extra: number
  /** Bills approved and not seen. */
  missing: number
}

export interface DriftQuestion {
  siteId?: SiteId | undefined
  path?: string | undefined
  states: readonly DriftState[]
  asOf: AsOf
  after?: string | undefined
  limit: number
}

interface Counted {
  site_id: string
  id: string
  tag: string | null
  name: string | null
  path: string
  observed: number
  approved: number
  extra: number
  missing: number
}

/** Assets with a bill, and whether the bills that were seen are those that were approved. */
export async function driftPage(db: Read, scope: Scope, asked: DriftQuestion): Promise<Page<DriftRow>> {
  const conditions: RawBuilder<unknown>[] = [sql`${inScope(db, scope, 'a.site_id')}`]
  if (asked.siteId !== undefined) conditions.push(sql`a.site_id = ${asked.siteId}`)
  if (asked.path !== undefined)
    conditions.push(sql`(a.path = ${asked.path} or substr(a.path, 1, ${asked.path.length + 1}) = ${`${asked.path}/`})`)
  if (asked.after !== undefined) {
    const [site = '', id = ''] = asked.after.split(' ')
    conditions.push(sql`(a.site_id, a.id) > (${site}, ${id})`)
  }
  const states = asked.states.map(state => stateConditions[state])
  const rows = await rowsOf<Counted>(
    db,
    sql`with held as (select site_id, asset_id, kind, bom_id from deployment where ${heldThen(asked.asOf)}),
      judged as (select a.site_id, a.id, a.tag, a.name, a.path,
        sum(case when h.kind = 'observed' then 1 else 0 end) as observed,
        sum(case when h.kind = 'approved' then 1 else 0 end) as approved,
        sum(case when h.kind = 'observed' and o.bom_id is null then 1 else 0 end) as extra,
        sum(case when h.kind = 'approved' and o.bom_id is null then 1 else 0 end) as missing
      from asset a join held h on h.site_id = a.site_id and h.asset_id = a.id
        left join held o on o.site_id = h.site_id and o.asset_id = h.asset_id and o.bom_id = h.bom_id and o.kind <> h.kind
      where ${sql.join(conditions, sql` and `)} group by a.site_id, a.id, a.tag, a.name, a.path)
      select * from judged where ${sql.join(states, sql` or `)} order by site_id, id limit ${asked.limit + 1}`,
  )
  return pageOf(rows.map(rowFrom), asked.limit, row => `${row.siteId} ${row.assetId}`)
}

const stateConditions: Readonly<Record<DriftState, RawBuilder<unknown>>> = {
  same: sql`(observed > 0 and approved > 0 and extra = 0 and missing = 0)`,
  drifted: sql`(observed > 0 and approved > 0 and (extra > 0 or missing > 0))`,
  'not-approved': sql`(approved = 0)`,
  'not-observed': sql`(observed = 0)`,
}

function rowFrom(row: Counted): DriftRow {
  const { observed, approved, extra, missing } = row
  return {
    siteId: row.site_id as SiteId,
    assetId: row.id,
    tag: row.tag ?? undefined,
    name: row.name ?? undefined,
    path: row.path,
    state: approved === 0 ? 'not-approved' : observed === 0 ? 'not-observed' : extra + missing > 0 ? 'drifted' : 'same',
    extra,
    missing,
  }
}

/** Components of the bills of an asset of one kind, as they held at a time; each once. */
export async function partsThen(
  db: Read,
  siteId: SiteId,
  assetId: string,
  kind: DeploymentKind,
  asOf: AsOf,
): Promise<Part[]> {
  const rows = await rowsOf<{
    id: number
    type: string
    group_name: string | null
    name: string
    version: string | null
    package_key: string | null
    supplier: string | null
  }>(
    db,
    sql`select distinct c.id, c.type, c.group_name, c.name, c.version, c.package_key, c.supplier
      from (select bom_id from deployment where site_id = ${siteId} and asset_id = ${assetId} and kind = ${kind}
        and ${heldThen(asOf)}) held
      join bom_component b on b.bom_id = held.bom_id join component c on c.id = b.component_id order by c.id`,
  )
  return rows.map(row => ({
    componentId: row.id,
    thing: row.package_key ?? JSON.stringify([row.type, row.group_name, row.name, row.supplier]),
    name: row.group_name === null ? row.name : `${row.group_name}/${row.name}`,
    version: row.version ?? undefined,
  }))
}

/** Whether a bill is kept that came in at a site that may be seen. */
export async function billExists(db: Read, scope: Scope, bomId: number): Promise<boolean> {
  const rows = await rowsOf(
    db,
    sql`select 1 as one from bom where id = ${bomId} and (${scope === 'everywhere' ? sql`true` : sql`false`} or exists
      (select 1 from bom_site where bom_site.bom_id = bom.id and ${inScope(db, scope, 'bom_site.site_id')}))`,
  )
  return rows.length > 0
}
