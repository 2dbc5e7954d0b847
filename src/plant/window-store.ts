import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type Scope, type SiteId, type Write } from '#ledger'
import type { MaintenanceWindow, WindowKind } from './maintenance-window.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { StoredWindow } from './stored.ts'

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
 * windows, and take those away that they overlap. Places without one are not in it.
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
    sql`with ${frozenTimes(now)} select * from (select c.*, row_number() over (partition by for_place order by starts_at, id) as turn from (
      select p.id as for_place, w.* from place p
      join place top on top.site_id = p.site_id
        and (top.path = p.path or substr(p.path, 1, length(top.path) + 1) = top.path || '/')
      join maintenance_window w on w.site_id = p.site_id and w.place_id = top.id
      where ${here} and ${comes(now)} and ${notFrozen}
      union all
      select p.id as for_place, w.* from place p
      join maintenance_window w on w.site_id = p.site_id and w.place_id is null
      where ${here} and ${comes(now)} and ${notFrozen}) c) numbered where turn = 1`,
  )
  return new Map(rows.map(({ for_place: place, ...row }) => [place, windowFrom(row)]))
}

/** Frozen times that are not over, as the table `frozen` of a query; `path` is null where a whole site is frozen. */
export function frozenTimes(now: number): RawBuilder<unknown> {
  return sql`frozen(site_id, path, starts_at, ends_at) as materialized (
    select f.site_id, t.path, f.starts_at, f.ends_at from maintenance_window f
    left join place t on t.site_id = f.site_id and t.id = f.place_id
    where f.kind = 'freeze' and f.asset_id is null and f.replaced_at is null and f.ends_at > ${now})`
}

/** Whether no frozen time of a place `p`, of one above it or of its whole site overlaps a window `w`. */
export const notFrozen: RawBuilder<unknown> = sql`not exists (select 1 from frozen z where z.site_id = p.site_id
  and z.starts_at < w.ends_at and z.ends_at > w.starts_at
  and (z.path is null or z.path = p.path or substr(p.path, 1, length(z.path) + 1) = z.path || '/'))`

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
