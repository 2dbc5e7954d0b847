import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { AssetFactField } from './asset-field.ts'
import { isAsset } from './asset-store.ts'
import type { FactValue, Strength } from './fact.ts'
import type { ImportRun } from './run-store.ts'
import { type Page, pageOf } from './site-store.ts'
import type { StoredAsset, StoredFact } from './stored.ts'
import type { KeptWord } from './weighing.ts'

/** An import, and the numbers of the facts it told: from its first on, below that of the import after it. */
export type ToldRun = Pick<ImportRun, 'siteId' | 'sourceId' | 'id' | 'firstFact' | 'recordedAt'> & { until: number }

/** The number above the last fact that an import told. */
export async function factsUntil(
  db: Read,
  { siteId, id, number, firstFact }: Pick<ImportRun, 'siteId' | 'id' | 'number' | 'firstFact'>,
): Promise<number> {
  // A later import that began above this one's first fact began above its last one; some tell none, and begin anywhere.
  const rows = await rowsOf<{ last: number | null }>(
    db,
    sql`select max(number) as last from asset_fact where site_id = ${siteId} and number >= ${firstFact} and import_id = ${id}
      and number < coalesce((select min(first_fact) from import_run
        where site_id = ${siteId} and number > ${number} and first_fact > ${firstFact}), ${Number.MAX_SAFE_INTEGER})`,
  )
  return (rows[0]!.last ?? firstFact - 1) + 1
}

const told = ({ siteId, id, firstFact, until }: ToldRun) =>
  sql`f.site_id = ${siteId} and f.number >= ${firstFact} and f.number < ${until} and f.import_id = ${id}`

/** Assets that an import did not make, and of which it said something that another source speaks of too. */
export async function doublyTold(db: Read, run: ToldRun): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select distinct f.asset_id as id from asset_fact f
      where ${told(run)} and exists (select 1 from asset_fact o
        where o.site_id = f.site_id and o.asset_id = f.asset_id and o.field = f.field and o.source_id <> f.source_id
          and o.number < ${run.until} and (o.replaced_at is null or o.replaced_at > ${run.recordedAt}))
      and not exists (select 1 from asset a where a.site_id = f.site_id and a.id = f.asset_id and a.made_in = ${run.id})`,
  )
  return rows.map(({ id }) => id)
}

/** A word as it was kept, with the import that told it and its row in that file. */
export type ToldWord = KeptWord & { importId: string | null; row: string | null }

/** What was held for true of some assets right after an import, by asset. */
export async function wordsThen(db: Read, run: ToldRun, assetIds: readonly string[]): Promise<Map<string, ToldWord[]>> {
  const rows = await rowsOf<StoredFact>(
    db,
    sql`select * from asset_fact where site_id = ${run.siteId} and number < ${run.until}
      and (replaced_at is null or replaced_at > ${run.recordedAt}) and asset_id in ${listed(db, assetIds, 'text')}
      order by number`,
  )
  const words = rows.map((row): readonly [string, ToldWord] => [
    row.asset_id,
    {
      ...{ number: row.number, field: row.field as AssetFactField, sourceId: row.source_id, standing: 'current' },
      ...{ value: JSON.parse(row.value) as FactValue, confidence: row.confidence as Strength },
      ...{ observedAt: row.observed_at, importId: row.import_id, row: row.source_row },
    },
  ])
  return new Map(
    Array.from(
      Map.groupBy(words, ([id]) => id),
      ([id, all]) => [id, all.map(([, word]) => word)],
    ),
  )
}

/** What an import told of assets, in the order in which it was told, and how many facts there are. */
export async function factsTold(
  db: Read,
  run: ToldRun,
  { after, limit }: Asked,
): Promise<Page<StoredFact> & { total: number }> {
  const last = Number.isSafeInteger(Number(after)) ? Number(after ?? 0) : 0
  const rows = await rowsOf<StoredFact>(
    db,
    sql`select f.* from asset_fact f where ${told(run)} and f.number > ${last} order by f.number limit ${limit + 1}`,
  )
  return {
    ...pageOf(rows, limit, fact => String(fact.number)),
    total: await count(db, sql`asset_fact f where ${told(run)}`),
  }
}

/** What an import did to assets. */
export const assetFates = ['new', 'changed', 'conflicting', 'gone', 'deployments'] as const
export type AssetFate = (typeof assetFates)[number]

interface Asked {
  after?: string | undefined
  limit: number
}

/**
 * Assets to which an import did something, by path, and how many there are.
 *
 * @param contested those of which it contradicted what stood
 */
export async function assetsOfRun(
  db: Read,
  run: ToldRun,
  { what, after, limit }: Asked & { what: AssetFate },
  contested: readonly string[],
): Promise<Page<StoredAsset> & { total: number }> {
  const which = sql`a.site_id = ${run.siteId} and ${isAsset} and ${fateCondition(db, run, what, contested)}`
  const [path, id] = partsOf(after)
  const rows = await rowsOf<StoredAsset>(
    db,
    sql`select a.* from asset a where ${which} and (a.path, a.id) > (${path}, ${id})
      order by a.path, a.id limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, asset => JSON.stringify([asset.path, asset.id]))
  return { ...page, total: await count(db, sql`asset a where ${which}`) }
}

function fateCondition(db: Read, run: ToldRun, what: AssetFate, contested: readonly string[]): RawBuilder<unknown> {
  const { siteId, sourceId, id } = run
  const among = sql`a.id in ${listed(db, contested, 'text')}`
  if (what === 'new') return sql`a.made_in = ${id}`
  if (what === 'conflicting') return among
  if (what === 'gone')
    return sql`a.id in (select asset_id from asset_ref
      where site_id = ${siteId} and source_id = ${sourceId} and gone_in = ${id})`
  if (what === 'deployments')
    return sql`a.id in (select asset_id from deployment where site_id = ${siteId} and import_id = ${id})`
  return sql`(a.made_in is null or a.made_in <> ${id}) and not ${among} and (
    a.id in (select f.asset_id from asset_fact f where ${told(run)})
    or a.id in (select object_id from import_change
      where site_id = ${siteId} and import_id = ${id} and noun = 'return'))`
}

/** What an import made beside assets. */
export const madeNouns = { places: 'place', zones: 'zone', conduits: 'conduit', windows: 'window' } as const
export type MadeNoun = keyof typeof madeNouns

/** A place, zone, conduit or window that an import made; when it begins where it is a window. */
export interface MadeThing {
  id: string
  label: string
  startsAt: number | null
}

/** Places, zones, conduits or windows that an import made, by what they are called, and how many there are. */
export async function madeInRun(
  db: Read,
  { siteId, id }: ToldRun,
  { what, after, limit }: Asked & { what: MadeNoun },
): Promise<Page<MadeThing> & { total: number }> {
  const things = {
    places: sql`select id, path as label, null as "startsAt" from place where site_id = ${siteId} and made_in = ${id}`,
    zones: sql`select id, name as label, null as "startsAt" from zone where site_id = ${siteId} and made_in = ${id}`,
    conduits: sql`select c.id, coalesce(c.name, '') || ' ' || f.name || ' - ' || t.name as label, null as "startsAt"
      from conduit c join zone f on f.site_id = c.site_id and f.id = c.from_zone
      join zone t on t.site_id = c.site_id and t.id = c.to_zone where c.site_id = ${siteId} and c.made_in = ${id}`,
    windows: sql`select id, name as label, starts_at as "startsAt" from maintenance_window
      where site_id = ${siteId} and import_id = ${id}`,
  }[what]
  const [label, last] = partsOf(after)
  const rows = await rowsOf<MadeThing>(
    db,
    sql`select * from (${things}) m where (m.label, m.id) > (${label}, ${last}) order by m.label, m.id limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, thing => JSON.stringify([thing.label, thing.id]))
  return { ...page, total: await count(db, sql`(${things}) m`) }
}

async function count(db: Read, from: RawBuilder<unknown>): Promise<number> {
  return (await rowsOf<{ n: number }>(db, sql`select count(*) as n from ${from}`))[0]!.n
}

/** Where a page ended; any other text begins before everything. */
function partsOf(after = '[]'): [string, string] {
  try {
    const parts: unknown = JSON.parse(after)
    if (Array.isArray(parts) && parts.length === 2 && parts.every(part => typeof part === 'string'))
      return parts as [string, string]
  } catch {
    // Nothing of ours.
  }
  return ['', '']
}
