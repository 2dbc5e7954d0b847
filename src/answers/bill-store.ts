import { sql } from 'kysely'
import { Problem, quoted } from '#base'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { stands } from '#lots'
import type { Moment } from './reach-store.ts'
import type { AssetHead } from './row-heads.ts'

/** The id of a bill by its id or digest. Throws `boms/not-found`, also where it neither came in nor runs at a site of the scope. */
export async function billIdOf(db: Read, scope: Scope, called: string): Promise<number> {
  const inside = scope === 'everywhere' ? sql`` : sql`and x.site_id in ${listed(db, [...scope], 'text')}`
  const seen =
    scope === 'everywhere'
      ? sql`1 = 1`
      : sql`(exists (select 1 from deployment x where x.bom_id = b.id ${inside})
          or exists (select 1 from bom_site x where x.bom_id = b.id ${inside}))`
  const id = /^\d{1,16}$/.test(called) ? Number(called) : undefined
  const [row] = await rowsOf<{ id: number }>(
    db,
    sql`select b.id from bom b where ${id === undefined ? sql`b.digest = ${called}` : sql`b.id = ${id}`} and ${seen}`,
  )
  if (row) return row.id
  throw new Problem('boms/not-found', `Cannot find the bill of materials ${quoted(called)}`, {
    found: called,
    at: '/id',
  })
}

/** A time for which a bill ran on an asset, or should. Times in milliseconds since 1970 UTC. */
export interface BillRun extends AssetHead {
  deploymentId: string
  path: string
  zone: string | null
  level: number | null
  timeZone: string
  simulated: number
  kind: 'observed' | 'approved'
  part: string
  from: number
  until: number | null
  confidence: string
  source: string | null
  holds: number
}

/** Where a list of runs goes on. */
export type AfterRun = readonly [holds: number, from: number, deploymentId: string]

/** Where a bill runs at a time and where it ran: what holds first, then the newest. */
export async function billRuns(
  db: Read,
  scope: Scope,
  bomId: number,
  { at, known }: Moment,
  asked: { kind?: string | undefined; holds?: boolean | undefined; after?: AfterRun | undefined; limit: number },
): Promise<BillRun[]> {
  const inside = scope === 'everywhere' ? sql`` : sql`and d.site_id in ${listed(db, [...scope], 'text')}`
  const kind = asked.kind === undefined ? sql`` : sql`and d.kind = ${asked.kind}`
  const holding = asked.holds === undefined ? sql`` : sql`and r.holds = ${asked.holds ? 1 : 0}`
  const [holds, from, id] = asked.after ?? []
  const beyond =
    holds === undefined
      ? sql``
      : sql`and (r.holds < ${holds} or (r.holds = ${holds} and (r.valid_from < ${from} or (r.valid_from = ${from} and r.id > ${id}))))`
  return rowsOf(
    db,
    sql`with r as materialized (
  select d.id, d.site_id, d.asset_id, d.kind, d.part, d.valid_from, d.valid_until, d.confidence, d.source_id, d.said_by,
    case when d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at}) then 1 else 0 end as holds
  from deployment d where d.bom_id = ${bomId} and ${stands(known)} ${inside} ${kind}
)
select r.id as "deploymentId", a.site_id as "siteId", a.id as "assetId", a.tag, a.name, a.path, z.name as zone, a.level,
  t.time_zone as "timeZone", a.simulated, r.kind, r.part, r.valid_from as "from", r.valid_until as "until", r.confidence,
  coalesce(s.name, p.display, r.said_by) as source, r.holds
from r join asset a on a.site_id = r.site_id and a.id = r.asset_id join site t on t.id = a.site_id
left join zone z on z.site_id = a.site_id and z.id = a.zone_id
left join source s on s.site_id = r.site_id and s.id = r.source_id left join account p on p.id = r.said_by
where 1 = 1 ${holding} ${beyond} order by r.holds desc, r.valid_from desc, r.id limit ${asked.limit}`,
  )
}

/** Assets on which a bill runs at a time, those on which it ever ran, and those for which it is approved. */
export async function billRunCounts(
  db: Read,
  scope: Scope,
  bomId: number,
  { at, known }: Moment,
): Promise<{ now: number; ever: number; approved: number }> {
  const inside = scope === 'everywhere' ? sql`` : sql`and d.site_id in ${listed(db, [...scope], 'text')}`
  const holds = sql`d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at})`
  const asset = sql`d.site_id || ' ' || d.asset_id`
  const [row] = await rowsOf<{ now: number; ever: number; approved: number }>(
    db,
    sql`select count(distinct case when d.kind = 'observed' and ${holds} then ${asset} end) as now,
  count(distinct case when d.kind = 'observed' then ${asset} end) as ever,
  count(distinct case when d.kind = 'approved' and ${holds} then ${asset} end) as approved
from deployment d where d.bom_id = ${bomId} and ${stands(known)} ${inside}`,
  )
  return row!
}
