import { type Disk, defaultLimits, type Input, Problem, parseJson, type World } from '#base'
import { feedNamed } from './feed-of.ts'
import { manifestFault } from './manifest-check.ts'

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
  /** Records and files that could not be taken, at the last build that read the feed, as far as they tell whose they are. */
  refused: number
  /** The newest date of a record. */
  newest: number | null
  /** When the source was as it is here: from files, the newest date of a record that is not after the build. */
  snapshotAt: number | null
  /** Purl types that its rows are of. */
  types: string[]
  /** Ecosystems that its rows are of (`ecosystemPart`): `npm`, `deb/debian:12`. */
  ecosystems: string[]
  /** Withdrawn records, which no segment holds (`withdrawn-ids.ts`): one that comes again is not counted again. */
  withdrawnIds?: string
  /** When they were last changed (`withdrawal-times.ts`): an older live copy does not bring one back. */
  withdrawnAt?: string
  /** Every name of them, with the time at which they were taken back: no segment can tell it (`withdrawn-names.ts`). */
  withdrawnNames?: string
}

export const manifestName = 'manifest.json'

/** Held while a command writes the database (`Disk.lock`). */
export const lockName = 'lock'

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
export function isStale(feed: Pick<FeedEntry, 'id' | 'snapshotAt'>, now: number, override?: number): boolean {
  // A snapshot of tomorrow means that one of two clocks is wrong, and nobody knows which.
  if (feed.snapshotAt === null || feed.snapshotAt > now + 86_400_000) return true
  const limit = override ?? feedNamed(feed.id)?.maxAge ?? 30
  return now - feed.snapshotAt > limit * 86_400_000
}

/**
 * The manifest of a folder; undefined when there is no database in it. A folder that cannot be looked into, and a manifest that is
 * none (`advisories/not-a-database`), are Problems: neither means that there is no database. One from before ecosystems were
 * written down is read with the types in their place, which cover no release of a distribution.
 */
export function readManifest(disk: Disk, folder: string): Manifest | undefined {
  const path = `${folder}/${manifestName}`
  if (disk.stat(path) === undefined && !canBeReached(disk, path)) return undefined
  const manifest = parseJson(disk.read(path, defaultLimits.element), defaultLimits, path)
  const fault = manifestFault(manifest)
  if (fault !== undefined)
    throw new Problem(
      'advisories/not-a-database',
      `Cannot use the advisory database at ${folder}: manifest.json is not of the schema millcert-db/1: ${fault.wanted} is wanted at ${fault.at}`,
      { at: path, next: 'build it again: millcert db build --from DIR' },
    )
  const { feeds, ...rest } = manifest as Manifest
  return { ...rest, feeds: feeds.map(feed => ({ ...feed, ecosystems: feed.ecosystems ?? feed.types })) }
}

/** False when nothing is there; a Problem with the reason when that cannot be seen: no permission, a part that is no folder. */
function canBeReached(disk: Disk, path: string): boolean {
  try {
    disk.open(path).close()
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'base/not-found') return false
    throw error
  }
}
