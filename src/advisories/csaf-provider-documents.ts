import { type Disk, Problem, showTime } from '#base'
import { checksumFault, mostChecksumBytes } from './csaf-checksum.ts'
import { type Came, type CsafClient, pooled } from './csaf-download.ts'
import type { CsafListed, CsafReading } from './csaf-listing.ts'
import { type CsafFacts, readFacts } from './csaf-paper.ts'
import { type CsafProvider, isOpen } from './csaf-provider-metadata.ts'
import { mostConnections } from './csaf-provider-source.ts'
import type { CsafDocumentState, CsafProviderState } from './csaf-provider-state.ts'
import { csafFeedOf } from './feed-of.ts'
import { asideFolder } from './feed-state.ts'
import { checksumEndings } from './provider-tree.ts'
import { currentOf } from './update-originals.ts'

/** So many documents in a row that do not come mean that the others will not either. */
const mostFailures = 5
/** Folders do not say whether they have checksums: without one for so many documents, the others are not asked for theirs. */
const mostProbes = 3
/** Documents after which what came is written down, so that a killed update does not begin again. */
const savedEach = 200

export interface CsafDocumentsOrder {
  disk: Disk
  /** Of the database. */
  folder: string
  state: CsafProviderState
  client: CsafClient
  provider: CsafProvider
  reading: CsafReading
  /** Every document is asked for, also where no list has another date of it. */
  full: boolean
  save(): void
  progress(done: number, total: number): void
}

/** What did not come: how many documents, and why the first did not. */
export interface CsafLeft {
  count: number
  first: Problem | undefined
}

type Listed = CsafListed & { list: string }

/**
 * Fetches the documents that a list has another date of than when they came, those without a date, and those that were refused or
 * missing. What comes lies aside; one that cannot be taken is refused by name, and what is held of it stays. Paths are those below the
 * folder of originals.
 */
export async function fetchDocuments(
  order: CsafDocumentsOrder,
  listed: ReadonlyMap<string, Listed>,
): Promise<CsafLeft> {
  const { state, save, progress } = order
  const missing = new Set(state.missing.filter(path => listed.has(path)))
  const wanted = [...listed].filter(([path, one]) => missing.has(path) || isWanted(order, path, one))
  for (const path of Object.keys(state.refused)) if (!listed.has(path)) delete state.refused[path]
  const left: CsafLeft = { count: 0, first: undefined }
  const probe = { unanswered: 0 }
  let row = 0
  await pooled(wanted, mostConnections, async ([path, one], index) => {
    if (row >= mostFailures) {
      left.count++
      return
    }
    progress(index, wanted.length)
    try {
      await fetchDocument(order, path, one, probe)
      missing.delete(path)
      row = 0
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'base/network-missing') {
        missing.add(path)
        return
      }
      left.count++
      left.first ??= error
      row++
    }
    if ((index + 1) % savedEach === 0) save()
  })
  state.missing = [...missing]
  return left
}

function isWanted({ disk, folder, state, full }: CsafDocumentsOrder, path: string, { date }: Listed): boolean {
  const known = state.documents[path]
  if (known === undefined || full || date === undefined || known.date !== date) return true
  if (Object.hasOwn(state.refused, path)) return true
  return currentOf(disk, folder, { originals: state.documents }, path) === undefined
}

async function fetchDocument(
  order: CsafDocumentsOrder,
  path: string,
  listed: Listed,
  probe: { unanswered: number },
): Promise<void> {
  const { disk, folder, state, client, reading } = order
  const current = currentOf(disk, folder, { originals: state.documents }, path)
  const known = current && state.documents[path]
  let came: Came | undefined
  try {
    came = await client.get(listed.url, current?.fetched, reading.limits.element)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'base/network-too-large') throw error
    refuse(order, path, error.message)
    return
  }
  const stated = { url: listed.url, list: listed.list, date: listed.date ?? null }
  if (came === undefined || came.fetched.digest === current?.fetched.digest) {
    Object.assign(known!, stated)
    delete state.refused[path]
    return
  }
  const facts = factsOf(order, path, listed.url, came.bytes)
  const checks = facts && (await checked(order, path, listed, came.bytes, probe))
  if (facts === undefined || checks === undefined) return
  write(disk, `${asideFolder(folder)}/${path}`, came.bytes)
  for (const [ending, bytes] of checks) write(disk, `${asideFolder(folder)}/${path}${ending}`, bytes)
  const before: CsafDocumentState | undefined = state.documents[path]
  state.documents[path] = {
    held: before?.held ?? null,
    offered: came.fetched,
    ...stated,
    facts: before?.facts ?? null,
    next: facts,
    checked: checks.map(([ending]) => ending),
  }
  delete state.refused[path]
}

/** What a document tells of itself; undefined when it is refused. */
function factsOf(order: CsafDocumentsOrder, path: string, url: string, bytes: Uint8Array): CsafFacts | undefined {
  const { state, reading, provider, client } = order
  let facts: CsafFacts
  try {
    facts = readFacts(bytes, { ...reading, name: path })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    refuse(order, path, error.message)
    return undefined
  }
  const fault = faultOf(facts, state.documents[path]?.facts ?? null, provider)
  const open = isOpen(facts.tlp ?? undefined) || client.hasToken(url)
  if (fault === undefined && open) return facts
  refuse(order, path, fault ?? `it is TLP:${facts.tlp}, and came without a token`)
  return undefined
}

function faultOf(facts: CsafFacts, held: CsafFacts | null, { publisher }: CsafProvider): string | undefined {
  if (held?.released != null && facts.released !== null && facts.released < held.released)
    return `it is older than the one that is held: of ${showTime(facts.released)}, and that of ${showTime(held.released)}`
  const of = csafFeedOf(facts.namespace)
  if (of.publishers !== undefined && of !== csafFeedOf(publisher.namespace))
    return `it is of ${JSON.stringify(facts.namespace)}, and its provider is ${JSON.stringify(publisher.namespace)}`
  return undefined
}

/** The checksum files that a document agrees with; undefined when it is refused since it does not agree with one. */
async function checked(
  order: CsafDocumentsOrder,
  path: string,
  { url, hashes }: Listed,
  bytes: Uint8Array,
  probe: { unanswered: number },
): Promise<(readonly [ending: string, bytes: Uint8Array])[] | undefined> {
  const { client, provider, reading } = order
  const trusted = provider.role === 'csaf_trusted_provider'
  const probes = trusted || probe.unanswered < mostProbes
  const addresses = hashes ?? (probes ? checksumEndings.map(ending => `${url}${ending}`) : [])
  const found: (readonly [string, Uint8Array])[] = []
  for (const address of addresses) {
    const ending = checksumEndings.find(one => address.endsWith(one))
    if (ending === undefined || !client.mayAsk(address)) continue
    const sum = await optional(client, address)
    if (sum === undefined) continue
    const fault = checksumFault(bytes, sum, ending)
    if (fault?.kind === 'differs') {
      refuse(order, path, fault.reason)
      return undefined
    }
    if (fault === undefined) found.push([ending, sum])
    else reading.notes.add('csaf-checksum-unread', `${path}: ${fault.reason}`)
  }
  if (hashes === undefined && probes) probe.unanswered = found.length > 0 ? 0 : probe.unanswered + 1
  if (found.length === 0 && (trusted || (hashes?.length ?? 0) > 0))
    reading.notes.add('csaf-unchecked', `${path}: it is taken without a checksum, which its provider should have`)
  return found
}

async function optional(client: CsafClient, url: string): Promise<Uint8Array | undefined> {
  try {
    return (await client.get(url, undefined, mostChecksumBytes))!.bytes
  } catch (error) {
    if (error instanceof Problem && (error.code === 'base/network-missing' || error.code === 'base/network-too-large'))
      return undefined
    throw error
  }
}

/** Sets a document aside by name; what is held of it stays, and it is asked for again at the next update. */
export function refuse(
  { state, reading }: Pick<CsafDocumentsOrder, 'state' | 'reading'>,
  path: string,
  reason: string,
): void {
  const since = state.refused[path]?.since ?? reading.now
  state.refused[path] = { since, reason: reason.slice(0, 500) }
}

/** What lies aside is named by the state once it is whole: a part that a killed update left is written anew. */
function write(disk: Disk, path: string, bytes: Uint8Array): void {
  disk.makeFolder(path.slice(0, path.lastIndexOf('/')))
  if (disk.stat(path)) disk.remove(path)
  const file = disk.append(path)
  try {
    file.write(bytes)
  } finally {
    file.close()
  }
}
