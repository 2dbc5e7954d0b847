import { type Derive, deriving, type Read, reading, type Scope, type SiteId, type Write, writing } from '#ledger'
import { type Grant, type Role, roles } from './roles.ts'
import type { Tables } from './store.ts'

/** Somebody who may log in. Times are milliseconds since 1970 UTC. */
export interface Account {
  id: string
  /** What is typed to log in: lower case. */
  name: string
  display: string
  madeAt: number
  disabledAt?: number | undefined
  /** Whether a password was chosen: until then only the one-time link lets in. */
  hasPassword: boolean
}

const everywhere = '*'

function questionOf(db: Read) {
  return reading<Tables>(db)
    .selectFrom('account')
    .leftJoin('credential', 'credential.account_id', 'account.id')
    .select(['id', 'name', 'display', 'made_at', 'disabled_at', 'changed_at'])
}

type Row = Pick<Tables['account'], 'id' | 'name' | 'display' | 'made_at' | 'disabled_at'> & {
  changed_at: number | null
}

const accountOf = ({ id, name, display, made_at, disabled_at, changed_at }: Row): Account => ({
  id,
  name,
  display,
  madeAt: made_at,
  disabledAt: disabled_at ?? undefined,
  hasPassword: changed_at !== null,
})

/** By id or by name. */
export async function findAccount(db: Read, text: string): Promise<Account | undefined> {
  const row = await questionOf(db)
    .where(on => on.or([on('id', '=', text), on('name', '=', text.toLowerCase())]))
    .executeTakeFirst()
  return row && accountOf(row)
}

/** Accounts by name, those behind `after`; with a scope of sites those that have a role there. */
export async function listAccounts(
  db: Read,
  scope: Scope,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Account[]> {
  let question = questionOf(db).orderBy('name').limit(limit)
  if (after !== undefined) question = question.where('name', '>', after)
  if (scope !== 'everywhere')
    question = question.where('id', 'in', on =>
      on
        .selectFrom('account_grant')
        .select('account_id')
        .where('site_id', 'in', [...scope, everywhere]),
    )
  return (await question.execute()).map(accountOf)
}

/** What accounts may; a role this version does not know gives nothing. */
export async function grantsOf(db: Read, accountId: string): Promise<Grant[]> {
  const rows = await reading<Tables>(db)
    .selectFrom('account_grant')
    .select(['site_id', 'role'])
    .where('account_id', '=', accountId)
    .orderBy('site_id')
    .orderBy('role')
    .execute()
  return rows.flatMap(({ site_id, role }) =>
    isRole(role) ? [{ role, site: site_id === everywhere ? 'everywhere' : (site_id as SiteId) }] : [],
  )
}

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** Whether there is any account: the house is set up once. */
export async function anyAccount(db: Read): Promise<boolean> {
  return (await reading<Tables>(db).selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** How many accounts that are not disabled are admin everywhere, without the one named. */
export async function countOtherAdmins(db: Read, accountId: string): Promise<number> {
  const rows = await reading<Tables>(db)
    .selectFrom('account_grant')
    .innerJoin('account', 'account.id', 'account_grant.account_id')
    .select('account.id')
    .where('role', '=', 'admin')
    .where('site_id', '=', everywhere)
    .where('disabled_at', 'is', null)
    .where('account.id', '!=', accountId)
    .execute()
  return rows.length
}

export async function putAccount(
  db: Write,
  { id, name, display, madeAt }: Omit<Account, 'hasPassword'>,
): Promise<void> {
  await writing<Tables>(db)
    .insertInto('account')
    .values({ id, name, display, made_at: madeAt, disabled_at: null })
    .execute()
}

export async function changeAccount(
  db: Write,
  id: string,
  change: { display: string } | { disabled_at: number | null },
): Promise<void> {
  await writing<Tables>(db).updateTable('account').set(change).where('id', '=', id).execute()
}

export async function putGrant(db: Write, accountId: string, { role, site }: Grant, at: number): Promise<void> {
  const site_id = site === 'everywhere' ? everywhere : site
  await writing<Tables>(db)
    .insertInto('account_grant')
    .values({ account_id: accountId, site_id, role, given_at: at })
    .execute()
}

export async function removeGrant(db: Write, accountId: string, { role, site }: Grant): Promise<void> {
  await writing<Tables>(db)
    .deleteFrom('account_grant')
    .where('account_id', '=', accountId)
    .where('site_id', '=', site === 'everywhere' ? everywhere : site)
    .where('role', '=', role)
    .execute()
}

/** The kept hash of an account's password. */
export async function passwordOf(db: Read, accountId: string): Promise<string | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('credential')
    .select('password')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.password
}

export async function putPassword(db: Derive, accountId: string, password: string, at: number): Promise<void> {
  await deriving<Tables>(db)
    .insertInto('credential')
    .values({ account_id: accountId, password, changed_at: at })
    .onConflict(on => on.column('account_id').doUpdateSet({ password, changed_at: at }))
    .execute()
}

/** The same password, hashed at a higher cost; nothing where it was changed meanwhile. */
export async function renewPassword(db: Derive, accountId: string, from: string, to: string): Promise<void> {
  await deriving<Tables>(db)
    .updateTable('credential')
    .set({ password: to })
    .where('account_id', '=', accountId)
    .where('password', '=', from)
    .execute()
}

export async function removePassword(db: Derive, accountId: string): Promise<void> {
  await deriving<Tables>(db).deleteFrom('credential').where('account_id', '=', accountId).execute()
}
