import { Problem, quoted, showTime } from '#base'
import type { Actor, Read, Scope, SiteId } from '#ledger'
import { type Account, countOtherAdmins, findAccount, grantsOf } from './account-store.ts'
import type { Grant, Role } from './roles.ts'
import type { Token } from './token-store.ts'

/** A role as operations take it: at one site, or everywhere, never by leaving both out. */
export interface Named {
  role: Role
  siteId?: string | undefined
  everywhere?: true | undefined
}

/** Throws `access/no-site` where neither or both are named. */
export function grantOf({ role, siteId, everywhere }: Named): Grant {
  if ((siteId === undefined) === (everywhere === undefined))
    throw new Problem('access/no-site', 'Cannot give a role: name either a site or everywhere', {
      wanted: 'siteId, or everywhere: true',
    })
  return { role, site: siteId === undefined ? 'everywhere' : (siteId as SiteId) }
}

export const grantShown = ({ role, site }: Grant) =>
  site === 'everywhere' ? { role, everywhere: true as const } : { role, siteId: site }

export const sameGrant = (one: Grant, other: Grant) => one.role === other.role && one.site === other.site

/** The account of an id or name; `access/not-found` where there is none that the scope shows. */
export async function knownAccount(
  db: Read,
  text: string,
  scope: Scope,
): Promise<{ account: Account; grants: Grant[] }> {
  const account = await findAccount(db, text)
  const grants = account === undefined ? [] : seenGrants(await grantsOf(db, account.id), scope)
  if (account === undefined || (scope !== 'everywhere' && grants.length === 0)) throw notFound('account', text)
  return { account, grants }
}

/** What of somebody's roles may be seen: those at the sites of the scope, and those everywhere, which hold there too. */
export function seenGrants(grants: readonly Grant[], scope: Scope): Grant[] {
  return grants.filter(({ site }) => scope === 'everywhere' || site === 'everywhere' || scope.has(site))
}

/** Accounts and roles belong to the enterprise: whoever may change them at one site may not. Throws `access/forbidden`. */
export function mustBeEverywhere(scope: Scope): void {
  if (scope !== 'everywhere') throw forbidden('accounts belong to all sites')
}

/** Refuses (`access/last-admin`) to take the last administrator away. */
export async function mustKeepAdmin(db: Read, account: Account, grants: readonly Grant[]): Promise<void> {
  const isAdmin = grants.some(grant => sameGrant(grant, { role: 'admin', site: 'everywhere' }))
  if (isAdmin && account.disabledAt === undefined && (await countOtherAdmins(db, account.id)) === 0)
    throw new Problem('access/last-admin', `Cannot do this: ${quoted(account.name)} is the last administrator`, {
      next: 'make another account an administrator of all sites first',
    })
}

/** The account a person acts as; tokens and the command line are no person (`access/forbidden`). */
export function personOf(actor: Actor): string {
  if (actor.kind !== 'user') throw forbidden('only somebody who logged in has a password, a session and tokens')
  return actor.id
}

export function notFound(noun: string, text: string): Problem {
  return new Problem('access/not-found', `Cannot find ${noun} ${quoted(text)}`)
}

export function forbidden(because: string): Problem {
  return new Problem('access/forbidden', `Cannot do this: ${because}`)
}

/** An account as operations give it. */
export const accountShown = (account: Account, grants: readonly Grant[]) => ({
  id: account.id,
  name: account.name,
  display: account.display,
  madeAt: showTime(account.madeAt),
  ...(account.disabledAt !== undefined && { disabledAt: showTime(account.disabledAt) }),
  hasPassword: account.hasPassword,
  grants: grants.map(grantShown),
})

/** A token as operations give it: without its secret. */
export const tokenShown = (token: Token) => ({
  id: token.id,
  account: token.account,
  name: token.name,
  grants: token.grants.map(grantShown),
  madeAt: showTime(token.madeAt),
  expiresAt: showTime(token.expiresAt),
  ...(token.usedAt !== undefined && { usedAt: showTime(token.usedAt) }),
  ...(token.revokedAt !== undefined && { revokedAt: showTime(token.revokedAt) }),
})
