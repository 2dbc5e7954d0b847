import type { Context, Hono } from 'hono'
import { cookieOf, crossSite } from '#access'
import { Problem } from '#base'
import type { Entrance } from '#ledger'
import { type Call, type House, inRouteOrder, type Known, type Named, perform, routeOf } from '#operations/operations'
import { actAnswer, askAnswer, fileAnswer, methodAnswer, problemAnswer, statusOfDone } from './answer.ts'
import type { Pace, Sent } from './body.ts'
import type { Cursors } from './cursor.ts'
import { type Ending, eventStream } from './events.ts'
import { problemDocument } from './problem-document.ts'
import { requestInput } from './request-input.ts'
import type { IncomingMessage, ServerResponse } from './wire.ts'

/** A request on its way, for the log. */
export interface Visit extends Sent {
  id: string
  outgoing: ServerResponse
  /** The address it comes from, as limits count it. */
  source: string
  https: boolean
  /** The name people know the server by. */
  host: string
  /** What it asked for: an operation, or another path that is answered. */
  operation: string
  /** `user:…` once somebody is known. */
  actor: string | undefined
}

export type Bindings = { Bindings: Visit }

/** Who is known by what a request brings. */
export interface Doorkeeper {
  ofToken(authorization: string): Promise<Known | undefined>
  ofSession(cookie: string, https: boolean): Promise<(Known & { session?: string | undefined }) | undefined>
}

/** What is counted: requests of an address and of an actor, and tries of an address to come in. */
export type Limited = 'address' | 'actor' | 'entry'

/** What the binding needs beside the operations. */
export interface Binding {
  house: House
  doorkeeper: Doorkeeper
  pages: Cursors
  /** Seconds after which an address or an actor may ask again, or an address act with nobody known, 0 for now. */
  pauseFor(kind: Limited, who: string): number
  /** An act of nobody known that was right does not count. */
  giveBack(source: string): void
  /** Takes a place for an upload; gives what frees it, or undefined when all are taken. */
  uploadPlace(): (() => void) | undefined
  /** Is over after a while. */
  hold(): Promise<void>
  pace?: Pace | undefined
}

const base = '/api/v1'

/** Every operation at its path under `/api/v1`; other methods of a path are refused by name. */
export function bindOperations(app: Hono<Bindings>, operations: readonly Named[], binding: Binding): void {
  const methods = new Map<string, Set<string>>()
  for (const named of inRouteOrder(operations)) {
    const { method, path } = routeOf(named)
    const pattern = `${base}${path.replace('{id}', ':id')}`
    methods.set(pattern, (methods.get(pattern) ?? new Set()).add(method))
    app.on(method, pattern, context => answered(named, context, binding))
  }
  for (const [pattern, known] of methods) app.all(pattern, ({ env, req }) => methodAnswer(req.method, known, env.id))
}

async function answered(named: Named, context: Context<Bindings>, binding: Binding): Promise<Response> {
  const visit = context.env
  visit.operation = named.name
  try {
    return await answerOf(named, context, binding)
  } catch (error) {
    fault(error, visit, binding)
    // Who asks too often waits for the answer: told at once, a flood would come back at once.
    if (error instanceof Problem && error.code === 'server/slow-down') await binding.hold()
    return problemAnswer(error, visit.id)
  }
}

/** A bug or a trouble of the machine goes to the log, of which the answer has the id alone. */
function fault(error: unknown, visit: Visit, { house }: Binding): void {
  const { status } = problemDocument(error, visit.id)
  const { code, message, stack } = error as Problem
  const ofMachine = status > 500 && /^(?:base|ledger)\//.test(code)
  if (status !== 500 && !ofMachine) return
  const line = { level: 'error', request: visit.id, operation: visit.operation, code, message }
  house.world.say(JSON.stringify(ofMachine ? line : { ...line, stack }))
}

async function answerOf(named: Named, context: Context<Bindings>, binding: Binding): Promise<Response> {
  const visit = context.env
  const { incoming } = visit
  const { operation } = named
  heldBack(binding, 'address', visit.source)
  const known = await whoAsks(visit, binding)
  if (known) heldBack(binding, 'actor', `${known.actor.kind}:${known.actor.id}`)
  const entering = operation.kind === 'act' && operation.can === 'open'
  if (entering) heldBack(binding, 'entry', visit.source)
  const url = new URL(context.req.url)
  let free = operation.kind === 'act' && operation.file ? placeOf(binding) : undefined
  try {
    const { raw, bytes } = await requestInput(named, { sent: visit, url, id: context.req.param('id') }, binding)
    const handed: { secret?: Parameters<Entrance['hand']>[0] }[] = []
    const entrance: Entrance = {
      source: visit.source,
      session: known?.session,
      hand: secret => void handed.splice(0, 1, { secret }),
    }
    const call: Call = { bytes, entrance, key: keyOf(incoming) }
    if (operation.kind === 'ask') {
      const out = await perform(binding.house, named, known, raw, call)
      const { accept, 'if-none-match': ifNoneMatch } = incoming.headers
      return askAnswer(out, named, { url, accept, ifNoneMatch }, binding.pages)
    }
    if (!operation.secret && /\btext\/event-stream\b/.test(incoming.headers.accept ?? '')) {
      const held = free
      const run: Work = progress => perform(binding.house, named, known, raw, { ...call, progress }).finally(held)
      free = undefined
      return await streamed(named, visit, run, binding)
    }
    const out = await perform(binding.house, named, known, raw, call)
    if (operation.gets && asksBytes.test(incoming.headers.accept ?? '')) return fileOf(operation.gets, out, binding)
    const answer = actAnswer(out, named, url.pathname)
    if (entering) binding.giveBack(visit.source)
    const now = binding.house.world.now()
    for (const { secret } of handed) answer.headers.append('set-cookie', cookieOf(secret, { https: visit.https, now }))
    return answer
  } finally {
    free?.()
  }
}

function fileOf({ path, name, digest }: Got, out: unknown, { house: { world } }: Binding): Response {
  return fileAnswer(world.disk, { path: path(out, world.folder), name: name(out), digest: digest(out) })
}

function heldBack(binding: Binding, kind: Limited, who: string): void {
  const pause = binding.pauseFor(kind, who)
  if (pause > 0)
    throw new Problem('server/slow-down', `Cannot answer so many requests: wait ${pause} seconds`, {
      wanted: `${pause} s`,
    })
}

function placeOf(binding: Binding): () => void {
  const free = binding.uploadPlace()
  if (free) return free
  throw new Problem('server/slow-down', 'Cannot take another upload now: others are underway', { wanted: '5 s' })
}

/** Who a request is from; refuses what a browser was made to send by a page of another site. */
async function whoAsks(visit: Visit, { doorkeeper }: Binding): ReturnType<Doorkeeper['ofSession']> {
  const { authorization, cookie, origin, 'content-type': contentType } = visit.incoming.headers
  const fetchSite = visit.incoming.headers['sec-fetch-site'] as string | undefined
  const { https, host } = visit
  const method = visit.incoming.method ?? ''
  const cross = crossSite({
    method,
    host,
    https,
    origin,
    fetchSite,
    contentType,
    cookie: cookie !== undefined && authorization === undefined,
    token: authorization !== undefined,
  })
  if (cross) throw cross
  const known =
    authorization !== undefined
      ? await doorkeeper.ofToken(authorization)
      : cookie !== undefined
        ? await doorkeeper.ofSession(cookie, https)
        : undefined
  if (!known && authorization !== undefined)
    throw new Problem('server/unknown', 'Cannot take this token: it is not known, or has ended')
  if (known) visit.actor = `${known.actor.kind}:${known.actor.id}`
  return known
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new Problem('operations/input', 'Cannot take this Idempotency-Key: up to 200 visible characters are wanted')
}

const asksBytes = /\bapplication\/octet-stream\b/

/** How an act answers with a file. */
type Got = NonNullable<Extract<Named['operation'], { kind: 'act' }>['gets']>

type Work = (progress: NonNullable<Call['progress']>) => Promise<unknown>

/** Milliseconds for which an error may still come as an answer of its own, before the stream of events has begun. */
const settling = 100

/** An act told as events; one that is refused at once is refused as any other. */
async function streamed(named: Named, visit: Visit, run: Work, binding: Binding): Promise<Response> {
  let tell: NonNullable<Call['progress']> = () => {}
  const work = run((...told) => tell(...told))
  const slow = new Promise(resolve => setTimeout(resolve, settling))
  await Promise.race([work, slow])
  const events = eventStream(async (progress): Promise<Ending> => {
    tell = progress
    try {
      const out = await work
      return { event: 'done', data: { status: statusOfDone(named, out), body: out } }
    } catch (error) {
      fault(error, visit, binding)
      return { event: 'problem', data: problemDocument(error, visit.id) }
    }
  })
  return new Response(events, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
}
