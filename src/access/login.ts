import { Problem } from '#base'
import type { Derive, Read } from '#ledger'
import { type Account, findAccount, passwordOf, renewPassword } from './account-store.ts'
import { countAttempt, forgiveAttempts } from './attempt-store.ts'
import { hashPassword, isCheap, passwordIs } from './password.ts'

/** What checking a password needs of an act that prepares. */
export interface Checking {
  look<T>(run: (db: Read) => Promise<T>): Promise<T>
  derive<T>(run: (db: Derive) => Promise<T>): Promise<T>
  random(bytes: number): Uint8Array
  now(): number
}

/**
 * The account whose name and password these are, with the hash as it is kept. Whoever it is not, one hash is computed and one answer
 * given: `access/refused`, or `access/slow-down` with the seconds to wait in `wanted` when too many were wrong.
 */
export async function checkPassword(
  world: Checking,
  { name: typed, password, source }: { name: string; password: string; source: string },
): Promise<{ account: Account; kept: string }> {
  const name = typed.toLowerCase()
  const trying = { name, source, now: world.now() }
  const { wait, key } = await world.derive(db => countAttempt(db, trying))
  if (wait > 0) throw tooMany(Math.ceil(wait / 1000))
  const { account, kept } = await world.look(async db => {
    const found = await findAccount(db, name)
    // An id lets nobody in: it would be counted apart from the name.
    const account = found?.name === name ? found : undefined
    return { account, kept: account && (await passwordOf(db, account.id)) }
  })
  const right = await passwordIs(password, kept)
  if (!right || account === undefined || kept === undefined || account.disabledAt !== undefined) throw refused()
  const renewed = isCheap(kept) ? await hashPassword(password, world.random) : kept
  await world.derive(async db => {
    await forgiveAttempts(db, key, trying)
    if (renewed !== kept) await renewPassword(db, account.id, kept, renewed)
  })
  return { account, kept: renewed }
}

/** One answer for every reason: no such name, another password, an account that is disabled. */
export function refused(): Problem {
  return new Problem('access/refused', 'Cannot log in: name or password is wrong', {
    next: 'ask an administrator for a one-time link',
  })
}

function tooMany(seconds: number): Problem {
  return new Problem('access/slow-down', `Cannot log in now: too many passwords were wrong, wait ${seconds} s`, {
    wanted: `${seconds} s`,
    next: 'wait, or ask an administrator for a one-time link',
  })
}
