import { Problem } from '#base'
import type { Advisory } from './advisory.ts'
import { writeDelta, writeManifest, writeSnapshots } from './build.ts'
import { type Collection, collection, recordKey } from './collection.ts'
import { asking, type CsafAsked, listedProviders } from './csaf-provider-find.ts'
import { type CsafSource, placeOfAddress } from './csaf-provider-source.ts'
import { type CsafProviderState, readProviderStates, writeProviderState } from './csaf-provider-state.ts'
import {
  type CsafOrder,
  type CsafRun,
  type CsafTaking,
  newestOf,
  refusedCount,
  runProvider,
} from './csaf-provider-update.ts'
import { asideFolder, originalsFolder, readFeedsState, writeFeedsState } from './feed-state.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { checksumEndings } from './provider-tree.ts'
import { takeOriginal } from './update-originals.ts'

/** What became of a provider. */
export interface CsafUpdate {
  id: string
  outcome: 'updated' | 'unchanged' | 'held-back' | 'failed'
  reason: string | undefined
  /** Documents that were held, and those that it lists now. */
  before: { records: number } | undefined
  after: { records: number } | undefined
}

/**
 * Asks every provider for what is newer, lays its documents over the database, and takes back what is gone. One that fails or is
 * doubtful costs its own documents. The database comes first, then what lay aside takes its place, then the states say so: cut at any
 * point, the next update goes on from there.
 */
export async function updateCsaf(
  order: CsafOrder,
  sources: readonly CsafSource[],
): Promise<{ manifest: Manifest | undefined; providers: CsafUpdate[] }> {
  const { disk, folder } = order
  const before = readManifest(disk, folder)
  const providers: CsafUpdate[] = []
  const runs: CsafRun[] = []
  for (const asked of await allAsked(order, sources, providers)) {
    const run = await runProvider(order, asked)
    writeProviderState(disk, folder, run.state)
    runs.push(run)
  }
  const manifest = published(order, before, runs)
  for (const { state, outcome, taking } of runs) {
    if (taking !== undefined) take(order, state, taking)
    if (outcome === 'updated' || outcome === 'unchanged') Object.assign(state, { success: order.now, failure: null })
    writeProviderState(disk, folder, state)
    tellRefused(order, state)
  }
  const dated = manifest && withSnapshots(order, manifest, runs)
  const feeds = readFeedsState(disk, folder)
  writeFeedsState(disk, folder, { ...feeds, database: dated?.digest ?? null })
  return { manifest: dated, providers: [...providers, ...runs.map(updateOf)] }
}

function updateOf({ state, outcome, reason, before, after }: CsafRun): CsafUpdate {
  const counted = (records: number | undefined) => (records === undefined ? undefined : { records })
  return { id: state.id, outcome, reason, before: counted(before), after: counted(after) }
}

/** Providers of the sources, those that aggregators list among them; one that was named comes before one that was listed. */
async function allAsked(
  order: CsafOrder,
  sources: readonly CsafSource[],
  providers: CsafUpdate[],
): Promise<Iterable<CsafAsked>> {
  const asked = new Map<string, CsafAsked>()
  for (const source of sources) if (source.kind !== 'aggregator') asked.set(source.id, asking(order, source))
  for (const source of sources) {
    if (source.kind !== 'aggregator') continue
    try {
      const keep = (paper: Uint8Array) => keepOriginal(order, `csaf/${source.folder}/aggregator.json`, paper)
      for (const one of await listedProviders(order, asking(order, source), keep))
        if (!asked.has(one.source.id)) asked.set(one.source.id, one)
    } catch (error) {
      if (!(error instanceof Problem) || !/^(?:base|advisories)\//.test(error.code)) throw error
      providers.push({ id: source.id, outcome: 'failed', reason: error.message, before: undefined, after: undefined })
    }
  }
  return asked.values()
}

function published(order: CsafOrder, before: Manifest | undefined, runs: readonly CsafRun[]): Manifest | undefined {
  const { disk, folder, now } = order
  const records = joined(order, runs)
  if (records.advisories.size === 0) return before
  if (readManifest(disk, folder)?.digest !== before?.digest)
    throw new Problem('base/locked', `Cannot write the database at ${folder}: another process changed it meanwhile`)
  if (before !== undefined) return writeDelta(disk, folder, before, records, now)
  const feeds = new Set([...records.advisories.values()].map(({ feed }) => feed))
  return writeSnapshots(disk, folder, undefined, records, feeds, now)
}

/** Records of all providers that are taken, the newest of each, and for those that are gone that they were taken back. */
function joined({ disk, folder }: CsafOrder, runs: readonly CsafRun[]): Collection {
  const all = collection()
  const records = all.advisories
  for (const { taking } of runs)
    for (const [key, advisory] of taking?.records.advisories ?? []) {
      const known = records.get(key)
      if (known === undefined || (advisory.modified ?? 0) >= (known.modified ?? 0)) records.set(key, advisory)
    }
  const leaving = runs.flatMap(({ state, taking }) =>
    [...(taking?.old ?? [])].map(([path, advisories]) => ({ path, advisories, id: state.documents[path]!.facts?.id })),
  )
  if (leaving.length === 0) return all
  const stay = stayingIds(readProviderStates(disk, folder), new Set(leaving.map(({ path }) => path)))
  for (const { id, advisories } of leaving) {
    if (id !== undefined && stay.has(id)) continue
    for (const advisory of advisories) {
      const key = recordKey(advisory)
      if (!records.has(key)) records.set(key, takenBack(advisory))
    }
  }
  return all
}

/** Ids of documents that another provider, or another address, has as before. */
function stayingIds(states: readonly CsafProviderState[], leaving: ReadonlySet<string>): Set<string> {
  return new Set(
    states.flatMap(({ documents }) =>
      Object.entries(documents).flatMap(([path, { held, facts }]) =>
        held === null || facts === null || leaving.has(path) ? [] : [facts.id],
      ),
    ),
  )
}

/** A record that nobody has any more: withdrawn as of its own last change, so that it may come back. */
function takenBack(advisory: Advisory): Advisory {
  return { ...advisory, withdrawn: advisory.modified ?? advisory.published ?? 0, affected: [] }
}

function keepOriginal({ disk, folder }: CsafOrder, path: string, bytes: Uint8Array): void {
  const place = `${originalsFolder(folder)}/${path}`
  disk.makeFolder(place.slice(0, place.lastIndexOf('/')))
  disk.write(place, [bytes])
}

/** Puts what lay aside in the place of what was held, and clears away what is gone. */
function take(order: CsafOrder, state: CsafProviderState, { gone, lists, metadata }: CsafTaking): void {
  const { disk, folder, now } = order
  const originals = originalsFolder(folder)
  const aside = asideFolder(folder)
  const removeAll = (place: string) => {
    for (const path of [place, ...checksumEndings.map(ending => `${place}${ending}`)])
      if (disk.stat(path)) disk.remove(path)
  }
  for (const path of gone) {
    removeAll(`${originals}/${path}`)
    removeAll(`${aside}/${path}`)
    delete state.documents[path]
  }
  for (const [path, one] of Object.entries(state.documents)) {
    if (one.offered === null) continue
    for (const ending of checksumEndings) {
      const beside = `${path}${ending}`
      if (disk.stat(`${originals}/${beside}`)) disk.remove(`${originals}/${beside}`)
    }
    takeOriginal(disk, folder, { originals: state.documents }, path)
    for (const ending of one.checked)
      if (disk.stat(`${aside}/${path}${ending}`))
        disk.rename(`${aside}/${path}${ending}`, `${originals}/${path}${ending}`)
    Object.assign(one, { facts: one.next, next: null })
  }
  keepOriginal(order, `csaf/${state.folder}/provider-metadata.json`, metadata)
  for (const [url, { bytes, fetched }] of lists.files) {
    const place = placeOfAddress(url)
    if (place === undefined) continue
    keepOriginal(order, `csaf/${state.folder}/${place}`, bytes)
    state.lists[url] = fetched
  }
  const newest = newestOf(lists.documents)
  if (lists.unread.size === 0 || (newest ?? 0) > (state.newest ?? 0)) state.newest = newest
  Object.assign(state, { laid: true, quarantine: null, unread: refusedCount(state), attempt: now })
}

/** How many refused documents are named one by one. */
const mostTold = 10

function tellRefused({ said }: CsafOrder, state: CsafProviderState): void {
  const refused = Object.entries(state.refused)
  for (const [path, { reason }] of refused.slice(0, mostTold)) said(`${path} is not taken: ${reason}`)
  if (refused.length > mostTold) said(`${state.id}: and ${refused.length - mostTold} more documents are not taken`)
  if (state.missing.length > 0)
    said(
      `${state.id}: ${state.missing.length} documents are listed and not there: ${state.missing.slice(0, 3).join(', ')}`,
    )
  if (state.role === 'csaf_trusted_provider') said(`${state.id}: OpenPGP signatures are not checked`)
}

/**
 * The database with the time of its CSAF feeds: that of the provider whose last success is the oldest among those that have documents of
 * a feed. A mirror may stand still: what came from one is as new as its records.
 */
function withSnapshots(order: CsafOrder, manifest: Manifest, runs: readonly CsafRun[]): Manifest {
  const { disk, folder, mirror } = order
  const touched = new Set<string>()
  for (const { state, taking } of runs) {
    const read = taking === undefined ? [] : [...taking.records.advisories.values()].map(({ feed }) => feed)
    state.feeds = [...new Set([...state.feeds, ...read])].sort()
    writeProviderState(disk, folder, state)
    for (const feed of state.feeds) touched.add(feed)
  }
  if (mirror !== undefined) return manifest
  const states = readProviderStates(disk, folder)
  const feeds = manifest.feeds.map(entry => {
    if (!touched.has(entry.id)) return entry
    const times = states.filter(state => state.feeds.includes(entry.id)).map(({ success }) => success ?? 0)
    return { ...entry, snapshotAt: Math.max(entry.snapshotAt ?? 0, Math.min(...times)) }
  })
  const dated = { ...manifest, feeds }
  writeManifest(disk, folder, dated)
  return dated
}
