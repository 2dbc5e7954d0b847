import { Problem } from '#base'
import { STATUS_CODES } from './wire.ts'

/** An error as RFC 9457 has it, with the code of the Problem, the place in the input, and the next step. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  code: string
  /** Of the request, as the log has it. */
  instance: string
  pointer?: string
  next?: string
}

/** Codes whose status is not told by the word behind the room. */
const statuses: Readonly<Record<string, number>> = {
  'access/refused': 401,
  'access/weak-password': 400,
  'base/disk': 500,
  'base/disk-full': 507,
  'base/locked': 503,
  'base/not-found': 500,
  'ledger/disk-full': 507,
  'ledger/slow': 503,
  'ledger/unreachable': 503,
  'ledger/commit-unknown': 503,
  'ledger/damaged': 500,
  'ledger/no-database': 404,
  'ledger/not-written': 503,
  'ledger/unwritable': 507,
  'operations/key-used': 422,
  'operations/no-key': 400,
  'server/body': 400,
  'server/cursor': 400,
  'server/cut': 400,
  'server/encoding': 415,
  'server/headers': 431,
  'server/host': 421,
  'server/length': 411,
  'server/media-type': 415,
  'server/method': 405,
  'server/not-http': 400,
  'server/path': 400,
  'server/slow': 408,
  'server/too-long': 414,
}

const byWord: Readonly<Record<string, number>> = {
  input: 400,
  unknown: 401,
  forbidden: 403,
  'cross-site': 403,
  'not-found': 404,
  conflict: 409,
  exists: 409,
  changed: 409,
  'too-large': 413,
  'slow-down': 429,
  busy: 503,
  outside: 403,
}

/** The HTTP status of a Problem by its code: what was asked was understood and cannot be done, where nothing else is known. */
export function statusOf(code: string): number {
  return statuses[code] ?? byWord[code.slice(code.indexOf('/') + 1)] ?? 422
}

/** What is answered for an error. Of an error that is no Problem, and of the machine's own troubles, nothing is told but the id. */
export function problemDocument(error: unknown, request: string): ProblemDocument {
  const known = error instanceof Problem ? error : undefined
  const status = known ? statusOf(known.code) : 500
  const instance = `urn:millcert:request:${request}`
  const title = STATUS_CODES[status] ?? 'Error'
  if (!known || status === 500) {
    const detail = 'Cannot do this: something went wrong in Millcert; the log has more under this request'
    return { type: 'urn:millcert:problem:server/fault', title, status, detail, code: 'server/fault', instance }
  }
  const { at, next } = withoutPlace(known)
  const told = next?.replace(/raise (?:it with )?(?=--limit )/, 'have the server started with ')
  return {
    type: `urn:millcert:problem:${known.code}`,
    title,
    status,
    detail: withoutPlace(known).message,
    code: known.code,
    instance,
    ...(at?.startsWith('/') ? { pointer: at } : {}),
    ...(told === undefined ? {} : { next: told }),
  }
}

/** Problems whose places are paths on the server's disk, which are nobody's business; a place of the others is one in the input. */
const ofDisk = /^(?:ledger\/|base\/(?:disk|disk-full|locked|not-a-file|not-found|program)$)/

/** Problems whose message has the place otherwise: a socket, or an address in the plant's network. */
const untold: Readonly<Record<string, string>> = { 'ledger/unreachable': 'Cannot reach the database' }

function withoutPlace({ code, message, detail }: Problem): {
  message: string
  at?: string | undefined
  next?: string | undefined
} {
  const { at, next } = detail
  if (untold[code] !== undefined) return { message: untold[code], next }
  if (!at || !ofDisk.test(code)) return { message, at, next }
  const hidden = (text: string) => text.replaceAll(`database ${at}`, 'database').replaceAll(at, 'a file of Millcert')
  return { message: hidden(message), next: next && hidden(next) }
}

/** Seconds after which to ask again: what the Problem says, or a few. */
export function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof Problem)) return undefined
  const status = statusOf(error.code)
  if (status !== 429 && status !== 503) return undefined
  return Math.max(1, Math.ceil(Number.parseFloat(error.detail.wanted ?? '') || 5))
}
