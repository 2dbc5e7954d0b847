import { z } from 'zod'
import { newId, Problem, showTime } from '#base'
import { act, ask, type Read, type Seen } from '#ledger'
import { forbidden, grantShown, personOf } from './account.ts'
import { findAccount, grantsOf, passwordOf, putPassword } from './account-store.ts'
import { forgetAttempts } from './attempt-store.ts'
import { localCaller, scopeFor } from './caller.ts'
import { granted } from './fields.ts'
import { findLink, useLink } from './link-store.ts'
import { checkPassword, refused } from './login.ts'
import { hashPassword } from './password.ts'
import { longestPassword, mustBeStrong } from './password-policy.ts'
import { rightsOf } from './rights.ts'
import { hashOfSecret, newSecret } from './secret.ts'
import { endSession, endSessionsOf, putSession, sessionTime } from './session-store.ts'
import { findToken } from './token-store.ts'

// Longer than any password that is taken: the policy says what is wrong with it, not the form.
const secretWords = z.string().max(4 * longestPassword)

/** The way in from outside: nobody logs in at the command line of the machine itself. */
function entranceOf({ entrance }: Seen) {
  if (entrance === undefined) throw forbidden('there is no session at the command line')
  return entrance
}

const whoGiven = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  grants: z.array(granted),
})

export const session = {
  start: act({
    about: 'Log in with name and password',
    can: 'open',
    secret: true,
    takes: z.strictObject({ name: z.string().min(1).max(200), password: secretWords }),
    gives: z.object({ id: z.string(), name: z.string(), display: z.string(), until: z.string() }),
    prepare: (world, input) => checkPassword(world, { ...input, source: entranceOf(world).source }),
    async run(world, _input, { account, kept }) {
      const { db } = world
      const entrance = entranceOf(world)
      const known = await findAccount(db, account.id)
      // Disabled, or another password chosen, since the password was looked at.
      if (known === undefined || known.disabledAt !== undefined || (await passwordOf(db, account.id)) !== kept)
        throw refused()
      if (entrance.session !== undefined) await endSession(db, entrance.session)
      const now = world.now()
      const text = newSecret(world.random)
      const made = {
        id: newId('session', world),
        hash: hashOfSecret(text),
        accountId: account.id,
        now,
        source: entrance.source,
      }
      await putSession(db, made)
      entrance.hand({ text, until: now + sessionTime })
      return {
        out: { id: account.id, name: known.name, display: known.display, until: showTime(now + sessionTime) },
        entry: { object: account.id, change: { session: made.id, source: entrance.source } },
      }
    },
  }),
  end: act({
    about: 'Log out',
    can: 'self',
    takes: z.strictObject({
      all: z.boolean().optional().describe('everywhere: every session of yours ends, in whatever browser'),
    }),
    gives: z.object({}),
    async run(world, { all = false }) {
      const accountId = personOf(world.actor)
      const entrance = entranceOf(world)
      if (entrance.session === undefined) throw forbidden('there is no session to end')
      if (all) await endSessionsOf(world.db, accountId)
      else await endSession(world.db, entrance.session)
      entrance.hand(undefined)
      const change = { sessionEnded: entrance.session, ...(all && { all }) }
      return { out: {}, entry: { object: accountId, change } }
    },
  }),
  show: ask({
    about: 'Show who asks, and what they may',
    can: 'self',
    takes: z.strictObject({}),
    gives: whoGiven,
    async run({ db, actor }) {
      const grants =
        actor.kind === 'user'
          ? await grantsOf(db, actor.id)
          : actor.kind === 'token'
            ? ((await findToken(db, actor.id))?.grants ?? [])
            : [{ role: 'admin', site: 'everywhere' } as const]
      return { ...actor, grants: grants.map(grantShown) }
    },
  }),
  rights: ask({
    about: 'Show what whoever asks may, where, and which roles give it',
    can: 'self',
    takes: z.strictObject({}),
    gives: z.object({
      rights: z.array(
        z.object({
          permission: z.string().describe('a noun and read, write, approve or admin; `other`: of any other noun'),
          everywhere: z.boolean(),
          siteIds: z.array(z.string()).describe('where, when it is not everywhere'),
          roles: z.array(z.string()).describe('that give it'),
        }),
      ),
    }),
    async run({ db, actor }) {
      const token = actor.kind === 'token' ? await findToken(db, actor.id) : undefined
      const grants =
        actor.kind === 'user' ? await grantsOf(db, actor.id) : (token?.grants ?? localCaller(actor.name).grants)
      const owner = token && (await grantsOf(db, token.accountId))
      return { rights: rightsOf(permission => scopeFor({ actor, grants, owner }, permission)) }
    },
  }),
}

export const password = {
  change: act({
    about: 'Change your password; all your sessions end',
    can: 'self',
    secret: true,
    takes: z.strictObject({ current: secretWords, password: secretWords }),
    gives: z.object({}),
    async prepare(world, input) {
      const accountId = personOf(world.actor)
      const account = await world.look(db => findAccount(db, accountId))
      if (account === undefined) throw refused()
      mustBeStrong(input.password, [account.name, account.display])
      const given = { name: account.name, password: input.current, source: entranceOf(world).source }
      const { kept } = await checkPassword(world, given)
      return { account, kept, hash: await hashPassword(input.password, world.random) }
    },
    async run(world, _input, { account, kept, hash }) {
      if ((await passwordOf(world.db, account.id)) !== kept) throw refused()
      await putPassword(world.db, account.id, hash, world.now())
      await endSessionsOf(world.db, account.id)
      world.entrance?.hand(undefined)
      return { out: {}, entry: { object: account.id, change: { password: 'changed' } } }
    },
  }),
}

/** The account a link is for. Throws `access/refused`, or `access/conflict` for one that was used. */
async function linked(db: Read, secret: string, now: number) {
  const link = await findLink(db, hashOfSecret(secret))
  const account = link && (await findAccount(db, link.accountId))
  if (link?.usedAt !== undefined)
    throw new Problem('access/conflict', 'Cannot use this link: a password was chosen with it', {
      next: 'log in, or ask an administrator for a new link',
    })
  if (link === undefined || account === undefined || account.disabledAt !== undefined || link.expiresAt <= now)
    throw new Problem('access/refused', 'Cannot use this link: it is over, or was never made', {
      next: 'ask an administrator for a new link',
    })
  return account
}

export const setup = {
  finish: act({
    about: 'Choose a password with a one-time link',
    can: 'open',
    secret: true,
    takes: z.strictObject({
      link: z.string().min(1).max(200).describe('the secret of the link'),
      password: secretWords,
    }),
    gives: z.object({ name: z.string() }),
    async prepare(world, input) {
      const account = await world.look(db => linked(db, input.link, world.now()))
      mustBeStrong(input.password, [account.name, account.display])
      return hashPassword(input.password, world.random)
    },
    async run({ db, now }, input, hash) {
      const at = now()
      const account = await linked(db, input.link, at)
      await useLink(db, hashOfSecret(input.link), at)
      await putPassword(db, account.id, hash, at)
      await endSessionsOf(db, account.id)
      await forgetAttempts(db, account.name)
      return { out: { name: account.name }, entry: { object: account.id, change: { password: 'chosen' } } }
    },
  }),
}
