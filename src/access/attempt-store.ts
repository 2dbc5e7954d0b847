import { createHash } from 'node:crypto'
import { type Derive, deriving } from '#ledger'
import { forgottenAfter, waitOf, withOneMore } from './lockout.ts'
import type { Tables } from './store.ts'

/** A source from which somebody logged in stays familiar for so long. */
const familiarTime = 30 * 24 * 3_600_000
/** Names kept in mind at most: those that were tried longest ago are forgotten first. */
const mostKept = 100_000

const keyOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** Who tries what name from where. Names of nobody are counted like those of accounts. */
export interface Trying {
  name: string
  source: string
  now: number
}

/**
 * Counts an attempt before its password is looked at. Attempts from a source where the account logged in lately are counted apart, so
 * that strangers who try keep nobody out of their usual place.
 *
 * @returns milliseconds to wait, 0 where the attempt may go on; and the key to forget it by
 */
export async function countAttempt(db: Derive, { name, source, now }: Trying): Promise<{ wait: number; key: string }> {
  const tables = deriving<Tables>(db)
  const here = keyOf('source', name, source)
  const familiar = await tables
    .selectFrom('familiar')
    .select('who')
    .where('who', '=', here)
    .where('seen_at', '>', now - familiarTime)
    .executeTakeFirst()
  const key = familiar === undefined ? keyOf('name', name) : here
  const row = await tables.selectFrom('attempt').selectAll().where('who', '=', key).executeTakeFirst()
  const before = row && { failures: row.failures, lastAt: row.last_at, freeAt: row.free_at }
  const wait = before === undefined ? 0 : waitOf(before, now)
  if (wait > 0) return { wait, key }
  const { failures, lastAt, freeAt } = withOneMore(before, now)
  const counted = { failures, last_at: lastAt, free_at: freeAt }
  await tables
    .insertInto('attempt')
    .values({ who: key, ...counted })
    .onConflict(on => on.column('who').doUpdateSet(counted))
    .execute()
  await forgetOld(db, now)
  return { wait: 0, key }
}

async function forgetOld(db: Derive, now: number): Promise<void> {
  const tables = deriving<Tables>(db)
  await tables
    .deleteFrom('attempt')
    .where('last_at', '<', now - forgottenAfter)
    .execute()
  const first = await tables
    .selectFrom('attempt')
    .select('last_at')
    .orderBy('last_at', 'desc')
    .offset(mostKept)
    .limit(1)
    .executeTakeFirst()
  if (first !== undefined) await tables.deleteFrom('attempt').where('last_at', '<=', first.last_at).execute()
}

/** The password was right: the count ends, and the source is familiar. */
export async function forgiveAttempts(db: Derive, key: string, { name, source, now }: Trying): Promise<void> {
  const tables = deriving<Tables>(db)
  await tables.deleteFrom('attempt').where('who', '=', key).execute()
  await tables
    .deleteFrom('familiar')
    .where('seen_at', '<=', now - familiarTime)
    .execute()
  const who = keyOf('source', name, source)
  await tables
    .insertInto('familiar')
    .values({ who, seen_at: now })
    .onConflict(on => on.column('who').doUpdateSet({ seen_at: now }))
    .execute()
}

/** A new password was chosen by a link: what was tried before counts no more. */
export async function forgetAttempts(db: Derive, name: string): Promise<void> {
  await deriving<Tables>(db).deleteFrom('attempt').where('who', '=', keyOf('name', name)).execute()
}
