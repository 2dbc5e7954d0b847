import { type NoteList, noteList } from '#base'
import type { Advisory } from './advisory.ts'
import { addSignal, type SignalTable } from './compiled/signals.ts'
import type { Taker } from './format.ts'
import type { FeedEntry } from './manifest.ts'

/** What a build has read so far: each record once, the newest of its feed. */
export interface Collection {
  /** By feed and id. */
  readonly advisories: Map<string, Advisory>
  readonly signals: SignalTable
  /** How many signals each feed gave, and the newest date among them. */
  readonly signalFeeds: Map<string, { count: number; newest: number | undefined }>
  readonly files: FileReport[]
  /** Starts a file: its taker and, when it is done, its report. */
  file(path: string, format: string): { taker: Taker; report: FileReport }
}

/** What a build says of one file. */
export interface FileReport {
  path: string
  /** Id of the format, or `unknown`: not read by this version. */
  format: string
  taken: number
  withdrawn: number
  /** Records that stood in another file too. */
  repeated: number
  refused: { reason: string; at: string }[]
  refusedCount: number
  notes: NoteList['notes']
}

/** Refused records that are quoted for each file; the count says how many there were. */
const quotedRefusals = 5

export function collection(): Collection {
  const advisories = new Map<string, Advisory>()
  const signals: SignalTable = new Map()
  const signalFeeds: Collection['signalFeeds'] = new Map()
  const files: FileReport[] = []
  return {
    advisories,
    signals,
    signalFeeds,
    files,
    file(path, format) {
      const notes = noteList(3)
      const report: FileReport = {
        path,
        format,
        taken: 0,
        withdrawn: 0,
        repeated: 0,
        refused: [],
        refusedCount: 0,
        notes: notes.notes,
      }
      files.push(report)
      const taker: Taker = {
        notes,
        advisory(advisory) {
          report.taken++
          if (advisory.withdrawn !== undefined) report.withdrawn++
          const key = recordKey(advisory)
          const before = advisories.get(key)
          if (before) report.repeated++
          if (!before || (advisory.modified ?? 0) >= (before.modified ?? 0)) advisories.set(key, advisory)
        },
        signal(signal) {
          report.taken++
          const fresh = addSignal(signals, signal)
          if (!fresh) report.repeated++
          const feed = signalFeeds.get(signal.feed)
          if (!feed) signalFeeds.set(signal.feed, { count: Number(fresh), newest: signal.at })
          else {
            if (fresh) feed.count++
            if (signal.at !== undefined && (feed.newest === undefined || signal.at > feed.newest))
              feed.newest = signal.at
          }
        },
        refused(reason, at) {
          report.refusedCount++
          if (report.refused.length < quotedRefusals) report.refused.push({ reason, at })
        },
      }
      return { taker, report }
    },
  }
}

export function recordKey(record: { feed: string; id: string }): string {
  return `${record.feed} ${record.id}`
}

/** The order in which records are compiled: equal collections give equal bytes, whatever order files came in. */
export function inOrder(advisories: Iterable<Advisory>): Advisory[] {
  return [...advisories].sort((a, b) =>
    a.feed < b.feed ? -1 : a.feed > b.feed ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0,
  )
}

/**
 * What the collection holds, by feed. A record dated after `now` does not make its feed look fresh: two real feeds have
 * such records. `before` are the entries of a database that this collection is laid over.
 */
export function feedEntries(
  collected: Collection,
  now: number,
  before: readonly FeedEntry[] = [],
  isNew: (key: string) => boolean = () => true,
): FeedEntry[] {
  const entries = new Map(before.map(entry => [entry.id, { ...entry, types: [...entry.types] }]))
  const entry = (id: string): FeedEntry => {
    let found = entries.get(id)
    if (!found) {
      found = { id, records: 0, withdrawn: 0, refused: 0, newest: null, snapshotAt: null, types: [] }
      entries.set(id, found)
    }
    return found
  }
  const seen = (feed: FeedEntry, at: number | undefined) => {
    if (at === undefined) return
    if (feed.newest === null || at > feed.newest) feed.newest = at
    if (at <= now && (feed.snapshotAt === null || at > feed.snapshotAt)) feed.snapshotAt = at
  }
  for (const [key, advisory] of collected.advisories) {
    const feed = entry(advisory.feed)
    if (isNew(key)) feed.records++
    if (advisory.withdrawn !== undefined) feed.withdrawn++
    for (const at of [advisory.modified, advisory.published, advisory.withdrawn]) seen(feed, at)
    // A record that was taken back checks nothing.
    for (const { key: package_ } of advisory.withdrawn === undefined ? advisory.affected : []) {
      const type = package_?.slice(0, package_.indexOf('/'))
      if (type !== undefined && !feed.types.includes(type)) feed.types.push(type)
    }
  }
  for (const [id, { count, newest }] of collected.signalFeeds) {
    const feed = entry(id)
    // These feeds come whole each time.
    feed.records = count
    seen(feed, newest)
  }
  return [...entries.values()]
    .map(feed => ({ ...feed, types: feed.types.sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
