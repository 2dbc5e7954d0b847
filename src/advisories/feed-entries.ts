import type { Advisory } from './advisory.ts'
import type { Collection } from './collection.ts'
import { ecosystemPart } from './coverage.ts'
import type { FeedEntry } from './manifest.ts'
import { type WithdrawalTimes, withdrawalTimes } from './withdrawal-times.ts'
import { type WithdrawnIds, withdrawnIds } from './withdrawn-ids.ts'

/** More ecosystems than any source has, and longer ones, are not written down: packages of them count as not checked. */
const mostEcosystems = 5000
const longestEcosystem = 100

/** An entry in the making. */
interface Open {
  entry: FeedEntry
  types: Set<string>
  ecosystems: Set<string>
  withdrawn: WithdrawnIds
  times: WithdrawalTimes
  /** When what had a name was taken back. */
  names: WithdrawalTimes
  /** This build read records of it. */
  touched: boolean
}

/**
 * What the collection holds, by feed. A record dated after `now` does not make its feed look fresh: two real feeds have
 * such records. `before` are the entries of a database that this collection is laid over, and `isNew` tells of a record's key
 * whether that database had none.
 */
export function feedEntries(
  collected: Collection,
  now: number,
  before: readonly FeedEntry[] = [],
  isNew: (key: string) => boolean = () => true,
): FeedEntry[] {
  const all = new Map(before.map(entry => [entry.id, opened(entry)]))
  const touch = (id: string): Open => {
    let found = all.get(id)
    if (!found) {
      found = opened(empty(id))
      all.set(id, found)
    }
    if (!found.touched) found.entry.refused = 0
    found.touched = true
    return found
  }
  for (const [key, advisory] of collected.advisories) {
    const feed = touch(advisory.feed)
    takeBack(feed, key, advisory)
    count(feed, key, advisory.withdrawn !== undefined, isNew(key))
    seen(feed.entry, advisory.modified, now)
    seen(feed.entry, advisory.published, now)
    seen(feed.entry, advisory.withdrawn, now)
    // A record that was taken back checks nothing.
    if (advisory.withdrawn === undefined)
      for (const { key: package_ } of advisory.affected) if (package_ !== undefined) cover(feed, package_)
  }
  for (const [id, signals] of collected.signalFeeds) {
    const { entry } = touch(id)
    // These feeds come whole each time.
    entry.records = signals.count
    seen(entry, signals.newest, now)
  }
  // Records that were all refused make no feed: it would look as if the database had one.
  for (const [id, refused] of collected.refused()) if (all.has(id)) touch(id).entry.refused = refused
  return [...all.values()].map(closed).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function empty(id: string): FeedEntry {
  return { id, records: 0, withdrawn: 0, refused: 0, newest: null, snapshotAt: null, types: [], ecosystems: [] }
}

function opened(entry: FeedEntry): Open {
  return {
    entry: { ...entry },
    types: new Set(entry.types),
    ecosystems: new Set(entry.ecosystems),
    withdrawn: withdrawnIds(entry.withdrawnIds),
    times: withdrawalTimes(entry.withdrawnAt),
    names: withdrawalTimes(entry.withdrawnNames),
    touched: false,
  }
}

function closed({ entry, types, ecosystems, withdrawn, times, names }: Open): FeedEntry {
  const { withdrawnIds: _, withdrawnAt: __, withdrawnNames: ___, ...rest } = entry
  const ids = withdrawn.text()
  const at = times.text()
  const named = names.text()
  return {
    ...rest,
    types: [...types].sort(),
    ecosystems: [...ecosystems].sort(),
    ...(ids !== undefined && { withdrawnIds: ids }),
    ...(at !== undefined && { withdrawnAt: at }),
    ...(named !== undefined && { withdrawnNames: named }),
  }
}

/** Keeps when a record was taken back, under each of its names; a record that is there again has none of that. */
function takeBack({ withdrawn: before, times, names }: Open, key: string, advisory: Advisory): void {
  const { id, aliases, modified, withdrawn } = advisory
  if (withdrawn !== undefined) {
    times.set(key, modified ?? 0)
    for (const name of [id, ...aliases]) names.set(name.toUpperCase(), Math.max(withdrawn, 1000))
  } else if (before.has(key)) {
    times.delete(key)
    for (const name of [id, ...aliases]) names.delete(name.toUpperCase())
  }
}

/** A record counts once, and once as withdrawn, however often it comes. */
function count({ entry, withdrawn }: Open, key: string, isWithdrawn: boolean, isNew: boolean): void {
  const was = withdrawn.has(key)
  if (isNew && !was) entry.records++
  if (isWithdrawn && !was) {
    entry.withdrawn++
    withdrawn.add(key)
  } else if (!isWithdrawn && was) {
    entry.withdrawn--
    withdrawn.delete(key)
  }
}

function seen(entry: FeedEntry, at: number | undefined, now: number): void {
  if (at === undefined) return
  if (entry.newest === null || at > entry.newest) entry.newest = at
  if (at <= now && (entry.snapshotAt === null || at > entry.snapshotAt)) entry.snapshotAt = at
}

function cover({ types, ecosystems }: Open, key: string): void {
  types.add(key.slice(0, key.indexOf('/')))
  const ecosystem = ecosystemPart(key)
  if (ecosystem.length <= longestEcosystem && ecosystems.size < mostEcosystems) ecosystems.add(ecosystem)
}
