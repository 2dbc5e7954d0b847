import { type Derive, deriving, type Read, reading, type Write, writing } from '#ledger'
import type { Grant } from './roles.ts'
import type { Tables } from './store.ts'

/** A token of a program, without its secret. Times are milliseconds since 1970 UTC. */
export interface Token {
  id: string
  accountId: string
  /** Of the account. */
  account: string
  name: string
  grants: readonly Grant[]
  madeAt: number
  expiresAt: number
  usedAt?: number | undefined
  revokedAt?: number | undefined
}

const questionOf = (db: Read) =>
  reading<Tables>(db)
    .selectFrom('api_token')
    .innerJoin('account', 'account.id', 'api_token.account_id')
    .selectAll('api_token')
    .select('account.name as account')

const tokenOf = (row: Tables['api_token'] & { account: string }): Token => ({
  id: row.id,
  accountId: row.account_id,
  account: row.account,
  name: row.name,
  grants: JSON.parse(row.grants) as Grant[],
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
})

/** The token of a hash that is alive: not at the very millisecond in which it expires, not revoked, its account not disabled. */
export async function liveToken(db: Read, hash: string, now: number): Promise<Token | undefined> {
  const row = await questionOf(db)
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row && tokenOf(row)
}

export async function findToken(db: Read, id: string): Promise<Token | undefined> {
  const row = await questionOf(db).where('api_token.id', '=', id).executeTakeFirst()
  return row && tokenOf(row)
}

/** Tokens by id, so by when they were made; of one account, or of all. */
export async function listTokens(
  db: Read,
  accountId: string | undefined,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Token[]> {
  let question = questionOf(db).orderBy('api_token.id').limit(limit)
  if (accountId !== undefined) question = question.where('account_id', '=', accountId)
  if (after !== undefined) question = question.where('api_token.id', '>', after)
  return (await question.execute()).map(tokenOf)
}

/** How many tokens of an account are alive. */
export async function countTokens(db: Read, accountId: string, now: number): Promise<number> {
  const { count } = await reading<Tables>(db)
    .selectFrom('api_token')
    .select(on => on.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function putToken(db: Write, token: Omit<Token, 'account'> & { hash: string }): Promise<void> {
  await writing<Tables>(db)
    .insertInto('api_token')
    .values({
      id: token.id,
      hash: token.hash,
      account_id: token.accountId,
      name: token.name,
      grants: JSON.stringify(token.grants),
      made_at: token.madeAt,
      expires_at: token.expiresAt,
      used_at: null,
      revoked_at: null,
    })
    .execute()
}

export async function revokeToken(db: Write, id: string, now: number): Promise<void> {
  await writing<Tables>(db).updateTable('api_token').set({ revoked_at: now }).where('id', '=', id).execute()
}

/** Revokes every token of an account that is not revoked yet; gives how many. */
export async function revokeTokensOf(db: Write, accountId: string, now: number): Promise<number> {
  const { numUpdatedRows } = await writing<Tables>(db)
    .updateTable('api_token')
    .set({ revoked_at: now })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function usedToken(db: Derive, id: string, now: number): Promise<void> {
  await deriving<Tables>(db).updateTable('api_token').set({ used_at: now }).where('id', '=', id).execute()
}
