import { type RawBuilder, sql } from 'kysely'
import { Problem, quoted } from '#base'
import { insertRows, listed, type Read, reading, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import { type Asset, assetFrom, shortName } from './asset.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { PlantTables, StoredAsset } from './stored.ts'

export interface AssetQuestion {
  siteId?: SiteId | undefined
  /** A path: what stands at it or below. */
  path?: string | undefined
  level?: number | undefined
  zoneId?: string | undefined
  kind?: string | undefined
  vendor?: string | undefined
  /** Part of tag, name, product, order number, serial number, path or an address, in any case. */
  words?: string | undefined
  conflicts?: boolean | undefined
  /** Those that no source lists any more too. */
  gone?: boolean | undefined
  after?: string | undefined
  limit: number
}

/** Of an asset, that the import that made it was not undone. */
export const isAsset = sql`taken_back_at is null`

/** Of an asset `a`, that it was one as far as was known at a recorded time, or is known now: its import was not undone. */
export function wasAsset(known: number | undefined): RawBuilder<unknown> {
  return known === undefined
    ? sql`a.taken_back_at is null`
    : sql`a.recorded_at <= ${known} and (a.taken_back_at is null or a.taken_back_at > ${known})`
}

/** Assets by site and path. */
export async function assetPage(db: Read, scope: Scope, asked: AssetQuestion): Promise<Page<Asset>> {
  const conditions: RawBuilder<unknown>[] = [sql`${inScope(db, scope)}`]
  if (asked.siteId !== undefined) conditions.push(sql`site_id = ${asked.siteId}`)
  if (asked.path !== undefined)
    conditions.push(sql`(path = ${asked.path} or substr(path, 1, ${asked.path.length + 1}) = ${`${asked.path}/`})`)
  if (asked.level !== undefined) conditions.push(sql`level = ${asked.level}`)
  if (asked.zoneId !== undefined) conditions.push(sql`zone_id = ${asked.zoneId}`)
  if (asked.kind !== undefined) conditions.push(sql`kind = ${asked.kind}`)
  if (asked.vendor !== undefined) conditions.push(sql`lower(vendor) = ${asked.vendor.toLowerCase()}`)
  if (asked.words !== undefined) conditions.push(holding(asked.words))
  if (asked.conflicts) conditions.push(sql`conflicts > 0`)
  conditions.push(asked.gone ? isAsset : sql`gone_at is null`)
  if (asked.after !== undefined) {
    const [site, path, id] = placeAfter(asked.after)
    conditions.push(sql`(site_id, path, id) > (${site}, ${path}, ${id})`)
  }
  const rows = await rowsOf<StoredAsset>(
    db,
    sql`select * from asset where ${sql.join(conditions, sql` and `)} order by site_id, path, id limit ${asked.limit + 1}`,
  )
  return pageOf(rows.map(assetFrom), asked.limit, asset => JSON.stringify([asset.siteId, asset.path, asset.id]))
}

/** A key made by `assetPage`; any other text begins before everything. */
function placeAfter(after: string): [string, string, string] {
  try {
    const parts: unknown = JSON.parse(after)
    if (Array.isArray(parts) && parts.length === 3 && parts.every(part => typeof part === 'string'))
      return parts as [string, string, string]
  } catch {
    // Nothing of ours.
  }
  return ['', '', '']
}

const searched = ['tag', 'name', 'product', 'order_number', 'serial', 'path'] as const

const addresses = ['ip_addresses', 'mac_addresses'] as const

function holding(words: string): RawBuilder<unknown> {
  const pattern = `%${words.toLowerCase().replace(/[\\%_]/g, found => `\\${found}`)}%`
  // Addresses are kept as a list: what no address holds would find its brackets.
  const columns = /^[0-9a-f.:-]+$/i.test(words) ? [...searched, ...addresses] : searched
  const each = columns.map(column => sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`)
  return sql`(${sql.join(each, sql` or `)})`
}

/** The asset of a site that a person names: by its id, tag or path; undefined where there is none, or several. */
export async function assetNamed(db: Read, siteId: SiteId, text: string): Promise<Asset | undefined> {
  const rows = await rowsOf<StoredAsset>(
    db,
    sql`select * from asset where site_id = ${siteId} and (id = ${text} or tag = ${text} or path = ${text})
      and (gone_at is null or (id = ${text} and ${isAsset})) limit 2`,
  )
  return rows.length === 1 ? assetFrom(rows[0]!) : undefined
}

/** Whether another asset of the site that is not gone has a tag. */
export async function isTagTaken(db: Read, siteId: SiteId, tag: string, but: string): Promise<boolean> {
  const rows = await rowsOf(
    db,
    sql`select 1 as one from asset where site_id = ${siteId} and tag = ${tag} and gone_at is null and id <> ${but} limit 1`,
  )
  return rows.length > 0
}

/** An asset by its id, or by its tag or path where only one has it. Throws `plant/not-found`. */
export async function storedAsset(db: Read, scope: Scope, id: string): Promise<StoredAsset> {
  const row = await reading<PlantTables>(db)
    .selectFrom('asset')
    .selectAll()
    .where('id', '=', id)
    .where('taken_back_at', 'is', null)
    .where(inScope(db, scope))
    .executeTakeFirst()
  if (row) return { ...row }
  const named = await rowsOf<StoredAsset>(
    db,
    sql`select * from asset where (tag = ${id} or path = ${id}) and gone_at is null and ${inScope(db, scope)} limit 2`,
  )
  if (named.length > 1)
    throw new Problem('plant/not-found', `Cannot tell which asset ${quoted(id)} is: several are called so`, {
      found: quoted(id),
      next: 'name it by its id, which the list of assets shows',
    })
  if (named.length === 0) throw notFound('the asset', id)
  return { ...named[0]! }
}

/** Assets of a site by their ids; ids of others are left out. */
export async function storedAssets(
  db: Read,
  siteId: SiteId,
  ids: readonly string[],
): Promise<Map<string, StoredAsset>> {
  const rows = await rowsOf<StoredAsset>(
    db,
    sql`select * from asset where site_id = ${siteId} and id in ${listed(db, ids, 'text')}`,
  )
  return new Map(rows.map(row => [row.id, { ...row }]))
}

/** Modules right below an asset, by slot. */
export async function modulesOf(db: Read, siteId: SiteId, parentId: string): Promise<Asset[]> {
  const rows = await reading<PlantTables>(db)
    .selectFrom('asset')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('parent_id', '=', parentId)
    .where('gone_at', 'is', null)
    .orderBy('path')
    .limit(1000)
    .execute()
  return rows.map(assetFrom)
}

/** By what assets of a site are known again. */
export interface AssetMark {
  id: string
  tag: string | null
  serial: string | null
  ip_addresses: string | null
  gone_at: number | null
}

export async function assetMarks(db: Read, siteId: SiteId): Promise<AssetMark[]> {
  return rowsOf(
    db,
    sql`select id, tag, serial, ip_addresses, gone_at from asset where site_id = ${siteId} and ${isAsset}`,
  )
}

/** What an asset is called, and what it stands in. */
export type AssetStanding = Pick<StoredAsset, 'id' | 'tag' | 'parent_id'>

/** Of every asset of a site that is called something or stands in another. */
export async function assetStandings(db: Read, siteId: SiteId): Promise<AssetStanding[]> {
  return rowsOf(
    db,
    sql`select id, tag, parent_id from asset where site_id = ${siteId} and (tag is not null or parent_id is not null) and ${isAsset}`,
  )
}

/** An asset with the version that it has, and what it is. */
export type AssetVersion = Pick<StoredAsset, 'id' | 'vendor' | 'product' | 'order_number' | 'firmware'>

/** The versions of all assets of a site that have one. */
export async function assetVersions(db: Read, siteId: SiteId): Promise<(AssetVersion & { firmware: string })[]> {
  return rowsOf(
    db,
    sql`select id, vendor, product, order_number, firmware from asset where site_id = ${siteId} and firmware is not null and ${isAsset}`,
  )
}

const columns = {
  site_id: 'text',
  id: 'text',
  tag: 'text',
  name: 'text',
  kind: 'text',
  kind_text: 'text',
  place_id: 'text',
  path: 'text',
  zone_id: 'text',
  level: 'real',
  vendor: 'text',
  product: 'text',
  order_number: 'text',
  serial: 'text',
  hardware_revision: 'text',
  firmware: 'text',
  os: 'text',
  ip_addresses: 'text',
  mac_addresses: 'text',
  parent_id: 'text',
  slot: 'text',
  rank: 'integer',
  safety: 'text',
  quality: 'text',
  downtime_cost: 'real',
  owner: 'text',
  installed_on: 'text',
  expected_life_years: 'real',
  support_until: 'text',
  never_patched: 'integer',
  description: 'text',
  simulated: 'integer',
  conflicts: 'integer',
  made_in: 'text',
  recorded_at: 'integer',
  gone_at: 'integer',
  taken_back_at: 'integer',
} as const satisfies Record<keyof StoredAsset, 'text' | 'integer' | 'real'>

/** Keeps how assets stand now, in the place of what stood. */
export async function keepAssets(db: Write, siteId: SiteId, assets: readonly StoredAsset[]): Promise<void> {
  await removeAssets(
    db,
    siteId,
    assets.map(asset => asset.id),
  )
  const names = Object.keys(columns) as (keyof StoredAsset)[]
  const sorted = assets.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const rows = sorted.map(asset => names.map(name => asset[name]))
  await insertRows(db, 'asset', columns, rows)
}

/** Takes away how assets stand. */
async function removeAssets(db: Write, siteId: SiteId, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await writing<PlantTables>(db)
    .deleteFrom('asset')
    .where('site_id', '=', siteId)
    .where(sql<boolean>`id in ${listed(db, ids, 'text')}`)
    .execute()
}

/** A module in a module: nobody builds more than a few. */
const deepest = 8

/**
 * Writes the paths of assets into them, from those of their places and chassis, and of what stands in them.
 *
 * @param assets changed ones, all to be kept afterwards; modules below them that are not among them are added
 * @param places path of every place of the site, and of the site itself under ''
 */
export async function pathAssets(
  db: Read,
  siteId: SiteId,
  assets: Map<string, StoredAsset>,
  places: ReadonlyMap<string, string>,
): Promise<void> {
  const parents = [...assets.values()].flatMap(({ parent_id }) =>
    parent_id && !assets.has(parent_id) ? [parent_id] : [],
  )
  const above = await storedAssets(db, siteId, [...new Set(parents)])
  const moved = new Set<string>()
  const chassisOf = (asset: StoredAsset) =>
    asset.parent_id === null ? undefined : (assets.get(asset.parent_id) ?? above.get(asset.parent_id))
  const pathOf = (asset: StoredAsset, depth: number): string => {
    const chassis = depth < deepest ? chassisOf(asset) : undefined
    if (chassis === undefined) return `${places.get(asset.place_id ?? '') ?? places.get('')!}/${shortName(asset)}`
    const base = assets.has(chassis.id) ? pathOf(chassis, depth + 1) : chassis.path
    // A module is where its chassis is.
    asset.place_id = chassis.place_id
    return `${base}/${shortName(asset)}`
  }
  for (const asset of [...assets.values()]) {
    const path = pathOf(asset, 0)
    if (path === asset.path) continue
    if (asset.path !== '') moved.add(asset.id)
    asset.path = path
  }
  await pathModules(db, siteId, assets, moved)
}

/** Modules of assets that moved, and theirs. */
async function pathModules(
  db: Read,
  siteId: SiteId,
  assets: Map<string, StoredAsset>,
  moved: ReadonlySet<string>,
): Promise<void> {
  let above = [...moved]
  for (let depth = 0; above.length > 0 && depth < deepest; depth++) {
    const rows = await rowsOf<StoredAsset>(
      db,
      sql`select * from asset where site_id = ${siteId} and parent_id in ${listed(db, above, 'text')} and ${isAsset}`,
    )
    above = []
    for (const row of rows) {
      if (assets.has(row.id)) continue
      const { path, place_id } = assets.get(row.parent_id!)!
      const module = { ...row, place_id, path: `${path}/${shortName(row)}` }
      assets.set(module.id, module)
      above.push(module.id)
    }
  }
}
