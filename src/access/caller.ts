import { Problem } from '#base'
import type { Actor, Ledger, Permission, Scope } from '#ledger'
import { grantsOf } from './account-store.ts'
import { secretIn } from './cookie.ts'
import { type Grant, scopeOf, withinBoth } from './roles.ts'
import { hashOfSecret } from './secret.ts'
import { findSession, sawSession } from './session-store.ts'
import { liveToken, usedToken } from './token-store.ts'

/** Who asks, and what they may. */
export interface Caller {
  readonly actor: Actor
  readonly grants: readonly Grant[]
  /** Of a token: what its account may now; the token may no more than that. */
  readonly owner?: readonly Grant[] | undefined
  /** The id of the session, no secret. */
  readonly session?: string | undefined
}

/** Being seen and used is written down this often at most, so that a question is no change of the database. */
const notedEvery = 60_000

/** Where nothing can be written, a full disk for one, people go on reading: they were only not noted. */
async function noted(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Where a caller has a permission; the empty set where nowhere. */
export function scopeFor({ grants, owner }: Caller, permission: Permission): Scope {
  const scope = scopeOf(grants, permission)
  return owner === undefined ? scope : withinBoth(scope, scopeOf(owner, permission))
}

/** Somebody at the command line of the machine itself: whoever may read the data folder may all. */
export function localCaller(name: string): Caller {
  return { actor: { kind: 'local', id: name, name }, grants: [{ role: 'admin', site: 'everywhere' }] }
}

/**
 * Who a cookie belongs to; undefined where there is none, or its session has ended.
 *
 * @param header the value of `Cookie`
 * @param now milliseconds since 1970 UTC
 */
export async function actorOfSession(
  ledger: Pick<Ledger, 'read' | 'derive'>,
  header: string | undefined,
  now: number,
  { https }: { https: boolean },
): Promise<Caller | undefined> {
  const secret = secretIn(header, https)
  if (secret === undefined) return undefined
  const found = await ledger.read(async db => {
    const session = await findSession(db, hashOfSecret(secret), now)
    return session && { session, grants: await grantsOf(db, session.accountId) }
  })
  if (found === undefined) return undefined
  const { session, grants } = found
  if (now - session.seenAt >= notedEvery) await noted(ledger.derive(db => sawSession(db, session.id, now)))
  return { actor: { kind: 'user', id: session.accountId, name: session.display }, grants, session: session.id }
}

/** What begins a token, so that scanners for lost secrets know it. */
export const tokenPrefix = 'mct_'

/**
 * Who a token belongs to; undefined where there is none, or it is over.
 *
 * @param header the value of `Authorization` (`Bearer mct_…`), or the bare token of another header
 * @param now milliseconds since 1970 UTC
 */
export async function actorOfToken(
  ledger: Pick<Ledger, 'read' | 'derive'>,
  header: string | undefined,
  now: number,
): Promise<Caller | undefined> {
  const secret = /^(?:Bearer +)?(mct_[\w-]{43})$/i.exec(header ?? '')?.[1]
  if (secret === undefined) return undefined
  const found = await ledger.read(async db => {
    const token = await liveToken(db, hashOfSecret(secret), now)
    return token && { token, owner: await grantsOf(db, token.accountId) }
  })
  if (found === undefined) return undefined
  const { token, owner } = found
  if (now - (token.usedAt ?? 0) >= notedEvery) await noted(ledger.derive(db => usedToken(db, token.id, now)))
  return {
    actor: { kind: 'token', id: token.id, name: `${token.name} of ${token.account}` },
    grants: token.grants,
    owner,
  }
}
