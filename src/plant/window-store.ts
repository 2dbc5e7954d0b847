import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import type { MaintenanceWindow, WindowKind } from './maintenance-window.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { PlantTables, StoredWindow } from './stored.ts'

export interface WindowQuestion {
  siteId?: SiteId | undefined
  placeId?: string | undefined
  assetId?: string | undefined
  /** Windows that are not over at this time. */
  from?: number | undefined
  /** Windows that have begun before this time. */
  until?: number | undefined
  after?: string | undefined
  limit: number
}

/** Windows that stand, by their start. */
export async function windowPage(db: Read, scope: Scope, asked: WindowQuestion): Promise<Page<MaintenanceWindow>> {
  const conditions: RawBuilder<unknown>[] = [sql`${inScope(db, scope)} and replaced_at is null`]
  if (asked.siteId !== undefined) conditions.push(sql`site_id = ${asked.siteId}`)
  if (asked.placeId !== undefined) conditions.push(sql`place_id = ${asked.placeId}`)
  if (asked.assetId !== undefined) conditions.push(sql`asset_id = ${asked.assetId}`)
  if (asked.from !== undefined) conditions.push(sql`ends_at > ${asked.from}`)
  if (asked.until !== undefined) conditions.push(sql`starts_at < ${asked.until}`)
  const [starts, id] = asked.after?.split(' ') ?? []
  if (id !== undefined) conditions.push(sql`(starts_at, id) > (${Number(starts) || 0}, ${id})`)
  const rows = await rowsOf<StoredWindow>(
    db,
    sql`select * from maintenance_window where ${sql.join(conditions, sql` and `)}
      order by starts_at, id limit ${asked.limit + 1}`,
  )
  return pageOf(rows.map(windowFrom), asked.limit, window => `${window.startsAt} ${window.id}`)
}

/**
 * For each place the window that is open or comes next: its own, or one of a place above it or of the whole site. Frozen times are no
 * windows. Places without one are not in it.
 */
export async function windowsNext(
  db: Read,
  scope: Scope,
  placeIds: readonly string[],
  now: number,
): Promise<Map<string, MaintenanceWindow>> {
  const here = sql`p.id in ${listed(db, placeIds, 'text')} and ${inScope(db, scope, 'p.site_id')}`
  const rows = await rowsOf<StoredWindow & { for_place: string }>(
    db,
    sql`select * from (select c.*, row_number() over (partition by for_place order by starts_at, id) as turn from (
      select p.id as for_place, w.* from place p
      join place top on top.site_id = p.site_id
        and (top.path = p.path or substr(p.path, 1, length(top.path) + 1) = top.path || '/')
      join maintenance_window w on w.site_id = p.site_id and w.place_id = top.id
      where ${here} and ${comes(now)}
      union all
      select p.id as for_place, w.* from place p
      join maintenance_window w on w.site_id = p.site_id and w.place_id is null
      where ${here} and ${comes(now)}) c) numbered where turn = 1`,
  )
  return new Map(rows.map(({ for_place: place, ...row }) => [place, windowFrom(row)]))
}

function comes(now: number): RawBuilder<unknown> {
  return sql`w.asset_id is null and w.replaced_at is null and w.kind <> 'freeze' and w.ends_at > ${now}`
}

/** A window that stands. Throws `plant/not-found`. */
export async function windowById(db: Read, scope: Scope, id: string): Promise<MaintenanceWindow> {
  const rows = await rowsOf<StoredWindow>(
    db,
    sql`select * from maintenance_window where id = ${id} and replaced_at is null and ${inScope(db, scope)}`,
  )
  if (rows[0] === undefined) throw notFound('the window', id)
  return windowFrom(rows[0])
}

/** Windows that a source told and that stand. */
export async function windowsOfSource(db: Read, siteId: SiteId, sourceId: string): Promise<MaintenanceWindow[]> {
  const rows = await rowsOf<StoredWindow>(
    db,
    sql`select * from maintenance_window where site_id = ${siteId} and source_id = ${sourceId} and replaced_at is null`,
  )
  return rows.map(windowFrom)
}

const columns = {
  site_id: 'text',
  id: 'text',
  place_id: 'text',
  asset_id: 'text',
  name: 'text',
  kind: 'text',
  starts_at: 'integer',
  ends_at: 'integer',
  simulated: 'integer',
  source_id: 'text',
  ref: 'text',
  import_id: 'text',
  recorded_at: 'integer',
} as const

export async function keepWindows(
  db: Write,
  windows: readonly MaintenanceWindow[],
  importId: string | null = null,
): Promise<void> {
  const rows = windows.map(window => [
    window.siteId,
    window.id,
    window.placeId ?? null,
    window.assetId ?? null,
    window.name,
    window.kind,
    window.startsAt,
    window.endsAt,
    Number(window.simulated),
    window.sourceId,
    window.ref ?? null,
    importId,
    window.recordedAt,
  ])
  await insertRows(db, 'maintenance_window', columns, rows)
}

export async function replaceWindows(
  db: Write,
  siteId: SiteId,
  ids: readonly string[],
  by: string | null,
  at: number,
): Promise<void> {
  if (ids.length === 0) return
  await writing<PlantTables>(db)
    .updateTable('maintenance_window')
    .set({ replaced_at: at, replaced_in: by })
    .where('site_id', '=', siteId)
    .where(sql<boolean>`id in ${listed(db, ids, 'text')}`)
    .execute()
}

export function windowFrom(row: StoredWindow): MaintenanceWindow {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    ...(row.place_id !== null && { placeId: row.place_id }),
    ...(row.asset_id !== null && { assetId: row.asset_id }),
    name: row.name,
    kind: row.kind as WindowKind,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    simulated: row.simulated === 1,
    sourceId: row.source_id,
    ...(row.ref !== null && { ref: row.ref }),
    recordedAt: row.recorded_at,
  }
}
