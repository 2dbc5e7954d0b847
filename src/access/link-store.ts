import { type Derive, deriving, type Read, reading } from '#ledger'
import type { Tables } from './store.ts'

/** How long a one-time link is good. */
export const linkTime = 24 * 3_600_000

/** A one-time link to choose a password. Times are milliseconds since 1970 UTC. */
export interface Link {
  accountId: string
  expiresAt: number
  usedAt?: number | undefined
}

export async function findLink(db: Read, hash: string): Promise<Link | undefined> {
  const row = await reading<Tables>(db).selectFrom('link').selectAll().where('hash', '=', hash).executeTakeFirst()
  return row && { accountId: row.account_id, expiresAt: row.expires_at, usedAt: row.used_at ?? undefined }
}

/** The latest link of an account that was not used. */
export async function openLink(db: Read, accountId: string): Promise<Link | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('link')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .orderBy('expires_at', 'desc')
    .executeTakeFirst()
  return row && { accountId: row.account_id, expiresAt: row.expires_at }
}

/** Puts a link in the place of any that the account has. */
export async function putLink(
  db: Derive,
  { hash, accountId, now }: { hash: string; accountId: string; now: number },
): Promise<void> {
  const tables = deriving<Tables>(db)
  await tables.deleteFrom('link').where('account_id', '=', accountId).execute()
  await tables
    .insertInto('link')
    .values({ hash, account_id: accountId, made_at: now, expires_at: now + linkTime, used_at: null })
    .execute()
}

/** Marks a link as used; it stays, so that a second set-up is told what happened. */
export async function useLink(db: Derive, hash: string, now: number): Promise<void> {
  await deriving<Tables>(db).updateTable('link').set({ used_at: now }).where('hash', '=', hash).execute()
}
