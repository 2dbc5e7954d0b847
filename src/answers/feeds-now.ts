import { readManifest, readQuarantine } from '#advisories'
import type { Seen } from '#ledger'
import { feedsShown } from './feeds.ts'
import { liveOf } from './health.ts'

/** The feeds that the advisories of this machine are made of. */
export function feedsNow(world: Seen) {
  const quarantined = readQuarantine(world.disk, `${world.folder}/advisories`)
  return feedsShown(manifestOf(world), quarantined, world.now())
}

/** Of what feeds speak that are not stale. */
export function liveNow(world: Seen) {
  const feeds = manifestOf(world)?.feeds ?? []
  return liveOf(feedsNow(world), new Map(feeds.map(feed => [feed.id, feed.ecosystems])))
}

export function manifestOf(world: Seen) {
  return readManifest(world.disk, `${world.folder}/advisories`)
}
