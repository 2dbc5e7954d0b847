import { type Digest, type Limits, Problem } from '#base'
import { writeManifest, writeSnapshots } from './build.ts'
import { type Collection, collection, feedEntries } from './collection.ts'
import { withoutSignals } from './compiled/signals.ts'
import type { Feed } from './feed.ts'
import { doubtOf } from './feed-change.ts'
import { type FeedState, type FeedsState, readFeedsState, writeFeedsState } from './feed-state.ts'
import { type FeedEntry, type Manifest, readManifest } from './manifest.ts'
import { readFeedFile } from './read-feed-file.ts'
import {
  type Current,
  digestsOf,
  type Fetching,
  fetchOriginal,
  forgetOriginal,
  takeOriginal,
} from './update-originals.ts'

/** What became of a feed. */
export interface FeedUpdate {
  id: string
  outcome: 'updated' | 'unchanged' | 'held-back' | 'failed'
  /** Why it failed or is held back. */
  reason: string | undefined
  before: FeedEntry | undefined
  after: FeedEntry | undefined
}

export interface UpdateOrder extends Fetching {
  feeds: readonly Feed[]
  /** Feeds whose doubtful snapshots a person looked at. */
  accept: ReadonlySet<string>
  limits: Limits
  now: number
}

/** A feed on its way. */
interface Underway {
  feed: Feed
  state: FeedState
  originals: readonly (readonly [path: string, current: Current])[]
  digests: Record<string, Digest>
  before: FeedEntry | undefined
}

/**
 * Fetches what sources have newer, and puts it in the place of what the database has of their feeds. One that fails or is doubtful
 * costs its own feed; of the others the new database is made whole, and named in the manifest last. What lies aside is only taken
 * after that: cut at any point, the next update goes on from there.
 */
export async function update(order: UpdateOrder): Promise<{ manifest: Manifest | undefined; feeds: FeedUpdate[] }> {
  const { disk, folder, now } = order
  const before = readManifest(disk, folder)
  const state = readFeedsState(disk, folder)
  // Somebody else built or imported the database: what it was made of is not known any more.
  if (before?.digest !== state.database) for (const one of Object.values(state.feeds)) one.built = null
  const done = new Map<string, FeedUpdate>()
  const fetched = await fetchAll(order, state, before, done)
  const collected = collection()
  const changed = judgedChanges(order, state, fetched, done)
  for (const current of new Map(changed.flatMap(({ originals }) => originals)).values())
    await readFeedFile(disk, { limits: order.limits, now }, current.path, collected)
  const entries = new Map(feedEntries(collected, now).map(entry => [entry.id, entry]))
  const taken = changed.filter(one => isTaken(order, state, one, collected, entries, done))
  const manifest = published(order, before, collected, taken, fetched, done)
  for (const { feed, state: feedState, originals, digests } of taken) {
    for (const [path] of originals) takeOriginal(disk, folder, state, path)
    const { records, newest } = entries.get(feed.id)!
    feedState.built = { originals: digests, records, newest }
    feedState.quarantine = null
  }
  state.database = manifest?.digest ?? null
  for (const { id, outcome } of done.values())
    if (outcome === 'updated' || outcome === 'unchanged')
      Object.assign(state.feeds[id]!, { success: now, failure: null })
  writeFeedsState(disk, folder, state)
  return { manifest, feeds: order.feeds.map(({ id }) => done.get(id)!) }
}

/** Asks for every original once, whichever feeds want it. */
async function fetchAll(
  order: UpdateOrder,
  state: FeedsState,
  before: Manifest | undefined,
  done: Map<string, FeedUpdate>,
): Promise<Underway[]> {
  const came = new Map<string, Current | Problem>()
  const underway: Underway[] = []
  for (const feed of order.feeds) {
    const entry = before?.feeds.find(({ id }) => id === feed.id)
    const feedState = state.feeds[feed.id] ?? {
      attempt: 0,
      success: null,
      failure: null,
      built: null,
      quarantine: null,
    }
    state.feeds[feed.id] = feedState
    feedState.attempt = order.now
    const originals = feed.source!.originals
    for (const original of originals)
      if (!came.has(original.path)) {
        came.set(original.path, await fetchOriginal(order, state, original).catch(problemOf))
        writeFeedsState(order.disk, order.folder, state)
      }
    const failed = originals.map(({ path }) => came.get(path)!).find(one => one instanceof Problem)
    if (failed !== undefined) {
      fail(order, feedState, feed.id, failed, entry, done)
      continue
    }
    const own = originals.map(({ path }) => [path, came.get(path) as Current] as const)
    underway.push({ feed, state: feedState, originals: own, digests: digestsOf(own), before: entry })
  }
  return underway
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem && error.code.startsWith('base/network')) return error
  throw error
}

/** Feeds whose originals are others than those that the database has, but for those that are held back as before. */
function judgedChanges(
  { accept }: UpdateOrder,
  state: FeedsState,
  underway: readonly Underway[],
  done: Map<string, FeedUpdate>,
): Underway[] {
  return underway.filter(({ feed: { id }, digests, before }) => {
    const { built, quarantine } = state.feeds[id]!
    if (before !== undefined && built !== null && isSame(built.originals, digests)) {
      done.set(id, { id, outcome: 'unchanged', reason: undefined, before, after: before })
      return false
    }
    if (quarantine === null || accept.has(id) || !isSame(quarantine.originals, digests)) return true
    done.set(id, { id, outcome: 'held-back', reason: quarantine.reason, before, after: undefined })
    return false
  })
}

function isSame(a: Record<string, Digest>, b: Record<string, Digest>): boolean {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every(path => a[path] === b[path])
}

/** Whether what was read of a feed goes into the database. */
function isTaken(
  order: UpdateOrder,
  state: FeedsState,
  { feed: { id }, state: feedState, originals, digests, before }: Underway,
  collected: Collection,
  entries: ReadonlyMap<string, FeedEntry>,
  done: Map<string, FeedUpdate>,
): boolean {
  for (const [path, current] of originals) {
    const reason = unreadable(current.path, collected)
    if (reason === undefined) continue
    forgetOriginal(order.disk, order.folder, state, path, current)
    const message = `Cannot take ${path}: ${reason}`
    fail(order, feedState, id, new Problem('advisories/feed-unreadable', message), before, done)
    return false
  }
  const after = entries.get(id)
  if (after === undefined) {
    for (const [path, current] of originals) forgetOriginal(order.disk, order.folder, state, path, current)
    const message = `Cannot take ${originals.map(([path]) => path).join(', ')}: no record in it is of ${id}`
    fail(order, feedState, id, new Problem('advisories/feed-empty', message), before, done)
    return false
  }
  const doubt = order.accept.has(id) ? undefined : doubtOf(before, after)
  if (doubt === undefined) {
    done.set(id, { id, outcome: 'updated', reason: undefined, before, after })
    return true
  }
  feedState.quarantine = { since: order.now, ...doubt, records: after.records, originals: digests }
  done.set(id, { id, outcome: 'held-back', reason: doubt.reason, before, after })
  return false
}

/** Why nothing could be read of a file; undefined when something could. */
function unreadable(path: string, { files }: Collection): string | undefined {
  const own = files.filter(file => file.path === path || file.path.startsWith(`${path}: `))
  if (own.some(({ taken }) => taken > 0)) return undefined
  return own.flatMap(({ refused }) => refused)[0]?.reason ?? 'it is in no format that is read'
}

function fail(
  { now }: UpdateOrder,
  state: FeedState,
  id: string,
  { code, message }: Problem,
  before: FeedEntry | undefined,
  done: Map<string, FeedUpdate>,
): void {
  state.failure = { at: now, code, reason: message }
  done.set(id, { id, outcome: 'failed', reason: message, before, after: undefined })
}

/**
 * The database with the feeds that are taken, and with the time of their snapshots: now, when the keeper was asked; a mirror may have
 * stood still for long.
 */
function published(
  { disk, folder, now, mirror }: UpdateOrder,
  before: Manifest | undefined,
  collected: Collection,
  taken: readonly Underway[],
  fetched: readonly Underway[],
  done: ReadonlyMap<string, FeedUpdate>,
): Manifest | undefined {
  const ids = new Set(taken.map(({ feed }) => feed.id))
  if (ids.size > 0 && readManifest(disk, folder)?.digest !== before?.digest)
    throw new Problem('base/locked', `Cannot write the database at ${folder}: another process changed it meanwhile`)
  const manifest = ids.size > 0 ? writeSnapshots(disk, folder, before, only(collected, ids), ids, now) : before
  if (manifest === undefined) return undefined
  const feeds = manifest.feeds.map(entry => {
    const outcome = done.get(entry.id)?.outcome
    if (outcome !== 'updated' && outcome !== 'unchanged') return entry
    const asked = fetched.find(({ feed }) => feed.id === entry.id)!
    return {
      ...entry,
      snapshotAt: mirror === undefined ? now : Math.max(entry.snapshotAt ?? 0, mirroredAt(asked, now)),
    }
  })
  const dated = { ...manifest, feeds }
  writeManifest(disk, folder, dated)
  return dated
}

/** When a mirror's copy was as its source: nobody knows it later than the oldest of its files was last changed. */
function mirroredAt({ originals }: Underway, now: number): number {
  const times = originals.map(([, { fetched }]) => Date.parse(fetched.lastModified ?? ''))
  return times.some(time => !(time <= now)) ? 0 : Math.min(...times)
}

/** What was read of some feeds, without what the same files have of others. */
function only(collected: Collection, ids: ReadonlySet<string>): Collection {
  const others = new Set([...collected.signalFeeds.keys()].filter(id => !ids.has(id)))
  return {
    ...collected,
    advisories: new Map([...collected.advisories].filter(([, { feed }]) => ids.has(feed))),
    signals: withoutSignals(collected.signals, others),
    signalFeeds: new Map([...collected.signalFeeds].filter(([id]) => ids.has(id))),
  }
}
