import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { rateLimit, sourceOf } from '#access'
import { jsonText, newId, Problem } from '#base'
import type { House, Named } from '#operations/operations'
import { problemAnswer } from './answer.ts'
import { appOf } from './app.ts'
import type { Binding, Doorkeeper, Limited, Visit } from './bind.ts'
import type { Pace } from './body.ts'
import { cursors } from './cursor.ts'
import { everyHeader, refusal } from './gate.ts'
import { type Metrics, metrics } from './metrics.ts'
import type { Pages } from './pages.ts'
import { answerUnparsed } from './unparsed.ts'
import { type AddressInfo, createServer, type IncomingMessage, type Server, type ServerResponse } from './wire.ts'

/** What a server answers with, and how much of it at a time. */
export interface Serving {
  house: House
  operations: readonly Named[]
  doorkeeper: Doorkeeper
  /** Signs the places where pages end. */
  pageKey: Uint8Array
  host: string
  port: number
  /** What people are shown; undefined where it was not built. */
  pages?: Pages | undefined
  /** Addresses that people know the server by beside its own: `https://millcert.plant.example`. */
  origins?: readonly string[]
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  proxies?: readonly string[]
  /** Requests of one address, of one actor, and wrong tries of one address to come in: at once, and in a second. */
  rates?: Readonly<Record<Limited, { burst: number; perSecond: number }>>
  uploads?: number
  pace?: Pace
  /** Why nothing can be written, where that is so. */
  fault?: () => string | undefined
  /** Milliseconds for which a request too many waits for its answer. */
  hold?: number
}

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8470`. */
  address: string
  /** Takes no new request, waits for those underway, and cuts what is left after some seconds. */
  stop(): Promise<void>
}

/** Milliseconds. */
const headersTime = 10_000
const checkTime = 2_000
const idleTime = 5_000
const drainTime = 10_000
/** Sockets, requests underway, and addresses that limits keep in mind. */
const mostSockets = 2000
const mostUnderway = 512
const mostSources = 10_000
/** Requests too many that wait for their answers. */
const mostHeld = 256
const usualRates: NonNullable<Serving['rates']> = {
  address: { burst: 400, perSecond: 100 },
  actor: { burst: 400, perSecond: 100 },
  entry: { burst: 20, perSecond: 0.2 },
}

/** What a server keeps in mind while it runs. */
interface State {
  serving: Serving
  hosts: Set<string>
  told: Metrics
  underway: number
  stopping: boolean
  /** The newest answer of a connection. */
  answers: WeakMap<object, ServerResponse>
}

/** Listens; the promise is broken with a Problem where the port is taken. */
export async function listen(serving: Serving): Promise<Listening> {
  const state: State = {
    serving,
    hosts: new Set(),
    told: metrics(),
    underway: 0,
    stopping: false,
    answers: new WeakMap(),
  }
  const server = createServer({
    headersTimeout: headersTime,
    // Bodies are timed by how fast they come (`bodyOf`): a large one may take its time.
    requestTimeout: 0,
    keepAliveTimeout: idleTime,
    connectionsCheckingInterval: checkTime,
    maxHeaderSize: 16 * 1024,
  })
  server.maxConnections = mostSockets
  const answer = answerer(state)
  server.on('request', answer)
  server.on('checkContinue', answer)
  server.on('clientError', (error, socket) => answerUnparsed(error, socket, state.answers.get(socket)))
  await listening(server, serving)
  const { port } = server.address() as AddressInfo
  for (const name of namesOf(serving, port)) state.hosts.add(name)
  const { host } = serving
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async stop() {
      state.stopping = true
      await stopped(server)
    },
  }
}

/** Answers one request: what may not come in at once, anything else by the app; counts and logs it when it is over. */
function answerer(state: State): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { serving, told } = state
  const app = appOf(serving.operations, bindingOf(serving, told.underway), {
    metrics: told,
    startedAt: serving.house.world.now(),
    stopping: () => state.stopping,
    pages: serving.pages,
  })
  const { fetch: routed } = app
  const visits = new WeakMap<object, Visit>()
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const visit = visits.get(incoming)!
      return finished(visit, await routed(request, visit))
    },
    { autoCleanupIncoming: false, errorHandler: unreadable, hostname: serving.host },
  )
  return (incoming, outgoing) => {
    const few = state.underway < mostUnderway || /^\/(?:health|ready)z$/.test(incoming.url ?? '')
    const refused = few ? refusal(incoming, state.hosts) : tooMany()
    const visit = visitOf(incoming, outgoing, serving)
    visits.set(incoming, visit)
    state.answers.set(incoming.socket, outgoing)
    state.underway++
    told.underway('requests', 1)
    const from = performance.now()
    outgoing.once('close', () => {
      state.underway--
      told.underway('requests', -1)
      over(visit, performance.now() - from, serving.house, told.count)
    })
    if (state.stopping) outgoing.shouldKeepAlive = false
    const fault = !refused && /^\/readyz(?:\?|$)/.test(incoming.url ?? '') ? serving.fault?.() : undefined
    if (fault !== undefined) void written(outgoing, finished(visit, notWell()))
    else if (refused) void written(outgoing, finished(visit, problemAnswer(refused, visit.id)))
    else void listener(incoming, outgoing)
  }
}

function bindingOf(
  { house, doorkeeper, pageKey, rates = usualRates, uploads = 4, pace, hold = 1000 }: Serving,
  underway: (kind: 'uploads', change: 1 | -1) => void,
): Binding {
  const limits = {
    address: rateLimit({ ...rates.address, most: mostSources }),
    actor: rateLimit({ ...rates.actor, most: mostSources }),
    entry: rateLimit({ ...rates.entry, most: mostSources }),
  }
  let places = uploads
  let held = 0
  return {
    house,
    doorkeeper,
    pace,
    pages: cursors(pageKey),
    pauseFor: (kind, who) => limits[kind].take(who, performance.now()),
    async hold() {
      if (held >= mostHeld || hold === 0) return
      held++
      await wait(hold)
      held--
    },
    giveBack: source => limits.entry.giveBack(source),
    uploadPlace() {
      if (places === 0) return undefined
      places--
      underway('uploads', 1)
      let held = true
      return () => {
        if (!held) return
        held = false
        places++
        underway('uploads', -1)
      }
    },
  }
}

function visitOf(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { house, origins = [], proxies = [] }: Serving,
): Visit {
  const forwarded = incoming.headers['x-forwarded-for'] as string | undefined
  const host = incoming.headers.host?.toLowerCase() ?? ''
  return {
    id: newId('request', house.world),
    incoming,
    outgoing,
    source: sourceOf(incoming.socket.remoteAddress ?? '', forwarded, proxies),
    // A proxy speaks https for us: the origin it was told to us under says so.
    https: origins.some(origin => origin.toLowerCase() === `https://${host}`),
    host,
    operation: '',
    actor: undefined,
    begin() {
      if (/^100-continue$/i.test(incoming.headers.expect ?? '') && !outgoing.headersSent) outgoing.writeContinue()
    },
  }
}

/** Names a browser may write in `Host`. */
function namesOf({ host, origins = [] }: Serving, port: number): string[] {
  const own = new Set([host.includes(':') ? `[${host}]` : host, 'localhost', '127.0.0.1', '[::1]'])
  const names = [...own].flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  return [...names, ...origins.map(origin => new URL(origin).host)].map(name => name.toLowerCase())
}

/** Bytes of a body nobody read that are taken all the same, so that its connection can be used again. */
const restTaken = 64 * 1024

/** The answer with the headers of every answer. */
function finished({ id, incoming, outgoing, https }: Visit, answer: Response): Response {
  for (const [name, value] of Object.entries(everyHeader))
    if (!answer.headers.has(name)) answer.headers.set(name, value)
  if (https) answer.headers.set('strict-transport-security', 'max-age=31536000')
  answer.headers.set('x-request-id', id)
  if (incoming.complete) return answer
  // A body that was not read to its end: a little is taken for a moment, anything else ends the connection.
  const little = Number(incoming.headers['content-length']) <= restTaken && answer.status !== 408
  if (!little) answer.headers.set('connection', 'close')
  outgoing.once('finish', () => {
    let taken = 0
    incoming
      .on('error', () => {})
      .on('data', (piece: Uint8Array) => {
        taken += piece.length
        if (taken > restTaken) incoming.destroy()
      })
    setTimeout(() => incoming.complete || incoming.destroy(), checkTime).unref()
  })
  return answer
}

async function written(outgoing: ServerResponse, answer: Response): Promise<void> {
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
}

/** What `/readyz` says of a server that can read and not write. */
function notWell(): Response {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return new Response(jsonText({ status: 'damaged, nothing is written' }), { status: 503, headers })
}

function tooMany(): Problem {
  return new Problem('server/busy', 'Cannot answer now: too many requests are underway', { wanted: '2 s' })
}

function unreadable(): Response {
  const problem = new Problem('server/path', 'Cannot read this request: its address or Host is not well-formed')
  return problemAnswer(problem, 'none')
}

/** One line a request: what was asked, by whom, how it went. No path, no query, no body: they have names of findings in them. */
function over(
  visit: Visit,
  milliseconds: number,
  { world }: House,
  count: (operation: string, status: number, seconds: number) => void,
): void {
  const { id, incoming, outgoing, operation, actor, source } = visit
  const status = outgoing.writableFinished ? outgoing.statusCode : 499
  count(operation || 'none', status, milliseconds / 1000)
  const line = {
    at: new Date(world.now()).toISOString(),
    level: status >= 500 ? 'error' : 'info',
    request: id,
    method: incoming.method,
    operation: operation || undefined,
    status,
    ms: Math.round(milliseconds),
    bytes: Number(incoming.headers['content-length']) || undefined,
    actor,
    source,
  }
  world.say(JSON.stringify(line))
}

function listening(server: Server, { host, port }: Serving): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message
      const next = 'name another one with --port'
      reject(new Problem('server/port', `Cannot listen at ${host} port ${port}: ${why}`, { next }))
    })
    server.listen(port, host, resolve)
  })
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), drainTime)
  await closed
  clearTimeout(late)
}
