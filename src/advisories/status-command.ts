import { jsonText, showTime, type Tool, visible } from '#base'
import { type ProviderSeen, providersSeen } from './csaf-provider-report.ts'
import { openDatabase } from './database.ts'
import { readFeedsState } from './feed-state.ts'
import { databaseFolder, type FeedEntry, isStale, type Manifest, maxAgeOf } from './manifest.ts'
import { table } from './table.ts'
import { type UpdateSeen, updateSeen } from './update-report.ts'

export const status: Tool = {
  kind: 'tool',
  about: 'Show the advisory database of this machine, feed by feed',
  more: 'A feed is stale when its last snapshot is older than its own limit: 7 days for malware and exploitation, 30 for others.',
  words: [],
  flags: {
    db: { about: 'the folder of the database', value: 'DIR' },
    'max-age': { about: 'days after which any feed is stale', value: 'DAYS' },
    verify: { about: 'compare every byte with its checksum, and each segment with its digest' },
    format: { about: 'how to print the answer', value: 'FORMAT', choices: ['table', 'json'] },
  },
  examples: [
    ['db status', 'what there is and how old'],
    ['db status --verify', 'and whether a byte has changed since it was built'],
    ['db status --format json --max-age 1', 'for a job that wants feeds of today'],
  ],
  run(world, input) {
    const folder = databaseFolder(world, input)
    const database = openDatabase(world.disk, folder)
    if (!database) {
      world.say(`No advisory database at ${folder}. Build one: millcert db build --from DIR`)
      return 3
    }
    try {
      if (input.flags.has('verify')) database.verify()
      const { manifest, quarantined } = database
      const override = maxAgeOf(input)
      const feeds = manifest.feeds.map(feed => ({
        ...shown(feed),
        newest: when(feed.newest),
        snapshotAt: when(feed.snapshotAt),
        stale: isStale(feed, world.now(), override),
        ...(quarantined.has(feed.id) && { quarantined: quarantined.get(feed.id)!.reason }),
      }))
      const updates = Object.entries(readFeedsState(world.disk, folder).feeds).map(([id, state]) =>
        updateSeen(id, state, showTime),
      )
      const providers = providersSeen(world.disk, folder, world.now(), override)
      if (input.flags.get('format')?.at(-1) === 'json')
        world.out(
          `${jsonText({ schema: 'millcert-db-status/1', folder, digest: manifest.digest, builtAt: manifest.builtAt, verified: input.flags.has('verify'), segments: manifest.segments, feeds, updates, providers }, 2)}\n`,
        )
      else {
        world.out(
          `${visible(folder)}\n${manifest.digest}, built ${manifest.builtAt}${input.flags.has('verify') ? ', every byte verified' : ''}\n\n`,
        )
        world.out(`${feedTable(feeds)}\n${segmentTable(manifest.segments)}`)
        if (updates.length > 0) world.out(`\n${updateTable(updates)}`)
        if (providers.length > 0) world.out(`\n${providerTable(providers)}`)
      }
      return feeds.some(feed => feed.stale || feed.quarantined !== undefined) ? 3 : 0
    } finally {
      database.close()
    }
  },
}

interface FeedAge {
  id: string
  records: number
  withdrawn: number
  newest: string | null
  snapshotAt: string | null
  stale: boolean
  /** Why it is in quarantine. */
  quarantined?: string
}

function feedTable(feeds: readonly FeedAge[]): string {
  return table([
    ['feed', 'records', 'withdrawn', 'newest', 'snapshot', ''],
    ...feeds.map(feed => [
      feed.id,
      String(feed.records),
      String(feed.withdrawn),
      feed.newest?.slice(0, 10) ?? 'none',
      feed.snapshotAt?.slice(0, 10) ?? 'none',
      `${feed.stale ? 'STALE' : 'fresh'}${feed.quarantined === undefined ? '' : `, IN QUARANTINE: ${visible(feed.quarantined)}`}`,
    ]),
  ])
}

function updateTable(updates: readonly UpdateSeen[]): string {
  return table([
    ['update', 'last attempt', 'last success', ''],
    ...updates.map(seen => [seen.id, seen.attempt, seen.success ?? 'none', troubleOf(seen)]),
  ])
}

function providerTable(providers: readonly ProviderSeen[]): string {
  return table([
    ['provider', 'documents', 'not taken', 'newest', 'last attempt', 'last success', '', ''],
    ...providers.map(seen => [
      seen.id,
      String(seen.documents),
      String(seen.refused.length + seen.missing),
      seen.newest?.slice(0, 10) ?? 'none',
      seen.attempt,
      seen.success ?? 'none',
      seen.stale ? 'STALE' : 'fresh',
      troubleOf(seen),
    ]),
  ])
}

function troubleOf({ failure, quarantine }: Pick<UpdateSeen, 'failure' | 'quarantine'>): string {
  return visible(
    quarantine ? `held back: ${quarantine.reason}` : failure ? `failed at ${failure.at}: ${failure.reason}` : '',
  )
}

function segmentTable(segments: Manifest['segments']): string {
  return table([
    ['segment', 'advisories', 'packages', 'rows', 'bytes', 'bytes/row'],
    ...segments.map(s => [
      s.file,
      String(s.advisories),
      String(s.packages),
      String(s.rows),
      String(s.bytes),
      (s.bytes / Math.max(1, s.rows)).toFixed(1),
    ]),
  ])
}

/** A feed's entry as answers have it: without what only the next build needs. */
export function shown({ withdrawnIds: _, withdrawnAt: __, withdrawnNames: ___, ...entry }: FeedEntry): FeedEntry {
  return entry
}

function when(ms: number | null): string | null {
  return ms === null ? null : showTime(ms)
}
