import { Buffer } from 'node:buffer'
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asked, endpointsOf, type KeylessServices, mostAsked, refused } from './keyless.ts'

const place = '/auth/callback'
const secret = () => randomBytes(32).toString('base64url')

/**
 * A token of a login service by a browser of this machine (OpenID Connect Core, code flow; RFC 7636; RFC 8252, section 7.3): `show` is told
 * which page to open, once for all files. The service sends the browser back to a port that listens here alone until then; an answer with
 * another state than was asked with is not heard. The token is neither kept nor shown.
 */
export async function tokenByBrowser(
  { issuer, client }: KeylessServices,
  show: (line: string) => void,
): Promise<string> {
  const [page, tokens] = await endpointsOf(issuer, ['authorization_endpoint', 'token_endpoint'])
  const [state, nonce, verifier] = [secret(), secret(), secret()]
  const heard = await listening(state)
  try {
    const asking = new URL(page!)
    for (const [name, value] of Object.entries({
      response_type: 'code',
      client_id: client,
      redirect_uri: heard.address,
      scope: 'openid email',
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }))
      asking.searchParams.set(name, value)
    show(`Open ${asking.href} in a browser of this machine and approve there: once for all files`)
    const code = await heard.code
    if (code === undefined) throw refused('the login service', issuer)
    const answer = await asked(issuer, tokens!, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: heard.address,
      client_id: client,
      code_verifier: verifier,
    })
    const token = answer['id_token']
    if (typeof token !== 'string' || nonceOf(token) !== nonce) throw refused('the login service', issuer)
    return token
  } finally {
    heard.close()
  }
}

/** A port of this machine that hears one answer: the code in it; undefined where the service refused, or nobody came in time. */
async function listening(state: string) {
  const { promise: code, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer((request, response) => hear(request, response, state, resolve))
  await new Promise<void>((listens, fails) => {
    server.on('error', fails)
    server.listen(0, 'localhost', listens)
  })
  const clock = setTimeout(() => resolve(undefined), mostAsked)
  return {
    code,
    address: `http://localhost:${(server.address() as AddressInfo).port}${place}`,
    close() {
      clearTimeout(clock)
      server.close()
      server.closeIdleConnections()
    },
  }
}

function hear(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  state: string,
  resolve: (code: string | undefined) => void,
): void {
  const say = (status: number, text: string) => {
    // The code stands in the address of the page: it goes nowhere from there.
    const about = { 'content-type': 'text/plain; charset=utf-8', 'referrer-policy': 'no-referrer', connection: 'close' }
    response.writeHead(status, about).end(`${text}\n`)
  }
  const { pathname, searchParams } = URL.parse(url, 'http://localhost') ?? {}
  if (method !== 'GET' || pathname !== place || !/^localhost:\d+$/.test(headers.host ?? ''))
    say(404, 'There is nothing here.')
  else if (!isSame(searchParams!.get('state') ?? '', state)) say(400, 'This is no answer to what was asked.')
  else {
    const code = searchParams!.get('code') ?? undefined
    say(200, code === undefined ? 'The login was refused. This page can be closed.' : 'Done. This page can be closed.')
    resolve(code)
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What a token says it was asked with. Its signature is for the certificate authority to check: it came over the service's own connection. */
function nonceOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return (claims as { nonce?: unknown } | null)?.nonce
  } catch {
    return undefined
  }
}
