import type { ZodType } from 'zod'
import { canonicalJson, type Digest, digest, digester, Problem } from '#base'
import type { Act, Actor, Entrance, Ledger, Permission, Read, Scope, Seen, SiteId, Write } from '#ledger'
import { keepAnswer, keptAnswer } from './answer-store.ts'
import { inputWords } from './input-words.ts'
import type { Named } from './named.ts'

/** What operations are performed in: the ledger, and the world less who asks. */
export interface House {
  readonly ledger: Ledger
  readonly world: Omit<Seen, 'actor' | 'sites' | 'entrance'>
  /** The id of the site that a text names by its id or code; undefined where there is none. */
  siteOf?(db: Read, text: string): Promise<string | undefined>
  /** For tests: what an operation gives is held against what it says it gives. */
  readonly strict?: boolean
}

/** Somebody who is known. */
export interface Known {
  readonly actor: Actor
  /** Where they have a permission; the empty set where they have it nowhere. */
  scopeFor(permission: Permission): Scope
}

/** What comes with a call beside its input. */
export interface Call {
  bytes?: AsyncIterable<Uint8Array> | undefined
  progress?: Seen['progress'] | undefined
  entrance?: Entrance | undefined
  /** A name the caller gave to this act: sent again within a day, it is answered as before and not done again. */
  key?: string | undefined
}

/** Milliseconds for which the answer of an act with a key is kept. */
export const keptFor = 24 * 60 * 60 * 1000

/** Who asks what is open to anybody. */
const visitor: Actor = { kind: 'house', id: 'visitor', name: 'a visitor' }

/**
 * Performs an operation for somebody, or for a visitor where nobody is known: permission, input, then the question in one consistent
 * state, or the act with its entry. Throws `operations/unknown`, `operations/forbidden`, `operations/input`, `operations/not-found`
 * for a site that is not there or outside the actor's, `operations/key-used`, and what the operation throws. A refused or failed act is told in the journal.
 *
 * @param raw what came from outside, in the words of JSON
 */
export async function perform(
  house: House,
  named: Named,
  known: Known | undefined,
  raw: unknown,
  call: Call = {},
): Promise<unknown> {
  const { name, operation } = named
  const { actor, sites } = await admitted(house, named, known)
  const input = await located(house, name, inputOf(name, operation.takes, raw))
  insideScope(name, input, sites)
  const { progress, entrance } = call
  const seen: Seen = { ...house.world, actor, sites, entrance, ...(progress ? { progress } : {}) }
  const giving = (out: unknown) => (house.strict ? operation.gives.parse(out) : out)
  if (operation.kind === 'ask') return giving(await house.ledger.read(db => operation.run({ ...seen, db }, input)))
  try {
    return giving(await performAct(house, named, operation, seen, input, call))
  } catch (error) {
    const problem = outside(name, error)
    // Of what anybody may try the journal could be made to grow for ever.
    if (known) await tell(house, named, seen, input, 'failed', problem)
    throw problem
  }
}

/** Who asks and where they may; throws for those who may not. */
async function admitted(house: House, named: Named, known: Known | undefined): Promise<{ actor: Actor; sites: Scope }> {
  const { can } = named.operation
  if (can === 'open') return { actor: known?.actor ?? visitor, sites: 'everywhere' }
  if (known === undefined)
    throw new Problem('operations/unknown', `Cannot do ${named.name}: nobody is logged in`, {
      next: 'log in, or send a token as "Authorization: Bearer …"',
    })
  const sites = can === 'self' ? 'everywhere' : known.scopeFor(can)
  if (sites === 'everywhere' || sites.size > 0) return { actor: known.actor, sites }
  const denied = new Problem(
    'operations/forbidden',
    `Cannot do ${named.name}: ${can} is not given to ${known.actor.name}`,
    { wanted: can, next: 'ask an administrator for a role that gives it' },
  )
  if (named.operation.kind === 'act') await tell(house, named, { actor: known.actor, sites }, {}, 'denied', denied)
  throw denied
}

/** An input whose site is named by its code has the site's id. Throws `operations/not-found` where there is no such site. */
async function located(
  { ledger, siteOf }: House,
  name: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { siteId } = input
  if (typeof siteId !== 'string' || !siteOf) return input
  const id = await ledger.read(db => siteOf(db, siteId))
  if (id === undefined) throw noSite(name)
  return { ...input, siteId: id }
}

/** What the schema of an operation makes of what came; throws `operations/input` with the first place that is wrong. */
function inputOf(name: string, takes: ZodType, raw: unknown): Record<string, unknown> {
  const read = takes.safeParse(raw)
  if (read.success) {
    const at = unkeepable(read.data)
    if (at === undefined) return read.data as Record<string, unknown>
    throw new Problem('operations/input', `Cannot do ${name}: a character that no text can have at ${at}`, {
      at,
      wanted: 'text without U+0000 and without halves of characters',
    })
  }
  const [issue] = read.error.issues as [(typeof read.error.issues)[0]]
  const at = issue.path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  const more = read.error.issues.length - 1
  throw new Problem(
    'operations/input',
    `Cannot do ${name}: ${inputWords(issue, raw)}${more > 0 ? `, and ${more} more` : ''}`,
    { at, next: 'see what it takes in /api/openapi.json or with --help' },
  )
}

/** The first place of a text that not every database can keep (PostgreSQL, 8.3: U+0000), as a pointer. */
function unkeepable(input: unknown): string | undefined {
  const waiting: [value: unknown, at: string][] = [[input, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at] = next
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return at
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) waiting.push([inner, `${at}/${key}`])
  }
  return undefined
}

/** A site that the actor may not see is, for them, not there. */
function insideScope(name: string, { siteId }: Record<string, unknown>, sites: Scope): void {
  if (typeof siteId === 'string' && sites !== 'everywhere' && !sites.has(siteId as SiteId)) throw noSite(name)
}

function noSite(name: string): Problem {
  return new Problem('operations/not-found', `Cannot do ${name}: there is no such site`, { at: '/siteId' })
}

/** What the ledger says of an entry about a foreign site is said as of one that is not there. */
function outside(name: string, error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'ledger/outside') return error
  return error.detail.found === 'enterprise'
    ? new Problem('operations/forbidden', `Cannot do ${name}: it changes facts of the whole enterprise`, error.detail)
    : noSite(name)
}

// biome-ignore lint/suspicious/noExplicitAny: inputs differ by operation, and `takes` has read this one
type AnyAct = Act<any, any, any>

async function performAct(
  { ledger, world }: House,
  { name }: Named,
  operation: AnyAct,
  seen: Seen,
  input: Record<string, unknown>,
  { bytes, key }: Call,
): Promise<unknown> {
  if (key !== undefined && operation.secret)
    throw new Problem('operations/no-key', `Cannot do ${name} with a key: its answer is a secret and is not kept`)
  const heard = bytes && overheard(bytes)
  const once = key === undefined ? undefined : { key, since: world.now() - keptFor }
  const before = once && (await ledger.read(db => keptAnswer(db, seen.actor, once.key, once.since)))
  if (before) {
    await heard?.rest()
    return again(before, requestOf(name, input, heard?.digest()))
  }
  const ready = await operation.prepare?.(
    { ...seen, look: ledger.read, derive: ledger.derive, ...(heard ? { bytes: heard.bytes } : {}) },
    input,
  )
  try {
    await heard?.rest()
    const request = once && requestOf(name, input, heard?.digest())
    const doing = { actor: seen.actor, operation: name, at: world.now(), sites: seen.sites }
    return await ledger.write(doing, async (db: Write) => {
      // Asked here too: the same act may have been sent twice at once.
      const kept = once && (await keptAnswer(db, seen.actor, once.key, once.since))
      if (kept) return { out: again(kept, request!) }
      const done = await operation.run({ ...seen, db }, input, ready)
      if (once && done.entry)
        await keepAnswer(db, seen.actor, once.key, { request: request!, answer: JSON.stringify(done.out) }, world.now())
      return done
    })
  } finally {
    await operation.after?.(seen, ready)
  }
}

function requestOf(name: string, input: unknown, bytes: Digest | undefined): Digest {
  return digest(canonicalJson({ name, input, bytes }))
}

function again({ request, answer }: { request: Digest; answer: string }, wanted: Digest): unknown {
  if (request === wanted) return JSON.parse(answer)
  throw new Problem('operations/key-used', 'Cannot do this: its key was used for another request within a day', {
    next: 'give every act a key of its own',
  })
}

/** Bytes as they pass, with their digest; `rest` reads what nobody asked for. */
function overheard(bytes: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>
  rest(): Promise<void>
  digest(): Digest
} {
  const sum = digester()
  const source = bytes[Symbol.asyncIterator]()
  const next = async () => {
    const piece = await source.next()
    if (!piece.done) sum.add(piece.value)
    return piece
  }
  return {
    bytes: { [Symbol.asyncIterator]: () => ({ next }) },
    async rest() {
      while (!(await next()).done);
    },
    digest: () => sum.digest(),
  }
}

/** Too often asked to be worth an entry each, or no fault of the act. */
const untold = /\/(?:slow-down|busy)$/

/** Tells the journal; where even that cannot be written nothing was changed either, and the act's own error is the one to show. */
async function tell(
  { ledger, world }: House,
  { name }: Named,
  { actor, sites }: Pick<Seen, 'actor' | 'sites'>,
  { id, siteId }: Record<string, unknown>,
  result: 'denied' | 'failed',
  error: unknown,
): Promise<void> {
  const code = error instanceof Problem ? error.code : 'bug'
  if (untold.test(code)) return
  const entry = { object: typeof id === 'string' ? id : name, result, change: { code } }
  const site = typeof siteId === 'string' ? { site: siteId as SiteId } : {}
  await ledger.tell({ actor, operation: name, at: world.now(), sites }, { ...entry, ...site }).catch(() => {})
}
