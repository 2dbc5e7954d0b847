import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { jsonText, Problem } from '#base'
import type { Named } from '#operations/operations'
import { methodAnswer, problemAnswer } from './answer.ts'
import { type Binding, type Bindings, bindOperations, type Visit } from './bind.ts'
import type { Metrics } from './metrics.ts'
import { openApi } from './open-api.ts'
import { noPages, opensPage, type Pages } from './pages.ts'

/** What the paths beside the operations answer with. */
export interface Around {
  metrics: Metrics
  /** Milliseconds since 1970 UTC. */
  startedAt: number
  /** Whether no new work is taken any more. */
  stopping(): boolean
  /** Undefined where none were built. */
  pages: Pages | undefined
}

/** Everything that is answered: operations, their description, health, metrics and the pages. */
export function appOf(operations: readonly Named[], binding: Binding, around: Around): Hono<Bindings> {
  const app = new Hono<Bindings>()
  const tell = (path: string, name: string, answer: (request: Request) => Response | Promise<Response>) => {
    app.get(path, async ({ env, req }) => {
      env.operation = name
      return answer(req.raw)
    })
    app.all(path, ({ env, req }) => methodAnswer(req.method, ['GET'], env.id))
  }
  tell('/healthz', 'health', () => json({ status: 'alive' }))
  tell('/readyz', 'ready', () => ready(binding, around))
  tell('/metrics', 'metrics', () => {
    const text = around.metrics.text({ resident: process.memoryUsage.rss(), startedAt: around.startedAt })
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' } })
  })
  let described: { body: string; tag: string } | undefined
  tell('/api/openapi.json', 'openapi', request => {
    described ??= tagged(jsonText(openApi(operations)))
    const headers = { etag: described.tag, 'cache-control': 'no-cache', 'content-type': 'application/json' }
    if (request.headers.get('if-none-match') === described.tag) return new Response(null, { status: 304, headers })
    return new Response(described.body, { headers })
  })
  bindOperations(app, operations, binding)
  app.notFound(({ env, req }) => pageAnswer(req.path, req.raw, env, around.pages) ?? nothing(env.id))
  app.onError((error, { env }) => problemAnswer(error, env.id))
  return app
}

/** A page or a file of the pages, which are only read; undefined for what nobody opens as one. */
function pageAnswer(path: string, request: Request, env: Visit, pages: Pages | undefined): Response | undefined {
  const file = pages?.file(path, request)
  const isThere = file !== undefined || path === '/'
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return isThere ? methodAnswer(request.method, ['GET'], env.id) : undefined
  if (!isThere && !opensPage(path, request)) return undefined
  env.operation = file === undefined ? 'page' : 'file'
  if (pages) return file ?? pages.page(request)
  return path === '/' ? new Response(noPages, { headers: { 'content-type': 'text/html; charset=utf-8' } }) : undefined
}

function nothing(id: string): Response {
  const next = 'see /api/openapi.json for the paths there are'
  return problemAnswer(new Problem('server/not-found', 'Cannot answer this path: there is nothing at it', { next }), id)
}

function json(value: object, status = 200): Response {
  return new Response(jsonText(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
}

/** Milliseconds in which the database must answer. */
const patience = 2000

/** Whether requests can be served: the database answers, and nobody is stopping the server. */
async function ready({ house }: Binding, { stopping }: Around): Promise<Response> {
  if (stopping()) return json({ status: 'stopping' }, 503)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), patience)
  })
  const asked = house.ledger.read(async () => true).catch(() => false)
  const well = await Promise.race([asked, late])
  clearTimeout(timer)
  return well ? json({ status: 'ready' }) : json({ status: 'no database' }, 503)
}

function tagged(body: string): { body: string; tag: string } {
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"` }
}
