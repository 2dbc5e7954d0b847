import { type Limits, type Network, type NoteList, Problem } from '#base'
import { type CsafListedProvider, readAggregator } from './csaf-aggregator.ts'
import { type Came, type CsafClient, csafClient } from './csaf-download.ts'
import { type CsafProvider, csafFields, readProvider } from './csaf-provider-metadata.ts'
import { type CsafSource, csafSource, domainAddresses, mayAsk, placeOfAddress } from './csaf-provider-source.ts'
import { addressOf } from './source.ts'

/** What asking providers needs. */
export interface CsafAskOrder {
  /** A network for one origin. */
  open(origin: string): Network
  /** Origins that a token goes to. */
  tokens: ReadonlyMap<string, string>
  /** Origins that somebody named beside the sources. */
  origins: ReadonlySet<string>
  /** Address of a mirror of a database's originals; undefined: each source's own. */
  mirror: string | undefined
  /** Documents are taken from the copies of an aggregator, where it has some. */
  copies: boolean
  limits: Limits
  now: number
  mostBytes: number
  notes: NoteList
  /** Told of what was not done as it usually is. */
  said(line: string): void
}

/** A provider that is to be asked, and what asks it. */
export interface CsafAsked {
  readonly source: CsafSource
  readonly client: CsafClient
}

/** A provider that was found. */
export interface CsafFound {
  readonly url: string
  readonly came: Came
  readonly provider: CsafProvider
}

const mostMetadataBytes = 4 * 1024 ** 2
const mostSecurityBytes = 64 * 1024

/** What asks a source; `may` says where else than to its own host it may send somebody. */
export function asking(order: CsafAskOrder, source: CsafSource, may = mayAsk(source, order.origins)): CsafAsked {
  const { mirror, open, tokens, mostBytes } = order
  const own = metadataAddress(source)
  const client = csafClient({
    mayAsk: may,
    hasToken: url => tokens.has(URL.parse(url)?.origin ?? ''),
    placed(url) {
      if (mirror === undefined) return url
      const name = source.kind === 'aggregator' ? 'aggregator.json' : 'provider-metadata.json'
      const place = url === own ? name : placeOfAddress(url)
      return place === undefined ? undefined : addressOf({ path: `csaf/${source.folder}/${place}`, url }, mirror)
    },
    open,
    mostBytes,
  })
  return { source, client }
}

/** The address that stands for the paper of a source where it has several. */
function metadataAddress(source: CsafSource): string {
  return source.kind === 'domain' ? domainAddresses(source).metadata : source.url
}

/**
 * The provider behind a source: its address, else the well-known place of a domain, else what its security.txt names, else its name in
 * DNS (CSAF 2.0 §7.3.1). A Problem when none of them gives a provider-metadata.json that can be read.
 */
export async function findProvider(order: CsafAskOrder, { source, client }: CsafAsked): Promise<CsafFound> {
  const failed: string[] = []
  const attempt = async (url: string): Promise<CsafFound | undefined> => {
    try {
      const came = (await client.get(url, undefined, mostMetadataBytes))!
      return { url, came, provider: readProvider(came.bytes, { ...order, name: url }) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failed.push(error.message)
      return undefined
    }
  }
  if (source.kind !== 'security-txt' || order.mirror !== undefined) {
    const found = await attempt(metadataAddress(source))
    if (found !== undefined) return found
  }
  const further = source.kind !== 'provider' && order.mirror === undefined
  if (further) {
    const { security, dns } = domainAddresses(source)
    for (const url of source.kind === 'security-txt' ? [source.url] : security)
      for (const named of await namedBy(client, url, failed)) {
        const found = await attempt(named)
        if (found !== undefined) return found
      }
    const found = source.kind === 'domain' && dns !== undefined ? await attempt(dns) : undefined
    if (found !== undefined) return found
  }
  if (failed.length === 1) throw new Problem('advisories/csaf-provider', failed[0]!)
  throw new Problem(
    'advisories/csaf-provider',
    `Cannot find a provider of CSAF documents: ${failed.slice(0, 5).join('; ')}`,
  )
}

async function namedBy(client: CsafClient, url: string, failed: string[]): Promise<string[]> {
  try {
    const { bytes } = (await client.get(url, undefined, mostSecurityBytes))!
    const named = csafFields(bytes, url)
    if (named.length === 0) failed.push(`${url} names no CSAF provider`)
    return named
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    failed.push(error.message)
    return []
  }
}

/**
 * The providers that an aggregator lists. Of those whose copies it has, the copies are taken when that is wanted, when there is nothing
 * else, and when the provider's own host was not named; one without either is told and left out. `keep` gets the paper once it was read.
 */
export async function listedProviders(
  order: CsafAskOrder,
  { source, client }: CsafAsked,
  keep?: (paper: Uint8Array) => void,
): Promise<CsafAsked[]> {
  const came = (await client.get(source.url, undefined, 16 * 1024 ** 2))!
  const { role, name, providers } = readAggregator(came.bytes, { ...order, name: source.url })
  keep?.(came.bytes)
  const asked = new Map<string, CsafAsked>()
  const left: string[] = []
  for (const one of providers) {
    const url = addressFor(one, order.copies, client)
    if (url === undefined) left.push(one.publisher)
    else
      try {
        const found = csafSource(url)
        asked.set(found.id, asking(order, found, client.mayAsk))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        left.push(one.publisher)
      }
  }
  order.said(
    `${source.id}: ${role} ${JSON.stringify(name)} lists ${providers.length}, of which ${asked.size} are asked`,
  )
  if (left.length > 0)
    order.said(
      `${source.id}: not asked, since their hosts were not named with --csaf-origin: ${left.slice(0, 10).join(', ')}${left.length > 10 ? ` and ${left.length - 10} more` : ''}`,
    )
  return [...asked.values()]
}

function addressFor(
  { url, mirrors, mirrorOnly }: CsafListedProvider,
  copies: boolean,
  { mayAsk: may }: CsafClient,
): string | undefined {
  const own = may(url) ? url : undefined
  const copy = mirrors
    .map(mirror => (mirror.endsWith('.json') ? mirror : `${mirror.replace(/\/+$/, '')}/provider-metadata.json`))
    .find(may)
  return copies || mirrorOnly ? (copy ?? own) : (own ?? copy)
}
