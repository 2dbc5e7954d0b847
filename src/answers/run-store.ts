import { sql } from 'kysely'
import { type Read, rowsOf } from '#ledger'

/** Digest of the advisories that components were last laid against; undefined before the first time. */
export async function matchedWith(db: Read): Promise<string | undefined> {
  const rows = await rowsOf<{ digest: string }>(db, sql`select digest from match_run order by number desc limit 1`)
  return rows[0]?.digest
}
