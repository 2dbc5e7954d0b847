import { readManifest, readQuarantine } from '#advisories'
import type { Seen } from '#ledger'
import { type FeedsThen, feedsShown } from './feeds.ts'
import { liveOf } from './health.ts'
import type { Run } from './run-store.ts'

/** The feeds that the advisories of this machine are made of. */
export function feedsNow(world: Seen) {
  return feedsShown(manifestOf(world), quarantineOf(world), world.now())
}

/**
 * What an answer rests on: the feeds of now, or those of the last run by a time of knowledge, as they stood then.
 *
 * @param known milliseconds since 1970 UTC; undefined for now
 */
export function feedsThen(world: Seen, run: Run | undefined, known: number | undefined): FeedsThen {
  const manifest = manifestOf(world)
  if (known === undefined) return { shown: feedsNow(world), newest: manifest?.digest, areKept: true }
  const built = manifest !== undefined && Date.parse(manifest.builtAt) <= known ? manifest : undefined
  const newest = built?.digest ?? run?.digest
  // A feed that was fetched again and had nothing new is in the same advisories: they tell more than the run that they were laid with.
  const made = built !== undefined && built.digest === run?.digest ? built : run?.feeds
  if (run === undefined || made === undefined)
    return { shown: feedsShown(undefined, new Set(), known), newest, areKept: run === undefined }
  const held = new Set(run.feeds?.quarantined)
  for (const [id, { since }] of quarantineOf(world)) if (since <= known) held.add(id)
  const { digest } = run
  return { shown: feedsShown({ digest, builtAt: made.builtAt, feeds: made.feeds }, held, known), newest, areKept: true }
}

/** Of what feeds speak that are not stale. */
export function liveNow(world: Seen) {
  const feeds = manifestOf(world)?.feeds ?? []
  return liveOf(feedsNow(world), new Map(feeds.map(feed => [feed.id, feed.ecosystems])))
}

export function manifestOf(world: Seen) {
  return readManifest(world.disk, `${world.folder}/advisories`)
}

function quarantineOf(world: Seen) {
  return readQuarantine(world.disk, `${world.folder}/advisories`)
}
