import { type RawBuilder, sql } from 'kysely'
import { bomStore, type ComponentRow, componentOf, type KeptComponent } from '#boms'
import { listed, type Read, rowsOf, type Scope, type SiteId, tabled } from '#ledger'
import { stands } from '#lots'
import type { ComponentGroup, NamedGroup } from './component-key.ts'
import { few, type Moment, toldAt, weightOf } from './reach-store.ts'
import type { AssetHead } from './row-heads.ts'
import { weights } from './weight.ts'

/** What is counted of a package or product, of all its versions. */
export interface GroupTally {
  n: number
  versions: number
  /** Versions that run at the time. */
  running: number
  bills: number
  assets: number
  /** Of what runs, what weighs most; 0 where nothing runs. */
  weight: number
  /** Of all that any bill lists. */
  worst: number
}

/** Where and when what runs is looked at. */
export interface Within {
  scope: Scope
  siteId?: string | undefined
  moment: Moment
}

/** `weighed(n, id, version, weight)`, `bill(…, bom_id)` and `ran(…, bom_id, site_id, asset_id)` of a table `ids(n, id, version)`. */
function toldOf(db: Read, { scope, siteId, moment: { at, known } }: Within): RawBuilder<unknown> {
  const sites = siteId === undefined ? scope : new Set([siteId])
  const there = sites === 'everywhere' ? sql`` : sql`and d.site_id in ${few(db, [...sites], 'text')}`
  // Of bills that are at no site of the scope nobody in it is told.
  const seen =
    sites === 'everywhere'
      ? sql``
      : sql`and (exists (select 1 from bom_site v where v.bom_id = bc.bom_id and v.site_id in ${few(db, [...sites], 'text')})
          or exists (select 1 from deployment v where v.bom_id = bc.bom_id and v.site_id in ${few(db, [...sites], 'text')}))`
  return sql`weighed as materialized (
  select i.n, i.id, i.version, max(case when m.component_id is not null then ${weightOf}
    when coalesce(j.print, -1) = -1 then ${sql.lit(weights.undecided)} else ${sql.lit(weights.notNamed)} end) as weight
  from ids i left join match m on m.component_id = i.id and ${toldAt(known)}
  left join matched j on j.component_id = i.id group by i.n, i.id, i.version
), bill as materialized (
  select w.n, w.id, w.version, w.weight, bc.bom_id from weighed w cross join bom_component bc
  where bc.component_id = w.id ${seen} group by w.n, w.id, w.version, w.weight, bc.bom_id
), ran as materialized (
  select distinct b.n, b.id, b.version, b.weight, b.bom_id, d.site_id, d.asset_id from bill b cross join deployment d
  where b.weight * 0 = 0 and d.bom_id = b.bom_id and d.kind = 'observed' and d.valid_from <= ${at}
    and (d.valid_until is null or d.valid_until > ${at}) and ${stands(known)} ${there}
)`
}

/** Counts of the groups of a page, by their place in it. */
export async function groupTallies(
  db: Read,
  groups: readonly ComponentGroup[],
  within: Within,
): Promise<Map<number, GroupTally>> {
  const columns = { n: 'integer', package_key: 'text', name: 'text', supplier: 'text' } as const
  const asked = tabled(
    db,
    columns,
    groups.map(({ packageKey, name, supplier }, n) => [n, packageKey, name, supplier]),
  )
  const rows = await rowsOf<GroupTally>(
    db,
    sql`with asked as materialized (select n, package_key, name, supplier from ${asked} a), ids as materialized (
  select a.n, c.id, c.version from asked a cross join component c where c.package_key = a.package_key
  union all select a.n, c.id, c.version from asked a cross join component c
    where a.package_key is null and c.package_key is null and c.name_key = a.name and coalesce(c.supplier, '') = a.supplier
), ${toldOf(db, within)}, listing as (
  select n, count(distinct coalesce(version, '')) as versions, count(distinct bom_id) as bills, max(weight) as worst from bill group by n
), running as (
  select n, count(distinct coalesce(version, '')) as running, count(distinct site_id || ' ' || asset_id) as assets, max(weight) as weight
  from ran group by n
)
select a.n, coalesce(l.versions, 0) as versions, coalesce(r.running, 0) as running, coalesce(l.bills, 0) as bills,
  coalesce(r.assets, 0) as assets, coalesce(r.weight, 0) as weight, coalesce(l.worst, 0) as worst
from asked a left join listing l on l.n = a.n left join running r on r.n = a.n`,
  )
  return new Map(rows.map(row => [row.n, row]))
}

/** Components of one package or product that are looked at. */
const mostIds = 20_000

/** Components that a key names and that somebody in the scope lists or runs, by id. */
export async function idsOfGroup(
  db: Read,
  named: NamedGroup,
  { scope, siteId }: Pick<Within, 'scope' | 'siteId'>,
): Promise<number[]> {
  const sites = siteId === undefined ? scope : new Set([siteId])
  const here = sites === 'everywhere' ? undefined : few(db, [...sites], 'text')
  const seen =
    here === undefined
      ? sql`1 = 1`
      : sql`exists (select 1 from bom_component e where e.component_id = c.id and (
          exists (select 1 from bom_site v where v.bom_id = e.bom_id and v.site_id in ${here})
          or exists (select 1 from deployment v where v.bom_id = e.bom_id and v.site_id in ${here})))`
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select c.id from ${sourceOf(named)} and ${seen} order by c.id limit ${mostIds}`,
  )
  return rows.map(({ id }) => id)
}

function sourceOf(named: NamedGroup): RawBuilder<unknown> {
  if ('packageKey' in named) return sql`component c where c.package_key = ${named.packageKey}`
  if ('name' in named)
    return sql`component c where c.package_key is null and c.name_key = ${named.name} and coalesce(c.supplier, '') = ${named.supplier}`
  return sql`(select package_key, name_key, supplier from component where id = ${named.id}) o cross join component c
    where (o.package_key is not null and c.package_key = o.package_key)
      or (o.package_key is null and c.package_key is null and c.name_key = o.name_key and coalesce(c.supplier, '') = coalesce(o.supplier, ''))`
}

/** What is counted of one version. */
export interface VersionTally {
  version: string | null
  weight: number
  components: number
  bills: number
  assets: number
}

const idsTable = (db: Read, ids: readonly number[]) =>
  sql`ids as materialized (select 0 as n, c.id, c.version from ${listed(db, ids, 'integer')} l cross join component c where c.id = l.value)`

/** The versions of some components, with where they stand and run. */
export async function versionTallies(db: Read, ids: readonly number[], within: Within): Promise<VersionTally[]> {
  return rowsOf(
    db,
    sql`with ${idsTable(db, ids)}, ${toldOf(db, within)}, listing as (
  select version, count(distinct bom_id) as bills, count(distinct id) as components, max(weight) as weight from bill group by version
), running as (select version, count(distinct site_id || ' ' || asset_id) as assets from ran group by version)
select l.version, l.weight, l.components, l.bills, coalesce(r.assets, 0) as assets
from listing l left join running r on coalesce(r.version, '') = coalesce(l.version, '') and (r.version is null) = (l.version is null)`,
  )
}

/** Assets, bills and what runs of some components together: none of them counted twice. */
export async function wholeTally(
  db: Read,
  ids: readonly number[],
  within: Within,
): Promise<{ assets: number; bills: number; weight: number }> {
  const [row] = await rowsOf<{ assets: number; bills: number; weight: number }>(
    db,
    sql`with ${idsTable(db, ids)}, ${toldOf(db, within)}
select (select count(distinct site_id || ' ' || asset_id) from ran) as assets, (select count(distinct bom_id) from bill) as bills,
  coalesce((select max(weight) from ran), 0) as weight`,
  )
  return row!
}

/** Components whose facts are read to tell of a package or product. */
const mostRead = 2000

/** Some components as their bills tell of them. */
export async function keptComponents(
  db: Read,
  ids: readonly number[],
): Promise<(KeptComponent & { id: number; nameKey: string; packageKey: string | null })[]> {
  const rows = await rowsOf<ComponentRow>(
    db,
    sql`select * from component where id in ${listed(db, ids.slice(0, mostRead), 'integer')} order by id`,
  )
  return rows.map(row => ({ ...componentOf(row), id: row.id, nameKey: row.name_key, packageKey: row.package_key }))
}

/** An asset on which some version of it runs. */
export interface ComponentAsset extends AssetHead {
  path: string
  zone: string | null
  level: number | null
  simulated: number
  version: string | null
  componentId: number
  digest: string
  subject: string | null
  weight: number
}

/** Where a list of assets goes on. */
export type AfterComponentAsset = readonly [
  weight: number,
  path: string,
  siteId: string,
  assetId: string,
  componentId: number,
  digest: string,
]

/** Assets on which some components run, what weighs most first; one row for each component and bill there. */
export async function componentAssets(
  db: Read,
  ids: readonly number[],
  within: Within,
  asked: {
    version?: string | null | undefined
    weights?: readonly [least: number, most: number] | undefined
    after?: AfterComponentAsset | undefined
    limit: number
  },
): Promise<ComponentAsset[]> {
  const wanted: RawBuilder<unknown>[] = [sql`1 = 1`]
  if (asked.version !== undefined)
    wanted.push(asked.version === null ? sql`r.version is null` : sql`r.version = ${asked.version}`)
  if (asked.weights) wanted.push(sql`r.weight between ${asked.weights[0]} and ${asked.weights[1]}`)
  if (asked.after) {
    const [weight, ...rest] = asked.after
    wanted.push(
      sql`(r.weight < ${weight} or (r.weight = ${weight} and (a.path, a.site_id, a.id, r.id, b.digest) > (${sql.join(rest)})))`,
    )
  }
  return rowsOf(
    db,
    sql`with ${idsTable(db, ids)}, ${toldOf(db, within)}
select a.site_id as "siteId", a.id as "assetId", a.tag, a.name, a.path, z.name as zone, a.level, a.simulated, r.version,
  r.id as "componentId", b.digest, b.subject, r.weight
from ran r cross join asset a cross join bom b left join zone z on z.site_id = a.site_id and z.id = a.zone_id
where r.weight * 0 = 0 and a.site_id = r.site_id and a.id = r.asset_id and b.id = r.bom_id and ${sql.join(wanted, sql` and `)}
order by r.weight desc, a.path, a.site_id, a.id, r.id, b.digest limit ${asked.limit}`,
  )
}

/** A bill that lists some version of it. Times in milliseconds since 1970 UTC. */
export interface ComponentBill {
  bomId: number
  digest: string
  format: string
  kind: string
  subject: string | null
  subjectVersion: string | null
  receivedAt: number
  version: string | null
  componentId: number
  number: number
  assets: number
}

/** Bills that list some components, the last received first. */
export async function componentBills(
  db: Read,
  ids: readonly number[],
  within: Within,
  asked: {
    version?: string | null | undefined
    after?: readonly [receivedAt: number, bomId: number, componentId: number] | undefined
    limit: number
  },
): Promise<ComponentBill[]> {
  const { receivedIn } = await bomStore()
  const { scope, siteId } = within
  const received = sql`coalesce(${receivedIn(db, siteId === undefined ? scope : new Set([siteId as SiteId]))}, b.received_at)`
  const wanted: RawBuilder<unknown>[] = [sql`1 = 1`]
  if (asked.version !== undefined)
    wanted.push(asked.version === null ? sql`l.version is null` : sql`l.version = ${asked.version}`)
  if (asked.after) {
    const [receivedAt, ...rest] = asked.after
    wanted.push(
      sql`(${received} < ${receivedAt} or (${received} = ${receivedAt} and (b.id, l.id) > (${sql.join(rest)})))`,
    )
  }
  return rowsOf(
    db,
    sql`with ${idsTable(db, ids)}, ${toldOf(db, within)}, on_assets as (
  select bom_id, count(distinct site_id || ' ' || asset_id) as assets from ran group by bom_id
)
select b.id as "bomId", b.digest, b.format, b.kind, b.subject, b.subject_version as "subjectVersion", ${received} as "receivedAt",
  l.version, l.id as "componentId",
  (select min(e.number) from bom_component e where e.component_id = l.id and e.bom_id = b.id) as number, coalesce(o.assets, 0) as assets
from bill l cross join bom b left join on_assets o on o.bom_id = b.id
where l.weight * 0 = 0 and b.id = l.bom_id and ${sql.join(wanted, sql` and `)}
order by ${received} desc, b.id, l.id limit ${asked.limit}`,
  )
}

/** What a record says of a version. */
export interface ComponentMatch {
  componentId: number
  version: string | null
  vulnerability: string
  verdict: string
  confidence: string | null
  severity: string
  kev: number
  urgency: number
  /** JSON of `KeptBecause`. */
  because: string
  since: number
  /** Null of a doubt about the component itself. */
  record: string | null
  source: string | null
  url: string | null
}

const mostMatches = 20_000

/** What stood about some components, the most urgent first. */
export async function componentMatches(
  db: Read,
  ids: readonly number[],
  known: number | undefined,
): Promise<ComponentMatch[]> {
  return rowsOf(
    db,
    sql`select m.component_id as "componentId", c.version, m.vulnerability, m.verdict, m.confidence,
  coalesce(v.severity, m.severity) as severity, coalesce(v.kev, 0) as kev, coalesce(v.urgency, 1000000000) as urgency, m.because, m.since,
  a.name as record, a.source, a.url
from ${listed(db, ids, 'integer')} l cross join match m join component c on c.id = m.component_id
left join vulnerability v on v.id = m.vulnerability left join advisory a on a.id = m.advisory_id
where m.component_id = l.value and ${toldAt(known)} order by urgency, m.vulnerability, m.component_id, a.source, a.name
limit ${mostMatches}`,
  )
}
