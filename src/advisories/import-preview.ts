import { type Disk, type OpenFile, Problem, showTime } from '#base'
import { openSegment } from './compiled/segment.ts'
import { checkedPieces } from './export-file.ts'
import { statementText } from './export-statement.ts'
import { type Doubt, doubtOf } from './feed-change.ts'
import { type Changes, changesBetween, nothing, type Side } from './import-changes.ts'
import type { OpenedExport } from './import-file.ts'
import { printsOf } from './import-prints.ts'
import { type FeedEntry, type Manifest, readManifest } from './manifest.ts'

/** What taking an export would change. */
export interface Preview {
  /** The database that is there, as far as its manifest can be read. */
  held: Manifest | undefined
  /** Why what is there cannot be compared; undefined when it can, and when nothing is there. */
  damage: string | undefined
  /** The database that is there is this one, to the last byte. */
  same: boolean
  /** By id; `changes` undefined where nothing could be compared. */
  feeds: { id: string; before: FeedEntry | undefined; after: FeedEntry | undefined; changes: Changes | undefined }[]
  /** Why a person should look before it is taken; `feed` undefined: of the whole database. */
  doubts: { feed: string | undefined; doubt: Doubt | 'unreadable'; reason: string }[]
}

/** Lays a verified export beside the database of a folder. Changes nothing. */
export function previewOf(disk: Disk, folder: string, offered: OpenedExport): Preview {
  const { manifest } = offered.statement
  const found = heldIn(disk, folder, offered)
  const ids = new Set([...(found.manifest?.feeds ?? []), ...manifest.feeds].map(({ id }) => id))
  return {
    held: found.manifest,
    damage: found.damage,
    same: found.damage === undefined && found.manifest !== undefined && spelled(found.manifest) === spelled(manifest),
    feeds: [...ids].sort().map(id => ({
      id,
      before: found.manifest?.feeds.find(feed => feed.id === id),
      after: manifest.feeds.find(feed => feed.id === id),
      changes: found.changes && (found.changes.get(id) ?? nothing()),
    })),
    doubts: doubtsOf(found.manifest, found.damage, manifest),
  }
}

interface Held {
  manifest: Manifest | undefined
  damage: string | undefined
  changes: Map<string, Changes> | undefined
}

/** What is there. Damage is told and not thrown: an import is how it is mended. */
function heldIn(disk: Disk, folder: string, offered: OpenedExport): Held {
  let manifest: Manifest | undefined
  const files: OpenFile[] = []
  try {
    manifest = readManifest(disk, folder)
    for (const { file } of manifest?.segments ?? []) files.push(disk.open(`${folder}/${file}`))
    const side: Side = manifest === undefined ? emptySide(offered.statement.manifest) : sideOf(manifest, files, offered)
    return {
      manifest,
      damage: undefined,
      changes: changesBetween(side, { ...offered, manifest: offered.statement.manifest }),
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { manifest, damage: error.message, changes: undefined }
  } finally {
    for (const file of files) file.close()
  }
}

function emptySide(manifest: Manifest): Side {
  return { manifest: { ...manifest, segments: [], feeds: [] }, segments: [], prints: [] }
}

/** The database that is there, every byte of it compared with its digest. A segment that both have is read once. */
function sideOf(manifest: Manifest, files: readonly OpenFile[], offered: OpenedExport): Side {
  manifest.segments.forEach((entry, index) => {
    for (const _ of checkedPieces(files[index]!, entry, changed));
  })
  const segments = files.map(file => openSegment(file))
  const prints = segments.map((segment, index) => {
    const { digest } = manifest.segments[index]!
    const same = offered.statement.manifest.segments.findIndex(entry => entry.digest === digest)
    return offered.prints[same] ?? printsOf(segment)
  })
  return { manifest, segments, prints }
}

function changed(what: string): Problem {
  return new Problem('advisories/index-damaged', `Cannot compare with the advisory database that is there: ${what}`)
}

function spelled(manifest: Manifest): string {
  return statementText({ schema: 'millcert-export/1', tool: { name: 'millcert', version: '' }, manifest })
}

function doubtsOf(held: Manifest | undefined, damage: string | undefined, offered: Manifest): Preview['doubts'] {
  if (held === undefined)
    return damage === undefined
      ? []
      : [{ feed: undefined, doubt: 'unreadable', reason: `what it would replace cannot be read: ${damage}` }]
  const doubts: Preview['doubts'] = []
  const [was, is] = [held.builtAt, offered.builtAt].map(text => Date.parse(text)) as [number, number]
  if (is < was)
    doubts.push({
      feed: undefined,
      doubt: 'older',
      reason: `it was built at ${showTime(is)}, the database that is there at ${showTime(was)}`,
    })
  for (const before of held.feeds) {
    const after = offered.feeds.find(({ id }) => id === before.id)
    const doubt = after
      ? doubtOf(before, after)
      : { doubt: 'shrink' as const, reason: `it is not there, where ${before.records} records are held` }
    if (doubt !== undefined) doubts.push({ feed: before.id, ...doubt })
  }
  return doubts
}
