import { Problem } from '#base'
import type { Write } from '#ledger'
import { assetMarks, keepAssets, storedAssets } from './asset-store.ts'
import { productFields } from './asset-field.ts'
import type { AssetRow } from './import-row.ts'
import type { Refused } from './import-format.ts'
import { type FreshDeployment, deploy } from './deployment-store.ts'
import { firmwarePart, type Thing, thingOf } from './deployment.ts'
import { placeRows, type PlacedRow, refusedOf } from './row-assets.ts'
import { emptyMarks, keyOf, mark, type Marks } from './row-identity.ts'
import { type Resolved, tagOf, wordsOf } from './row-words.ts'
import { endRefs, keepRefs, type KnownRef, listedAssets, refsOf } from './run-store.ts'
import { folded } from './site.ts'
import { sitesOf } from './site-store.ts'
import type { StoredAsset } from './stored.ts'
import { type Difference, emptyDifference, type RowOutcome, type Taking } from './taken.ts'
import { putAside } from './taking-quarantine.ts'
import { keepStructure, type Structure, takeStructure, zoneNamed } from './taking-structure.ts'
import { takeWindows } from './taking-windows.ts'
import { tell, type Telling, type Told } from './telling-store.ts'

/**
 * Takes a file in: everything that it changes is written, and told. Nothing is kept of it where the caller does not end its act with an
 * entry, which is what a dry run is.
 */
export async function take(db: Write, taking: Taking): Promise<Difference> {
  const { site, imported, source } = taking
  const difference = emptyDifference()
  const structure = await takeStructure(db, taking, difference)
  const rows = await rowsHere(db, taking, difference)
  const refs = new Map((await refsOf(db, site.id, source.id)).map(ref => [ref.ref, ref]))
  const placed = placeRows(rows, { refs, marks: await marksFor(db, taking, rows, refs) }, () => taking.makeId('asset'))
  const tellings = tellingsOf(placed.rows, taking, structure, refs)
  const { told, assets } = await tell(db, site, source.id, tellings.list, {
    importId: taking.importId,
    digest: taking.file.digest,
    recordedAt: taking.at,
  })
  const kept = placed.rows.filter(row => !tellings.refused.has(row))
  const back = await comeBack(db, taking, kept, refs, assets)
  await keepStructure(db, structure, taking, difference)
  await keepRefs(db, { siteId: site.id, sourceId: source.id, id: taking.importId }, changedRefs(kept))
  difference.counts.deployments = await observe(db, taking, kept, told, assets)
  assetOutcomes(kept, told, assets, back, difference)
  await leave(db, taking, placed.rows, refs, difference)
  const windows = await takeWindows(db, taking, structure, difference)
  const refused = [...imported.refused, ...placed.refused, ...tellings.refused.values(), ...windows]
  const keys = new Set(kept.map(row => row.key))
  const aside = await putAside(db, taking, refused, keys, difference)
  count(difference, refused, placed.repeated)
  difference.changes =
    aside || back.size > 0 || told.some(each => each.isNew || each.words > 0) || changedRefs(kept).length > 0 ||
    (['places', 'zones', 'conduits', 'windows'] as const).some(noun => difference.counts[noun] > 0) ||
    (taking.complete && difference.gone.length > 0)
  return difference
}
