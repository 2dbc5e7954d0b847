import type { Migration } from '#ledger'
import { migrations as answers } from './answer-store.ts'

/** The steps of the schema of every room, in the order of the floors; the ledger puts its own before them. */
export async function everyMigration(): Promise<readonly Migration[]> {
  const rooms = await Promise.all([
    import('#access'),
    import('#boms'),
    import('#vendors'),
    import('#plant'),
    import('#findings'),
    import('#lots'),
    import('#intake'),
  ])
  return [...rooms.flatMap(room => room.migrations), ...answers]
}
