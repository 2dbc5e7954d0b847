import { type Disk, digester, Problem } from '#base'
import { originalsFolder, readFeedsState } from './feed-state.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { changeQuarantine, type Quarantine, type Quarantined, readQuarantine } from './quarantine.ts'

/** Digests that the originals of a feed have to have, by its id. */
type FeedPins = ReadonlyMap<string, readonly string[]>

/** Digests of the originals that a feed was read from, by path; undefined where that is not known. */
type Built = Readonly<Record<string, string>>

/** What a folder's database was read from, by feed: of what somebody else built or imported nobody knows it. */
function builtFrom(disk: Disk, folder: string, manifest: Manifest | undefined): ReadonlyMap<string, Built> {
  const { database, feeds } = readFeedsState(disk, folder)
  if (manifest === undefined || manifest.digest !== database) return new Map()
  return new Map(Object.entries(feeds).flatMap(([id, { built }]) => (built ? [[id, built.originals]] : [])))
}

/**
 * What speaks against feeds of a folder's database, by id: an original that is not what was read into it, a pin that does not hold. An
 * original that is not there any more is nothing that can be checked, and no fault.
 */
function feedFaults(disk: Disk, folder: string, manifest: Manifest, pins: readonly FeedPins[]): Map<string, string> {
  const built = builtFrom(disk, folder, manifest)
  const faults = new Map<string, string>()
  for (const { id } of manifest.feeds) {
    const fault =
      originalFault(disk, folder, built.get(id)) ?? firstOf(pins, one => pinFault(one.get(id), built.get(id)))
    if (fault !== undefined) faults.set(id, fault)
  }
  return faults
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
    if (disk.stat(place)?.kind !== 'file') continue
    const found = digestAt(disk, place)
    if (found !== digest) return `its original ${path} is ${found}, and ${digest} was read`
  }
  return undefined
}

/**
 * Moves originals that are not what was read out of the way, so that an update asks for them anew: those of feeds that the check put in
 * quarantine. They stay to be looked at, below `feeds/damaged`.
 */
export function moveDamaged(disk: Disk, folder: string): void {
  const built = builtFrom(disk, folder, readManifest(disk, folder))
  for (const [id, { cause }] of readQuarantine(disk, folder)) {
    if (cause !== 'check') continue
    for (const [path, digest] of Object.entries(built.get(id) ?? {})) {
      const place = `${originalsFolder(folder)}/${path}`
      if (disk.stat(place)?.kind !== 'file' || digestAt(disk, place) === digest) continue
      const away = `${folder}/feeds/damaged/${path}`
      disk.makeFolder(away.slice(0, away.lastIndexOf('/')))
      disk.rename(place, away)
    }
  }
}

function pinFault(pinned: readonly string[] | undefined, built: Built | undefined): string | undefined {
  if (pinned === undefined) return undefined
  if (!built) return 'it is pinned, and what it was read from is not known here'
  const other = Object.entries(built).find(([, digest]) => !pinned.includes(digest))
  return other && `its original ${other[0]} is ${other[1]}, which is not pinned`
}

function digestAt(disk: Disk, path: string): string {
  const hash = digester()
  for (const piece of disk.chunks(path)) hash.add(piece)
  return hash.digest()
}

/** The same by the pins of a file; by default those of `.millcert/pins.toml` and of `pins.toml` in the folder, where they are: all have to hold. */
export async function storedFaults(
  disk: Disk,
  folder: string,
  manifest: Manifest,
  pins?: string,
): Promise<ReadonlyMap<string, string>> {
  const { digestPins } = await import('#trust')
  const places = pins === undefined ? ['.millcert/pins.toml', `${folder}/pins.toml`] : [pins]
  const found = await Promise.all(places.map(path => digestPins(disk, path)))
  if (pins !== undefined && found[0] === undefined)
    throw new Problem('base/not-found', `Cannot read ${pins}: there is no such file`, { at: pins })
  return feedFaults(
    disk,
    folder,
    manifest,
    found.flatMap(one => one?.feeds ?? []),
  )
}

/**
 * Looks at every feed of a folder's database and puts in quarantine what is at fault.
 */
export async function checkStored(
  { disk, now }: { disk: Disk; now(): number },
  folder: string,
  manifest: Manifest,
  pins?: string,
): Promise<Quarantined> {
  const faults = await storedFaults(disk, folder, manifest, pins)
  return changeQuarantine(disk, folder, before => checkedQuarantine(before, faults, now()))
}

/** Who says so where no person does. */
const checker = 'the check of stored feeds'

/** Feeds in quarantine after a check: what it finds at fault goes in, what a check put in and is good again comes out. People's stay. */
export function checkedQuarantine(before: Quarantined, faults: ReadonlyMap<string, string>, now: number): Quarantined {
  const after = new Map<string, Quarantine>()
  for (const [id, one] of before) if (one.cause === 'person' || faults.has(id)) after.set(id, one)
  for (const [id, reason] of faults) {
    const known = after.get(id)
    if (known === undefined || (known.cause === 'check' && known.reason !== reason))
      after.set(id, { since: known?.since ?? now, by: checker, reason, cause: 'check' })
  }
  return after
}
