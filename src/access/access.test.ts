import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { sql } from 'kysely'
import { Problem } from '#base'
import { type Act, type Actor, type Ask, type Ledger, type Preparing, rowsOf, type Scope, type SiteId } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import {
  actorOfSession,
  actorOfToken,
  type Caller,
  cookieOf,
  firstLink,
  localCaller,
  migrations,
  scopeFor,
} from './index.ts'
import { accounts, password, session, sessions, setup, tokens } from './operations.ts'
import { hashPassword } from './password.ts'
import { hashOfSecret, newSecret } from './secret.ts'
import { idleTime, putSession, sessionTime } from './session-store.ts'

const start = Date.parse('2026-11-21T10:00:00Z')
const strong = 'vier Worte vom Zufall'
const other = 'vier andere vom Zufall'
const local = localCaller('lena')
const north = 'site-north' as SiteId

/** A server without sockets: it finds out who asks, and performs. The clock is `door.now`. */
function doorOf(ledger: Ledger) {
  const door = { now: start, cookie: undefined as string | undefined }
  const world = { ...memoryWorld({}), now: () => door.now }
  const callerOf = (by: { cookie?: string | undefined; token?: string }) =>
    by.token === undefined
      ? actorOfSession(ledger, by.cookie, door.now, { https: false })
      : actorOfToken(ledger, by.token, door.now)
  async function perform<In, Out, Ready>(
    operation: Act<In, Out, Ready> | Ask<In, Out>,
    input: unknown,
    by: { caller?: Caller; cookie?: string | undefined; token?: string; source?: string } = {},
  ): Promise<Out> {
    const caller = by.caller ?? (await callerOf(by))
    const nobody: Actor = { kind: 'house', id: 'nobody', name: 'nobody' }
    if (caller === undefined && operation.can !== 'open') throw new Problem('access/unknown', 'Cannot do this')
    const sites: Scope =
      operation.can === 'open' || operation.can === 'self' ? 'everywhere' : scopeFor(caller!, operation.can)
    if (sites !== 'everywhere' && sites.size === 0) throw new Problem('access/forbidden', 'Cannot do this')
    const actor = caller?.actor ?? nobody
    let handed: string | undefined
    const entrance = {
      source: by.source ?? '192.0.2.1',
      session: caller?.session,
      hand: (secret: { text: string; until: number } | undefined) => {
        handed = cookieOf(secret, { https: false, now: door.now }).split(';')[0]
      },
    }
    const seen = { ...world, actor, sites, entrance, folder: 'data', aside: () => Promise.reject(new Error('no')) }
    const taken = operation.takes.parse(input)
    let out: Out
    if (operation.kind === 'ask') out = await ledger.read(db => operation.run({ ...seen, db }, taken))
    else {
      const preparing: Preparing = { ...seen, look: run => ledger.read(run), derive: run => ledger.derive(run) }
      const ready = await operation.prepare?.(preparing, taken)
      const doing = { actor, operation: 'test', at: door.now, sites }
      out = await ledger.write(doing, db => operation.run({ ...seen, db }, taken, ready as Ready))
    }
    if (handed !== undefined) door.cookie = handed
    return operation.gives.parse(out)
  }
  const logIn = async (name: string, password: string, source?: string, cookie?: string) => {
    await perform(session.start, { name, password }, { ...(source !== undefined && { source }), cookie })
    return door.cookie!
  }
  /** An account with a password, and roles. */
  const person = async (
    name: string,
    ...grants: ({ role: string } & ({ siteId: string } | { everywhere: true }))[]
  ) => {
    const { id, link } = await perform(accounts.add, { name, display: name }, { caller: local })
    for (const grant of grants) await perform(accounts.grant, { id, ...grant }, { caller: local })
    await perform(setup.finish, { link, password: strong })
    return id
  }
  return {
    door,
    perform,
    logIn,
    person,
    isIn: async (cookie: string) => (await callerOf({ cookie })) !== undefined,
    callerOf,
  }
}

const code = (wanted: string) => (error: unknown) => error instanceof Problem && error.code === wanted

onEachDatabase('the first start makes one administrator, by a link that is used once', async database => {
  const ledger = await database.ledger(migrations)
  const second = await database.ledger(migrations)
  const { door, perform, logIn } = doorOf(ledger)
  const world = memoryWorld({}, '2026-11-21T10:00:00Z')
  const starts = await Promise.all(Array.from({ length: 10 }, (_, n) => firstLink(n % 2 ? ledger : second, world)))
  const links = starts.flatMap(made => (made !== undefined && 'link' in made ? [made.link] : []))
  assert.equal(links.length, 1)
  assert.equal(starts.filter(made => made !== undefined && 'waitingUntil' in made).length, 9)
  for (const password of ['', 'admin', 'password', links[0]!])
    await assert.rejects(logIn('admin', password, `198.51.100.${password.length}`), code('access/refused'))
  await assert.rejects(perform(setup.finish, { link: 'A'.repeat(43), password: strong }), code('access/refused'))
  await assert.rejects(perform(setup.finish, { link: links[0], password: 'admin' }), code('access/weak-password'))
  // Two people with the same link: one of them has the account.
  const race = await Promise.allSettled([
    perform(setup.finish, { link: links[0], password: strong }),
    perform(setup.finish, { link: links[0], password: other }),
  ])
  assert.deepEqual(race.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const loser = race.find(one => one.status === 'rejected')!
  assert.ok(code('access/conflict')(loser.reason))
  await assert.rejects(perform(setup.finish, { link: links[0], password: other }), code('access/conflict'))
  assert.equal(await firstLink(ledger, world), undefined)
  door.now += 400 * 24 * 3_600_000
  assert.equal(await firstLink(ledger, { ...world, now: () => door.now }), undefined)
})

onEachDatabase('a link is over at the very millisecond, and the next start makes another', async database => {
  const ledger = await database.ledger(migrations)
  const { door, perform } = doorOf(ledger)
  const at = (now: number) => ({ ...memoryWorld({}), now: () => now })
  const first = await firstLink(ledger, at(start))
  assert.ok(first !== undefined && 'link' in first)
  door.now = first.until
  await assert.rejects(perform(setup.finish, { link: first.link, password: strong }), code('access/refused'))
  assert.deepEqual(await firstLink(ledger, at(first.until - 1)), { waitingUntil: first.until })
  const again = await firstLink(ledger, at(first.until))
  assert.ok(again !== undefined && 'link' in again)
  door.now = first.until - 1
  await assert.rejects(perform(setup.finish, { link: first.link, password: strong }), code('access/refused'))
  await perform(setup.finish, { link: again.link, password: strong })
})

onEachDatabase('a session is over at the very millisecond: idle, and absolute', async database => {
  const { door, person, logIn, isIn } = doorOf(await database.ledger(migrations))
  await person('lena')
  const cookie = await logIn('Lena', strong)
  for (const [now, alive] of [
    [start + idleTime - 1, true],
    [start + 2 * idleTime - 1, false],
  ] as const) {
    door.now = now
    assert.equal(await isIn(cookie), alive, String(now - start))
  }
  door.now = start
  const busy = await logIn('lena', strong)
  for (let now = start; now < start + sessionTime; now += idleTime / 2) {
    door.now = now
    assert.equal(await isIn(busy), true)
  }
  door.now = start + sessionTime - 1
  assert.equal(await isIn(busy), true)
  door.now = start + sessionTime
  assert.equal(await isIn(busy), false)
})

onEachDatabase('a session ends with all that made it', async database => {
  const { perform, person, logIn, isIn, callerOf } = doorOf(await database.ledger(migrations))
  const id = await person('lena', { role: 'viewer', siteId: north })
  const ends = async (how: (cookie: string) => Promise<unknown>) => {
    const cookie = await logIn('lena', strong)
    assert.equal(await isIn(cookie), true)
    await how(cookie)
    assert.equal(await isIn(cookie), false)
  }
  const byLocal = { caller: local }
  const everywhere = { role: 'security', everywhere: true }
  await ends(cookie => perform(session.end, {}, { cookie }))
  await ends(() => perform(accounts.grant, { id, ...everywhere }, byLocal))
  await ends(() => perform(accounts.revoke, { id: 'lena', ...everywhere }, byLocal))
  await ends(() => perform(accounts.disable, { id }, byLocal))
  await assert.rejects(logIn('lena', strong), code('access/refused'))
  await perform(accounts.enable, { id }, byLocal)
  // A new one takes the place of the one it was asked with: an id known before the login is worth nothing after it.
  const before = await logIn('lena', strong)
  const after = await logIn('lena', strong, undefined, before)
  assert.notEqual(after, before)
  assert.deepEqual([await isIn(before), await isIn(after)], [false, true])
  await ends(cookie => perform(password.change, { current: strong, password: other }, { cookie }))
  assert.equal(await isIn(after), false)
  await assert.rejects(logIn('lena', strong), code('access/refused'))
  const last = await logIn('lena', other)
  const { link } = await perform(accounts.invite, { id }, byLocal)
  assert.equal(await isIn(last), false)
  await assert.rejects(logIn('lena', other), code('access/refused'))
  await perform(setup.finish, { link, password: strong })
  await logIn('lena', strong)
  assert.equal(await callerOf({ cookie: 'millcert=' }), undefined)
})

onEachDatabase('where nothing can be written, people go on reading', async database => {
  const ledger = await database.ledger(migrations)
  const { door, person, logIn } = doorOf(ledger)
  await person('lena')
  const cookie = await logIn('lena', strong)
  const full = { read: ledger.read, derive: () => Promise.reject(new Problem('ledger/disk-full', 'Cannot write')) }
  const at = door.now + idleTime / 2
  assert.ok(await actorOfSession(full, cookie, at, { https: false }))
  const broken = { read: ledger.read, derive: () => Promise.reject(new TypeError('a bug')) }
  await assert.rejects(actorOfSession(broken, cookie, at, { https: false }), TypeError)
})

onEachDatabase('one account has so many sessions, and the oldest ends', async database => {
  const ledger = await database.ledger(migrations)
  const { person, isIn } = doorOf(ledger)
  const accountId = await person('lena')
  const secrets = Array.from({ length: 21 }, () => newSecret(crypto.randomBytes))
  for (const [n, secret] of secrets.entries()) {
    const made = { id: `session-${String(n).padStart(2, '0')}`, hash: hashOfSecret(secret), accountId, now: start + n }
    await ledger.derive(db => putSession(db, made))
  }
  const alive = await Promise.all(secrets.map(secret => isIn(`millcert=${secret}`)))
  assert.deepEqual(
    alive,
    secrets.map((_, n) => n > 0),
  )
})

onEachDatabase('nobody learns which names there are', async (database, context) => {
  const { perform, person, door } = doorOf(await database.ledger(migrations))
  await person('lena')
  await perform(accounts.add, { name: 'invited', display: 'No password yet' }, { caller: local })
  const gone = await person('gone')
  await perform(accounts.disable, { id: gone }, { caller: local })
  const counted = context.mock.method(crypto, 'argon2')
  syncBuiltinESMExports()
  context.after(() => {
    counted.mock.restore()
    syncBuiltinESMExports()
  })
  const answers = new Map<string, string[]>()
  for (const name of ['lena', 'invited', 'gone', 'nobody', gone]) {
    const told: string[] = []
    for (let n = 0; n < 8; n++) {
      const before = counted.mock.callCount()
      const problem = await perform(session.start, { name, password: `${strong}!` }).catch(error => error as Problem)
      assert.ok(problem instanceof Problem)
      told.push(
        `${problem.code} ${problem.message} ${JSON.stringify(problem.detail)} ${counted.mock.callCount() - before}`,
      )
      door.now += 300
    }
    answers.set(name, told)
  }
  const [first, ...rest] = answers.values()
  for (const one of rest) assert.deepEqual(one, first)
  assert.match(first![0]!, /^access\/refused .* 1$/)
  assert.match(first![7]!, /^access\/slow-down .* 0$/)
})

onEachDatabase('a thousand wrong passwords: few are looked at, and the owner gets in', async (database, context) => {
  const { door, person, logIn, perform } = doorOf(await database.ledger(migrations))
  await person('lena')
  await logIn('lena', strong, '192.0.2.10')
  const counted = context.mock.method(crypto, 'argon2', (...[, , done]: Parameters<typeof crypto.argon2>) =>
    done(null, Buffer.alloc(32)),
  )
  syncBuiltinESMExports()
  let slow = 0
  for (let n = 0; n < 1000; n++) {
    door.now += 100
    const source = `203.0.113.${n % 250}`
    const error = await perform(session.start, { name: 'lena', password: `guess ${n}` }, { source }).catch(
      error => error,
    )
    if ((error as Problem).code === 'access/slow-down') slow++
  }
  const looked = counted.mock.callCount()
  counted.mock.restore()
  syncBuiltinESMExports()
  assert.ok(looked <= 12, `${looked} passwords were looked at in 100 s`)
  assert.equal(slow, 1000 - looked)
  // From where they always log in, nothing is different; from elsewhere after a while.
  await logIn('lena', strong, '192.0.2.10')
  await assert.rejects(logIn('lena', strong, '198.51.100.7'), code('access/slow-down'))
  door.now += 15 * 60_000
  await logIn('lena', strong, '198.51.100.7')
})

onEachDatabase('many guesses at once are counted each', async database => {
  const { person, perform } = doorOf(await database.ledger(migrations))
  await person('lena')
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      perform(session.start, { name: 'lena', password: `a wrong guess ${n}` }).catch(error => (error as Problem).code),
    ),
  )
  assert.equal(results.filter(result => result === 'access/refused').length, 5)
  assert.equal(results.filter(result => result === 'access/slow-down').length, 15)
})

onEachDatabase('a password hashed at a lower cost is hashed again at login', async database => {
  const ledger = await database.ledger(migrations)
  const { person, logIn } = doorOf(ledger)
  const id = await person('lena')
  const cheap = await hashPassword(strong, crypto.randomBytes, { memory: 64, passes: 1, lanes: 1 })
  const kept = async () =>
    (await ledger.read(db => rowsOf<{ password: string }>(db, sql`select password from credential`)))[0]!.password
  await ledger.derive(
    async db => void (await rowsOf(db, sql`update credential set password = ${cheap} where account_id = ${id}`)),
  )
  await logIn('lena', strong)
  assert.match(await kept(), /\$m=19456,t=2,p=1\$/)
  await logIn('lena', strong)
})

onEachDatabase('a token may no more than its account, and as long as it is good', async database => {
  const { door, perform, person, logIn, callerOf } = doorOf(await database.ledger(migrations))
  await person('lena', { role: 'engineer', siteId: north })
  const cookie = await logIn('lena', strong)
  const expires = '2026-11-22T10:00:00Z'
  const made = await perform(tokens.add, { name: 'MES', role: 'integration', siteId: north, expires }, { cookie })
  assert.match(made.token, /^mct_[\w-]{43}$/)
  const can = async (permission: 'boms.write' | 'plant.write' | 'journal.read') => {
    const caller = await callerOf({ token: `Bearer ${made.token}` })
    return caller && scopeFor(caller, permission)
  }
  assert.deepEqual(await can('boms.write'), new Set([north]))
  assert.deepEqual(await can('plant.write'), new Set())
  assert.ok(await callerOf({ token: made.token }))
  for (const odd of [`Bearer ${made.token}x`, 'Bearer mct_', `Basic ${made.token}`, `Bearer ${'A'.repeat(43)}`])
    assert.equal(await callerOf({ token: odd }), undefined)

  const refused = (input: object, by: object, wanted: string) =>
    assert.rejects(
      perform(tokens.add, { name: 'x', siteId: north, role: 'viewer', expires, ...input }, by),
      code(wanted),
    )
  await refused({ role: 'admin' }, { cookie }, 'access/forbidden')
  await refused({ siteId: 'site-south' }, { cookie }, 'access/forbidden')
  await refused({ siteId: undefined, everywhere: true }, { cookie }, 'access/forbidden')
  await refused({ siteId: undefined }, { cookie }, 'access/no-site')
  await refused({ everywhere: true }, { cookie }, 'access/no-site')
  await refused({ expires: '2026-11-21T10:00:00Z' }, { cookie }, 'access/bad-expiry')
  await refused({ expires: '2027-11-23T10:00:00Z' }, { cookie }, 'access/bad-expiry')
  await refused({}, { token: made.token }, 'access/forbidden')
  await refused({ account: 'admin' }, { cookie }, 'access/forbidden')
  await assert.rejects(
    perform(tokens.add, { name: 'x', siteId: north, role: 'viewer', expires }, { caller: local }),
    (error: Problem) => error.code === 'access/no-account' && /--account NAME.*accounts add/.test(error.detail.next!),
  )
  assert.throws(() => tokens.add.takes.parse({ name: 'x', role: 'viewer', siteId: north }), /expires/)

  door.now = Date.parse(expires) - 1
  assert.ok(await callerOf({ token: made.token }))
  door.now = Date.parse(expires)
  assert.equal(await callerOf({ token: made.token }), undefined)
  door.now = start
  // Its account's role goes, and with it what the token may.
  await perform(accounts.revoke, { id: 'lena', role: 'engineer', siteId: north }, { caller: local })
  assert.deepEqual(await can('boms.write'), new Set())
  await perform(accounts.grant, { id: 'lena', role: 'engineer', siteId: north }, { caller: local })
  assert.deepEqual(await can('boms.write'), new Set([north]))
  await perform(accounts.disable, { id: 'lena' }, { caller: local })
  assert.equal(await can('boms.write'), undefined)
  await perform(accounts.enable, { id: 'lena' }, { caller: local })
  assert.equal(await can('boms.write'), undefined)
  await perform(tokens.revoke, { id: made.id }, { cookie: await logIn('lena', strong) })
  assert.equal(await can('boms.write'), undefined)
})

onEachDatabase('tokens of an account that was disabled stay over when it is enabled again', async database => {
  const ledger = await database.ledger(migrations)
  const { perform, person } = doorOf(ledger)
  const id = await person('lena', { role: 'viewer', siteId: north })
  const by = { caller: local }
  const token = () => ({ name: 'script', role: 'viewer', siteId: north, expires: '2027-01-01T00:00:00Z', account: id })
  const [first, second] = [await perform(tokens.add, token(), by), await perform(tokens.add, token(), by)]
  const known = async ({ token }: { token: string }) =>
    (await actorOfToken(ledger, `Bearer ${token}`, start)) !== undefined
  assert.deepEqual([await known(first), await known(second)], [true, true])
  await perform(accounts.disable, { id }, by)
  assert.deepEqual([await known(first), await known(second)], [false, false])
  await perform(accounts.enable, { id }, by)
  assert.deepEqual([await known(first), await known(second)], [false, false])
  const listed = await perform(tokens.list, { account: id, limit: 10 }, by)
  assert.ok(listed.tokens.every(({ revokedAt }) => revokedAt !== undefined))
  assert.equal(await known(await perform(tokens.add, token(), by)), true)
})

onEachDatabase('the tokens of others are not seen, but by who looks after accounts', async database => {
  const { perform, person, logIn } = doorOf(await database.ledger(migrations))
  await person('boss', { role: 'admin', everywhere: true })
  await person('lena', { role: 'viewer', siteId: north })
  await person('mia', { role: 'admin', siteId: north })
  const boss = { cookie: await logIn('boss', strong) }
  const mia = { cookie: await logIn('mia', strong) }
  const expires = '2026-12-01T00:00:00Z'
  const made = await perform(tokens.add, { name: 'x', account: 'lena', role: 'viewer', siteId: north, expires }, boss)
  assert.deepEqual((await perform(tokens.list, {}, mia)).tokens, [])
  await assert.rejects(perform(tokens.list, { account: 'lena' }, mia), code('access/forbidden'))
  await assert.rejects(perform(tokens.revoke, { id: made.id }, mia), code('access/not-found'))
  const { tokens: seen } = await perform(tokens.list, { account: 'lena' }, boss)
  assert.deepEqual(
    seen.map(({ id, name, account }) => ({ id, name, account })),
    [{ id: made.id, name: 'x', account: 'lena' }],
  )
  assert.equal(JSON.stringify(seen).includes(made.token), false)
  await perform(tokens.revoke, { id: made.id }, boss)
})

onEachDatabase('accounts are of the enterprise: at one site they are seen and not changed', async database => {
  const { perform, person, logIn } = doorOf(await database.ledger(migrations))
  await person('boss', { role: 'admin', everywhere: true })
  await person('mia', { role: 'admin', siteId: north })
  await person('lena', { role: 'viewer', siteId: north }, { role: 'engineer', siteId: 'site-south' })
  await person('sven', { role: 'viewer', siteId: 'site-south' })
  const mia = { cookie: await logIn('mia', strong) }
  const { accounts: seen } = await perform(accounts.list, {}, mia)
  assert.deepEqual(
    seen.map(({ name, grants }) => [name, ...grants]),
    [
      ['boss', { role: 'admin', everywhere: true }],
      ['lena', { role: 'viewer', siteId: north }],
      ['mia', { role: 'admin', siteId: north }],
    ],
  )
  await assert.rejects(perform(accounts.show, { id: 'sven' }, mia), code('access/not-found'))
  const changes: [Act<never, unknown, undefined>, object][] = [
    [accounts.add as never, { name: 'new', display: 'New' }],
    [accounts.invite as never, { id: 'boss' }],
    [accounts.change as never, { id: 'lena', display: 'x' }],
    [accounts.disable as never, { id: 'lena' }],
    [accounts.enable as never, { id: 'lena' }],
    [accounts.grant as never, { id: 'mia', role: 'admin', everywhere: true }],
    [accounts.revoke as never, { id: 'lena', role: 'viewer', siteId: north }],
  ]
  for (const [operation, input] of changes)
    await assert.rejects(perform(operation, input, mia), code('access/forbidden'), operation.about)
  const lena = { cookie: await logIn('lena', strong) }
  await assert.rejects(perform(accounts.list, {}, lena), code('access/forbidden'))
  assert.deepEqual((await perform(session.show, {}, lena)).grants.length, 2)
  const page = await perform(accounts.list, { limit: 3 }, { caller: local })
  const rest = await perform(accounts.list, { limit: 3, after: page.next }, { caller: local })
  assert.deepEqual(
    [...page.accounts, ...rest.accounts].map(({ name }) => name),
    ['boss', 'lena', 'mia', 'sven'],
  )
  assert.equal(rest.next, undefined)
  await assert.rejects(
    perform(accounts.add, { name: 'BOSS', display: 'x' }, { caller: local }),
    code('access/conflict'),
  )
  assert.throws(() => accounts.add.takes.parse({ name: 'x', display: 'x', isAdmin: true }), /isAdmin/)
})

onEachDatabase('the last administrator stays', async database => {
  const { perform, person } = doorOf(await database.ledger(migrations))
  const admin = { role: 'admin', everywhere: true } as const
  await person('boss', admin)
  await person('second', admin)
  const by = { caller: local }
  await perform(accounts.disable, { id: 'second' }, by)
  await assert.rejects(perform(accounts.disable, { id: 'boss' }, by), code('access/last-admin'))
  await assert.rejects(perform(accounts.revoke, { id: 'boss', ...admin }, by), code('access/last-admin'))
  await perform(accounts.enable, { id: 'second' }, by)
  await perform(accounts.revoke, { id: 'boss', ...admin }, by)
})

onEachDatabase('no secret is in the journal, in what is kept, or in what is told', async database => {
  const ledger = await database.ledger(migrations)
  const { door, perform, person, logIn } = doorOf(ledger)
  const told: string[] = []
  const tell = (error: unknown) =>
    void told.push(`${(error as Problem).message} ${JSON.stringify((error as Problem).detail)}`)
  const first = await firstLink(ledger, memoryWorld({}, '2026-11-21T10:00:00Z'))
  assert.ok(first !== undefined && 'link' in first)
  await person('lena', { role: 'engineer', siteId: north })
  const { link } = await perform(accounts.add, { name: 'mia', display: 'Mia' }, { caller: local })
  const cookie = await logIn('lena', strong)
  const wrong = 'CANARY of a wrong password'
  await logIn('lena', wrong).catch(tell)
  await perform(setup.finish, { link: `CANARY-${link}`, password: wrong }).catch(tell)
  await perform(setup.finish, { link, password: 'CANARY' }).catch(tell)
  await perform(password.change, { current: wrong, password: other }, { cookie }).catch(tell)
  const expires = '2026-12-01T00:00:00Z'
  const made = await perform(tokens.add, { name: 'MES', role: 'viewer', siteId: north, expires }, { cookie })
  await perform(password.change, { current: strong, password: other }, { cookie })
  assert.equal(told.length, 4)
  const secrets = [first.link, link, strong, other, wrong, 'CANARY', made.token, made.token.slice(4), cookie.slice(9)]
  const rows = await ledger.read(async db => {
    const all: unknown[] = []
    const tables = ['account', 'account_grant', 'api_token', 'credential', 'link', 'session', 'attempt', 'familiar']
    for (const table of [...tables, 'journal_entry', 'journal_head'])
      all.push(...(await rowsOf(db, sql`select * from ${sql.table(table)}`)))
    return all
  })
  assert.ok(rows.length >= 15, String(rows.length))
  const kept = JSON.stringify(rows)
  for (const secret of secrets) {
    assert.equal(kept.includes(secret), false, 'kept')
    assert.equal(told.join().includes(secret), false, 'told')
  }
  // The journal holds no hash of a secret either.
  const entries = JSON.stringify(await ledger.read(db => rowsOf(db, sql`select line, detail from journal_entry`)))
  assert.equal(entries.includes('argon2'), false)
  for (const secret of secrets)
    assert.equal(entries.includes(crypto.createHash('sha256').update(secret).digest('hex')), false)
  assert.ok(door.now === start)
})

onEachDatabase('who asks sees what they may, where, and which roles would give the rest', async database => {
  const { perform, person, logIn } = doorOf(await database.ledger(migrations))
  await person('lena', { role: 'engineer', siteId: north }, { role: 'auditor', everywhere: true })
  const lena = { cookie: await logIn('lena', strong) }
  const rightOf = async (by: Parameters<typeof perform>[2], permission: string) =>
    (await perform(session.rights, {}, by)).rights.find(right => right.permission === permission)
  assert.deepEqual(await rightOf(lena, 'plant.write'), {
    permission: 'plant.write',
    everywhere: false,
    siteIds: [north],
    roles: ['engineer', 'admin'],
  })
  const reading = { permission: 'journal.read', everywhere: true, siteIds: [], roles: ['auditor', 'admin'] }
  assert.deepEqual(await rightOf(lena, 'journal.read'), reading)
  assert.deepEqual((await rightOf(lena, 'access.admin'))?.siteIds, [])
  assert.equal((await rightOf({ caller: local }, 'access.admin'))?.everywhere, true)
  const expires = '2026-12-01T00:00:00Z'
  const { token } = await perform(tokens.add, { name: 't', role: 'viewer', siteId: north, expires }, lena)
  assert.deepEqual((await rightOf({ token }, 'plant.read'))?.siteIds, [north])
  assert.deepEqual((await rightOf({ token }, 'plant.write'))?.siteIds, [])
})

onEachDatabase('somebody ends every session of theirs at once, and nobody else’s', async database => {
  const { perform, person, logIn } = doorOf(await database.ledger(migrations))
  await person('lena', { role: 'viewer', everywhere: true })
  await person('mia', { role: 'viewer', everywhere: true })
  const [one, two, third] = [await logIn('lena', strong), await logIn('lena', strong), await logIn('mia', strong)]
  await perform(session.end, { all: true }, { cookie: one })
  for (const cookie of [one, two]) await assert.rejects(perform(session.show, {}, { cookie }), code('access/unknown'))
  assert.equal((await perform(session.show, {}, { cookie: third })).name, 'mia')
})

onEachDatabase('somebody sees where they are logged in and ends one of it, and none of another', async database => {
  const ledger = await database.ledger(migrations)
  const { door, perform, logIn, person, isIn } = doorOf(ledger)
  await person('ann')
  await person('bob')
  const [here, there] = [await logIn('ann', strong, '192.0.2.7'), await logIn('ann', strong, '192.0.2.8')]
  const bobs = await logIn('bob', strong)
  door.now += 60_000
  const { rows } = await perform(sessions.list, {}, { cookie: here })
  assert.deepEqual(
    new Set(rows.map(({ source, own }) => [source, own].join(' '))),
    new Set(['192.0.2.7 true', '192.0.2.8 false']),
  )
  const other = rows.find(({ own }) => !own)!
  await assert.rejects(perform(sessions.end, { id: other.id }, { cookie: bobs }), { code: 'access/not-found' })
  assert.ok(await isIn(there))
  await perform(sessions.end, { id: other.id }, { cookie: here })
  assert.deepEqual([await isIn(there), await isIn(here)], [false, true])
  await assert.rejects(perform(sessions.end, { id: other.id }, { cookie: here }), { code: 'access/not-found' })
  await perform(sessions.end, { id: rows.find(({ own }) => own)!.id }, { cookie: here })
  assert.deepEqual([await isIn(here), await isIn(bobs)], [false, true])
  await assert.rejects(perform(sessions.list, {}, { caller: local }), { code: 'access/forbidden' })
})
