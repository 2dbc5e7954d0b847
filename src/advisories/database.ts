import { type Disk, defaultLimits, type Input, Problem, parseJson, type World } from '#base'
import { longestKey, type VersionOrder } from '#identity'
import type { AdvisoryText } from './compiled/advisory-text.ts'
import {
  damaged,
  eachRow,
  type Hit,
  highOfRow,
  ordinalOfRow,
  type PackageRows,
  positionOf,
  readRow,
} from './compiled/package-rows.ts'
import { type Cost, openSegment, type Segment } from './compiled/segment.ts'
import type { Known } from './compiled/signals.ts'
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

/** What one record says of a component: the verdict, and the rows it follows from. */
export interface Claim {
  advisory: AdvisoryText
  /** `fixed`: the version lies above every affected run; `not_affected`: it lies in none and not above all. */
  verdict: 'affected' | 'undecided' | 'fixed' | 'not_affected'
  hits: Hit[]
}

/** The advisory database of this machine, opened for questions. */
export interface Database {
  readonly manifest: Manifest
  /** What every record of a package says of a version, when at least one says affected or undecided; else nothing. `version` undefined: not known. */
  claims(key: string, version: string | undefined, order: VersionOrder): Claim[]
  /** How many rows hold a version or leave it undecided: `claims` without their texts. */
  holds(key: string, version: string | undefined, order: VersionOrder): number
  known(cve: string): Known | undefined
  /** Reads, bytes, lookups and versions encoded so far. */
  cost(): Cost & { keys: number }
  /** Compares every byte with its checksum; throws `advisories/index-damaged`. */
  verify(): void
  close(): void
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
  if (feed.snapshotAt === null) return true
  const limit = override ?? Object.values(feeds).find(known => known.id === feed.id)?.maxAge ?? 30
  return now - feed.snapshotAt > limit * 86_400_000
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

/** Opens a folder's database; undefined when there is none. */
export function openDatabase(disk: Disk, folder: string): Database | undefined {
  const manifest = readManifest(disk, folder)
  if (!manifest) return undefined
  const files = manifest.segments.map(({ file }) => {
    if (!/^[\w.-]+$/.test(file)) throw damaged()
    return disk.open(`${folder}/${file}`)
  })
  const segments = files.map(openSegment)
  const replaced = replacedOrdinals(manifest, segments)
  const scratch = new Uint8Array(longestKey)
  let keys = 0

  function collect(
    rows: PackageRows,
    segment: Segment,
    gone: ReadonlySet<number> | undefined,
    position: number,
    version: string | undefined,
  ): Claim[] {
    const held = new Map<number, { decided: boolean; rows: number[] }>()
    eachRow(rows, position, version, (row, decided) => {
      const ordinal = ordinalOfRow(rows, row)
      if (gone?.has(ordinal)) return
      const before = held.get(ordinal)
      if (!before) held.set(ordinal, { decided, rows: [row] })
      else if (before.decided === decided) before.rows.push(row)
      else if (decided) held.set(ordinal, { decided, rows: [row] })
    })
    if (held.size === 0) return []
    const claims = Array.from(
      held,
      ([ordinal, { decided, rows: mine }]): Claim => ({
        advisory: segment.text(ordinal),
        verdict: decided ? 'affected' : 'undecided',
        hits: mine.map(row => readRow(rows, row)),
      }),
    )
    return [
      ...claims,
      ...others(rows, segment, ordinal => held.has(ordinal) || (gone?.has(ordinal) ?? false), position),
    ]
  }

  return {
    manifest,
    claims(key, version, order) {
      let length: number | undefined
      const claims: Claim[] = []
      segments.forEach((segment, index) => {
        const rows = segment.find(key)
        if (!rows) return
        if (length === undefined) {
          keys++
          length = version === undefined ? -1 : order.encode(version, scratch)
        }
        const found = collect(
          rows,
          segment,
          replaced[index],
          length < 0 ? -1 : positionOf(rows, scratch, length),
          version,
        )
        if (found.length > 0) claims.push(...found)
      })
      return claims
    },
    holds(key, version, order) {
      let count = 0
      for (let index = 0; index < segments.length; index++) {
        const rows = segments[index]!.find(key)
        if (!rows) continue
        keys++
        const length = version === undefined ? -1 : order.encode(version, scratch)
        const gone = replaced[index]
        eachRow(rows, length < 0 ? -1 : positionOf(rows, scratch, length), version, row => {
          if (!gone?.has(ordinalOfRow(rows, row))) count++
        })
      }
      return count
    },
    known(cve) {
      let merged: Known | undefined
      for (const segment of segments) {
        const known = segment.known(cve)
        if (known) merged = { kev: known.kev || (merged?.kev ?? false), epss: known.epss ?? merged?.epss }
      }
      return merged
    },
    cost: () =>
      segments.reduce(
        (sum, { cost }) => ({
          reads: sum.reads + cost.reads,
          bytes: sum.bytes + cost.bytes,
          lookups: sum.lookups + cost.lookups,
          keys,
        }),
        { reads: 0, bytes: 0, lookups: 0, keys },
      ),
    verify: () => segments.forEach(segment => void segment.verify()),
    close: () => files.forEach(file => void file.close()),
  }
}

/** Records of the package that hold the version in no row: what they say instead. */
function others(rows: PackageRows, segment: Segment, seen: (ordinal: number) => boolean, position: number): Claim[] {
  const byOrdinal = new Map<number, { hits: Hit[]; above: boolean }>()
  for (let row = 0; row < rows.rows; row++) {
    const ordinal = ordinalOfRow(rows, row)
    if (seen(ordinal)) continue
    let found = byOrdinal.get(ordinal)
    if (!found) byOrdinal.set(ordinal, (found = { hits: [], above: true }))
    found.hits.push(readRow(rows, row))
    if (position <= highOfRow(rows, row)) found.above = false
  }
  return Array.from(byOrdinal, ([ordinal, { hits, above }]) => ({
    advisory: segment.text(ordinal),
    verdict: above ? 'fixed' : 'not_affected',
    hits,
  }))
}

/** For each segment, the ordinals that later ones replace. */
function replacedOrdinals(manifest: Manifest, segments: readonly Segment[]): (Set<number> | undefined)[] {
  return manifest.segments.map(({ digest }, index) => {
    const gone = segments.slice(index + 1).flatMap(later => later.header.replaces[digest] ?? [])
    return gone.length === 0 ? undefined : new Set(gone)
  })
}
