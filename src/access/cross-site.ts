import { Problem, quoted } from '#base'

/** What of a request tells where it was made. Headers as they came, undefined where there is none. */
export interface Origins {
  method: string
  /** The `Host` the request was sent to, or the one that people use of a server behind a proxy. */
  host: string
  https: boolean
  origin: string | undefined
  /** `Sec-Fetch-Site`. */
  fetchSite: string | undefined
  contentType: string | undefined
  /** Whether a cookie of a session came with it. */
  cookie: boolean
  /** Whether it brings a token in its header, which no browser adds by itself. */
  token: boolean
}

/** Kinds of body that a page of any other site may send without asking. */
const simple = /^\s*(?:text\/plain|multipart\/form-data|application\/x-www-form-urlencoded)\s*(?:;|$)/i
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses (`access/cross-site`) a change that a page of another site asks a browser for in somebody's name: OWASP's cheat sheet on
 * cross-site request forgery, by origin and by kind of body; the cookie is `SameSite=Strict` besides. Programs that are no browser
 * name no origin and bring no cookie.
 */
export function crossSite(request: Origins): Problem | undefined {
  const { method, host, https, origin, fetchSite, contentType, cookie, token } = request
  if (safe.has(method.toUpperCase()) || (token && !cookie)) return undefined
  const own = `${https ? 'https' : 'http'}://${host}`
  const refuse = (found: string, wanted: string, what = 'it was asked from another site') =>
    new Problem('access/cross-site', `Cannot do this: ${what} (${quoted(found)})`, {
      ...{ found, wanted },
      ...(origin === undefined && {
        next: `a program sends "Origin: ${own}" with its cookie, or a token and no cookie`,
      }),
    })
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return refuse(fetchSite, 'same-origin')
  if (origin !== undefined && origin.toLowerCase() !== own.toLowerCase()) return refuse(origin, own)
  if (cookie && fetchSite === undefined && origin === undefined) return refuse('no origin', own)
  if (contentType !== undefined && simple.test(contentType))
    return refuse(contentType, 'application/json', 'a page of another site could send such a body')
  return undefined
}
