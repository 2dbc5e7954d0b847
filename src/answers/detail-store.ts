import { sql } from 'kysely'
import { listed, type Read, rowsOf, tabled } from '#ledger'
import { stands } from '#lots'
import { type AfterAsset, type Chosen, few, type Moment, toldAt } from './reach-store.ts'

/** What is shown of an asset. */
export interface AssetShown {
  siteId: string
  id: string
  tag: string | null
  name: string | null
  kind: string | null
  placeId: string | null
  path: string
  zone: string | null
  level: number | null
  vendor: string | null
  product: string | null
  serial: string | null
  simulated: boolean
}

const pageColumns = { site_id: 'text', asset_id: 'text' } as const

const paged = (db: Read, page: readonly AfterAsset[]) =>
  tabled(
    db,
    pageColumns,
    page.map(({ siteId, assetId }) => [siteId, assetId]),
  )

/** The assets of a page, by `siteId id`. */
export async function assetsShown(db: Read, page: readonly AfterAsset[]): Promise<Map<string, AssetShown>> {
  const rows = await rowsOf<Omit<AssetShown, 'simulated'> & { simulated: number }>(
    db,
    sql`select a.site_id as "siteId", a.id, a.tag, a.name, a.kind, a.place_id as "placeId", a.path, z.name as zone, a.level,
  a.vendor, a.product, a.serial, a.simulated
from ${paged(db, page)} p cross join asset a left join zone z on z.site_id = a.site_id and z.id = a.zone_id
where a.site_id = p.site_id and a.id = p.asset_id`,
  )
  return new Map(rows.map(row => [`${row.siteId} ${row.id}`, { ...row, simulated: row.simulated !== 0 }]))
}

/** A bill that runs on an asset of a page. */
export interface RunShown {
  siteId: string
  assetId: string
  bomId: number
  digest: string
  part: string
  /** Milliseconds since 1970 UTC. */
  since: number
  until: number | null
  recordedAt: number
  confidence: string
  /** Name of the source that told it, or who. */
  source: string | null
}

/** What runs at the time on the assets of a page. */
export async function runsShown(
  db: Read,
  page: readonly AfterAsset[],
  chosen: Chosen,
  { at, known }: Moment,
): Promise<RunShown[]> {
  const when =
    chosen.by === 'deployments'
      ? sql`d.id in ${listed(db, chosen.ids, 'text')}`
      : sql`d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at})`
  return rowsOf(
    db,
    sql`select d.site_id as "siteId", d.asset_id as "assetId", d.bom_id as "bomId", b.digest, d.part, d.valid_from as since,
  d.valid_until as until, d.recorded_at as "recordedAt", d.confidence, coalesce(s.name, d.said_by) as source
from ${paged(db, page)} p cross join deployment d cross join bom b left join source s on s.site_id = d.site_id and s.id = d.source_id
where d.site_id = p.site_id and d.asset_id = p.asset_id and d.kind = 'observed' and b.id = d.bom_id and ${when} and ${stands(known)}
order by d.valid_from desc`,
  )
}

/** A component in a bill, with its place there. */
export interface EntryShown {
  bomId: number
  number: number
  componentId: number
}

/** Where some components stand in some bills: looked up one by one where they are few, else read out of the bills. */
export async function entriesShown(
  db: Read,
  components: readonly number[],
  bills: readonly number[],
): Promise<EntryShown[]> {
  const asked = listed(db, components, 'integer')
  const from =
    components.length * bills.length < mostLookups
      ? sql`${listed(db, bills, 'integer')} b cross join ${asked} c cross join bom_component bc
          where bc.component_id = c.value and bc.bom_id = b.value`
      : // The plus keeps SQLite from looking up each component in each bill.
        sql`${listed(db, bills, 'integer')} b cross join bom_component bc where bc.bom_id = b.value and +bc.component_id in ${asked}`
  return rowsOf(
    db,
    sql`select bc.bom_id as "bomId", min(bc.number) as number, bc.component_id as "componentId" from ${from}
      group by bc.bom_id, bc.component_id`,
  )
}

const mostLookups = 10_000

export interface ComponentShown {
  id: number
  type: string
  group: string | null
  name: string
  version: string | null
  purl: string | null
  supplier: string | null
  orderNumber: string | null
}

export async function componentsShown(db: Read, ids: readonly number[]): Promise<Map<number, ComponentShown>> {
  const rows = await rowsOf<ComponentShown>(
    db,
    sql`select id, type, group_name as "group", name, version, purl, supplier, order_number as "orderNumber" from component
      where id in ${listed(db, ids, 'integer')}`,
  )
  return new Map(rows.map(row => [row.id, row]))
}

/** What a record says of a component. */
export interface MatchShown {
  componentId: number
  advisoryId: number
  vulnerability: string
  verdict: string
  confidence: string | null
  severity: string
  /** JSON of `KeptBecause`. */
  because: string
  since: number
}

/** What records say of some components: of what was chosen, or of anything where that is no vulnerability. */
export async function matchesShown(
  db: Read,
  components: readonly number[],
  chosen: Chosen,
  known: number | undefined,
): Promise<MatchShown[]> {
  const which =
    chosen.by === 'vulnerabilities'
      ? sql`and (m.vulnerability in ${few(db, chosen.ids, 'text')} or m.advisory_id = 0)`
      : chosen.by === 'advisories'
        ? sql`and (m.advisory_id in ${few(db, chosen.ids, 'integer')} or m.advisory_id = 0)`
        : sql`and m.verdict in ('affected', 'undecided')`
  const kept = await rowsOf<MatchShown>(
    db,
    sql`select m.component_id as "componentId", m.advisory_id as "advisoryId", m.vulnerability, m.verdict, m.confidence, m.severity,
  m.because, m.since from ${listed(db, components, 'integer')} c cross join match m
where m.component_id = c.value and ${toldAt(known)} ${which} limit 20000`,
  )
  const laid = 'laid' in chosen ? (chosen.laid ?? []) : []
  if (laid.length === 0) return kept
  const asked = new Set(components)
  const own = laid.filter(({ componentId }) => asked.has(componentId))
  return [...kept, ...own.map(({ advisory_id: advisoryId, ...row }) => ({ ...row, advisoryId }))]
}

/** A record, as evidence. */
export interface AdvisoryShown {
  id: number
  name: string
  source: string
  url: string
  severity: string
  published: number | null
  modified: number | null
  goneAt: number | null
}

export async function advisoriesShown(db: Read, ids: readonly number[]): Promise<AdvisoryShown[]> {
  return rowsOf(
    db,
    sql`select id, name, source, url, severity, published, modified, gone_at as "goneAt" from advisory
      where id in ${listed(db, ids, 'integer')} order by source, name limit 20000`,
  )
}
