import { replacedIn } from './build.ts'
import { recordKey } from './collection.ts'
import type { Segment } from './compiled/segment.ts'
import { cveText, mergeSignals, type SignalTable, withoutSignals } from './compiled/signals.ts'
import { type Prints, samePrint } from './import-prints.ts'
import type { Manifest } from './manifest.ts'
import { withdrawnIds } from './withdrawn-ids.ts'

/** A database in its segments, each with the prints of its records. */
export interface Side {
  manifest: Manifest
  segments: readonly Segment[]
  prints: readonly Prints[]
}

/** How records of a feed differ: there for the first time, saying something else, not there any more, taken back by their source. */
export const kinds = ['new', 'changed', 'gone', 'withdrawn'] as const
export type Kind = (typeof kinds)[number]

/** What changes in one feed: how many records of each kind, and the ids of the first of them. */
export type Changes = Record<Kind, { count: number; examples: string[] }>

/** So many ids of a kind are named. */
const mostExamples = 5

/**
 * What changes, by feed, when one database takes the place of another: every live record of both is laid beside its counterpart, a
 * CVE's signal counts as a record of `kev` or `epss`. Exact, but for two different records that share a hash of 128 bits. Memory: a
 * byte for each record held and the signals of both.
 */
export function changesBetween(held: Side, offered: Side): Map<string, Changes> {
  const all = new Map<string, Changes>()
  if (held.manifest.digest === offered.manifest.digest) return all
  const tell = (feed: string, kind: Kind, id: string) => {
    const changes = all.get(feed) ?? nothing()
    all.set(feed, changes)
    changes[kind].count++
    if (changes[kind].examples.length < mostExamples) changes[kind].examples.push(id)
  }
  const heldGone = replacedIn(held.manifest, held.segments)
  const seen = held.segments.map(({ header }) => new Uint8Array(header.advisories))
  for (const { segment, ordinal, prints } of liveRecords(offered)) {
    const { feed, id } = segment.text(ordinal)
    const before = placeOf(held, heldGone, feed, id)
    if (before === undefined) {
      tell(feed, 'new', id)
      continue
    }
    seen[before.index]![before.ordinal] = 1
    if (!samePrint(held.prints[before.index]!, before.ordinal, prints, ordinal)) tell(feed, 'changed', id)
  }
  const takenBack = new Map(offered.manifest.feeds.map(feed => [feed.id, withdrawnIds(feed.withdrawnIds)]))
  for (const { segment, ordinal, index } of liveRecords(held)) {
    if (seen[index]![ordinal] === 1) continue
    const record = segment.text(ordinal)
    tell(record.feed, takenBack.get(record.feed)?.has(recordKey(record)) ? 'withdrawn' : 'gone', record.id)
  }
  compareSignals(held, offered, tell)
  return all
}

/** No change of any kind. */
export function nothing(): Changes {
  const none = () => ({ count: 0, examples: [] })
  return { new: none(), changed: none(), gone: none(), withdrawn: none() }
}

/** Records that no later segment replaces. */
function* liveRecords({ manifest, segments, prints }: Side) {
  const gone = replacedIn(manifest, segments)
  for (const [index, segment] of segments.entries())
    for (let ordinal = 0; ordinal < segment.header.advisories; ordinal++)
      if (!gone[index]!.has(ordinal)) yield { index, segment, ordinal, prints: prints[index]! }
}

function placeOf({ segments }: Side, gone: readonly ReadonlySet<number>[], feed: string, id: string) {
  for (let index = segments.length - 1; index >= 0; index--) {
    const found = segments[index]!.recordOf(feed, id)
    if (found !== undefined && !gone[index]!.has(found.ordinal)) return { index, ordinal: found.ordinal }
  }
  return undefined
}

/** Feeds whose records are signals, each with the bits of a signal that are its own. */
const signalFeeds = [
  ['epss', bitsWithout('kev')],
  ['kev', bitsWithout('epss')],
] as const

function bitsWithout(feed: string): number {
  return withoutSignals(new Map([[0, 0xffffffff]]), new Set([feed])).get(0)!
}

function compareSignals(held: Side, offered: Side, tell: (feed: string, kind: Kind, id: string) => void): void {
  const before = signalsOf(held)
  const after = signalsOf(offered)
  for (const [cve, value] of after)
    for (const [feed, bits] of signalFeeds) {
      const was = (before.get(cve) ?? 0) & bits
      const is = value & bits
      if (is !== was) tell(feed, was === 0 ? 'new' : is === 0 ? 'gone' : 'changed', cveText(cve))
    }
  for (const [cve, value] of before)
    if (!after.has(cve))
      for (const [feed, bits] of signalFeeds) if ((value & bits) !== 0) tell(feed, 'gone', cveText(cve))
}

function signalsOf({ segments }: Side): SignalTable {
  const [first, ...later] = segments
  const joined: SignalTable = first?.signals() ?? new Map()
  for (const segment of later) mergeSignals(joined, segment.signals())
  return joined
}
