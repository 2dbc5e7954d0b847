import { type Read, reading, type Write, writing } from '#ledger'
import type { FindingTables } from './store.ts'

/** The last time that components were laid against the advisories; undefined before the first. */
export async function lastRun(db: Read): Promise<FindingTables['match_run'] | undefined> {
  return reading<FindingTables>(db)
    .selectFrom('match_run')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Keeps that components were laid against the advisories. */
export async function keepRun(db: Write, run: FindingTables['match_run']): Promise<void> {
  await writing<FindingTables>(db).insertInto('match_run').values(run).execute()
}
