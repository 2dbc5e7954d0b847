import { createHash } from 'node:crypto'
import { type Disk, jsonText, Problem, quoted } from '#base'
import type { Named } from '#operations/operations'
import type { Cursors } from './cursor.ts'
import { problemDocument, retryAfter } from './problem-document.ts'

/** The answer to a question: with its tag, or without its body where the asker has it already. */
export function askAnswer(
  out: unknown,
  { operation }: Named,
  asked: { url: URL; accept: string | undefined; ifNoneMatch: string | undefined },
  pages: Cursors,
): Response {
  const file = /\btext\/csv\b/.test(asked.accept ?? '') ? operation.csv : undefined
  const next = nextOf(out)
  const cursor = next === undefined ? undefined : pages.wrap(asked.url, next)
  const body = file ? file.text(out) : jsonText(cursor === undefined ? out : { ...(out as object), next: cursor })
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"`
  const headers = new Headers({
    etag: tag,
    'cache-control': 'private, no-cache',
    vary: 'accept, authorization, cookie',
  })
  if (cursor !== undefined) headers.set('link', `<${pageAfter(asked.url, cursor)}>; rel="next"`)
  if (isAmong(tag, asked.ifNoneMatch)) return new Response(null, { status: 304, headers })
  headers.set('content-type', file ? 'text/csv; charset=utf-8' : 'application/json')
  if (file) headers.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name(out))}`)
  return new Response(body, { headers })
}

function nextOf(out: unknown): string | undefined {
  const next = (out as { next?: unknown } | null)?.next
  return typeof next === 'string' ? next : undefined
}

function pageAfter({ pathname, searchParams }: URL, cursor: string): string {
  const parameters = new URLSearchParams(searchParams)
  parameters.set('after', cursor)
  return `${pathname}?${parameters}`
}

function isAmong(tag: string, list: string | undefined): boolean {
  return (list ?? '').split(',').some(one => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}

/** The status of an act that was done: 201 where it made something that can be asked for. */
export function statusOfDone({ noun, verb }: Named, out: unknown): 200 | 201 {
  return noun !== undefined && verb === 'add' && typeof (out as { id?: unknown } | null)?.id === 'string' ? 201 : 200
}

/** The answer of an act. */
export function actAnswer(out: unknown, named: Named, path: string): Response {
  const status = statusOfDone(named, out)
  const headers = new Headers({ 'cache-control': 'no-store', 'content-type': 'application/json' })
  if (status === 201) headers.set('location', `${path}/${(out as { id: string }).id}`)
  return new Response(jsonText(out ?? {}), { status, headers })
}

/** The answer to a method that a path does not take, with those that it takes (RFC 9110, 15.5.6). */
export function methodAnswer(method: string, taken: Iterable<string>, id: string): Response {
  const allow = [...taken].flatMap(one => (one === 'GET' ? ['GET', 'HEAD'] : [one])).join(', ')
  const refused = new Problem('server/method', `Cannot do ${quoted(method)} here: ${allow} is wanted`, {
    wanted: allow,
  })
  const answer = problemAnswer(refused, id)
  answer.headers.set('allow', allow)
  return answer
}

/** Bytes of a file that are read at once. */
const pieceOfFile = 256 * 1024

/** A file of the data folder, as it is, with its digest (RFC 9530). */
export function fileAnswer(
  disk: Disk,
  { path, name, digest }: { path: string; name: string; digest: string },
): Response {
  const file = disk.open(path)
  let at = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = new Uint8Array(Math.min(pieceOfFile, file.size - at))
        const count = piece.length === 0 ? 0 : file.read(piece, at)
        at += count
        if (count > 0) return controller.enqueue(piece.subarray(0, count))
        file.close()
        controller.close()
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  )
  const sum = Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64')
  const headers = new Headers({
    'cache-control': 'no-store',
    'content-type': 'application/octet-stream',
    'content-length': String(file.size),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'repr-digest': `sha-256=:${sum}:`,
  })
  return new Response(body, { headers })
}

/** The answer for an error. */
export function problemAnswer(error: unknown, request: string): Response {
  const document = problemDocument(error, request)
  const headers = new Headers({ 'cache-control': 'no-store', 'content-type': 'application/problem+json' })
  const after = retryAfter(error)
  if (after !== undefined) headers.set('retry-after', String(after))
  if (document.status === 401) headers.set('www-authenticate', 'Bearer realm="millcert"')
  return new Response(jsonText(document), { status: document.status, headers })
}
