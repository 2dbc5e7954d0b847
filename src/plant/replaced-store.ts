import { sql } from 'kysely'
import { listed, type SiteId, type Write, writing } from '#ledger'
import type { PlantTables } from './stored.ts'

/**
 * Ends rows of what is kept over time: from `at` on we hold them for true no more.
 *
 * @param by the import that says otherwise; null for a person
 */
export async function replaceRows(
  db: Write,
  table: 'deployment' | 'maintenance_window',
  siteId: SiteId,
  ids: readonly string[],
  by: string | null,
  at: number,
): Promise<void> {
  if (ids.length === 0) return
  await writing<PlantTables>(db)
    .updateTable(table)
    .set({ replaced_at: at, replaced_in: by })
    .where('site_id', '=', siteId)
    .where(sql<boolean>`id in ${listed(db, ids, 'text')}`)
    .execute()
}
