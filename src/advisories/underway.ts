import type { Digest, Limits, Problem } from '#base'
import type { Feed } from './feed.ts'
import type { FeedState, FeedsState } from './feed-state.ts'
import type { FeedEntry } from './manifest.ts'
import { type ArchiveOrder, currentsOf, type Holding } from './update-archive.ts'
import { type Current, digestsOf, type Fetching } from './update-originals.ts'

/** What became of a feed. */
export interface FeedUpdate {
  id: string
  outcome: 'updated' | 'unchanged' | 'held-back' | 'failed'
  /** Why it failed or is held back. */
  reason: string | undefined
  before: FeedEntry | undefined
  after: FeedEntry | undefined
}

export interface UpdateOrder extends ArchiveOrder {
  feeds: readonly Feed[]
  /** Feeds whose doubtful snapshots a person looked at. */
  accept: ReadonlySet<string>
  limits: Limits
}

/** A feed on its way into the database. */
export interface Underway {
  feed: Feed
  state: FeedState
  holdings: readonly Holding[]
  before: FeedEntry | undefined
  /** Why one of its files did not come; of that one what was held goes on. */
  missing: Problem | undefined
}

/** The files that a feed is now made of, single records among them. */
export function originalsNow(
  how: Fetching,
  state: FeedsState,
  { holdings }: Underway,
): (readonly [path: string, current: Current])[] {
  return holdings.flatMap(holding => currentsOf(how, state, holding))
}

/** Their digests by path. */
export function digestsNow(how: Fetching, state: FeedsState, one: Underway): Record<string, Digest> {
  return digestsOf(originalsNow(how, state, one))
}

/**
 * Files that the database does not have yet, when they can be laid over what it has: single records, and none of those that it has is
 * gone. Undefined when all of the feed has to be read.
 */
export function changedPaths(how: Fetching, state: FeedsState, one: Underway): string[] | undefined {
  const { built } = one.state
  if (one.before === undefined || built === null) return undefined
  const digests = digestsNow(how, state, one)
  const isHeld = (path: string) => Object.hasOwn(built.originals, path) && built.originals[path] === digests[path]
  if (Object.keys(built.originals).some(path => !Object.hasOwn(digests, path))) return undefined
  if (!one.holdings.every(({ original }) => isHeld(original.path))) return undefined
  return Object.keys(digests).filter(path => !isHeld(path))
}

export function isSame(a: Record<string, Digest>, b: Record<string, Digest>): boolean {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every(path => a[path] === b[path])
}
