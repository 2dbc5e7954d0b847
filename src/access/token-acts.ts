import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { type Actor, act, ask, type Read } from '#ledger'
import { forbidden, grantOf, grantShown, knownAccount, notFound, tokenShown } from './account.ts'
import { grantsOf } from './account-store.ts'
import { tokenPrefix } from './caller.ts'
import { account, granted, id, named, page } from './fields.ts'
import { covers, scopeOf } from './roles.ts'
import { hashOfSecret, newSecret } from './secret.ts'
import { countTokens, findToken, listTokens, putToken, revokeToken } from './token-store.ts'

const tokenGiven = z.object({
  id: z.string(),
  account: z.string(),
  name: z.string(),
  grants: z.array(granted),
  madeAt: z.string(),
  expiresAt: z.string(),
  usedAt: z.string().optional(),
  revokedAt: z.string().optional(),
})

/** The longest a token is good, and how many of one account are at once. */
const longest = 366 * 24 * 3_600_000
const most = 100

/** Whose tokens are meant: one's own, or those of the account that an administrator names. Tokens make and see none. */
async function ownerOf(db: Read, actor: Actor, wanted: string | undefined): Promise<string> {
  if (actor.kind === 'token') throw forbidden('a token has no tokens')
  if (actor.kind === 'user') {
    if (wanted === undefined) return actor.id
    if (!(await governs(db, actor))) throw forbidden('these are the tokens of somebody else')
  }
  if (wanted === undefined)
    throw new Problem('access/no-account', 'Cannot tell whose token this is', {
      wanted: 'the name of an account',
      next: 'name it with --account NAME; millcert accounts add makes one, and millcert accounts grant gives it roles',
    })
  return (await knownAccount(db, wanted, 'everywhere')).account.id
}

/** Whether somebody looks after the accounts of all sites. */
async function governs(db: Read, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'user') return actor.kind !== 'token'
  return scopeOf(await grantsOf(db, actor.id), 'access.admin') === 'everywhere'
}

export const tokens = {
  list: ask({
    about: 'List tokens: your own, or those of an account',
    can: 'self',
    takes: z.strictObject({ ...page, account: account.optional() }),
    gives: z.object({ tokens: z.array(tokenGiven), next: z.string().optional() }),
    async run({ db, actor }, { after, limit, account }) {
      const found = await listTokens(db, await ownerOf(db, actor, account), { after, limit: limit + 1 })
      const shown = found.slice(0, limit)
      return { tokens: shown.map(tokenShown), ...(found.length > limit && { next: shown.at(-1)!.id }) }
    },
  }),
  add: act({
    about: 'Make a token for a program, with one of the roles of its account',
    can: 'self',
    secret: true,
    takes: z.strictObject({
      name: z.string().trim().min(1).max(100).describe('what it is for'),
      ...named,
      expires: z.iso.datetime({ offset: true }).describe('when it ends, at most a year from now'),
      account: account.optional().describe('whose it is, when it is not your own'),
    }),
    gives: tokenGiven.extend({ token: z.string().describe('shown once') }),
    async run(world, { name, expires, account, ...input }) {
      const { db } = world
      const now = world.now()
      const grant = grantOf(input)
      const owner = await knownAccount(db, await ownerOf(db, world.actor, account), 'everywhere')
      const accountId = owner.account.id
      if (!covers(owner.grants, grant))
        throw forbidden(`${quoted(owner.account.name)} has less than the role ${grant.role} there`)
      const expiresAt = Date.parse(expires)
      if (expiresAt <= now || expiresAt > now + longest)
        throw new Problem('access/bad-expiry', `Cannot make a token that ends ${quoted(expires)}`, {
          wanted: `a time from now on until ${showTime(now + longest)}`,
          found: expires,
        })
      if ((await countTokens(db, accountId, now)) >= most)
        throw new Problem('access/too-many-tokens', `Cannot make a token: ${quoted(owner.account.name)} has ${most}`, {
          next: 'revoke one that is not used',
        })
      const token = newSecret(world.random, tokenPrefix)
      const made = { id: newId('token', world), accountId, name, grants: [grant], madeAt: now, expiresAt }
      await putToken(db, { ...made, hash: hashOfSecret(token) })
      return {
        out: { ...tokenShown({ ...made, account: owner.account.name }), token },
        entry: {
          object: made.id,
          change: { account: accountId, name, given: grantShown(grant), expires: showTime(expiresAt) },
        },
      }
    },
  }),
  revoke: act({
    about: 'Revoke a token',
    can: 'self',
    takes: z.strictObject({ id: id.describe('of the token') }),
    gives: tokenGiven,
    async run({ db, actor, now }, input) {
      const token = await findToken(db, input.id)
      const may = token !== undefined && (token.accountId === actor.id || (await governs(db, actor)))
      if (!may) throw notFound('token', input.id)
      if (token.revokedAt !== undefined) return { out: tokenShown(token) }
      const revokedAt = now()
      await revokeToken(db, token.id, revokedAt)
      return {
        out: tokenShown({ ...token, revokedAt }),
        entry: { object: token.id, change: { revoked: [false, true] } },
      }
    },
  }),
}
