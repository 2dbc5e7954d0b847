import type { AdvisoryText } from './compiled/advisory-text.ts'
import { keyOfRows, ordinalOfRow } from './compiled/package-rows.ts'
import type { Segment } from './compiled/segment.ts'
import type { Manifest } from './manifest.ts'

/** What differs between a database and an earlier state of it. */
export interface IndexChange {
  /** Records that are new or say something else, as they are now. */
  changed: AdvisoryText[]
  /** Records that are no more: withdrawn, or left out by their source. */
  gone: Pick<AdvisoryText, 'feed' | 'id'>[]
  /** Every key under which something is said that was not, or is said no more. */
  keys: Set<string>
  /** What is known of exploitation changed. */
  signals: boolean
}

/** Every record that no later segment replaces. */
export function* liveRecords(
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
): Iterable<AdvisoryText> {
  for (const [number, segment] of segments.entries())
    for (let ordinal = 0; ordinal < segment.header.advisories; ordinal++)
      if (!replaced[number]?.has(ordinal)) yield segment.text(ordinal)
}

/** The newest record of a feed with an id; undefined where it was taken back. */
export function liveRecord(
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
  feed: string,
  id: string,
): AdvisoryText | undefined {
  for (let number = segments.length - 1; number >= 0; number--) {
    const found = segments[number]!.recordOf(feed, id)
    if (found !== undefined && !replaced[number]?.has(found.ordinal)) return found.text
  }
  return undefined
}

/**
 * What was laid over an earlier state, in time that grows with that and with the packages of the index where records were replaced.
 * Undefined when the index was built anew since: then everything may have changed.
 *
 * @param before digests of the segments that the earlier state had
 */
export function changeSince(
  { segments: entries }: Manifest,
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
  before: readonly string[],
): IndexChange | undefined {
  if (before.length === 0 || before.some((digest, index) => entries[index]?.digest !== digest)) return undefined
  const changed: AdvisoryText[] = []
  const keys = new Set<string>()
  const named = new Set<string>()
  for (let number = before.length; number < segments.length; number++) {
    const segment = segments[number]!
    for (let ordinal = 0; ordinal < segment.header.advisories; ordinal++) {
      if (replaced[number]?.has(ordinal)) continue
      const text = segment.text(ordinal)
      changed.push(text)
      named.add(`${text.feed} ${text.id}`)
    }
    for (const rows of segment.packages()) keys.add(keyOfRows(rows))
  }
  const gone: IndexChange['gone'] = []
  before.forEach((digest, number) => {
    const now = new Set(segments.slice(before.length).flatMap(({ header }) => header.replaces[digest] ?? []))
    if (now.size === 0) return
    const segment = segments[number]!
    for (const ordinal of now) {
      const { feed, id } = segment.text(ordinal)
      if (!named.has(`${feed} ${id}`)) gone.push({ feed, id })
    }
    addKeysOf(segment, now, keys)
  })
  const signals = segments.slice(before.length).some(({ header }) => header.signals > 0)
  return { changed, gone, keys, signals }
}

/** The keys under which some records of a segment say something. */
function addKeysOf(segment: Segment, ordinals: ReadonlySet<number>, into: Set<string>): void {
  for (const rows of segment.packages())
    for (let row = 0; row < rows.rows; row++)
      if (ordinals.has(ordinalOfRow(rows, row))) {
        into.add(keyOfRows(rows))
        break
      }
}
