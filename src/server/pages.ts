import { createHash } from 'node:crypto'
import { type Disk, defaultLimits } from '#base'

/** The pages of Millcert as they were built (`tools/web.ts`), read once; the disk is not touched again. */
export interface Pages {
  /** A file of the pages; undefined where there is none at this path. */
  file(path: string, request: Request): Response | undefined
  /** What is answered where a page is: any path that is no file's. */
  page(request: Request): Response
}

/**
 * What pages may do: run and show what this server gives, ask it, and nothing else (CSP level 3). Pictures may be drawn by the
 * page itself.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Kinds of file that pages are made of, by the end of their names; anything else is not served. */
const kinds: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  md: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

/** Names of compressed files, best first. */
const codings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** A file with what is sent of it: as it is, and compressed. */
interface Kept {
  kind: string
  tag: string
  /** Its name has a digest of its bytes in it: it never changes. */
  lasting: boolean
  plain: Uint8Array
  compressed: ReadonlyMap<string, Uint8Array>
}

type Readable = Pick<Disk, 'stat' | 'list' | 'read'>

/** The pages in a folder; undefined where none were built. */
export function pagesAt(disk: Readable, folder: string): Pages | undefined {
  if (disk.stat(`${folder}/index.html`) === undefined) return undefined
  const files = new Map<string, Kept>()
  for (const inside of ['', '/files'])
    for (const { name, kind } of disk.list(`${folder}${inside}`) ?? []) {
      const type = kinds[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? '']
      if (kind === 'file' && type) files.set(`${inside}/${name}`, kept(disk, `${folder}${inside}/${name}`, type))
    }
  const index = files.get('/index.html')!
  return {
    file(path, request) {
      const found = files.get(path)
      return found && sent(found, request)
    },
    page: request => sent(index, request),
  }
}

function kept(disk: Readable, path: string, kind: string): Kept {
  const read = (from: string) => disk.read(from, defaultLimits.bytes)
  const plain = read(path)
  const beside = codings.filter(([, end]) => disk.stat(`${path}${end}`) !== undefined)
  return {
    kind,
    plain,
    tag: createHash('sha256').update(plain).digest('base64url').slice(0, 32),
    lasting: /\/files\/[^/]+-[\w-]{8}\.[a-z0-9]+$/.test(path),
    compressed: new Map(beside.map(([coding, end]) => [coding, read(`${path}${end}`)])),
  }
}

function sent({ kind, tag, lasting, plain, compressed }: Kept, { headers }: Request): Response {
  const accepted = (headers.get('accept-encoding') ?? '').toLowerCase()
  const coding = codings
    .map(([name]) => name)
    .find(
      name => compressed.has(name) && new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|\\s|$))`).test(accepted),
    )
  // A tag is of the bytes that are sent: each coding has its own (RFC 9110, 8.8.3.3).
  const own = `"${tag}${coding ? `-${coding}` : ''}"`
  const answer = new Headers({
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': pagePolicy,
    etag: own,
    vary: 'accept-encoding',
  })
  if (headers.get('if-none-match') === own) return new Response(null, { status: 304, headers: answer })
  answer.set('content-type', kind)
  if (coding) answer.set('content-encoding', coding)
  return new Response((coding ? compressed.get(coding)! : plain) as Uint8Array<ArrayBuffer>, { headers: answer })
}

/** Whether a request is a person's, who opens a page: not a program's that mistyped a path of the API. */
export function opensPage(path: string, { headers }: Request): boolean {
  return (
    !/^\/(?:api|healthz|readyz|metrics|files)(?:\/|$)/.test(path) && /\btext\/html\b/.test(headers.get('accept') ?? '')
  )
}

/** What a browser is shown where no pages were built. */
export const noPages = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millcert</title>
<h1>Millcert</h1>
<p>What is in the software that runs a factory, what is wrong with it, and what could not be decided.</p>
<p>The pages of this server are not built: <code>npm start</code> and <code>npm run bundle</code> build them, or
<code>npm run pages</code> alone; then start it again. Its API lies under <code>/api/v1</code> all the same and is
described in <a href="/api/openapi.json">/api/openapi.json</a>. <a href="/healthz">/healthz</a> and
<a href="/readyz">/readyz</a> tell whether it is well, <a href="/metrics">/metrics</a> what it does.</p>
</html>
`
