import type * as access from '#access/operations'
import type * as answers from '#answers/operations'
import type * as bills from '#boms/operations'
import type * as found from '#findings/operations'
import type * as intake from '#intake/operations'
import type * as ledger from '#ledger/operations'
import type * as making from '#lots/operations'
import type * as plant from '#plant/operations'
import type * as makers from '#vendors/operations'

type Kept = Awaited<ReturnType<typeof bills.keptBoms>>
type Papers = Awaited<ReturnType<typeof intake.papers>>

/** Every operation of the server by noun, as the rooms have them: types alone, nothing of them is loaded. */
interface Nouns {
  accounts: typeof access.accounts
  advisories: typeof answers.advisories
  ask: typeof answers.ask
  assets: typeof plant.assets & typeof answers.assets
  backups: typeof ledger.backups
  boms: Kept['boms'] & Papers['boms'] & typeof answers.boms
  components: typeof answers.components
  conduits: typeof plant.conduits
  conflicts: typeof plant.conflicts
  deployments: typeof plant.deployments
  drift: typeof plant.drift
  feeds: typeof found.feeds
  findings: typeof found.findings
  health: typeof answers.health
  import: Papers['import']
  imports: typeof plant.imports & Papers['imports']
  journal: typeof ledger.journal
  lots: typeof making.lots & typeof answers.lots
  monoculture: typeof answers.monoculture
  password: typeof access.password
  paths: typeof answers.paths
  places: typeof plant.places
  plant: typeof answers.plant
  session: typeof access.session
  sessions: typeof access.sessions
  setup: typeof access.setup
  sites: typeof plant.sites
  support: typeof makers.support
  tokens: typeof access.tokens
  vendors: typeof makers.vendors & typeof answers.vendors
  windows: typeof plant.windows
  zones: typeof plant.zones
}

interface Question {
  kind: 'ask'
}
interface Change {
  kind: 'act'
}

/** `assets.list`; `ask` for a verb that stands alone. */
type Named<Kind> = {
  [Noun in keyof Nouns]: Nouns[Noun] extends Question | Change
    ? Nouns[Noun] extends Kind
      ? Noun
      : never
    : {
        [Verb in keyof Nouns[Noun]]: Nouns[Noun][Verb] extends Kind ? `${Noun}.${Verb & string}` : never
      }[keyof Nouns[Noun]]
}[keyof Nouns]

/** Names of questions, and of acts. */
export type AskName = Named<Question>
export type ActName = Named<Change>
export type Name = AskName | ActName

type Operation<N extends Name> = N extends keyof Nouns
  ? Nouns[N]
  : N extends `${infer Noun extends keyof Nouns}.${infer Verb}`
    ? Nouns[Noun][Verb & keyof Nouns[Noun]]
    : never

/** What the server fills in where it is left out. */
type Preset =
  | 'certainty'
  | 'complete'
  | 'dryRun'
  | 'everything'
  | 'isCut'
  | 'limit'
  | 'most'
  | 'newKey'
  | 'order'
  | 'part'
  | 'piece'
  | 'simulated'
  | 'source'
  | 'states'
  | 'timeZone'
  | 'versionsAsWritten'
type Given<I> = Omit<I, Preset> & Partial<Pick<I, Extract<keyof I, Preset>>>

/** What an operation takes. */
export type In<N extends Name> =
  Operation<N> extends { run(world: never, input: infer I, ...rest: never[]): unknown } ? Given<I> : never

/** What it gives. */
export type Out<N extends Name> =
  Operation<N> extends { kind: 'ask'; run(...given: never[]): Promise<infer O> }
    ? O
    : Operation<N> extends { kind: 'act'; run(...given: never[]): Promise<{ out: infer O }> }
      ? O
      : never

/** A problem document (RFC 9457) of the server, or that it could not be reached (`web/unreachable`, status 0). */
export interface Refusal extends Error {
  readonly refusal: true
  readonly code: string
  readonly status: number
  /** The status in words. */
  readonly title: string
  /** What could not be done and why, in one line. */
  readonly detail: string
  /** What to do about it. */
  readonly next?: string | undefined
  /** Where in the input: `/limit`. */
  readonly pointer?: string | undefined
  /** The request, as the server's log has it. */
  readonly instance?: string | undefined
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'refusal' in error
}

/** How far long work is: `total` 0 means unknown. `sent` is what the browser does, anything else the server's word. */
export interface Progress {
  label: string
  done: number
  total: number
}

/** How an act is done. */
export interface Doing {
  onProgress?: ((progress: Progress) => void) | undefined
  signal?: AbortSignal | undefined
  /** Told again with the same key, an act is done once; a new one is made where none is given. */
  key?: string | undefined
}

const base = '/api/v1'
/** Verbs that the method says already. */
const unsaid = new Set(['list', 'show', 'add'])
/** Acts that take or give a secret: the server keeps nothing of them, so they take no key. */
export const secretActs: ReadonlySet<string> = new Set([
  'accounts.add',
  'accounts.invite',
  'password.change',
  'session.start',
  'setup.finish',
  'tokens.add',
])

/** The path of an operation, and what of its input does not stand in it: `assets.show` with an id is `/api/v1/assets/ID`. */
export function pathOf(name: string, input: object): { path: string; rest: Record<string, unknown> } {
  const [noun = '', verb] = name.split('.').map(word => word.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`))
  const { id, ...others } = input as { id?: string }
  const rest: Record<string, unknown> = id === undefined || verb === undefined ? { ...input } : others
  const segments = [base, noun]
  if (id !== undefined && verb !== undefined) segments.push(encodeURIComponent(id))
  if (verb !== undefined && !unsaid.has(verb)) segments.push(verb)
  return { path: segments.join('/'), rest }
}

/** The address of a question, to open or download it. */
export function fileAddress<N extends AskName>(name: N, input: In<N>): string {
  return addressOf(name, input)
}

function addressOf(name: string, input: object): string {
  const { path, rest } = pathOf(name, input)
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value])
      query.append(key, typeof one === 'object' ? JSON.stringify(one) : String(one))
  }
  return query.size === 0 ? path : `${path}?${query}`
}

/** A question with its input. */
export type Asked = { [N in AskName]: readonly [name: N, input: In<N>] }[AskName]

/** Answers that are on their way before anybody asked for them, by their addresses. */
const ahead = new Map<string, Promise<Response>>()
/** Milliseconds for which such an answer is one of now. */
const aheadTime = 15_000

/** Asks before the page that wants the answer is there: who asks the same next is given that answer. */
export function askAhead([name, input]: Asked): void {
  const address = addressOf(name, input)
  if (ahead.has(address)) return
  const answer = fetch(address)
  // Whoever takes it is told; nobody may.
  answer.catch(() => {})
  ahead.set(address, answer)
  setTimeout(() => {
    if (ahead.delete(address)) performance.mark(`asked in vain: ${address}`)
  }, aheadTime)
}

/** Asks a question. Throws a Refusal. */
export async function ask<N extends AskName>(name: N, input: In<N>, signal?: AbortSignal): Promise<Out<N>> {
  const address = addressOf(name, input)
  const early = ahead.get(address)
  ahead.delete(address)
  const answer = await reached(early ?? fetch(address, { signal: signal ?? null }))
  return (await bodyOf(answer)) as Out<N>
}

/** Does an act; with `onProgress` the server tells how far it is. Throws a Refusal. */
export async function act<N extends ActName>(name: N, input: In<N>, doing: Doing = {}): Promise<Out<N>> {
  const { path, rest } = pathOf(name, input)
  const { onProgress, signal = null } = doing
  const answer = await reached(
    fetch(path, {
      method: 'POST',
      headers: headersOf(name, doing, 'application/json'),
      body: JSON.stringify(rest),
      signal,
    }),
  )
  if (!onProgress || !/event-stream/.test(answer.headers.get('content-type') ?? ''))
    return (await bodyOf(answer)) as Out<N>
  const reader = eventsOf(onProgress)
  const decoder = new TextDecoder()
  const pieces = answer.body!.getReader()
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read())
    reader.take(decoder.decode(piece.value, { stream: true }))
  return reader.end() as Out<N>
}

/**
 * Sends a file with an act: first how much of it is sent is told (`label` is `sent`), then what the server does with it. Throws a
 * Refusal.
 */
export function upload<N extends ActName>(name: N, file: Blob, input: In<N>, doing: Doing = {}): Promise<Out<N>> {
  const { onProgress, signal } = doing
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const events = eventsOf(progress => onProgress?.(progress))
    let read = 0
    const take = () => {
      events.take(request.responseText.slice(read))
      read = request.responseText.length
    }
    const streams = () => /event-stream/.test(request.getResponseHeader('content-type') ?? '')
    request.open('POST', addressOf(name, input))
    for (const [key, value] of Object.entries(headersOf(name, doing, 'application/octet-stream')))
      request.setRequestHeader(key, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress?.({ label: 'sent', done: loaded, total })
    request.onprogress = () => streams() && take()
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(signal?.reason ?? unreachable())
    request.onload = () => {
      try {
        if (streams()) {
          take()
          resolve(events.end() as Out<N>)
        } else resolve(told(request.status, request.responseText) as Out<N>)
      } catch (error) {
        reject(error)
      }
    }
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Does an act that is answered with a file: its bytes, which the browser keeps. Throws a Refusal. */
export async function fetchFile<N extends ActName>(name: N, input: In<N>, signal?: AbortSignal): Promise<Blob> {
  const { path, rest } = pathOf(name, input)
  const headers = { ...headersOf(name, {}, 'application/json'), accept: 'application/octet-stream' }
  const answer = await reached(
    fetch(path, { method: 'POST', headers, body: JSON.stringify(rest), signal: signal ?? null }),
  )
  if (!answer.ok) throw refusalOf(answer.status, parsed(await answer.text()))
  return reached(answer.blob())
}

function headersOf(name: string, { onProgress, key }: Doing, type: string): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': type }
  if (onProgress) headers['accept'] = 'text/event-stream, application/json'
  if (!secretActs.has(name)) headers['idempotency-key'] = key ?? newKey()
  return headers
}

/** A key nobody else has. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : unreachable()
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  return told(answer.status, await answer.text())
}

function told(status: number, text: string): unknown {
  const body = parsed(text)
  if (status >= 200 && status < 300 && body !== undefined) return body
  throw refusalOf(status, body)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(status: number, body: unknown): Refusal {
  const said = (body ?? {}) as Partial<Refusal>
  const detail = said.detail ?? `Cannot do this: the server answered ${status}`
  const { next, pointer, instance } = said
  const kind = { refusal: true as const, code: said.code ?? 'web/unreadable', status, title: said.title ?? '', detail }
  return Object.assign(new Error(detail), kind, { next, pointer, instance })
}

function unreachable(): Refusal {
  const detail = 'Cannot reach the server'
  const kind = { refusal: true as const, code: 'web/unreachable', status: 0, title: '', detail }
  return Object.assign(new Error(detail), kind)
}

/** Reads server-sent events as their text comes: `progress`, and one at the end. */
function eventsOf(onProgress: (progress: Progress) => void): { take(text: string): void; end(): unknown } {
  let rest = ''
  let last: { event: string; data: unknown } | undefined
  return {
    take(text) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1]
        const data = parsed(/^data: (.*)$/m.exec(block)?.[1] ?? '')
        if (event === 'progress') onProgress(data as Progress)
        else if (event !== undefined) last = { event, data }
      }
    },
    end() {
      if (last?.event === 'done') return (last.data as { body: unknown }).body
      if (last?.event !== 'problem') throw unreachable()
      throw refusalOf((last.data as { status: number }).status, last.data)
    },
  }
}
