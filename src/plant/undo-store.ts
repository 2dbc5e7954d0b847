import { sql } from 'kysely'
import { listed, type Read, rowsOf, type SiteId, type Write, writing } from '#ledger'
import { isAsset } from './asset-store.ts'
import type { Deployment } from './deployment.ts'
import { deploymentFrom } from './deployment-store.ts'
import type { MaintenanceWindow } from './maintenance-window.ts'
import type { ImportRun } from './run-store.ts'
import { placeKinds } from './site.ts'
import type { PlantTables, StoredDeployment, StoredWindow } from './stored.ts'
import { windowFrom } from './window-store.ts'

/** Deployments that an import added or replaced, and those of the same assets and parts that came after. */
export async function deploymentsOfRun(
  db: Read,
  { siteId, sourceId, id: importId }: Pick<ImportRun, 'siteId' | 'sourceId' | 'id'>,
): Promise<{ added: Deployment[]; replaced: Deployment[]; later: Deployment[] }> {
  const about = await rowsOf<StoredDeployment>(
    db,
    sql`select * from deployment where site_id = ${siteId} and asset_id in (select asset_id from asset_ref
      where site_id = ${siteId} and source_id = ${sourceId} and (import_id = ${importId} or gone_in = ${importId}))`,
  )
  const rows = about.filter(row => row.import_id === importId || row.replaced_in === importId)
  const around = about.filter(row => row.replaced_at === null && row.import_id !== importId)
  const at = Math.max(0, ...rows.filter(row => row.import_id === importId).map(row => row.recorded_at))
  return {
    added: rows.filter(row => row.import_id === importId).map(deploymentFrom),
    replaced: rows.filter(row => row.replaced_in === importId && row.import_id !== importId).map(deploymentFrom),
    later: around.filter(row => row.recorded_at > at).map(deploymentFrom),
  }
}

/** Windows that an import added, those it replaced; of those it added, those that stand no more apart. */
export async function windowsOfRun(
  db: Read,
  siteId: SiteId,
  importId: string,
): Promise<{ added: MaintenanceWindow[]; ended: MaintenanceWindow[]; replaced: ReplacedWindow[] }> {
  const rows = await rowsOf<StoredWindow>(
    db,
    sql`select * from maintenance_window where site_id = ${siteId}
      and (import_id = ${importId} or replaced_in = ${importId})`,
  )
  const own = rows.filter(row => row.import_id === importId)
  const lineOf = (row: StoredWindow) => JSON.stringify([row.ref, row.name, row.place_id, row.asset_id, row.starts_at])
  const stand = own.filter(row => row.replaced_at === null)
  // What a later import ended stands again, as a row of its own, once that one was undone.
  const again = new Set(stand.map(lineOf))
  return {
    added: stand.map(windowFrom),
    ended: own.filter(row => row.replaced_at !== null && !again.has(lineOf(row))).map(windowFrom),
    replaced: rows
      .filter(row => row.replaced_in === importId)
      .map(row => ({ window: windowFrom(row), importId: row.import_id })),
  }
}

/** A window that an import replaced, with the import that had told it. */
export interface ReplacedWindow {
  window: MaintenanceWindow
  importId: string | null
}

/** Assets that an import made, and of which nothing is known but what was taken back. */
export async function orphansOf(
  db: Read,
  siteId: SiteId,
  importId: string,
  inUse: readonly string[],
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select a.id from asset a where a.site_id = ${siteId} and a.made_in = ${importId} and a.taken_back_at is null
      and a.id not in ${listed(db, inUse, 'text')}
      and not exists (select 1 from asset_fact f where f.site_id = a.site_id and f.asset_id = a.id and f.replaced_at is null)
      and not exists (select 1 from deployment d where d.site_id = a.site_id and d.asset_id = a.id and d.replaced_at is null)
      and not exists (select 1 from asset_ref r where r.site_id = a.site_id and r.asset_id = a.id)
      and not exists (select 1 from maintenance_window w where w.site_id = a.site_id and w.asset_id = a.id and w.replaced_at is null)`,
  )
  return rows.map(row => row.id)
}

/** What an import made and that is still there: its id, and what it is called. */
export async function madeBy(
  db: Read,
  siteId: SiteId,
  importId: string,
  noun: 'asset' | 'place' | 'zone',
): Promise<{ id: string; name: string }[]> {
  const name = sql.ref(noun === 'zone' ? 'name' : 'path')
  return rowsOf(
    db,
    sql`select id, ${name} as name from ${sql.table(noun)}
      where site_id = ${siteId} and made_in = ${importId} ${noun === 'asset' ? sql`and ${isAsset}` : sql``} order by ${name}`,
  )
}

/** Removes places, zones and conduits that an import made, where nothing stands in them; but those that are named. */
export async function removeMade(db: Write, siteId: SiteId, importId: string, but: readonly string[]): Promise<void> {
  const tables = writing<PlantTables>(db)
  await tables.deleteFrom('conduit').where('site_id', '=', siteId).where('made_in', '=', importId).execute()
  const free = sql`id not in ${listed(db, but, 'text')}`
  const freePlace = sql<boolean>`site_id = ${siteId} and made_in = ${importId} and ${free}
    and id not in (select place_id from asset where site_id = ${siteId} and place_id is not null and ${isAsset})
    and id not in (select parent_id from place where site_id = ${siteId} and parent_id is not null)
    and id not in (select place_id from maintenance_window
      where site_id = ${siteId} and place_id is not null and replaced_at is null)`
  // From the bottom up: a place whose last part went is empty in the next round.
  for (let round = 0; round < placeKinds.length; round++) {
    // What was taken back stands where it stood, as far as that is still there.
    await tables
      .updateTable('asset')
      .set({
        place_id: sql`(select p.parent_id from place p where p.site_id = asset.site_id and p.id = asset.place_id)`,
      })
      .where('site_id', '=', siteId)
      .where(sql<boolean>`taken_back_at is not null and place_id in (select id from place where ${freePlace})`)
      .execute()
    await tables.deleteFrom('place').where(freePlace).execute()
  }
  const freeZone = sql<boolean>`site_id = ${siteId} and made_in = ${importId} and ${free}
    and id not in (select zone_id from asset where site_id = ${siteId} and zone_id is not null and ${isAsset})
    and id not in (select parent_id from zone where site_id = ${siteId} and parent_id is not null)
    and id not in (select from_zone from conduit where site_id = ${siteId})
    and id not in (select to_zone from conduit where site_id = ${siteId})`
  for (let before = Infinity; ; ) {
    await tables
      .updateTable('asset')
      .set({ zone_id: null })
      .where('site_id', '=', siteId)
      .where(sql<boolean>`taken_back_at is not null and zone_id in (select id from zone where ${freeZone})`)
      .execute()
    await tables.deleteFrom('zone').where(freeZone).execute()
    const left = (await madeBy(db, siteId, importId, 'zone')).length
    // Zones lie in zones to any depth.
    if (left === 0 || left === before) return
    before = left
  }
}
