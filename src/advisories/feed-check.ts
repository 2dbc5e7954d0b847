import { type Disk, digester, Problem, quoted } from '#base'
import { feedNamed } from './feed-of.ts'
import { originalsFolder, readFeedsState } from './feed-state.ts'
import type { Manifest } from './manifest.ts'
import { changeQuarantine, type Quarantine, type Quarantined } from './quarantine.ts'

/** Digests that the originals of a feed have to have, by its id. */
export type FeedPins = ReadonlyMap<string, readonly string[]>

/** Digests of the originals that a feed was read from, by path; undefined where that is not known. */
type Built = Readonly<Record<string, string>>

/** What a folder's database was read from, by feed: of what somebody else built or imported nobody knows it. */
export function builtFrom(disk: Disk, folder: string, manifest: Manifest | undefined): ReadonlyMap<string, Built> {
  const { database, feeds } = readFeedsState(disk, folder)
  if (manifest === undefined || manifest.digest !== database) return new Map()
  return new Map(Object.entries(feeds).flatMap(([id, { built }]) => (built ? [[id, built.originals]] : [])))
}

/** What a look at the feeds of a database found. */
export interface FeedsSeen {
  /** What speaks against feeds, by id: an original that is not what was read into the database, a pin that does not hold. */
  faults: ReadonlyMap<string, string>
  /** Feeds of which it is known what they were read from, and all of that is there as it was read. */
  whole: ReadonlySet<string>
}

/** Looks at the feeds of a folder's database. An original that is not there is no fault of its own, and nothing that speaks for the feed. */
function feedsSeen(disk: Disk, folder: string, manifest: Manifest, pins: readonly FeedPins[]): FeedsSeen {
  const built = builtFrom(disk, folder, manifest)
  const faults = new Map<string, string>()
  const whole = new Set<string>()
  for (const { id } of manifest.feeds) {
    const originals = built.get(id)
    const fault = originalFault(disk, folder, originals) ?? firstOf(pins, one => pinFault(one.get(id), originals))
    if (fault !== undefined) faults.set(id, fault)
    else if (originals && Object.keys(originals).every(path => isFile(disk, `${originalsFolder(folder)}/${path}`)))
      whole.add(id)
  }
  return { faults, whole }
}

function isFile(disk: Disk, path: string): boolean {
  return disk.stat(path)?.kind === 'file'
}

function firstOf<T>(all: readonly T[], told: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = told(one)
    if (found !== undefined) return found
  }
  return undefined
}

function originalFault(disk: Disk, folder: string, built: Built = {}): string | undefined {
  for (const [path, digest] of Object.entries(built)) {
    const place = `${originalsFolder(folder)}/${path}`
    if (!isFile(disk, place)) continue
    const found = digestAt(disk, place)
    if (found !== digest) return `its original ${path} is ${found}, and ${digest} was read`
  }
  return undefined
}

function pinFault(pinned: readonly string[] | undefined, built: Built | undefined): string | undefined {
  if (pinned === undefined) return undefined
  if (!built) return 'it is pinned, and what it was read from is not known here'
  const other = Object.entries(built).find(([, digest]) => !pinned.includes(digest))
  return other && `its original ${other[0]} is ${other[1]}, which is not pinned`
}

/** The digest of the bytes of a file. */
export function digestAt(disk: Disk, path: string): string {
  const hash = digester()
  for (const piece of disk.chunks(path)) hash.add(piece)
  return hash.digest()
}

/**
 * The pins of feeds in a file; by default those of `.millcert/pins.toml` and of `pins.toml` in the folder, where they are: all have to
 * hold. Throws `trust/bad-policy` for a file that cannot be read, and for a feed that neither this version nor the database has: a
 * misspelt pin would be none.
 */
export async function storedPins(
  disk: Disk,
  folder: string,
  manifest: Manifest | undefined,
  pins?: string,
): Promise<FeedPins[]> {
  const { digestPins } = await import('#trust')
  const places = pins === undefined ? ['.millcert/pins.toml', `${folder}/pins.toml`] : [pins]
  const found = await Promise.all(places.map(path => digestPins(disk, path)))
  if (pins !== undefined && found[0] === undefined)
    throw new Problem('base/not-found', `Cannot read ${pins}: there is no such file`, { at: pins })
  return found.flatMap(one => {
    if (one === undefined) return []
    const isKnown = (id: string) => feedNamed(id) !== undefined || manifest?.feeds.some(feed => feed.id === id)
    const odd = [...one.feeds.keys()].find(id => !isKnown(id))
    if (odd === undefined) return [one.feeds]
    const wanted = 'the id of a feed, as db status shows it'
    throw new Problem(
      'trust/bad-policy',
      `Cannot use ${one.path}: there is no feed ${quoted(odd)}; wanted: ${wanted}`,
      {
        at: one.path,
        wanted,
      },
    )
  })
}

/** What speaks against feeds of a folder's database, by id, with the pins that are stored. */
export async function storedFaults(
  disk: Disk,
  folder: string,
  manifest: Manifest,
): Promise<ReadonlyMap<string, string>> {
  return feedsSeen(disk, folder, manifest, await storedPins(disk, folder, manifest)).faults
}

/** Looks at every feed of a folder's database and puts in quarantine what is at fault. */
export function checkStored(
  { disk, now }: { disk: Disk; now(): number },
  folder: string,
  manifest: Manifest,
  pins: readonly FeedPins[],
): Quarantined {
  const seen = feedsSeen(disk, folder, manifest, pins)
  return changeQuarantine(disk, folder, before => checkedQuarantine(before, seen, now()))
}

/** Who says so where no person does. */
const checker = 'the check of stored feeds'

/**
 * Feeds in quarantine after a check: what it finds at fault goes in; what a check put in comes out when all that it was read from is known
 * and there. People's stay.
 */
export function checkedQuarantine(before: Quarantined, { faults, whole }: FeedsSeen, now: number): Quarantined {
  const after = new Map<string, Quarantine>()
  for (const [id, one] of before) if (one.cause === 'person' || !whole.has(id)) after.set(id, one)
  for (const [id, reason] of faults) {
    const known = after.get(id)
    if (known === undefined || (known.cause === 'check' && known.reason !== reason))
      after.set(id, { since: known?.since ?? now, by: checker, reason, cause: 'check' })
  }
  return after
}
