import { digest, Problem, quoted } from '#base'

/** Where CSAF documents are to be had from, as somebody named it: a domain, or the address of a paper that tells more. */
export interface CsafSource {
  /** Shown in reports and taken by `--accept`: `csaf:example.com`. */
  readonly id: string
  /** Name of its folder below `csaf/`. */
  readonly folder: string
  readonly kind: 'domain' | 'security-txt' | 'provider' | 'aggregator'
  /** Of a domain its origin, else of the paper. */
  readonly url: string
}

/** Connections to an origin at a time; they are kept for the next question. */
export const mostConnections = 4

const metadataPath = '/.well-known/csaf/provider-metadata.json'
/** A domain with a dot, or this machine. */
const domainForm = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i

/**
 * What a text names: `example.com`, or an address that ends in `provider-metadata.json`, `security.txt` or `aggregator.json` (CSAF 2.0
 * §7.1.7 to §7.1.10, §7.1.21). A Problem `cli/usage` for anything else, and for an address without TLS that is not of this machine.
 */
export function csafSource(text: string): CsafSource {
  const stated = text.trim()
  const url = URL.parse(domainForm.test(stated) ? `https://${stated}` : stated)
  const refused = (why: string) =>
    new Problem('cli/usage', `Cannot use the CSAF source ${quoted(withoutSecrets(stated))}: ${why}`, {
      next: 'a domain is wanted, or an address of provider-metadata.json, security.txt or aggregator.json',
    })
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused('it is no domain and no https address')
  if (url.username || url.password || url.search || url.hash)
    throw refused('an address has no name, password, query or fragment here')
  if (url.protocol === 'http:' && !isOwnMachine(url)) throw refused('TLS is wanted')
  const kind = kindOf(url.pathname)
  if (kind === undefined) throw refused('nobody knows what that address is of')
  return { kind, url: kind === 'domain' ? url.origin : url.href, ...namesOf(url) }
}

function kindOf(path: string): CsafSource['kind'] | undefined {
  if (path === '/') return 'domain'
  if (path.endsWith('/security.txt')) return 'security-txt'
  if (/aggregator[^/]*\.json$/.test(path)) return 'aggregator'
  return path.endsWith('.json') ? 'provider' : undefined
}

/** A domain and its well-known paper are one source. */
function namesOf({ host, href, pathname }: URL): { id: string; folder: string } {
  const place = host.replace(/[^a-z0-9.-]/gi, '-')
  const own = pathname === '/' || pathname === metadataPath
  const folder = own ? place : `${place}-${digest(href).slice(7, 15)}`
  return { id: `csaf:${folder}`, folder }
}

/** Addresses at which a domain is asked for its provider-metadata.json (CSAF 2.0 §7.3.1), and the papers that may name it. */
export function domainAddresses({ url }: CsafSource): {
  metadata: string
  security: string[]
  dns: string | undefined
} {
  const { origin, protocol, hostname } = new URL(url)
  return {
    metadata: `${origin}${metadataPath}`,
    security: [`${origin}/.well-known/security.txt`, `${origin}/security.txt`],
    dns: protocol === 'https:' && domainForm.test(hostname) ? `https://csaf.data.security.${hostname}/` : undefined,
  }
}

/**
 * Whether a source may send somebody to an address: its own origin, hosts below its domain, and origins that somebody named. What
 * papers say never opens another one.
 */
export function mayAsk(source: CsafSource, origins: ReadonlySet<string>): (url: string) => boolean {
  const own = new URL(source.url)
  const domain = own.hostname.replace(/^www\./, '')
  return text => {
    const url = URL.parse(text)
    if (url === null || url.username !== '' || url.password !== '') return false
    if (url.origin === own.origin || origins.has(url.origin)) return true
    if (url.protocol !== 'https:' || url.port !== '' || own.protocol !== 'https:' || own.port !== '') return false
    return domainForm.test(domain) && (url.hostname === domain || url.hostname.endsWith(`.${domain}`))
  }
}

function isOwnMachine({ hostname }: URL): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)
}

/** Origins that somebody named beside a source; a Problem for what is none. */
export function namedOrigins(texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    texts.map(text => {
      const url = URL.parse(text)
      if (url === null || url.origin !== text.replace(/\/$/, '') || (url.protocol !== 'https:' && !isOwnMachine(url)))
        throw new Problem(
          'cli/usage',
          `Cannot use --csaf-origin ${quoted(withoutSecrets(text))}: https://host is wanted`,
        )
      return url.origin
    }),
  )
}

function withoutSecrets(url: string): string {
  return url.replace(/^(\w*:?\/\/)[^/]*@/, '$1').replace(/[?#].*$/s, '')
}

const longestSegment = 200
const mostSegments = 30

/**
 * Where a file of an address lies below its source's folder: host and path as a plain web server would serve them. What file names
 * may not hold everywhere is written as percent signs and digits. Undefined for an address that leads elsewhere or cannot be a name.
 */
export function placeOfAddress(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '') return undefined
  const parts = url.pathname.split('/').slice(1)
  if (parts.length > mostSegments) return undefined
  const names = parts.map(part => nameOf(decoded(part)))
  return names.includes(undefined) ? undefined : [nameOf(url.host), ...names].join('/')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** A name that stands in a folder on any system, undefined for one that is none. Endings of files in the making are no names. */
function nameOf(text: string): string | undefined {
  if (text === '' || text === '.' || text === '..' || /[/\\\p{Cc}]/u.test(text) || /\.(?:part|new)$/.test(text))
    return undefined
  const name = text.replace(/[<>:"|?*%]|[. ]$/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return name.length > longestSegment ? undefined : name
}

/**
 * The address of a path that a list names below its folder: `2024/icsa-24 001:01.json`. Undefined for one that is absolute, leads out
 * of the folder, or is no name.
 */
export function addressBelow(folder: string, path: string): string | undefined {
  if (path === '' || path.length > 1000 || /[\\?#\p{Cc}]/u.test(path)) return undefined
  const parts = path.replace(/^(?:\.\/)+/, '').split('/')
  const names = parts.map(part => (/%[0-9a-f]{2}/i.test(part) ? decoded(part) : part))
  if (names.some(name => nameOf(name) === undefined)) return undefined
  return `${folder.replace(/\/+$/, '')}/${names.map(encodeURIComponent).join('/')}`
}
