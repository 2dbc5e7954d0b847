import { type Disk, type Limits, Problem } from '#base'
import type { Advisory } from './advisory.ts'
import { type Collection, collection } from './collection.ts'
import type { CsafListed } from './csaf-listing.ts'
import { fetchDocuments, refuse } from './csaf-provider-documents.ts'
import { type CsafAsked, type CsafAskOrder, findProvider } from './csaf-provider-find.ts'
import { type CsafLists, readLists } from './csaf-provider-lists.ts'
import { placeOfAddress } from './csaf-provider-source.ts'
import { type CsafProviderState, readProviderState, writeProviderState } from './csaf-provider-state.ts'
import { doubtOf } from './feed-change.ts'
import { asideFolder, originalsFolder } from './feed-state.ts'
import type { FeedEntry } from './manifest.ts'
import { readFeedFile } from './read-feed-file.ts'
import { currentOf, lies } from './update-originals.ts'

export interface CsafOrder extends CsafAskOrder {
  disk: Disk
  /** Of the database. */
  folder: string
  /** Providers whose doubtful snapshots a person looked at, by id. */
  accept: ReadonlySet<string>
  full: boolean
  limits: Limits
  progress(label: string, done: number, total: number): void
}

/** What asking one provider came to, before any of it is in the database. */
export interface CsafRun {
  readonly state: CsafProviderState
  readonly outcome: 'updated' | 'unchanged' | 'held-back' | 'failed'
  readonly reason: string | undefined
  /** Documents that were held, and that it lists now. */
  readonly before: number | undefined
  readonly after: number | undefined
  /** What goes into the database; undefined when nothing does. */
  readonly taking: CsafTaking | undefined
}

export interface CsafTaking {
  /** Records of documents that the database does not have yet. */
  readonly records: Collection
  /** By path, the records that documents made as they were held, of those that are gone or came anew: what no document makes any more is taken back. */
  readonly old: ReadonlyMap<string, readonly Advisory[]>
  /** Paths of documents that are gone. */
  readonly gone: readonly string[]
  readonly lists: CsafLists
  readonly metadata: Uint8Array
}

/** Asks one provider what it has, fetches what is new of it, and judges whether that can be taken. */
export async function runProvider(order: CsafOrder, asked: CsafAsked): Promise<CsafRun> {
  const { disk, folder, now } = order
  const { id, folder: own } = asked.source
  const state = readProviderState(disk, folder, id, own)
  state.attempt = now
  if (order.full) state.laid = false
  writeProviderState(disk, folder, state)
  try {
    return await judged(order, asked, state)
  } catch (error) {
    if (!(error instanceof Problem) || !/^(?:base\/network|advisories\/csaf)/.test(error.code)) throw error
    return { ...failed(order, state, error), taking: undefined }
  }
}

async function judged(order: CsafOrder, asked: CsafAsked, state: CsafProviderState): Promise<CsafRun> {
  const { disk, folder, accept, notes, limits, now, said } = order
  const { client } = asked
  const found = await findProvider(order, asked)
  const { provider } = found
  Object.assign(state, {
    publisher: provider.publisher.name,
    namespace: provider.publisher.namespace,
    role: provider.role,
  })
  const reading = { limits, now, notes, name: state.id }
  const lists = await readLists(client, provider, reading, heldLists(order, state), said)
  const listed = new Map([...lists.documents].map(([path, one]) => [`csaf/${state.folder}/${path}`, one]))
  if (listed.size === 0) throw untaken(state, lists.failure?.message ?? 'no document is listed')
  const before = countedBefore(state)
  const doubt = () => (accept.has(state.id) ? undefined : doubtOf(before, countedAfter(state, listed, lists, before)))
  const held = (reason: string): CsafRun => heldBack(order, state, reason, before, listed.size)
  const early = doubt()
  if (early !== undefined) return held(early.reason)
  const save = () => writeProviderState(disk, folder, state)
  const progress = (done: number, total: number) => order.progress(`${state.id}: documents`, done, total)
  const left = await fetchDocuments(
    { disk, folder, state, client, provider, reading, full: order.full, save, progress },
    listed,
  )
  const records = await readOffered(order, state)
  const got = Object.values(state.documents).some(({ held: one, offered }) => one !== null || offered !== null)
  if (!got)
    throw untaken(state, left.first?.message ?? Object.values(state.refused)[0]?.reason ?? 'no document is there')
  const late = doubt()
  if (late !== undefined) return held(late.reason)
  const gone = goneFrom(state, listed, lists)
  const isNew = gone.length > 0 || !state.laid || Object.values(state.documents).some(({ offered }) => offered !== null)
  const taking = { records, old: await readReplaced(order, state, gone), gone, lists, metadata: found.came.bytes }
  const wrong = lists.failure ?? left.first
  const run = { state, before: before?.records, after: listed.size, taking }
  if (wrong === undefined) return { ...run, outcome: isNew ? 'updated' : 'unchanged', reason: undefined }
  const what = left.count > 0 ? `${left.count} of ${listed.size} documents did not come: ` : ''
  return { ...run, ...failed(order, state, wrong, what) }
}

function untaken({ id }: CsafProviderState, why: string): Problem {
  return new Problem('advisories/csaf-list', why.startsWith('Cannot ') ? why : `Cannot take ${id}: ${why}`)
}

/** What is held of a provider's lists. */
export function heldLists({ disk, folder }: CsafOrder, state: CsafProviderState) {
  return (url: string) => {
    const fetched = state.lists[url]
    const place = placeOfAddress(url)
    const path = `csaf/${state.folder}/${place}`
    if (fetched === undefined || place === undefined || !lies(disk, originalsFolder(folder), path, fetched))
      return undefined
    return { fetched, read: () => disk.read(`${originalsFolder(folder)}/${path}`, fetched.bytes) }
  }
}

function failed(
  { now }: CsafOrder,
  state: CsafProviderState,
  { code, message }: Problem,
  what = '',
): Omit<CsafRun, 'taking'> {
  const reason = `${what}${message}`
  state.failure = { at: now, code, reason }
  const before = countedBefore(state)?.records
  return { state, outcome: 'failed', reason, before, after: undefined }
}

function heldBack(
  { now }: CsafOrder,
  state: CsafProviderState,
  reason: string,
  before: FeedEntry | undefined,
  after: number,
): CsafRun {
  state.quarantine = { since: state.quarantine?.since ?? now, reason }
  return { state, outcome: 'held-back', reason, before: before?.records, after, taking: undefined }
}

const none = { withdrawn: 0, refused: 0, snapshotAt: null, types: [], ecosystems: [] }

/** What is held of a provider, counted as a feed's snapshot; undefined when nothing is. */
function countedBefore(state: CsafProviderState): FeedEntry | undefined {
  const held = Object.values(state.documents).filter(one => one.held !== null)
  if (held.length === 0) return undefined
  const withdrawn = held.filter(({ facts }) => facts?.withdrawn).length
  return { ...none, id: state.id, records: held.length, withdrawn, refused: state.unread, newest: state.newest }
}

/** What it has now, counted alike. Lists that were not read are as they were. */
function countedAfter(
  state: CsafProviderState,
  listed: ReadonlyMap<string, CsafListed>,
  { unread }: CsafLists,
  before: FeedEntry | undefined,
): FeedEntry {
  const kept = Object.entries(state.documents).filter(([path, one]) => !listed.has(path) && unread.has(one.list)).length
  const withdrawn = [...listed.keys()].filter(path => {
    const known = state.documents[path]
    return (known?.next ?? known?.facts)?.withdrawn
  }).length
  const newest = newestOf(listed)
  return {
    ...none,
    id: state.id,
    records: listed.size + kept,
    withdrawn,
    refused: refusedCount(state),
    newest: unread.size === 0 ? newest : Math.max(newest ?? 0, before?.newest ?? 0) || null,
  }
}

export function refusedCount({ refused, missing }: CsafProviderState): number {
  return Object.keys(refused).length + missing.length
}

export function newestOf(listed: ReadonlyMap<string, CsafListed>): number | null {
  let newest: number | null = null
  for (const { date } of listed.values()) if (date !== undefined && !(newest! >= date)) newest = date
  return newest
}

/** Documents that no list names any more, but for those of lists that were not read. */
function goneFrom(
  state: CsafProviderState,
  listed: ReadonlyMap<string, CsafListed>,
  { unread, failure }: CsafLists,
): string[] {
  if (failure !== undefined) return []
  return Object.entries(state.documents).flatMap(([path, one]) =>
    listed.has(path) || unread.has(one.list) ? [] : [path],
  )
}

/** Reads what the database does not have. A document that cannot be read is refused by name, and what is held of it stays. */
async function readOffered(order: CsafOrder, state: CsafProviderState): Promise<Collection> {
  const { disk, folder, limits, now } = order
  const records = collection()
  for (const [path, one] of Object.entries(state.documents)) {
    if (one.offered === null && state.laid) continue
    const current = currentOf(disk, folder, { originals: state.documents }, path)
    if (current === undefined) continue
    const first = records.files.length
    await readFeedFile(disk, { limits, now }, current.path, records)
    const read = records.files.slice(first)
    const bad =
      read.flatMap(({ refused }) => refused)[0]?.reason ??
      (read.some(({ format }) => format === 'csaf') ? undefined : 'it is in no format of advisories')
    if (bad === undefined) continue
    refuse({ state, reading: { ...order, name: state.id } }, path, bad)
    if (current.aside) disk.remove(`${asideFolder(folder)}/${path}`)
    Object.assign(one, { offered: null, next: null })
  }
  return records
}

/** Records that documents made as they were held, of those that are gone and of those that came anew. */
async function readReplaced(
  { disk, folder, limits, now }: CsafOrder,
  state: CsafProviderState,
  gone: readonly string[],
): Promise<ReadonlyMap<string, readonly Advisory[]>> {
  const old = new Map<string, readonly Advisory[]>()
  const came = Object.entries(state.documents).flatMap(([path, { offered }]) => (offered === null ? [] : [path]))
  for (const path of new Set([...gone, ...came])) {
    const held = state.documents[path]?.held
    if (held == null || !lies(disk, originalsFolder(folder), path, held)) continue
    const read = collection()
    await readFeedFile(disk, { limits, now }, `${originalsFolder(folder)}/${path}`, read)
    old.set(path, [...read.advisories.values()])
  }
  return old
}
