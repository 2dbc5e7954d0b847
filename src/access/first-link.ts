import { newId } from '#base'
import type { Actor, Ledger } from '#ledger'
import { anyAccount, findAccount, passwordOf, putAccount, putGrant } from './account-store.ts'
import { linkTime, openLink, putLink } from './link-store.ts'
import { hashOfSecret, newSecret } from './secret.ts'

/** The name of the first account; it has no password until its link is used. */
export const firstName = 'admin'

/** What a start prints: the one-time link's secret, or until when one that was printed before is good. Times in milliseconds since 1970 UTC. */
export type FirstLink = { link: string; until: number } | { waitingUntil: number }

/**
 * Makes the first administrator of a database that has no account, with a one-time link to choose a password. Two starts at once make
 * one: the other is told to wait. While the link was not used, a start after its end makes a new one. Undefined once it was used.
 */
export async function firstLink(
  ledger: Pick<Ledger, 'write'>,
  world: { now(): number; random(bytes: number): Uint8Array },
): Promise<FirstLink | undefined> {
  const now = world.now()
  const actor: Actor = { kind: 'house', id: 'first-start', name: 'the first start' }
  const secret = newSecret(world.random)
  const made = { link: secret, until: now + linkTime }
  return ledger.write<FirstLink | undefined>(
    { actor, operation: 'setup.start', at: now, sites: 'everywhere' },
    async db => {
      const hash = hashOfSecret(secret)
      if (!(await anyAccount(db))) {
        const id = newId('account', world)
        await putAccount(db, { id, name: firstName, display: 'Administrator', madeAt: now })
        await putGrant(db, id, { role: 'admin', site: 'everywhere' }, now)
        await putLink(db, { hash, accountId: id, now })
        return { out: made, entry: { object: id, change: { name: firstName, role: 'admin', everywhere: true } } }
      }
      const account = await findAccount(db, firstName)
      if (account === undefined || (await passwordOf(db, account.id)) !== undefined) return { out: undefined }
      const open = await openLink(db, account.id)
      if (open === undefined) return { out: undefined }
      if (open.expiresAt > now) return { out: { waitingUntil: open.expiresAt } }
      await putLink(db, { hash, accountId: account.id, now })
      return { out: made, entry: { object: account.id, change: { link: 'new', until: made.until } } }
    },
  )
}
