import { type Disk, defaultLimits, type Input, Problem, parseJson, type World } from '#base'
import type { Feed } from './feed.ts'
import * as feeds from './feeds/all.ts'

/** What stands in `manifest.json` beside the segments: written last, so that it names only whole files. */
export interface Manifest {
  schema: 'millcert-db/1'
  /** Over the segments' digests: equal databases have equal digests, whenever they were built. */
  digest: string
  /** RFC 3339, UTC. */
  builtAt: string
  /** Base first, then deltas, each standing over those before it. */
  segments: SegmentEntry[]
  feeds: FeedEntry[]
}

export interface SegmentEntry {
  file: string
  digest: string
  bytes: number
  advisories: number
  packages: number
  rows: number
  signals: number
}

/** One feed as the database holds it. Times in milliseconds since 1970 UTC, null when no record has a plausible one. */
export interface FeedEntry {
  id: string
  records: number
  withdrawn: number
  /** Records that could not be taken, at the last build. */
  refused: number
  /** The newest date of a record. */
  newest: number | null
  /** When the source was as it is here: from files, the newest date of a record that is not after the build. */
  snapshotAt: number | null
  /** Purl types that its rows are of. */
  types: string[]
}

export const manifestName = 'manifest.json'

/** The folder of the database: `--db`, else the environment, else in the user's cache. */
export function databaseFolder(world: World, input: Input): string {
  return input.flags.get('db')?.at(-1) ?? world.env('MILLCERT_DB') ?? `${world.home.cache}/db`
}

/** Days given with `--max-age`; a Problem when they are no number. */
export function maxAgeOf(input: Input): number | undefined {
  const text = input.flags.get('max-age')?.at(-1)
  if (text === undefined) return undefined
  const days = Number(text)
  if (!(days >= 0)) throw new Problem('cli/usage', `Cannot take --max-age ${text}: a number of days is wanted`)
  return days
}

/** Days after which a feed is stale: its own limit, or `override` for all. */
export function isStale(feed: FeedEntry, now: number, override?: number): boolean {
  // A snapshot of tomorrow means that one of two clocks is wrong, and nobody knows which.
  if (feed.snapshotAt === null || feed.snapshotAt > now + 86_400_000) return true
  const limit = override ?? known(feed.id)?.maxAge ?? 30
  return now - feed.snapshotAt > limit * 86_400_000
}

/** Whether a database speaks of vulnerabilities in packages of a purl type, and not of their end of life or of malware alone. */
export function isChecked(feeds: readonly FeedEntry[], type: string): boolean {
  return feeds.some(({ id, types }) => {
    const feed = known(id)
    return types.includes(type) && !feed?.lifecycle && !feed?.malicious
  })
}

function known(id: string): Feed | undefined {
  return Object.values(feeds).find(feed => feed.id === id)
}

/** The manifest of a folder; undefined when there is no database in it. */
export function readManifest(disk: Disk, folder: string): Manifest | undefined {
  const path = `${folder}/${manifestName}`
  if (disk.stat(path)?.kind !== 'file') return undefined
  const manifest = parseJson(disk.read(path, defaultLimits.element), defaultLimits, path) as Manifest
  if (manifest?.schema !== 'millcert-db/1' || !Array.isArray(manifest.segments) || !Array.isArray(manifest.feeds)) {
    throw new Problem(
      'advisories/not-a-database',
      `Cannot use the advisory database at ${folder}: manifest.json is not of the schema millcert-db/1`,
      { at: path, next: 'build it again: millcert db build --from DIR' },
    )
  }
  return manifest
}
