import { type RawBuilder, sql } from 'kysely'
import { Problem, quoted } from '#base'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { stands } from '#lots'
import { frozenTimes, notFrozen, wasAsset } from '#plant'
import type { Moment } from './reach-store.ts'

/** An asset with what stands around it. */
export interface AssetHead {
  siteId: string
  assetId: string
  tag: string | null
  name: string | null
  path: string
  vendor: string | null
  placeId: string | null
  zoneId: string | null
  zone: string | null
  siteCode: string
  siteName: string
  /** IANA name. */
  timeZone: string
  simulated: boolean
  /** As it was told, a day. */
  installedOn: string | null
  goneAt: number | null
}

/** The asset with this id, or the only one with this tag or path. Throws `answers/not-found`. */
export async function assetHead(db: Read, scope: Scope, called: string, known?: number): Promise<AssetHead> {
  const inside = scope === 'everywhere' ? sql`1 = 1` : sql`a.site_id in ${listed(db, [...scope], 'text')}`
  const find = (which: RawBuilder<unknown>) =>
    rowsOf<Omit<AssetHead, 'simulated'> & { simulated: number }>(
      db,
      sql`select a.site_id as "siteId", a.id as "assetId", a.tag, a.name, a.path, a.vendor, a.place_id as "placeId",
  a.zone_id as "zoneId", z.name as zone, s.code as "siteCode", s.name as "siteName", s.time_zone as "timeZone", a.simulated,
  a.installed_on as "installedOn", a.gone_at as "goneAt"
from asset a join site s on s.id = a.site_id left join zone z on z.site_id = a.site_id and z.id = a.zone_id
where ${which} and ${inside} and ${wasAsset(known)} limit 2`,
    )
  const byId = await find(sql`a.id = ${called}`)
  const found =
    byId.length > 0 ? byId : await find(sql`(a.tag = ${called} or a.path = ${called}) and a.gone_at is null`)
  if (found.length !== 1)
    throw new Problem('answers/not-found', `Cannot find the asset ${quoted(called)}: there is none, or several`, {
      found: called,
      next: 'millcert assets list',
    })
  return { ...found[0]!, simulated: found[0]!.simulated !== 0 }
}

/** The asset or a module of it, or of one of its modules. */
export interface AssetPart {
  assetId: string
  /** Null of the asset itself. */
  parentId: string | null
  /** 0 for the asset itself. */
  depth: number
  tag: string | null
  name: string | null
  kind: string | null
  slot: string | null
  path: string
  vendor: string | null
  product: string | null
  orderNumber: string | null
  firmware: string | null
}

/** Modules that are looked at in one asset. */
export const mostParts = 500

/** An asset and all that is in it, the outer before the inner. */
export async function partsOf(db: Read, { siteId, assetId }: AssetHead): Promise<AssetPart[]> {
  return rowsOf(
    db,
    sql`with recursive part(id, depth) as (
  select id, 0 from asset where site_id = ${siteId} and id = ${assetId}
  union
  select a.id, p.depth + 1 from part p join asset a on a.site_id = ${siteId} and a.parent_id = p.id
  where a.gone_at is null and a.id <> ${assetId} and p.depth < 8
)
select a.id as "assetId", case when p.depth = 0 then null else a.parent_id end as "parentId", p.depth, a.tag, a.name, a.kind, a.slot,
  a.path, a.vendor, a.product, a.order_number as "orderNumber", a.firmware
from part p cross join asset a where a.site_id = ${siteId} and a.id = p.id order by p.depth, a.path, a.id limit ${mostParts}`,
  )
}

/** What an asset is a module of, the nearest first. */
export async function above(
  db: Read,
  { siteId, assetId }: AssetHead,
): Promise<{ assetId: string; tag: string | null; name: string | null; placeId: string | null }[]> {
  return rowsOf(
    db,
    sql`with recursive up(id, depth) as (
  select parent_id, 1 from asset where site_id = ${siteId} and id = ${assetId} and parent_id is not null
  union
  select a.parent_id, u.depth + 1 from up u join asset a on a.site_id = ${siteId} and a.id = u.id
  where a.parent_id is not null and u.depth < 8
)
select a.id as "assetId", a.tag, a.name, a.place_id as "placeId" from up u cross join asset a
where a.site_id = ${siteId} and a.id = u.id order by u.depth`,
  )
}

/** A bill that ran on an asset or a module of it, or should. Times in milliseconds since 1970 UTC. */
export interface AssetRun {
  deploymentId: string
  assetId: string
  kind: 'observed' | 'approved'
  part: string
  bomId: number
  digest: string
  format: string
  billKind: string
  subject: string | null
  version: string | null
  components: number
  size: number
  receivedAt: number
  /** Name of the file it came in. */
  file: string | null
  from: number
  until: number | null
  recordedAt: number
  confidence: string
  source: string | null
  reason: string | null
  /** Whether it holds at the time that is asked about. */
  holds: boolean
}

/** Bills of an asset in its whole life that are looked at. */
const mostRuns = 1000

/** All that ran on some assets of a site and all that should, as held for true at the recorded time; the newest first. */
export async function lifeOf(
  db: Read,
  siteId: string,
  assets: readonly string[],
  { at, known }: Moment,
): Promise<AssetRun[]> {
  const rows = await rowsOf<Omit<AssetRun, 'holds'> & { holds: number }>(
    db,
    sql`select d.id as "deploymentId", d.asset_id as "assetId", d.kind, d.part, d.bom_id as "bomId", b.digest, b.format,
  b.kind as "billKind", coalesce(b.subject, c.name) as subject, coalesce(b.subject_version, c.version) as version, b.components, b.size,
  coalesce(t.received_at, b.received_at) as "receivedAt", t.name as file, d.valid_from as "from", d.valid_until as "until", d.recorded_at as "recordedAt",
  d.confidence, coalesce(s.name, p.display, d.said_by) as source, d.reason,
  case when d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at}) then 1 else 0 end as holds
from ${listed(db, assets, 'text')} l cross join deployment d cross join bom b
left join bom_component bc on bc.bom_id = b.id and bc.number = 1 and b.components = 1
left join component c on c.id = bc.component_id
left join bom_site t on t.bom_id = b.id and t.site_id = d.site_id
left join source s on s.site_id = d.site_id and s.id = d.source_id
left join account p on p.id = d.said_by
where d.site_id = ${siteId} and d.asset_id = l.value and b.id = d.bom_id and ${stands(known)}
order by holds desc, d.valid_from desc, d.id limit ${mostRuns}`,
  )
  return rows.map(row => ({ ...row, holds: row.holds !== 0 }))
}

/** What a source says of the product that an asset or a module is. */
export interface ToldPart {
  assetId: string
  field: string
  /** JSON. */
  value: string
  confidence: string
  source: string | null
  observedAt: number
  standing: string
}

const productWords = ['product', 'orderNumber', 'hardwareRevision', 'firmware', 'os'] as const

/** The newest word of each source about what some assets of a site are. */
export async function toldOf(
  db: Read,
  siteId: string,
  assets: readonly string[],
  known: number | undefined,
): Promise<ToldPart[]> {
  const by =
    known === undefined
      ? sql`f.replaced_at is null`
      : sql`f.recorded_at <= ${known} and (f.replaced_at is null or f.replaced_at > ${known})`
  return rowsOf(
    db,
    sql`select "assetId", field, value, confidence, source, "observedAt", standing from (
  select f.asset_id as "assetId", f.field, f.value, f.confidence, coalesce(s.name, p.display, f.said_by) as source,
    f.observed_at as "observedAt", f.standing, f.number,
    row_number() over (partition by f.asset_id, f.field, f.source_id, f.confidence order by f.observed_at desc, f.number desc) as turn
  from ${listed(db, assets, 'text')} l cross join asset_fact f
  left join source s on s.site_id = f.site_id and s.id = f.source_id left join account p on p.id = f.said_by
  where f.site_id = ${siteId} and f.asset_id = l.value and f.field in ${listed(db, productWords, 'text')} and ${by}
) numbered where turn = 1 order by "assetId", field, "observedAt" desc, number desc limit 5000`,
  )
}

/** Who told of an asset: names of sources, and of people by their account. */
export async function tellersOf(
  db: Read,
  { siteId, assetId }: AssetHead,
): Promise<{ id: string; name: string; file: string | null }[]> {
  return rowsOf(
    db,
    sql`select distinct coalesce(f.import_id, f.said_by, f.source_id) as id, coalesce(s.name, p.display, f.said_by, f.source_id) as name,
  i.file from asset_fact f left join source s on s.site_id = f.site_id and s.id = f.source_id
left join account p on p.id = f.said_by left join import_run i on i.site_id = f.site_id and i.id = f.import_id
where f.site_id = ${siteId} and f.asset_id = ${assetId} limit 500`,
  )
}

/** A place at or over something, the outermost first. */
export interface PlaceOver {
  placeId: string
  kind: string
  name: string
  path: string
}

/** Where something of a site stands: the place and those over it, the outermost first. */
export async function placesOver(db: Read, siteId: string, placeId: string | null): Promise<PlaceOver[]> {
  if (placeId === null) return []
  return rowsOf(
    db,
    sql`with recursive up(id, depth) as (
  select id, 0 from place where site_id = ${siteId} and id = ${placeId}
  union
  select p.parent_id, u.depth + 1 from up u join place p on p.site_id = ${siteId} and p.id = u.id
  where p.parent_id is not null and u.depth < 20
)
select p.id as "placeId", p.kind, p.name, p.path from up u cross join place p
where p.site_id = ${siteId} and p.id = u.id order by u.depth desc`,
  )
}

/** The next window of some assets themselves, outside frozen times of where they stand. */
export async function ownWindow(
  db: Read,
  siteId: string,
  assets: readonly string[],
  at: number,
): Promise<{ name: string; startsAt: number; endsAt: number } | undefined> {
  const rows = await rowsOf<{ name: string; startsAt: number; endsAt: number }>(
    db,
    sql`with ${frozenTimes(at)} select w.name, w.starts_at as "startsAt", w.ends_at as "endsAt" from maintenance_window w
join asset a on a.site_id = w.site_id and a.id = w.asset_id left join place p on p.site_id = a.site_id and p.id = a.place_id
where w.site_id = ${siteId} and w.asset_id in ${listed(db, assets, 'text')} and w.replaced_at is null and w.kind <> 'freeze'
  and w.ends_at > ${at} and ${notFrozen} order by w.starts_at, w.id limit 1`,
  )
  return rows[0]
}
