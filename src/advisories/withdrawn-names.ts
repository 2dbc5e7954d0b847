import type { FeedEntry } from './manifest.ts'
import { withdrawalTimes } from './withdrawal-times.ts'

/** A record that had a name and that its source took back, or a CVE that was rejected. */
export interface TakenBack {
  /** As it was asked for. */
  name: string
  /** Id of the feed. */
  feed: string
  /** Milliseconds since 1970 UTC, whole seconds; null where the source does not say. */
  at: number | null
}

/** What took a name back, by each feed whose record had it, the earliest first; no segment holds such records. */
export function takenBack(feeds: readonly FeedEntry[], names: readonly string[]): TakenBack[] {
  const found: TakenBack[] = []
  for (const { id, withdrawnNames } of feeds) {
    if (withdrawnNames === undefined) continue
    const times = withdrawalTimes(withdrawnNames)
    for (const name of names) {
      const at = times.of(name.toUpperCase())
      if (at !== undefined) found.push({ name, feed: id, at: at <= 1000 ? null : at })
    }
  }
  return found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.feed < b.feed ? -1 : 1))
}
