import type { Write } from '#ledger'
import { keepAssets, storedAssets } from './asset-store.ts'
import { changesOf, markOf } from './change-store.ts'
import { keyOfWindow } from './maintenance-window.ts'
import { replaceRows } from './replaced-store.ts'
import { type ImportRun, keepSource, type Source, sourceOf } from './run-store.ts'
import { placesOf, renamePlace } from './site-store.ts'
import { windowsOfRun } from './undo-store.ts'
import type { LeftAsIs } from './undoing.ts'
import { keepWindows } from './window-store.ts'
import type { Zone } from './zone.ts'
import { keepZone, zonesOf } from './zone-store.ts'

/** Why something is left. */
export const changedSince = 'it was changed since'

/** Assets that it had listed again are gone as they were. */
export async function assetsReturned(db: Write, run: ImportRun): Promise<void> {
  const changes = await changesOf(db, run, 'return')
  if (changes.length === 0) return
  const assets = await storedAssets(
    db,
    run.siteId,
    changes.map(({ id }) => id),
  )
  for (const { id, before } of changes) {
    const asset = assets.get(id)
    if (asset) asset.gone_at = before as number
  }
  await keepAssets(db, run.siteId, [...assets.values()])
}

/** Windows that it added stand no more, and those that it had replaced stand again, but where somebody ended the newer one since. */
export async function takeBackWindows(
  db: Write,
  run: ImportRun,
  at: number,
  makeId: () => string,
): Promise<LeftAsIs[]> {
  const { added, ended, replaced } = await windowsOfRun(db, run.siteId, run.id)
  const ids = added.map(window => window.id)
  await replaceRows(db, 'maintenance_window', run.siteId, ids, `undo ${run.id}`, at)
  const touched = new Set(ended.map(keyOfWindow))
  for (const { window, importId } of replaced)
    if (!touched.has(keyOfWindow(window)))
      await keepWindows(db, [{ ...window, id: makeId(), recordedAt: at }], importId)
  return ended.map(({ id, name }) => ({ what: 'window', id, name, why: changedSince }))
}

/** Places and zones are called and described as before it, where nobody changed them since. */
export async function structureAsBefore(db: Write, run: ImportRun): Promise<{ renamed: number; kept: LeftAsIs[] }> {
  const places = new Map((await placesOf(db, run.siteId)).map(place => [place.id, place]))
  const zones = new Map((await zonesOf(db, run.siteId)).map(zone => [zone.id, zone]))
  const kept: LeftAsIs[] = []
  let renamed = 0
  for (const { id, before, after } of await changesOf(db, run, 'place')) {
    const place = places.get(id)
    if (place === undefined) continue
    if (after !== markOf({ name: place.name })) kept.push({ what: 'place', id, name: place.path, why: changedSince })
    else if (before !== null) {
      renamed++
      await renamePlace(db, { ...place, ...(before as { name: string }) })
    }
  }
  for (const { id, before, after } of await changesOf(db, run, 'zone')) {
    const zone = zones.get(id)
    if (zone === undefined) continue
    if (after !== markOf(zone)) kept.push({ what: 'zone', id, name: zone.name, why: changedSince })
    else if (before !== null) {
      renamed++
      await keepZone(db, before as Zone, run.recordedAt)
    }
  }
  return { renamed, kept }
}

/** How its source is read is as before. */
export async function takeBackSource(db: Write, run: ImportRun, at: number): Promise<LeftAsIs[]> {
  const source = await sourceOf(db, run.siteId, run.sourceId)
  const [change] = await changesOf(db, run, 'source')
  if (source === undefined || change === undefined) return []
  if (change.after !== markOf({ kind: source.kind, choices: source.choices }))
    return [{ what: 'source', id: source.id, name: source.name, why: changedSince }]
  await keepSource(db, { ...source, ...(change.before as Pick<Source, 'kind' | 'choices'>) }, at)
  return []
}
