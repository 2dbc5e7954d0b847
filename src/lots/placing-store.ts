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
    sql<{ id: string; name: string }>`select id, tag as name from asset where site_id = ${siteId} and tag in ${wanted}
      union select asset_id, ref from asset_ref where site_id = ${siteId} and ref in ${wanted}
      union select id, id from asset where site_id = ${siteId} and id in ${wanted}`,
  )
}
