import { sql } from 'kysely'
import type { FeedsKept } from '#findings'
import { type Read, rowsOf } from '#ledger'

/** The advisories that components were laid against. */
export interface Run {
  digest: string
  /** What they were made of; undefined for runs of before this was kept. */
  feeds: FeedsKept | undefined
}

/** What components were last laid against, now or by a time; undefined before the first time. */
export async function matchedWith(db: Read, known?: number): Promise<Run | undefined> {
  const by = known === undefined ? sql`` : sql`where at <= ${known}`
  const [row] = await rowsOf<{ digest: string; feeds: string | null }>(
    db,
    sql`select digest, feeds from match_run ${by} order by number desc limit 1`,
  )
  return row && { digest: row.digest, feeds: row.feeds === null ? undefined : (JSON.parse(row.feeds) as FeedsKept) }
}
