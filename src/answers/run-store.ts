import { sql } from 'kysely'
import { type Read, rowsOf } from '#ledger'

/** Digest of the advisories that components were last laid against, now or by a time; undefined before the first time. */
export async function matchedWith(db: Read, known?: number): Promise<string | undefined> {
  const by = known === undefined ? sql`` : sql`where at <= ${known}`
  const rows = await rowsOf<{ digest: string }>(
    db,
    sql`select digest from match_run ${by} order by number desc limit 1`,
  )
  return rows[0]?.digest
}
