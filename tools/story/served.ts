import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DatabasePlace } from '#ledger'
import type { TestDatabase } from '../databases/each.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
export const password = 'a mill by the river Elbe 7'
/** What the clock of a story shows when its server starts. */
export const usualNow = '2026-11-21T10:00:00Z'

/** What came back for a request: the status, the headers, and the body as JSON where it is. */
export interface Told {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a story reads answers as any client does, by their names
  json: any
}

export interface Sending {
  /** Parameters of the query. */
  query?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  file?: Uint8Array
  /** Another one than the server's own; the empty one is none. */
  token?: string
  headers?: Readonly<Record<string, string>>
}

/** A program on its way. */
export interface Program {
  out(): string
  err(): string
  /** Its exit code; null where a signal ended it. */
  ended: Promise<number | null>
  child: ChildProcess
}

/** A server as a process of its own. */
export interface Served extends Program {
  address: string
  /** The folder it keeps everything in. */
  data: string
  /** Sent with each request where no other one is named. */
  token: string
  get(path: string, sending?: Sending): Promise<Told>
  post(path: string, sending?: Sending): Promise<Told>
  stop(): Promise<number | null>
  /** Ends it as the end of the machine would. */
  kill(): Promise<void>
}

export interface Start {
  data: string
  env?: Readonly<Record<string, string>>
  now?: string
  /** Of node, before the program. */
  nodeArgs?: readonly string[]
  args?: readonly string[]
  token?: string
}

/** A program of ours as a process, with nothing of this machine's settings. */
export function millcert(
  args: readonly string[],
  {
    env = {},
    nodeArgs = [],
    cwd,
  }: { env?: Readonly<Record<string, string>>; nodeArgs?: readonly string[]; cwd: string },
): Program {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const own = { PATH, NODE_COMPILE_CACHE, HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd, XDG_CONFIG_HOME: cwd }
  const child = spawn(process.execPath, [...nodeArgs, main, ...args], {
    cwd,
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = { out: '', err: '' }
  child.stdout.on('data', piece => {
    told.out += piece
  })
  child.stderr.on('data', piece => {
    told.err += piece
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  return { child, ended, out: () => told.out, err: () => told.err }
}

/** Starts a server on a free port; resolves once it said everything a start says. */
export async function startServer({
  data,
  env = {},
  now = usualNow,
  nodeArgs = [],
  args = [],
  token = '',
}: Start): Promise<Served> {
  const program = millcert(['serve', '--data', data, '--port', '0', '--now', now, ...args], {
    env,
    nodeArgs,
    cwd: dirname(data),
  })
  const address = await said(program, /listens at (http:\S+);/)
  const served: Served = {
    ...program,
    address,
    data,
    token,
    get: (path, sending) => call(served, 'GET', path, sending),
    post: (path, sending) => call(served, 'POST', path, sending),
    stop() {
      program.child.kill('SIGTERM')
      return program.ended
    },
    async kill() {
      program.child.kill('SIGKILL')
      await program.ended
    },
  }
  return served
}

/** What a program prints, once it does; throws with what it complained of where it ended before. */
export async function said(program: Program, pattern: RegExp): Promise<string> {
  let over = false
  void program.ended.then(() => {
    over = true
  })
  for (;;) {
    const found = pattern.exec(program.out())
    if (found) return found[1]!
    if (over) throw new Error(`it ended: ${program.out()}${program.err()}`)
    await wait(10)
  }
}

/** One request as programs send it. */
export async function call(
  { address, token }: { address: string; token: string },
  method: string,
  path: string,
  { query = {}, body, file, token: other, headers = {} }: Sending = {},
): Promise<Told> {
  const url = new URL(`/api/v1${path}`, address)
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) url.searchParams.append(name, one)
  const who = other ?? token
  const answer = await fetch(url, {
    method,
    redirect: 'error',
    headers: {
      ...(who && { authorization: `Bearer ${who}` }),
      ...(method === 'POST' && { 'content-type': file ? 'application/octet-stream' : 'application/json' }),
      ...headers,
    },
    body: file ? new Uint8Array(file) : method === 'POST' ? JSON.stringify(body ?? {}) : null,
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, headers: answer.headers, text, json: isJson && text ? JSON.parse(text) : undefined }
}

/** Where a server keeps what it keeps, on either database. */
export function homeOf(place: DatabasePlace, context: TestContext): { data: string; env: Record<string, string> } {
  const outer = mkdtempSync(join(tmpdir(), 'millcert-story-'))
  context.after(() => rmSync(outer, { recursive: true, force: true }))
  return {
    data: join(outer, 'data'),
    env: 'address' in place ? { MILLCERT_DATABASE_URL: place.address } : {},
  }
}

/** Chooses the administrator's password with the link of the first start, logs in, and makes a token that may do everything. */
export async function setUp(served: Served): Promise<string> {
  const link = await said(served, /"link":"([\w-]+)"/)
  done(await served.post('/setup/finish', { body: { link, password } }))
  const cookie = await logIn(served, 'admin', password)
  const token = await tokenFor(served, cookie, { name: 'a story', role: 'admin', everywhere: true })
  served.token = token
  return token
}

/** Gives the cookie of a new session. */
export async function logIn(served: Served, name: string, word: string): Promise<string> {
  const login = done(await served.post('/session/start', { body: { name, password: word }, token: '' }))
  return login.headers.get('set-cookie')!.split(';')[0]!
}

/** A token made in a session; it ends long after every story. */
export async function tokenFor(served: Served, cookie: string, body: Record<string, unknown>): Promise<string> {
  const made = await served.post('/tokens', {
    body: { expires: '2027-02-01T00:00:00Z', ...body },
    token: '',
    headers: { cookie, origin: served.address },
  })
  return done(made).json.token
}

/** What came back, where it is no refusal. */
export function done(told: Told): Told {
  if (told.status < 300) return told
  throw new Error(`${told.status} ${told.text}`)
}

/** A server with one site, NH, that an administrator's token asks; it ends with the test. */
export async function withSite(
  { place }: Pick<TestDatabase, 'place'>,
  context: TestContext,
  start: Omit<Start, 'data' | 'env'> = {},
): Promise<{ served: Served; env: Record<string, string> }> {
  const { data, env } = homeOf(place, context)
  const served = await startServer({ data, env, ...start })
  context.after(() => served.kill())
  await setUp(served)
  done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen', timeZone: 'Europe/Berlin' } }))
  return { served, env }
}
