import { type Disk, digest, showTime } from '#base'
import { type Collection, feedEntries, inOrder } from './collection.ts'
import { type BuiltSegment, buildSegment } from './compiled/build-segment.ts'
import { advisoriesOf } from './compiled/read-back.ts'
import { openSegment, type Segment } from './compiled/segment.ts'
import { mergeSignals, type SignalTable } from './compiled/signals.ts'
import { type FeedEntry, type Manifest, manifestName, type SegmentEntry } from './manifest.ts'

/** Deltas over a base before all are compiled into one: each costs every lookup a hash. */
export const mostDeltas = 8

/** Compiles a collection into a new base and puts it in place of whatever database was there. */
export function writeBase(disk: Disk, folder: string, collected: Collection, now: number): Manifest {
  const live = inOrder(collected.advisories.values()).filter(advisory => advisory.withdrawn === undefined)
  const built = buildSegment(live, collected.signals)
  return publish(disk, folder, [{ ...entryOf(built, 'base'), pieces: built.pieces }], feedEntries(collected, now), now)
}

/**
 * Lays a collection over the database that is there, as one more segment: its records replace those of the same feed and
 * id, withdrawn ones take theirs back. Work is proportional to the collection, until there are more than `mostDeltas`.
 */
export function writeDelta(disk: Disk, folder: string, before: Manifest, collected: Collection, now: number): Manifest {
  const files = before.segments.map(({ file }) => disk.open(`${folder}/${file}`))
  try {
    const segments = files.map(openSegment)
    const gone = replacedIn(before, segments)
    const { replaces, known } = layOver(before, segments, gone, collected)
    const feeds = feedEntries(collected, now, before.feeds, key => !known.has(key))
    const live = inOrder(collected.advisories.values()).filter(advisory => advisory.withdrawn === undefined)
    if (before.segments.length <= mostDeltas) {
      const built = buildSegment(live, collected.signals, replaces)
      const added = { ...entryOf(built, 'delta'), pieces: built.pieces }
      return publish(disk, folder, [...before.segments, added], feeds, now)
    }
    before.segments.forEach(({ digest }, index) => {
      for (const ordinal of replaces[digest] ?? []) gone[index]!.add(ordinal)
    })
    const all = inOrder([...segments.flatMap((segment, index) => advisoriesOf(segment, gone[index])), ...live])
    const built = buildSegment(all, joinedSignals(segments, collected.signals))
    return publish(disk, folder, [{ ...entryOf(built, 'base'), pieces: built.pieces }], feeds, now)
  } finally {
    for (const file of files) file.close()
  }
}

/** For each segment, the ordinals that the later ones replace. */
function replacedIn(before: Manifest, segments: readonly Segment[]): Set<number>[] {
  return before.segments.map(({ digest }, index) => {
    const gone = new Set<number>()
    for (const later of segments.slice(index + 1))
      for (const ordinal of later.header.replaces[digest] ?? []) gone.add(ordinal)
    return gone
  })
}

/**
 * What a collection replaces in each segment, by its digest, and the keys of its records that some segment has. An older copy of
 * a record, from a mirror that lags, takes nothing back: it leaves the collection.
 */
function layOver(
  before: Manifest,
  segments: readonly Segment[],
  gone: readonly ReadonlySet<number>[],
  collected: Collection,
): { replaces: Record<string, number[]>; known: Set<string> } {
  const replaces: Record<string, number[]> = {}
  const known = new Set<string>()
  for (const [key, advisory] of [...collected.advisories]) {
    const stored: { index: number; ordinal: number }[] = []
    let newest = 0
    segments.forEach((segment, index) => {
      const found = segment.recordOf(advisory.feed, advisory.id)
      if (found === undefined) return
      stored.push({ index, ordinal: found.ordinal })
      if (!gone[index]!.has(found.ordinal)) newest = Math.max(newest, found.text.modified ?? 0)
    })
    if (newest > (advisory.modified ?? 0)) {
      collected.advisories.delete(key)
      continue
    }
    if (stored.length > 0) known.add(key)
    for (const { index, ordinal } of stored) {
      const { digest } = before.segments[index]!
      const list = replaces[digest]
      if (list) list.push(ordinal)
      else replaces[digest] = [ordinal]
    }
  }
  for (const list of Object.values(replaces)) list.sort((a, b) => a - b)
  return { replaces, known }
}

/** Signals of all segments, the later ones standing over the earlier. */
function joinedSignals(segments: readonly Segment[], latest: SignalTable): SignalTable {
  const joined: SignalTable = new Map()
  for (const table of [...segments.map(segment => segment.signals()), latest]) mergeSignals(joined, table)
  return joined
}

function entryOf(built: BuiltSegment, kind: 'base' | 'delta'): SegmentEntry {
  const { packages, advisories, rows, signals } = built.header
  return {
    file: `${kind}-${built.digest.slice(7, 23)}.index`,
    digest: built.digest,
    bytes: built.bytes,
    advisories,
    packages,
    rows,
    signals,
  }
}

/** Segments first, then the manifest that names them, then what no manifest names goes: a cut at any point leaves a whole database. */
function publish(
  disk: Disk,
  folder: string,
  segments: (SegmentEntry & { pieces?: Uint8Array[] })[],
  feeds: FeedEntry[],
  now: number,
): Manifest {
  disk.makeFolder(folder)
  for (const { file, pieces } of segments) if (pieces) disk.write(`${folder}/${file}`, pieces)
  const manifest: Manifest = {
    schema: 'millcert-db/1',
    digest: digest(segments.map(segment => segment.digest).join('\n')),
    builtAt: showTime(now),
    segments: segments.map(({ pieces: _, ...segment }) => segment),
    feeds,
  }
  disk.write(`${folder}/${manifestName}`, [`${JSON.stringify(manifest, null, 2)}\n`])
  const named = new Set(manifest.segments.map(({ file }) => file))
  for (const { name, kind } of disk.list(folder) ?? []) {
    if (kind === 'file' && /^(base|delta)-[0-9a-f]{16}\.index$/.test(name) && !named.has(name))
      disk.remove(`${folder}/${name}`)
  }
  return manifest
}
