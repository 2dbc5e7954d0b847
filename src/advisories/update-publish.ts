import { Problem } from '#base'
import { writeDelta, writeManifest, writeSnapshots } from './build.ts'
import type { Collection } from './collection.ts'
import { withoutSignals } from './compiled/signals.ts'
import type { FeedsState } from './feed-state.ts'
import { type FeedEntry, type Manifest, readManifest } from './manifest.ts'
import { changedPaths, type FeedUpdate, type Underway, type UpdateOrder } from './underway.ts'
import { changesOf, type Holding } from './update-archive.ts'
import type { Read } from './update-read.ts'

/** What an update came to, before any of it is in the database. */
export interface Found {
  before: Manifest | undefined
  taken: readonly Underway[]
  fetched: readonly Underway[]
  read: Read
  done: ReadonlyMap<string, FeedUpdate>
}

/**
 * The database with the feeds that are taken, and with the time of their snapshots: now, when the keeper was asked; a mirror may have
 * stood still for long.
 */
export function published(order: UpdateOrder, state: FeedsState, found: Found): Manifest | undefined {
  const { disk, folder, now } = order
  const { before, taken, fetched, done } = found
  const laid = new Set<string>()
  const whole = new Set<string>()
  for (const one of taken)
    if (changedPaths(order, state, one) === undefined) whole.add(one.feed.id)
    else if (done.get(one.feed.id)!.after !== one.before) laid.add(one.feed.id)
  if (whole.size + laid.size > 0 && readManifest(disk, folder)?.digest !== before?.digest)
    throw new Problem('base/locked', `Cannot write the database at ${folder}: another process changed it meanwhile`)
  let manifest = before
  if (whole.size > 0) manifest = writeSnapshots(disk, folder, manifest, only(found.read.whole, whole), whole, now)
  if (laid.size > 0) manifest = writeDelta(disk, folder, manifest!, only(found.read.laid, laid), now)
  if (manifest === undefined) return undefined
  const feeds = manifest.feeds.map(entry => {
    const asked = fetched.find(({ feed }) => feed.id === entry.id)
    if (asked === undefined) return entry
    const counted = laid.has(entry.id) ? { ...entry, refused: Math.max(entry.refused, asked.before!.refused) } : entry
    return { ...counted, snapshotAt: snapshotOf(order, state, asked, entry, done.get(entry.id)!) }
  })
  const dated = { ...manifest, feeds }
  writeManifest(disk, folder, dated)
  return dated
}

function snapshotOf(
  { now, mirror }: UpdateOrder,
  state: FeedsState,
  asked: Underway,
  entry: FeedEntry,
  { outcome }: FeedUpdate,
): number | null {
  // What did not come whole is as old as it was.
  if (asked.missing !== undefined) return asked.before?.snapshotAt ?? null
  if (outcome !== 'updated' && outcome !== 'unchanged') return entry.snapshotAt
  return mirror === undefined ? now : Math.max(entry.snapshotAt ?? 0, mirroredAt(state, asked, now))
}

/** When a mirror's copy was as its source: nobody knows it later than the oldest of its files was last changed. */
function mirroredAt(state: FeedsState, { holdings }: Underway, now: number): number {
  const times = holdings.map(holding => Date.parse(speaking(state, holding).lastModified ?? ''))
  return times.some(time => !(time <= now)) ? 0 : Math.min(...times)
}

/** The file that tells how new a holding is: the list that was followed to its end, else the archive. */
function speaking(state: FeedsState, { original, file, list, covers }: Holding) {
  return covers && list !== undefined && changesOf(state, original.path).pending.length === 0
    ? list.file.fetched
    : file.fetched
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
