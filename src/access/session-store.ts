import { type Derive, deriving, type Read, reading } from '#ledger'
import type { Tables } from './store.ts'

/** A session ends so long after it was last seen, and so long after its login: NIST SP 800-63B-4, the second assurance level. */
export const idleTime = 3_600_000
export const sessionTime = 12 * 3_600_000
/** Sessions of one account at once; the oldest ends when there is one more. */
const mostSessions = 20

/** A session that has not ended, with whose it is. */
export interface Session {
  id: string
  accountId: string
  name: string
  display: string
  seenAt: number
  endsAt: number
}

/** The session of a secret's hash, and nothing at the very millisecond in which it ends or of an account that is disabled. */
export async function findSession(db: Read, hash: string, now: number): Promise<Session | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['session.id', 'account_id', 'name', 'display', 'seen_at', 'ends_at'])
    .where('hash', '=', hash)
    .where('ends_at', '>', now)
    .where('seen_at', '>', now - idleTime)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { id, account_id, name, display, seen_at, ends_at } = row
  return { id, accountId: account_id, name, display, seenAt: seen_at, endsAt: ends_at }
}

/** The sessions of an account that have not ended, seen last first. */
export async function sessionsOf(
  db: Read,
  accountId: string,
  now: number,
): Promise<{ id: string; madeAt: number; seenAt: number; endsAt: number; source: string | null }[]> {
  const rows = await reading<Tables>(db)
    .selectFrom('session')
    .select(['id', 'made_at', 'seen_at', 'ends_at', 'source'])
    .where('account_id', '=', accountId)
    .where('ends_at', '>', now)
    .where('seen_at', '>', now - idleTime)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(({ id, made_at, seen_at, ends_at, source }) => ({
    ...{ id, madeAt: made_at, seenAt: seen_at, endsAt: Math.min(ends_at, seen_at + idleTime), source },
  }))
}

/** Puts a session in, and away with what has ended and with the oldest of too many. */
export async function putSession(
  db: Derive,
  {
    id,
    hash,
    accountId,
    now,
    source = null,
  }: { id: string; hash: string; accountId: string; now: number; source?: string | null },
): Promise<void> {
  const tables = deriving<Tables>(db)
  await tables
    .deleteFrom('session')
    .where(on => on.or([on('ends_at', '<=', now), on('seen_at', '<=', now - idleTime)]))
    .execute()
  const mine = await tables
    .selectFrom('session')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  for (const old of mine.slice(mostSessions - 1)) await endSession(db, old.id)
  await tables
    .insertInto('session')
    .values({ hash, id, account_id: accountId, made_at: now, seen_at: now, ends_at: now + sessionTime, source })
    .execute()
}

export async function sawSession(db: Derive, id: string, now: number): Promise<void> {
  await deriving<Tables>(db).updateTable('session').set({ seen_at: now }).where('id', '=', id).execute()
}

export async function endSession(db: Derive, id: string): Promise<void> {
  await deriving<Tables>(db).deleteFrom('session').where('id', '=', id).execute()
}

/** Ends every session of an account: its password, its roles or itself are not what they were. */
export async function endSessionsOf(db: Derive, accountId: string): Promise<void> {
  await deriving<Tables>(db).deleteFrom('session').where('account_id', '=', accountId).execute()
}
