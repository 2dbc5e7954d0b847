import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { KnownPlace } from './placing.ts'

/** Every place of a site. */
export async function placesOf(db: Read, siteId: string): Promise<KnownPlace[]> {
  return rowsOf(db, sql<KnownPlace>`select id, path from place where site_id = ${siteId}`)
}

/** Assets of a site by some names: tags, and the references of their sources. One that is gone is found too: lots were made on it. */
export async function assetsNamed(
  db: Read,
  siteId: string,
  names: readonly string[],
): Promise<{ id: string; name: string }[]> {
  if (names.length === 0) return []
  const wanted = listed(db, [...new Set(names.flatMap(name => [name, name.toUpperCase(), name.toLowerCase()]))], 'text')
  return rowsOf(
    db,
    sql<{
      id: string
      name: string
    }>`select id, tag as name from asset where site_id = ${siteId} and tag in ${wanted} and taken_back_at is null
      union select asset_id, ref from asset_ref where site_id = ${siteId} and ref in ${wanted}
      union select id, id from asset where site_id = ${siteId} and id in ${wanted} and taken_back_at is null`,
  )
}

/** Of places and assets of a site, those where lots were made. */
export async function placedIds(db: Read, siteId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const wanted = listed(db, ids, 'text')
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select place_id as id from lot_run where site_id = ${siteId} and place_id in ${wanted}
      union select asset_id from lot_run where site_id = ${siteId} and asset_id in ${wanted}`,
  )
  return rows.map(({ id }) => id)
}
