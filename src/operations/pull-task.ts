import { db } from '#advisories/operations'
import { Problem } from '#base'
import type { TaskWorld } from './tasks.ts'

/** What a job that pulls feeds is given. */
export interface PullOrder {
  /** Ids of feeds; the usual ones and those that the database has, where there are none. */
  feeds: readonly string[]
  /** Address of a mirror: nothing else is asked. */
  mirror?: string | undefined
  /** Seconds to wait for the next byte; as `db update` waits where it is left out. */
  timeout?: number | undefined
}

/** What became of each feed, as `db update` tells it. */
export interface Pulled {
  feeds: { id: string; outcome: string; reason: string | null; records: number | null }[]
}

interface Told {
  feeds: { id: string; outcome: string; reason: string | null; after: number | null }[]
}

/**
 * Fetches feeds into the data folder, as `millcert db update` does. Throws `operations/feed-not-fetched` where a source of one failed:
 * what the others have newer is taken, and the feed is as it was.
 */
export async function pull(world: TaskWorld, { feeds, mirror, timeout }: PullOrder): Promise<Pulled> {
  const flags = new Map<string, readonly string[]>([
    ['db', [`${world.folder}/advisories`]],
    ['format', ['json']],
  ])
  if (mirror !== undefined) flags.set('mirror', [mirror])
  if (timeout !== undefined) flags.set('timeout', [String(timeout)])
  const printed: string[] = []
  const out = (text: string | Uint8Array) => void printed.push(String(text))
  await db.update.run({ ...world, out }, { words: feeds, flags })
  const told = (JSON.parse(printed.join('')) as Told).feeds
  const failed = told.filter(({ outcome }) => outcome === 'failed')
  if (failed.length > 0)
    throw new Problem(
      'operations/feed-not-fetched',
      `Cannot fetch ${failed.map(({ id, reason }) => `${id}: ${reason ?? 'no answer'}`).join('; ')}`,
    )
  return {
    feeds: told.map(({ id, outcome, reason, after }) => ({ id, outcome, reason, records: after })),
  }
}
