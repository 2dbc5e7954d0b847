import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { WholeLot } from '#lots'
import { toldAt } from './reach-store.ts'

/** A vulnerability of what a lot was made with, as it stood at some recorded time. */
export interface LotFinding {
  vulnerability: string
  /** Whether any record says affected; else it was undecided. */
  affected: boolean
  severity: string
  kev: boolean
  components: number
  assets: number
}

export interface LotFindings {
  affected: number
  undecided: number
  /** The most urgent first; at most `limit`. */
  first: LotFinding[]
}

/** What was open about the software of some deployments, with what was known at a recorded time. */
export async function findingsOf(
  db: Read,
  deployments: readonly string[],
  known: number | undefined,
  limit: number,
): Promise<LotFindings> {
  const rows = await rowsOf<Omit<LotFinding, 'affected' | 'kev'> & { affected: number; kev: number }>(
    db,
    sql`with ran as materialized (
  select distinct bom_id, asset_id from deployment where site_id in (select id from site) and id in ${listed(db, deployments, 'text')}
), used as materialized (
  select distinct r.bom_id, bc.component_id from (select distinct bom_id from ran) r cross join bom_component bc where bc.bom_id = r.bom_id
), open as materialized (
  select m.component_id, m.vulnerability, max(case m.verdict when 'affected' then 1 else 0 end) as affected, min(m.severity) as severity
  from (select distinct component_id from used) u cross join match m
  where m.component_id = u.component_id and m.verdict in ('affected', 'undecided') and ${toldAt(known)}
  group by m.component_id, m.vulnerability
)
select o.vulnerability, max(o.affected) as affected, coalesce(min(v.severity), min(o.severity)) as severity,
  coalesce(max(v.kev), 0) as kev, coalesce(min(v.urgency), 1000000000) as urgency,
  count(distinct o.component_id) as components, count(distinct r.asset_id) as assets
from open o cross join used u cross join ran r left join vulnerability v on v.id = o.vulnerability
where u.component_id = o.component_id and r.bom_id = u.bom_id
group by o.vulnerability order by affected desc, urgency, o.vulnerability`,
  )
  return {
    affected: rows.filter(({ affected }) => affected !== 0).length,
    undecided: rows.filter(({ affected }) => affected === 0).length,
    first: rows
      .slice(0, limit)
      .map(({ affected, kev, ...row }) => ({ ...row, affected: affected !== 0, kev: kev !== 0 })),
  }
}

/** What a bill is about. */
export interface BillNamed {
  digest: string
  subject: string | null
  version: string | null
  components: number
}

/** Bills by number: what they are about. A bill of one line is about what stands in it. */
export async function billsNamed(db: Read, ids: readonly number[]): Promise<Map<number, BillNamed>> {
  const rows = await rowsOf<BillNamed & { id: number }>(
    db,
    sql`select b.id, b.digest, coalesce(b.subject, c.name) as subject, coalesce(b.subject_version, c.version) as version, b.components
  from bom b left join bom_component bc on bc.bom_id = b.id and bc.number = 1 and b.components = 1
  left join component c on c.id = bc.component_id where b.id in ${listed(db, ids, 'integer')}`,
  )
  return new Map(rows.map(({ id, ...bill }) => [id, bill]))
}

/** The site of a lot, and the places and assets of its runs by id. */
export interface WhereMade {
  site: { code: string; name: string; timeZone: string }
  spots: ReadonlyMap<string, { path: string; name: string | null; kind: string }>
}

/** Reads where a lot was made. */
export async function whereMade(db: Read, { siteId, runs }: WholeLot): Promise<WhereMade> {
  const ids = listed(
    db,
    [...new Set(runs.flatMap(({ placeId, assetId }) => [placeId ?? [], assetId ?? []].flat()))],
    'text',
  )
  const [[site], spots] = await Promise.all([
    rowsOf<WhereMade['site']>(db, sql`select code, name, time_zone as "timeZone" from site where id = ${siteId}`),
    rowsOf<{ id: string; path: string; name: string | null; kind: string }>(
      db,
      sql`select id, path, name, kind from place where site_id = ${siteId} and id in ${ids}
        union all select id, path, coalesce(tag, name), 'asset' from asset where site_id = ${siteId} and id in ${ids}`,
    ),
  ])
  return {
    site: site ?? { code: siteId, name: siteId, timeZone: 'UTC' },
    spots: new Map(spots.map(({ id, ...spot }) => [id, spot])),
  }
}
