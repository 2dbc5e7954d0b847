import { Problem, quoted } from '#base'
import { readDirectory } from './csaf-directory.ts'
import type { Came, CsafClient } from './csaf-download.ts'
import { type CsafListed, type CsafReading, mostDocuments, mostListBytes } from './csaf-listing.ts'
import { type CsafDistribution, type CsafProvider, isOpen } from './csaf-provider-metadata.ts'
import { placeOfAddress } from './csaf-provider-source.ts'
import { readRolie } from './csaf-rolie.ts'
import type { Fetched } from './download.ts'

/** What a provider has, as its lists say. */
export interface CsafLists {
  /** By the path below the provider's folder; with the address of the list that names it. */
  readonly documents: ReadonlyMap<string, CsafListed & { list: string }>
  /** Files of the lists that are others than before, to be kept as they came. */
  readonly files: readonly (readonly [url: string, came: Came])[]
  /** Addresses of lists that were not read: what they named before may still be there. */
  readonly unread: ReadonlySet<string>
  /** Why a list that should have been read was not. */
  readonly failure: Problem | undefined
}

/** What is held of a list, by its address. */
export type HeldList = (url: string) => { fetched: Fetched; read(): Uint8Array } | undefined

/** Reads every list that may be read. What is not for everybody is asked for with a token only, and both is said. */
export async function readLists(
  client: CsafClient,
  { distributions }: CsafProvider,
  reading: CsafReading,
  held: HeldList,
  said: (line: string) => void,
): Promise<CsafLists> {
  const documents = new Map<string, CsafListed & { list: string }>()
  const files: (readonly [string, Came])[] = []
  const get = async (address: string) => {
    const known = held(address)
    const came = await client.get(address, known?.fetched, mostListBytes)
    if (came !== undefined) files.push([address, came])
    return came?.bytes ?? known!.read()
  }
  const unread = new Set<string>()
  let failure: Problem | undefined
  for (const distribution of distributions) {
    const { url, tlp } = distribution
    if (!isOpen(tlp)) {
      const token = client.hasToken(url)
      said(
        `${url} is TLP:${tlp}: ${token ? 'it is read with the token of its origin' : 'it is left out without a token for its origin'}`,
      )
      if (!token) {
        unread.add(url)
        continue
      }
    }
    try {
      for (const document of await readList(get, distribution, reading))
        place(document, url, documents, client, reading)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      unread.add(url)
      failure ??= error
    }
  }
  return { documents, files, unread, failure }
}

async function readList(
  get: (url: string) => Promise<Uint8Array>,
  { kind, url }: CsafDistribution,
  reading: CsafReading,
): Promise<CsafListed[]> {
  if (kind === 'rolie') return readRolie(await get(url), { ...reading, name: url })
  const optional = async (name: string) => {
    try {
      return await get(`${url}/${name}`)
    } catch (error) {
      if (error instanceof Problem && error.code === 'base/network-missing') return undefined
      throw error
    }
  }
  const changes = await optional('changes.csv')
  const index = await optional('index.txt')
  if (changes === undefined && index === undefined)
    throw new Problem('base/network-missing', `Cannot fetch ${url}: it has neither changes.csv nor index.txt`)
  return readDirectory({ url, changes, index }, reading)
}

function place(
  document: CsafListed,
  list: string,
  documents: Map<string, CsafListed & { list: string }>,
  client: CsafClient,
  { notes, name }: CsafReading,
): void {
  const path = placeOfAddress(document.url)
  if (path === undefined || !/\.json$/i.test(path) || !client.mayAsk(document.url)) {
    notes.add('csaf-address-refused', `${name}: ${quoted(document.url)} is no document that its source may name`, list)
    return
  }
  const known = documents.get(path)
  if (known !== undefined && !((document.date ?? 0) > (known.date ?? 0))) return
  if (documents.size >= mostDocuments)
    throw new Problem('advisories/csaf-list', `Cannot read ${list}: more than ${mostDocuments} documents`)
  documents.set(path, { ...document, list })
}
