import { quoted } from '#base'
import type { Read, SiteId } from '#ledger'
import { type AssetStanding, assetStandings } from './asset-store.ts'
import type { Refused } from './import-format.ts'
import { placeOf, type Why } from './import-refused.ts'
import type { AssetRow } from './import-row.ts'
import { type PlacedRow, refusedOf } from './row-assets.ts'
import type { KnownRef } from './run-store.ts'
import { folded } from './site.ts'

/** The asset that a row is a module of; undefined where it is of none, and where nobody knows it. */
export type ParentOf = (row: AssetRow) => string | undefined

/** What a site and a source have, in which rows may stand. */
export interface KnownParents {
  refs: ReadonlyMap<string, KnownRef>
  standings: readonly AssetStanding[]
}

/** What is known where a row is a module of something; nothing is read where none is. */
export async function knownParents(
  db: Read,
  siteId: SiteId,
  rows: readonly PlacedRow[],
  refs: ReadonlyMap<string, KnownRef>,
): Promise<KnownParents> {
  const isModule = rows.some(({ row, same }) => row.parentRef !== undefined && !same)
  return { refs, standings: isModule ? await assetStandings(db, siteId) : [] }
}

/** Finds parents: by what rows of this file and of the source before are known by, else by a tag that one asset alone has. */
export function parentFinder(rows: readonly PlacedRow[], { refs, standings }: KnownParents): ParentOf {
  const byKey = new Map(rows.map(row => [row.key, row.assetId]))
  const byTag = new Map<string, Set<string>>()
  const tags = [...standings, ...rows.map(({ row: { tag = null }, assetId: id }) => ({ id, tag }))]
  for (const { id, tag } of tags) {
    if (tag === null) continue
    const known = byTag.get(folded(tag))
    if (known) known.add(id)
    else byTag.set(folded(tag), new Set([id]))
  }
  return ({ parentRef }) => {
    if (parentRef === undefined) return undefined
    for (const key of [`ref:${parentRef}`, `tag:${folded(parentRef)}`]) {
      const id = byKey.get(key) ?? refs.get(key)?.asset_id
      if (id !== undefined) return id
    }
    const called = byTag.get(folded(parentRef))
    return called?.size === 1 ? [...called][0] : undefined
  }
}

/**
 * Rows that cannot stand where they say: in themselves or in what is in them; of a table also in an asset that nobody knows, and in a slot
 * that a row before has taken. What is new and not taken is no parent either, so one row may take others with it.
 */
export function unplaced(
  rows: readonly PlacedRow[],
  known: KnownParents,
  isTable: boolean,
): ReadonlyMap<PlacedRow, Refused> {
  const refused = new Map<PlacedRow, Refused>()
  const modules = rows.filter(({ row, same }) => row.parentRef !== undefined && !same)
  for (let before = -1; before < refused.size && modules.length > 0; ) {
    before = refused.size
    const sound = rows.filter(row => !refused.has(row))
    const parentOf = parentFinder(sound, known)
    const parents = new Map(known.standings.map(({ id, parent_id }) => [id, parent_id ?? undefined]))
    for (const { row, assetId } of sound) if (row.parentRef !== undefined) parents.set(assetId, parentOf(row))
    const slots = new Map<string, AssetRow>()
    for (const placed of modules) {
      if (refused.has(placed)) continue
      const { row } = placed
      const parent = parentOf(row)
      const why =
        parent === undefined
          ? isTable && unknown(row)
          : (circle(placed, parent, parents) ?? (isTable && slotTaken(row, parent, slots)))
      if (why) refused.set(placed, refusedOf(row, why))
    }
  }
  return refused
}

function unknown({ parentRef }: AssetRow): Why {
  return {
    code: 'unknown-parent',
    reason: `It stands in ${quoted(parentRef!)}, which is not known here.`,
    next: 'Mend what it stands in, or list that too.',
  }
}

function circle(
  { row, assetId }: PlacedRow,
  parent: string,
  parents: ReadonlyMap<string, string | undefined>,
): Why | undefined {
  if (!isInside(parent, assetId, parents)) return undefined
  return {
    code: 'parent-in-itself',
    reason: parent === assetId ? 'It stands in itself.' : `It stands in ${quoted(row.parentRef!)}, which stands in it.`,
    next: 'Mend what it stands in.',
  }
}

function slotTaken(row: AssetRow, parent: string, slots: Map<string, AssetRow>): Why | undefined {
  if (row.slot === undefined) return undefined
  const slot = JSON.stringify([parent, folded(row.slot)])
  const first = slots.get(slot)
  if (first === undefined) {
    slots.set(slot, row)
    return undefined
  }
  return {
    code: 'slot-taken',
    reason: `Slot ${quoted(row.slot)} of ${quoted(row.parentRef!)} is taken by ${placeOf(first.row)}.`,
    next: 'Mend the slot of one of the two.',
  }
}

/** Whether an asset is, or stands in, another; whatever circle stands above it. */
function isInside(asset: string, other: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>()
  for (let at: string | undefined = asset; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === other) return true
    seen.add(at)
  }
  return false
}
