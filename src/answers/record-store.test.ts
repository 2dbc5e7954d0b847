import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { twoSites } from '../../tools/databases/two-sites.ts'
import { billsNamed } from './record-store.ts'

onEachDatabase('a bill without a subject is about the one thing that stands in it', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const [row] = await ledger.read(db =>
    rowsOf<{ name: string; version: string | null }>(db, sql`select name, version from component where id = 6`),
  )
  await ledger.derive(db => rowsOf(db, sql`update bom set subject = null, components = 1 where id = 104`))
  await ledger.derive(db => rowsOf(db, sql`update bom set subject = null where id = 102`))
  const named = await ledger.read(db => billsNamed(db, [102, 104]))
  assert.deepEqual([named.get(104)?.subject, named.get(104)?.version], [row!.name, row!.version])
  assert.equal(named.get(102)?.subject, null)
})
