import { type Disk, digest, showTime } from '#base'
import type { Advisory } from './advisory.ts'
import { type Collection, feedEntries, inOrder, recordKey } from './collection.ts'
import { type BuiltSegment, buildSegment } from './compiled/build-segment.ts'
import { advisoriesOf } from './compiled/read-back.ts'
import { openSegment, type Segment } from './compiled/segment.ts'
import { mergeSignals, type SignalTable, withoutSignals } from './compiled/signals.ts'
import { ecosystemPart } from './coverage.ts'
import { type FeedEntry, type Manifest, manifestName, type SegmentEntry } from './manifest.ts'
import { withdrawalTimes } from './withdrawal-times.ts'
import { withdrawnIds } from './withdrawn-ids.ts'

/** Deltas over a base before all are compiled into one: each costs every lookup a hash. */
export const mostDeltas = 8

/** Compiles a collection into a new base and puts it in place of whatever database was there. */
export function writeBase(disk: Disk, folder: string, collected: Collection, now: number): Manifest {
  const { manifest, pieces } = baseOf(collected, now)
  return publish(disk, folder, [{ ...manifest.segments[0]!, pieces }], manifest.feeds, now)
}

/** A collection compiled into one segment, with the manifest that names it. */
export function baseOf(collected: Collection, now: number): { manifest: Manifest; pieces: Uint8Array[] } {
  const live = inOrder(collected.advisories.values()).filter(advisory => advisory.withdrawn === undefined)
  const built = buildSegment(live, collected.signals)
  return { manifest: manifestOf([entryOf(built, 'base')], feedEntries(collected, now), now), pieces: built.pieces }
}

/**
 * Lays a collection over the database that is there, as one more segment: its records replace those of the same feed and
 * id, withdrawn ones take theirs back. Work is proportional to the collection, until there are more than `mostDeltas`.
 */
export function writeDelta(disk: Disk, folder: string, before: Manifest, collected: Collection, now: number): Manifest {
  const files = before.segments.map(({ file }) => disk.open(`${folder}/${file}`))
  try {
    const segments = files.map(file => openSegment(file))
    const gone = replacedIn(before, segments)
    takeBack(segments, gone, collected)
    if (collected.advisories.size + collected.signals.size === 0) return before
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

/**
 * Puts whole snapshots of some feeds in the place of what the database has of them: records that a snapshot lacks are gone, and
 * what other feeds have stays. A record that the database has newer stays as it is, whatever a snapshot says of it.
 */
export function writeSnapshots(
  disk: Disk,
  folder: string,
  before: Manifest | undefined,
  collected: Collection,
  feeds: ReadonlySet<string>,
  now: number,
): Manifest {
  if (before === undefined) return writeBase(disk, folder, collected, now)
  const files = before.segments.map(({ file }) => disk.open(`${folder}/${file}`))
  try {
    const segments = files.map(file => openSegment(file))
    const gone = replacedIn(before, segments)
    const newer = new Map<string, Advisory[]>()
    const stay = segments
      .flatMap((segment, index) => advisoriesOf(segment, gone[index]))
      .filter(old => {
        if (!feeds.has(old.feed)) return true
        const offered = collected.advisories.get(recordKey(old))
        if (offered === undefined || seconds(offered.modified) >= seconds(old.modified)) return false
        collected.advisories.delete(recordKey(old))
        const stayed = newer.get(old.feed)
        if (stayed) stayed.push(old)
        else newer.set(old.feed, [old])
        return true
      })
    const entries = withStayed(feedEntries(collected, now), before.feeds, newer)
    const others = before.feeds.filter(({ id }) => !feeds.has(id))
    const live = inOrder(collected.advisories.values()).filter(advisory => advisory.withdrawn === undefined)
    const known = withoutSignals(joinedSignals(segments, new Map()), feeds)
    mergeSignals(known, collected.signals)
    const built = buildSegment(inOrder([...stay, ...live]), known)
    const all = [...others, ...entries].sort((a, b) => (a.id < b.id ? -1 : 1))
    return publish(disk, folder, [{ ...entryOf(built, 'base'), pieces: built.pieces }], all, now)
  } finally {
    for (const file of files) file.close()
  }
}

/** Entries of snapshots with the records that stayed because they are newer: what those check is still checked. */
function withStayed(
  entries: readonly FeedEntry[],
  before: readonly FeedEntry[],
  stayed: ReadonlyMap<string, readonly Advisory[]>,
): FeedEntry[] {
  const known = new Map(entries.map(entry => [entry.id, entry]))
  for (const [id, advisories] of stayed) {
    const none = { records: 0, withdrawn: 0, refused: 0, types: [], ecosystems: [] }
    const entry = known.get(id) ?? { ...before.find(old => old.id === id)!, ...none }
    const keys = advisories.flatMap(({ affected }) => affected.flatMap(({ key }) => key ?? []))
    const types = keys.map(key => key.slice(0, key.indexOf('/')))
    known.set(id, {
      ...entry,
      records: entry.records + advisories.length,
      types: [...new Set([...entry.types, ...types])].sort(),
      ecosystems: [...new Set([...entry.ecosystems, ...keys.map(ecosystemPart)])].sort(),
    })
  }
  return [...known.values()]
}

/** Times as an index keeps them. */
function seconds(ms: number | undefined): number {
  return Math.floor((ms ?? 0) / 1000)
}

/** For each segment, the ordinals that the later ones replace. */
export function replacedIn(before: Manifest, segments: readonly Segment[]): Set<number>[] {
  return before.segments.map(({ digest }, index) => {
    const gone = new Set<number>()
    for (const later of segments.slice(index + 1))
      for (const ordinal of later.header.replaces[digest] ?? []) gone.add(ordinal)
    return gone
  })
}

/** Records that older revisions of its papers made and the newest ones do not become withdrawn ones of the collection. */
function takeBack(
  segments: readonly Segment[],
  gone: readonly ReadonlySet<number>[],
  { papers, advisories }: Collection,
): void {
  for (const { feed, id, modified } of papers.values())
    segments.forEach((segment, index) => {
      for (const { ordinal, text } of segment.recordsOf(feed, id)) {
        const key = recordKey(text)
        const newer = seconds(text.modified) > seconds(modified)
        if (gone[index]!.has(ordinal) || advisories.has(key) || newer) continue
        advisories.set(key, { ...text, summary: '', affected: [], modified, withdrawn: modified ?? 0 })
      }
    })
}

/**
 * What a collection replaces in each segment, by its digest, and the keys of its records that some segment has. An older copy of
 * a record, from a mirror that lags, takes nothing back and brings nothing back: it leaves the collection.
 */
function layOver(
  before: Manifest,
  segments: readonly Segment[],
  gone: readonly ReadonlySet<number>[],
  collected: Collection,
): { replaces: Record<string, number[]>; known: Set<string> } {
  const replaces: Record<string, number[]> = {}
  const known = new Set<string>()
  const takenBack = takenBackIn(before)
  for (const [key, advisory] of [...collected.advisories]) {
    const stored: { index: number; ordinal: number }[] = []
    let newest = takenBack(advisory.feed, key)
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

/** When a record was taken back, milliseconds since 1970 UTC; 0 where it was not, or nobody knows. Most are told apart by a cheap hash. */
function takenBackIn(before: Manifest): (feed: string, key: string) => number {
  const feeds = new Map(
    before.feeds.map(({ id, withdrawnIds: ids, withdrawnAt }) => [
      id,
      { ids: withdrawnIds(ids), times: withdrawalTimes(withdrawnAt) },
    ]),
  )
  return (feed, key) => {
    const known = feeds.get(feed)
    return known?.ids.has(key) ? (known.times.of(key) ?? 0) : 0
  }
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
  const entries = segments.map(({ pieces: _, ...segment }) => segment)
  const manifest = manifestOf(entries, feeds, now)
  writeManifest(disk, folder, manifest)
  return manifest
}

function manifestOf(segments: SegmentEntry[], feeds: FeedEntry[], now: number): Manifest {
  const over = digest(segments.map(segment => segment.digest).join('\n'))
  return { schema: 'millcert-db/1', digest: over, builtAt: showTime(now), segments, feeds }
}

/** The manifest of a folder whose segments are all there; what it does not name goes. */
export function writeManifest(disk: Disk, folder: string, manifest: Manifest): void {
  disk.write(`${folder}/${manifestName}`, [`${JSON.stringify(manifest, null, 2)}\n`])
  const named = new Set(manifest.segments.map(({ file }) => file))
  for (const { name, kind } of disk.list(folder) ?? []) {
    if (kind === 'file' && /^(base|delta)-[0-9a-f]{16}\.index$/.test(name) && !named.has(name))
      disk.remove(`${folder}/${name}`)
  }
}
