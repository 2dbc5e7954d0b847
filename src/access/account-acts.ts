import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { act, ask, type Read, type Seen, type Write } from '#ledger'
import {
  accountShown,
  grantOf,
  grantShown,
  knownAccount,
  mustBeEverywhere,
  mustKeepAdmin,
  notFound,
  sameGrant,
  seenGrants,
} from './account.ts'
import {
  changeAccount,
  findAccount,
  grantsOf,
  listAccounts,
  putAccount,
  putGrant,
  removeGrant,
  removePassword,
} from './account-store.ts'
import { account, display, granted, named, page } from './fields.ts'
import { linkTime, putLink } from './link-store.ts'
import { hashOfSecret, newSecret } from './secret.ts'
import { endSessionsOf } from './session-store.ts'
import { revokeTokensOf } from './token-store.ts'

const name = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,62}$/)
  .describe('what is typed to log in')
const accountGiven = z.object({
  id: z.string(),
  name: z.string(),
  display: z.string(),
  madeAt: z.string(),
  disabledAt: z.string().optional(),
  hasPassword: z.boolean(),
  grants: z.array(granted),
})
const linkGiven = z.object({ id: z.string(), link: z.string().describe('shown once'), until: z.string() })

/** An account and its roles, for somebody who may change accounts: everywhere, or not at all. Throws what its two parts throw. */
async function accountToChange({ db, sites }: Pick<Seen, 'sites'> & { db: Read }, id: string) {
  mustBeEverywhere(sites)
  return knownAccount(db, id, sites)
}

/** A new one-time link in the place of password and sessions. */
async function invite(world: Seen & { db: Write }, accountId: string) {
  const link = newSecret(world.random)
  const now = world.now()
  await removePassword(world.db, accountId)
  await endSessionsOf(world.db, accountId)
  await putLink(world.db, { hash: hashOfSecret(link), accountId, now })
  return { id: accountId, link, until: showTime(now + linkTime) }
}

export const accounts = {
  list: ask({
    about: 'List accounts with their roles',
    can: 'access.read',
    takes: z.strictObject(page),
    gives: z.object({ accounts: z.array(accountGiven), next: z.string().optional() }),
    async run({ db, sites }, { after, limit }) {
      const found = await listAccounts(db, sites, { after, limit: limit + 1 })
      const shown: z.infer<typeof accountGiven>[] = []
      for (const one of found.slice(0, limit))
        shown.push(accountShown(one, seenGrants(await grantsOf(db, one.id), sites)))
      return { accounts: shown, ...(found.length > limit && { next: shown.at(-1)!.name }) }
    },
  }),
  show: ask({
    about: 'Show an account with its roles',
    can: 'access.read',
    takes: z.strictObject({ id: account }),
    gives: accountGiven,
    async run({ db, sites }, input) {
      const found = await knownAccount(db, input.id, sites)
      return accountShown(found.account, found.grants)
    },
  }),
  add: act({
    about: 'Add an account, with a one-time link to choose its password',
    can: 'access.admin',
    secret: true,
    takes: z.strictObject({ name, display }),
    gives: linkGiven,
    async run(world, input) {
      mustBeEverywhere(world.sites)
      if ((await findAccount(world.db, input.name)) !== undefined)
        throw new Problem('access/conflict', `Cannot add account ${quoted(input.name)}: there is one of this name`)
      const made = { id: newId('account', world), ...input, madeAt: world.now() }
      await putAccount(world.db, made)
      return { out: await invite(world, made.id), entry: { object: made.id, change: input } }
    },
  }),
  invite: act({
    about: 'Make a new one-time link for an account; its password and sessions end',
    can: 'access.admin',
    secret: true,
    takes: z.strictObject({ id: account }),
    gives: linkGiven,
    async run(world, input) {
      const { account } = await accountToChange(world, input.id)
      const out = await invite(world, account.id)
      return { out, entry: { object: account.id, change: { link: 'new', until: out.until } } }
    },
  }),
  change: act({
    about: 'Change how an account is shown',
    can: 'access.admin',
    takes: z.strictObject({ id: account, display }),
    gives: accountGiven,
    async run({ db, sites }, input) {
      const { account, grants } = await accountToChange({ db, sites }, input.id)
      await changeAccount(db, account.id, { display: input.display })
      return {
        out: accountShown({ ...account, display: input.display }, grants),
        entry: { object: account.id, change: { display: [account.display, input.display] } },
      }
    },
  }),
  disable: act({
    about: 'Disable an account; its sessions end, and its tokens for good: enabled again it needs new ones',
    can: 'access.admin',
    takes: z.strictObject({ id: account }),
    gives: accountGiven,
    async run({ db, sites, now }, input) {
      const { account, grants } = await accountToChange({ db, sites }, input.id)
      await mustKeepAdmin(db, account, grants)
      if (account.disabledAt !== undefined) return { out: accountShown(account, grants) }
      const disabledAt = now()
      await changeAccount(db, account.id, { disabled_at: disabledAt })
      await endSessionsOf(db, account.id)
      // A secret that somebody may have taken along does not come to life with the account again.
      const tokensRevoked = await revokeTokensOf(db, account.id, disabledAt)
      return {
        out: accountShown({ ...account, disabledAt }, grants),
        entry: { object: account.id, change: { disabled: [false, true], tokensRevoked } },
      }
    },
  }),
  enable: act({
    about: 'Enable an account again; tokens it had are made anew',
    can: 'access.admin',
    takes: z.strictObject({ id: account }),
    gives: accountGiven,
    async run({ db, sites }, input) {
      const { account, grants } = await accountToChange({ db, sites }, input.id)
      if (account.disabledAt === undefined) return { out: accountShown(account, grants) }
      await changeAccount(db, account.id, { disabled_at: null })
      return {
        out: accountShown({ ...account, disabledAt: undefined }, grants),
        entry: { object: account.id, change: { disabled: [true, false] } },
      }
    },
  }),
  grant: act({
    about: 'Give an account a role at a site or everywhere; its sessions end',
    can: 'access.admin',
    takes: z.strictObject({ id: account, ...named }),
    gives: accountGiven,
    async run({ db, sites, now }, { id, ...input }) {
      const { account, grants } = await accountToChange({ db, sites }, id)
      const grant = grantOf(input)
      if (grants.some(one => sameGrant(one, grant))) return { out: accountShown(account, grants) }
      await putGrant(db, account.id, grant, now())
      await endSessionsOf(db, account.id)
      return {
        out: accountShown(account, [...grants, grant]),
        entry: { object: account.id, change: { given: grantShown(grant) } },
      }
    },
  }),
  revoke: act({
    about: 'Take a role from an account; its sessions end',
    can: 'access.admin',
    takes: z.strictObject({ id: account, ...named }),
    gives: accountGiven,
    async run({ db, sites }, { id, ...input }) {
      const { account, grants } = await accountToChange({ db, sites }, id)
      const grant = grantOf(input)
      if (!grants.some(one => sameGrant(one, grant))) throw notFound(`role of ${account.name}`, grant.role)
      if (grant.role === 'admin' && grant.site === 'everywhere') await mustKeepAdmin(db, account, grants)
      await removeGrant(db, account.id, grant)
      await endSessionsOf(db, account.id)
      return {
        out: accountShown(
          account,
          grants.filter(one => !sameGrant(one, grant)),
        ),
        entry: { object: account.id, change: { taken: grantShown(grant) } },
      }
    },
  }),
}
