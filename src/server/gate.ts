import { Problem, quoted } from '#base'
import type { IncomingMessage } from './wire.ts'

const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override']
const mostUrl = 8192
/**
 * The spellings of a path: no empty or dotted segment, no backslash or semicolon, nothing escaped but what programs escape in an id (`:`,
 * `@`, `,`, `+`), which stands in no other part of a path.
 */
const path = /^\/$|^(?:\/(?!\.{1,2}(?:\/|$))(?:[A-Za-z0-9._~:@,+-]|%(?:3a|40|2c|2b))+)+$/i

/**
 * What is refused before anybody looks at who asks: other spellings of a path, hosts that are not ours (a page of somebody else that
 * resolves its own name to this machine). Undefined when a request may come in.
 *
 * @param hosts names, with the port where it is not the usual one, as browsers write them in `Host`; in lower case
 */
export function refusal(incoming: IncomingMessage, hosts: ReadonlySet<string>): Problem | undefined {
  const { method = '', url = '', headers } = incoming
  const override = overrides.find(name => headers[name] !== undefined)
  if (override) return new Problem('server/path', `Cannot take ${override}: a request is of the method it comes with`)
  if (url.length > mostUrl)
    return new Problem('server/too-long', `Cannot take an address of more than ${mostUrl} characters`)
  const end = url.indexOf('?')
  if (!path.test(end < 0 ? url : url.slice(0, end)))
    return new Problem('server/path', 'Cannot take this path: it is not written as paths of Millcert are', {
      next: 'see /api/openapi.json for the paths there are',
    })
  if (!hosts.has((headers.host ?? '').toLowerCase()))
    return new Problem('server/host', `Cannot answer for the host ${quoted(headers.host ?? '')}`, {
      next: 'ask by a name the server was started with: --origin adds one',
    })
  const body = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if ((method === 'GET' || method === 'HEAD') && body)
    return new Problem('server/body', `Cannot take a body with ${method}`)
  return undefined
}

/** The headers of every answer: nothing of it runs, is framed, sniffed or handed on by a browser. */
export const everyHeader: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
