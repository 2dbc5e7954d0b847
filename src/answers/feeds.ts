import { type FeedEntry, isStale } from '#advisories'
import { showTime } from '#base'

/** What the advisories rest on. */
export interface FeedsShown {
  /** Digest of the database; null where there is none. */
  digest: string | null
  builtAt: string | null
  /** The day up to which all feeds reach: that of the oldest; null where one has none. */
  asOf: string | null
  feeds: { id: string; records: number; snapshotAt: string | null; stale: boolean }[]
  stale: string[]
  /** In quarantine: what they say of anything is undecided. */
  quarantined: string[]
}

/** What an answer rests on, now or as it was then. */
export interface FeedsThen {
  shown: FeedsShown
  /** Digest of the newest advisories there were. */
  newest: string | undefined
  /** Whether it is known what they were made of. */
  areKept: boolean
}

/**
 * @param quarantined ids of feeds in quarantine
 * @param now milliseconds since 1970 UTC
 */
export function feedsShown(
  manifest:
    | { digest: string; builtAt: string; feeds: readonly Pick<FeedEntry, 'id' | 'records' | 'snapshotAt'>[] }
    | undefined,
  quarantined: Pick<ReadonlySet<string>, 'has'>,
  now: number,
): FeedsShown {
  if (manifest === undefined) {
    return { digest: null, builtAt: null, asOf: null, feeds: [], stale: [], quarantined: [] }
  }
  const { digest, builtAt } = manifest
  const feeds = manifest.feeds.map(feed => ({
    id: feed.id,
    records: feed.records,
    snapshotAt: feed.snapshotAt === null ? null : showTime(feed.snapshotAt),
    stale: isStale(feed, now),
  }))
  const days = manifest.feeds.map(({ snapshotAt }) => snapshotAt)
  const known = days.filter(day => day !== null)
  return {
    digest,
    builtAt,
    asOf: known.length === 0 || known.length < days.length ? null : showTime(Math.min(...known)).slice(0, 10),
    feeds,
    stale: feeds.filter(({ stale }) => stale).map(({ id }) => id),
    quarantined: feeds.filter(({ id }) => quarantined.has(id)).map(({ id }) => id),
  }
}

/** Where a plant has its advisories: not in the cache of whoever types a command. */
export const plantFolder = 'DATA, the data folder of the plant'

/**
 * What cannot be known because of the feeds, and what would settle it.
 *
 * @param matchedWith digest of the advisories that what runs was laid against; undefined for none
 * @param known milliseconds since 1970 UTC; undefined for now
 */
export function feedDoubts(then: FeedsThen, matchedWith: string | undefined, known: number | undefined): Doubt[] {
  if (known === undefined) return doubtsNow(then.shown, matchedWith)
  return matchedWith === undefined ? [nothingKnown(known)] : doubtsThen(then, matchedWith)
}

function doubtsNow({ digest, feeds, stale, quarantined }: FeedsShown, matchedWith: string | undefined): Doubt[] {
  if (digest === null)
    return [
      {
        ...{ code: 'no-advisories', names: [] },
        what: 'whether any advisory speaks of what runs here',
        why: 'there are no advisories on this machine',
        settle: `Load them into ${plantFolder}: millcert db update --db DATA/advisories, or millcert db import FILE --db DATA/advisories where there is no network.`,
      },
    ]
  const found: Doubt[] = []
  if (feeds.length > 0 && stale.length > 0)
    found.push({
      ...{ code: 'stale-feeds', names: stale },
      what: 'what was published since',
      why: `${stale.length} of ${feeds.length} feeds ${stale.length === 1 ? 'is' : 'are'} stale: ${some(stale)}`,
      settle: `Bring them up to date in ${plantFolder}: millcert db update --db DATA/advisories.`,
    })
  if (quarantined.length > 0)
    found.push({
      ...{ code: 'quarantined-feeds', names: quarantined },
      what: 'whether what these feeds say is so',
      why: `in quarantine: ${some(quarantined)}`,
      settle: 'Look at them: millcert feeds list; then millcert feeds quarantine --release.',
    })
  if (matchedWith !== digest)
    found.push({
      ...{ code: matchedWith === undefined ? 'never-matched' : 'not-matched', names: [] },
      what: 'what the newest advisories say of what runs here',
      why: matchedWith === undefined ? 'nothing was laid against them yet' : 'they came after the last match',
      settle: 'Match again: millcert feeds rematch.',
    })
  return found
}

const nowInstead = 'Ask with what is known now: without a time of knowledge.'

/** The same as it stood at another time: nothing that is done now changes what was known then. */
function doubtsThen(
  { shown: { feeds, stale, quarantined }, newest, areKept }: FeedsThen,
  matchedWith: string,
): Doubt[] {
  const found: Omit<Doubt, 'settle'>[] = []
  if (!areKept)
    found.push({
      ...{ code: 'feeds-not-kept', names: [] },
      what: 'how fresh the feeds were then',
      why: 'what the advisories of that time were made of was not kept',
    })
  if (stale.length > 0)
    found.push({
      ...{ code: 'stale-feeds-then', names: stale },
      what: 'what had been published by then',
      why: `${stale.length} of ${feeds.length} feeds ${stale.length === 1 ? 'was' : 'were'} stale: ${some(stale)}`,
    })
  if (quarantined.length > 0)
    found.push({
      ...{ code: 'quarantined-feeds-then', names: quarantined },
      what: 'whether what these feeds said was so',
      why: `in quarantine then: ${some(quarantined)}`,
    })
  if (matchedWith !== newest)
    found.push({
      ...{ code: 'not-matched-then', names: [] },
      what: 'what the newest advisories of then said of what ran here',
      why: 'they had not been laid against it',
    })
  return found.map(doubt => ({ ...doubt, settle: nowInstead }))
}

/** Before anything was laid against advisories, nobody could have been told. */
function nothingKnown(known: number): Doubt {
  return {
    ...{ code: 'nothing-known-then', names: [] },
    what: 'whether any advisory spoke of what ran here',
    why: `nothing was laid against advisories by ${showTime(known)}`,
    settle: nowInstead,
  }
}

/** What nobody could have said, since no feed speaks of its ecosystem. */
export function coverDoubts(uncovered: ReadonlyMap<string, number>): Doubt[] {
  return Array.from(uncovered, ([ecosystem, count]) => ({
    ...{ code: 'ecosystem-not-covered', names: [ecosystem] },
    what: `whether anything is wrong with ${count} ${count === 1 ? 'component' : 'components'} of ${ecosystem}`,
    why: `no feed here speaks of ${ecosystem}`,
    settle: `Load advisories of it into ${plantFolder}: millcert db update --db DATA/advisories, or millcert db build --add --from FILE --db DATA/advisories.`,
  }))
}

/** What a file says, asked with what was known at another time: it is laid against the plant of now alone. */
export function fileDoubts(ids: readonly string[]): Doubt[] {
  if (ids.length === 0) return []
  return [
    {
      ...{ code: 'file-not-laid', names: [...ids] },
      what: 'whether the products that the file itself names were here',
      why: `${some(ids)} ${ids.length === 1 ? 'was' : 'were'} not loaded then, and only names were looked up`,
      settle: nowInstead,
    },
  ]
}

/** The first of many names. */
export function some(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

/** Something that is not known. */
export interface Doubt {
  what: string
  why: string
  /** What would settle it. */
  settle: string
  /** How many assets it is about, where that is known. */
  assets?: number
  /** Which one it is, in a word that stays. */
  code: string
  /** What it is about: components, feeds, ecosystems. */
  names: string[]
  /** Why a component could not be judged. */
  because?: { rule: string }
}
