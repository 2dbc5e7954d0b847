import { Problem } from '#base'
import type { Write } from '#ledger'
import { productFields } from './asset-field.ts'
import { assetMarks, keepAssets, storedAssets } from './asset-store.ts'
import { rememberChanges } from './change-store.ts'
import { firmwarePart, type Thing, thingOf } from './deployment.ts'
import { deploy, type FreshDeployment } from './deployment-store.ts'
import type { FactValue } from './fact.ts'
import { endSeen, seeAgain } from './gone-store.ts'
import { damagedRows } from './held-versions.ts'
import type { Refused } from './import-format.ts'
import { type AssetRow, confidenceOf } from './import-row.ts'
import { type PlacedRow, placeRows, refusedOf } from './row-assets.ts'
import { emptyMarks, keyOf, keysIn, type Marks, mark } from './row-identity.ts'
import { type KnownParents, knownParents, parentFinder, unplaced } from './row-parents.ts'
import { type Resolved, tagOf, wordsOf } from './row-words.ts'
import { endRefs, type KnownRef, keepRefs, listedAssets, refsOf } from './run-store.ts'
import { folded } from './site.ts'
import type { StoredAsset } from './stored.ts'
import type { Difference, RowOutcome, Taking } from './taken.ts'
import { keepStructure, type Structure, zoneNamed } from './taking-structure.ts'
import { type Telling, type Told, tell } from './telling-store.ts'

/** What taking the assets of a file in came to. */
export interface AssetsTaken {
  refused: Refused[]
  /** Keys of the rows that were taken. */
  keys: Set<string>
  changes: boolean
}

/** Takes in the assets that a file lists: what it says of them, what runs on them, and what it lists no more. */
export async function takeAssets(
  db: Write,
  taking: Taking,
  structure: Structure,
  difference: Difference,
): Promise<AssetsTaken> {
  const { site, source, importId, at } = taking
  const rows = rowsHere(taking, structure, difference)
  const refs = new Map((await refsOf(db, site.id, source.id)).map(ref => [ref.ref, ref]))
  const marks = await marksFor(db, taking, rows, refs)
  const placed = placeRows(rows, { refs, marks }, () => taking.makeId('asset'))
  const damaged = await damagedRows(db, site.id, placed.rows)
  const whole = placed.rows.filter(row => !damaged.has(row))
  const parents = await knownParents(db, site.id, whole, refs)
  const astray = unplaced(whole, parents, taking.imported.columns.length > 0)
  const sound = whole.filter(row => !astray.has(row))
  const { tellings, refused } = tellingsOf(sound, taking, structure, parents)
  const kept = sound.filter(row => !refused.has(row))
  // Places first: the paths of assets are made of theirs.
  await keepStructure(db, structure, taking, difference)
  const { told, assets, digest } = await tell(db, site, source.id, tellings, { importId, recordedAt: at })
  const back = await comeBack(db, taking, kept, refs)
  const changed = kept.filter(row => !row.same)
  await keepRefs(
    db,
    { siteId: site.id, sourceId: source.id, id: importId },
    changed.map(({ key, assetId, digest, listed }) => ({ ref: key, assetId, digest, isNew: !listed })),
  )
  difference.counts.deployments = await observe(db, taking, kept, told, assets)
  difference.counts.facts = told.reduce((sum, each) => sum + each.words, 0)
  difference.factsDigest = digest
  difference.counts.weak = kept.filter(row => row.by === 'address').length
  assetOutcomes(kept, told, back, structure, difference)
  for (const { row, assetId: id, key } of placed.repeated)
    difference.outcomes.push({ row: row.row, noun: 'asset', what: 'same', label: labelOf(row, key), id })
  const listed = keysIn([...taking.imported.refused, ...placed.refused])
  for (const { key } of placed.rows) listed.add(key)
  await leave(db, taking, listed, refs, difference)
  return {
    refused: [...placed.refused, ...damaged.values(), ...astray.values(), ...refused.values()],
    keys: new Set(kept.map(row => row.key)),
    changes: changed.length > 0 || (taking.complete && difference.gone.length > 0),
  }
}

/** Rows about this site; those about another that is known are left to it. */
function rowsHere({ imported }: Taking, { others }: Structure, difference: Difference): AssetRow[] {
  const here: AssetRow[] = []
  for (const row of imported.assets) {
    const { site } = row
    if (site === undefined || !others.has(folded(site))) here.push(row)
    else difference.outcomes.push({ row: row.row, noun: 'asset', what: 'elsewhere', label: labelOf(row), site })
  }
  return here
}

/** What assets of the site are known by, where a row needs it. */
async function marksFor(
  db: Write,
  { site }: Taking,
  rows: readonly AssetRow[],
  refs: ReadonlyMap<string, KnownRef>,
): Promise<Marks> {
  const marks = emptyMarks()
  if (rows.every(row => refs.has(keyOf(row) ?? ''))) return marks
  for (const { id, tag, serial, ip_addresses } of await assetMarks(db, site.id)) {
    const addresses = ip_addresses === null ? [] : (JSON.parse(ip_addresses) as string[])
    mark(marks, id, { tag: tag ?? undefined, serial: serial ?? undefined, addresses })
  }
  return marks
}

/** What rows say, but those that say what they said the last time. */
function tellingsOf(
  rows: readonly PlacedRow[],
  taking: Taking,
  structure: Structure,
  parents: KnownParents,
): { tellings: Telling[]; refused: Map<PlacedRow, Refused> } {
  const parentOf = parentFinder(rows, parents)
  const tellings: Telling[] = []
  const refused = new Map<PlacedRow, Refused>()
  const isTable = taking.imported.columns.length > 0
  for (const placed of rows) {
    if (placed.same) continue
    const { row, assetId, by } = placed
    try {
      const resolved: Resolved = {
        placeId: row.placePath === undefined ? undefined : structure.places.of(row.placePath)?.id,
        zoneId: row.zone === undefined ? undefined : zoneNamed(structure, row.zone, row.simulated, taking).id,
        parentId: parentOf(row),
        // Of an asset that is known already the id of another list says no tag.
        tag: isTable && by === undefined ? tagOf(row) : undefined,
      }
      const words = wordsOf(row, resolved, seenAt(row, taking))
      const simulated = row.simulated || taking.site.simulated
      tellings.push({ assetId, isNew: by === undefined, simulated, words, row: row.row })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const next = error.detail.wanted ?? 'Mend the row.'
      refused.set(placed, refusedOf(row, { code: 'place-not-taken', reason: `${error.message}.`, next }))
    }
  }
  return { tellings, refused }
}

/** When a row was seen: never after now, or a clock that is wrong would outweigh all that comes. */
function seenAt(row: AssetRow, { imported, observedAt, at }: Taking): number {
  return Math.min(row.observedAt ?? imported.observedAt ?? observedAt, at)
}

/** Assets that the source lists again are gone no more, and run what they ran. */
async function comeBack(
  db: Write,
  { site, importId, at, makeId }: Taking,
  rows: readonly PlacedRow[],
  refs: ReadonlyMap<string, KnownRef>,
): Promise<Set<string>> {
  const ids = rows.filter(row => refs.get(row.key)?.gone_at != null).map(row => row.assetId)
  if (ids.length === 0) return new Set()
  const assets = await storedAssets(db, site.id, ids)
  const gone = [...assets.values()].filter(asset => asset.gone_at !== null)
  await rememberChanges(
    db,
    { siteId: site.id, importId },
    gone.map(({ id, gone_at: before }) => ({ noun: 'return', id, before })),
  )
  const endedAt = new Map(gone.map(asset => [asset.id, asset.gone_at!]))
  await seeAgain(db, site.id, endedAt, { at, importId, idOf: () => makeId('deployment') })
  for (const asset of gone) asset.gone_at = null
  await keepAssets(db, site.id, gone)
  return new Set(ids)
}

/**
 * What the source lists no more; gone when the file lists everything, and no other source lists it: what runs on it ends, too. A row that is not taken is listed all
 * the same. Rows that waited are no list of the source: they say nothing of what is not among them.
 *
 * @param keys of all rows of the file
 */
async function leave(
  db: Write,
  { site, source, importId, at, complete, handles, makeId }: Taking,
  keys: ReadonlySet<string>,
  refs: ReadonlyMap<string, KnownRef>,
  difference: Difference,
): Promise<void> {
  if (handles.length > 0) return
  const gone = [...refs.values()].filter(ref => ref.gone_at === null && !keys.has(ref.ref))
  difference.gone = gone.map(({ ref, asset_id }) => ({ ref, assetId: asset_id }))
  difference.counts.gone = gone.length
  if (!complete || gone.length === 0) return
  const run = { siteId: site.id, sourceId: source.id, id: importId, recordedAt: at }
  await endRefs(
    db,
    run,
    gone.map(({ ref }) => ref),
  )
  const ids = [...new Set(gone.map(ref => ref.asset_id))]
  const still = await listedAssets(db, site.id, ids)
  const assets = await storedAssets(
    db,
    site.id,
    ids.filter(id => !still.has(id)),
  )
  for (const asset of assets.values()) asset.gone_at = at
  await keepAssets(db, site.id, [...assets.values()])
  await endSeen(db, site.id, [...assets.keys()], { at, importId, idOf: () => makeId('deployment') })
}

/** Where another product stands now, its one-line bill runs since it was seen. Gives how many. */
async function observe(
  db: Write,
  taking: Taking,
  rows: readonly PlacedRow[],
  told: readonly Told[],
  assets: ReadonlyMap<string, StoredAsset>,
): Promise<number> {
  const { site, source, importId, at, makeId } = taking
  const rowOf = new Map(rows.map(row => [row.assetId, row.row]))
  const things: Thing[] = []
  const changed: AssetRow[] = []
  const ids: string[] = []
  for (const { assetId, isNew, changed: fields } of told) {
    if (!isNew && !fields.some(({ field }) => productFields.has(field))) continue
    const thing = thingOf(assets.get(assetId)!)
    if (thing === undefined) continue
    things.push(thing)
    changed.push(rowOf.get(assetId)!)
    ids.push(assetId)
  }
  if (things.length === 0) return 0
  const bills = await taking.keepBills(things)
  const fresh = ids.map((assetId, index): FreshDeployment => {
    const row = changed[index]!
    return {
      assetId,
      bomId: bills[index]!,
      kind: 'observed',
      part: firmwarePart,
      validFrom: seenAt(row, taking),
      validUntil: null,
      sourceId: source.id,
      confidence: confidenceOf(row, row.firmware === undefined ? 'product' : 'firmware'),
      importId,
    }
  })
  const { added } = await deploy(db, site.id, fresh, at, () => makeId('deployment'))
  return added.length
}

function assetOutcomes(
  rows: readonly PlacedRow[],
  told: readonly Told[],
  back: ReadonlySet<string>,
  structure: Structure,
  { outcomes }: Difference,
): void {
  const toldOf = new Map(told.map(each => [each.assetId, each]))
  for (const { row, assetId, by, key } of rows) {
    const each = toldOf.get(assetId)
    const outcome: RowOutcome = { row: row.row, noun: 'asset', what: 'same', label: labelOf(row, key), id: assetId }
    if (by !== undefined && by !== 'source') outcome.knownBy = by
    if (by === undefined) outcome.what = 'new'
    else if (each !== undefined && each.contested.length > 0) outcome.what = 'conflicting'
    else if ((each !== undefined && each.words > 0) || back.has(assetId)) outcome.what = 'changed'
    if (by !== undefined && each !== undefined) {
      if (each.changed.length > 0) outcome.changes = each.changed.map(change => named(change, structure))
      if (each.contested.length > 0) outcome.contested = each.contested
    }
    outcomes.push(outcome)
  }
}

/** What a row calls its asset. */
function labelOf(row: AssetRow, key = keyOf(row) ?? ''): string {
  return row.tag ?? row.name ?? row.serial ?? key.slice(key.indexOf(':') + 1)
}

/** A change as people read it: where it is about a place or zone, its path or name. */
function named(change: Told['changed'][number], { places, zones }: Structure): Told['changed'][number] {
  const name =
    change.field === 'placeId'
      ? (id: FactValue) => places.pathOf(String(id)) ?? id
      : (id: FactValue) => zones.values().find(zone => zone.id === id)?.name ?? id
  if (change.field !== 'placeId' && change.field !== 'zoneId') return change
  return { ...change, before: name(change.before), after: name(change.after) }
}
