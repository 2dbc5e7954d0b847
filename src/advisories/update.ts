import { Problem } from '#base'
import { type Collection, feedEntries } from './collection.ts'
import { doubtOf } from './feed-change.ts'
import { clearLeft, type FeedState, type FeedsState, readFeedsState, writeFeedsState } from './feed-state.ts'
import { type FeedEntry, type Manifest, readManifest } from './manifest.ts'
import type { Original } from './source.ts'
import {
  changedPaths,
  digestsNow,
  type FeedUpdate,
  isSame,
  originalsNow,
  type Underway,
  type UpdateOrder,
} from './underway.ts'
import { fetchHolding, type Holding } from './update-archive.ts'
import { undamaged } from './update-damage.ts'
import { currentOf, forgetOriginal, takeOriginal } from './update-originals.ts'
import { published } from './update-publish.ts'
import { type Read, readChanged } from './update-read.ts'
import { settleHolding } from './update-settle.ts'

type Done = Map<string, FeedUpdate>

/** What the feeds would be with what was read, by id. */
type Entries = Readonly<Record<keyof Read, ReadonlyMap<string, FeedEntry>>>

/**
 * Fetches what sources have newer, and puts it in the place of what the database has of their feeds, or lays single records over it.
 * One that fails or is doubtful costs its own feed; of the others the new database is made whole, and named in the manifest last.
 * What lies aside is only taken after that: cut at any point, the next update goes on from there.
 */
export async function update(order: UpdateOrder): Promise<{ manifest: Manifest | undefined; feeds: FeedUpdate[] }> {
  const { disk, folder, now } = order
  clearLeft(disk, folder)
  const before = readManifest(disk, folder)
  const state = readFeedsState(disk, folder)
  // Somebody else built or imported the database: what it was made of is not known any more.
  if (before?.digest !== state.database) for (const one of Object.values(state.feeds)) one.built = null
  const done: Done = new Map()
  const fetched = await fetchAll(order, state, before, done)
  const changed = undamaged(order, state, judgedChanges(order, state, fetched, done), (one, problem) =>
    fail(order, one.state, one.feed.id, problem, one.before, done),
  )
  const read = await readChanged(order, state, changed)
  const entries = {
    whole: byId(feedEntries(read.whole, now)),
    // Whether a record is new to the database is only seen when it is laid over it; nothing is doubtful in more records.
    laid: byId(feedEntries(read.laid, now, before?.feeds)),
  }
  const taken = changed.filter(one => isTaken(order, state, one, read, entries, done))
  failPartly(order, fetched, done)
  const manifest = published(order, state, { before, taken, fetched, read, done })
  for (const one of taken) {
    for (const [path] of originalsNow(order, state, one)) takeOriginal(disk, folder, state, path)
    const after = manifest!.feeds.find(({ id }) => id === one.feed.id)!
    one.state.built = { originals: digestsNow(order, state, one), records: after.records, newest: after.newest }
    one.state.quarantine = null
    done.get(one.feed.id)!.after = after
  }
  for (const holding of new Set(fetched.flatMap(({ holdings }) => holdings))) settleHolding(order, state, holding)
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
  done: Done,
): Promise<Underway[]> {
  const came = new Map<string, Holding | Problem>()
  const underway: Underway[] = []
  for (const feed of order.feeds) {
    const entry = before?.feeds.find(({ id }) => id === feed.id)
    const feedState = startedState(order, state, feed.id)
    const originals = feed.source!.originals
    for (const original of originals)
      if (!came.has(original.path)) {
        came.set(original.path, await fetchHolding(order, state, original).catch(problemOf))
        writeFeedsState(order.disk, order.folder, state)
      }
    const all = originals.map(original => came.get(original.path)!)
    const failed = all.find(one => one instanceof Problem)
    const holdings = all.map((one, index) => (one instanceof Problem ? kept(order, state, originals[index]!) : one))
    if (failed !== undefined && (all.every(one => one instanceof Problem) || holdings.includes(undefined)))
      fail(order, feedState, feed.id, failed, entry, done)
    else underway.push({ feed, state: feedState, holdings: holdings as Holding[], before: entry, missing: failed })
  }
  return underway
}

function startedState({ now, full }: UpdateOrder, state: FeedsState, id: string): FeedState {
  const known = state.feeds[id] ?? { attempt: 0, success: null, failure: null, built: null, quarantine: null }
  state.feeds[id] = known
  known.attempt = now
  if (full) known.built = null
  return known
}

/** What the database has of an original that did not come. */
function kept({ disk, folder }: UpdateOrder, state: FeedsState, original: Original): Holding | undefined {
  const file = currentOf(disk, folder, state, original.path)
  return file && { original, file, list: undefined, covers: false }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem && error.code.startsWith('base/network')) return error
  throw error
}

/** Feeds whose originals are others than those that the database has, but for those that are held back as before. */
function judgedChanges(order: UpdateOrder, state: FeedsState, underway: readonly Underway[], done: Done): Underway[] {
  return underway.filter(one => {
    const { id } = one.feed
    const { before } = one
    const { built, quarantine } = one.state
    const digests = digestsNow(order, state, one)
    if (before !== undefined && built !== null && isSame(built.originals, digests)) {
      done.set(id, { id, outcome: 'unchanged', reason: undefined, before, after: before })
      return false
    }
    if (quarantine === null || order.accept.has(id) || !isSame(quarantine.originals, digests)) return true
    done.set(id, { id, outcome: 'held-back', reason: quarantine.reason, before, after: undefined })
    return false
  })
}

/** Whether what was read of a feed goes into the database. */
function isTaken(
  order: UpdateOrder,
  state: FeedsState,
  one: Underway,
  read: Read,
  entries: Entries,
  done: Done,
): boolean {
  const { id } = one.feed
  const { before } = one
  const laid = changedPaths(order, state, one) !== undefined
  const problem = laid ? undefined : unreadFeed(one, read.whole, entries.whole)
  if (problem !== undefined) {
    for (const { original, file } of problem.of) forgetOriginal(order.disk, order.folder, state, original.path, file)
    fail(order, one.state, id, problem.problem, before, done)
    return false
  }
  const after = entries[laid ? 'laid' : 'whole'].get(id)
  if (laid && ![...read.laid.advisories.values()].some(({ feed }) => feed === id)) {
    done.set(id, { id, outcome: 'unchanged', reason: undefined, before, after: before })
    return true
  }
  const doubt = order.accept.has(id) ? undefined : doubtOf(before, after!)
  if (doubt === undefined) {
    done.set(id, { id, outcome: 'updated', reason: undefined, before, after })
    return true
  }
  const originals = digestsNow(order, state, one)
  one.state.quarantine = { since: order.now, ...doubt, records: after!.records, originals }
  done.set(id, { id, outcome: 'held-back', reason: doubt.reason, before, after })
  return false
}

function byId(entries: readonly FeedEntry[]): Map<string, FeedEntry> {
  return new Map(entries.map(entry => [entry.id, entry]))
}

/** Why nothing can be taken of files that came whole, and of which; undefined when something can. */
function unreadFeed(
  { feed: { id }, holdings }: Underway,
  collected: Collection,
  entries: ReadonlyMap<string, FeedEntry>,
): { problem: Problem; of: readonly Holding[] } | undefined {
  for (const holding of holdings) {
    const reason = unreadable(holding.file.path, collected)
    if (reason === undefined) continue
    const message = `Cannot take ${holding.original.path}: ${reason}`
    return { problem: new Problem('advisories/feed-unreadable', message), of: [holding] }
  }
  if (entries.has(id)) return undefined
  const paths = holdings.map(({ original }) => original.path).join(', ')
  const message = `Cannot take ${paths}: no record in it is of ${id}`
  return { problem: new Problem('advisories/feed-empty', message), of: holdings }
}

/** Why nothing could be read of a file; undefined when something could. */
function unreadable(path: string, { files }: Collection): string | undefined {
  const own = files.filter(file => file.path === path || file.path.startsWith(`${path}: `))
  if (own.some(({ taken }) => taken > 0)) return undefined
  return own.flatMap(({ refused }) => refused)[0]?.reason ?? 'it is in no format that is read'
}

/** A feed of which a file did not come has failed, whatever became of its others. */
function failPartly(order: UpdateOrder, fetched: readonly Underway[], done: Done): void {
  for (const { feed, state, missing } of fetched) {
    const seen = done.get(feed.id)!
    if (missing === undefined || seen.outcome === 'failed') continue
    state.failure = { at: order.now, code: missing.code, reason: missing.message }
    if (seen.outcome === 'held-back') continue
    Object.assign(seen, { outcome: 'failed', reason: `${missing.message}; what was held of it stays` })
  }
}

function fail(
  { now }: UpdateOrder,
  state: FeedState,
  id: string,
  { code, message }: Problem,
  before: FeedEntry | undefined,
  done: Done,
): void {
  state.failure = { at: now, code, reason: message }
  done.set(id, { id, outcome: 'failed', reason: message, before, after: undefined })
}
