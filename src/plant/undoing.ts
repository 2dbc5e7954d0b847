import type { SiteId, Write } from '#ledger'
import type { AssetFactField } from './asset-field.ts'
import { keepAssets, pathAssets, removeAssets, storedAssets } from './asset-store.ts'
import { keepDeployments } from './deployment-store.ts'
import { restate, takeBackWords, wordsAbout } from './fact-store.ts'
import { takeBackQuarantine } from './quarantine-store.ts'
import { replaceRows } from './replaced-store.ts'
import { endRun, type ImportRun, takeBackRefs } from './run-store.ts'
import type { Site } from './site.ts'
import { pathsOf } from './telling-store.ts'
import { deploymentsOfRun, madeBy, orphansOf, removeMade, windowsOfRun } from './undo-store.ts'
import { weighedAgain } from './weighing.ts'
import { keepWindows } from './window-store.ts'

/** What undoing an import came to. */
export interface Undone {
  /** Assets that it had made and that are there no more. */
  removed: number
  /** Assets that show again what they showed before. */
  restored: number
  /** What was changed since, and is left as it is: somebody else's word counts. */
  kept: { assetId: string; what: 'fact' | 'deployment' | 'asset'; field?: string }[]
  /** Places and zones that it had made and that are in use. */
  places: number
}

/** Assets weighed at once. */
const atOnce = 2000

/**
 * Takes back everything that an import did: its words no longer count, and what they had replaced stands again as far as nobody
 * changed it since. Nothing is forgotten: facts and deployments are kept as replaced.
 */
export async function undo(
  db: Write,
  site: Site,
  run: ImportRun,
  at: number,
  makeId: (noun: string) => string,
): Promise<Undone> {
  const undone: Undone = { removed: 0, restored: 0, kept: [], places: 0 }
  await takeBackDeployments(db, site.id, run, at, makeId, undone)
  const back = await takeBackRefs(db, run)
  await listAgain(db, site.id, back)
  await takeBackFacts(db, site, run, at, undone)
  const windows = await windowsOfRun(db, site.id, run.id)
  await replaceRows(
    db,
    'maintenance_window',
    site.id,
    windows.added.map(window => window.id),
    `undo ${run.id}`,
    at,
  )
  for (const { window, importId } of windows.replaced)
    await keepWindows(db, [{ ...window, id: makeId('window'), recordedAt: at }], importId)
  const orphans = await orphansOf(db, site.id, run.id)
  await removeAssets(db, site.id, orphans)
  undone.removed = orphans.length
  for (const assetId of await madeBy(db, site.id, run.id)) undone.kept.push({ assetId, what: 'asset' })
  undone.places = await removeMade(db, site.id, run.id)
  await takeBackQuarantine(db, site.id, run.id)
  await endRun(db, site.id, run.id, at)
  return undone
}

/** Assets that it had marked as gone. */
async function listAgain(db: Write, siteId: SiteId, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const assets = await storedAssets(db, siteId, ids)
  for (const asset of assets.values()) asset.gone_at = null
  await keepAssets(db, siteId, [...assets.values()])
}

async function takeBackFacts(db: Write, site: Site, run: ImportRun, at: number, undone: Undone): Promise<void> {
  const about = await takeBackWords(db, site.id, run, `undo ${run.id}`, at)
  const fields = Map.groupBy(about, row => row.asset_id)
  const ids = [...fields.keys()]
  for (let from = 0; from < ids.length; from += atOnce) {
    const part = ids.slice(from, from + atOnce)
    const assets = await storedAssets(db, site.id, part)
    const words = await wordsAbout(db, site.id, part)
    const restated = []
    for (const [id, asset] of assets) {
      const own = new Map(fields.get(id)!.map(row => [row.field, row.number]))
      const kept = words.get(id) ?? []
      const outcome = weighedAgain(asset, kept, own.keys())
      restated.push(...outcome.restated)
      if (outcome.changed.length > 0 && asset.made_in !== run.id) undone.restored++
      undone.kept.push(...laterWords(id, own, kept))
    }
    await restate(db, site.id, restated)
    await pathAssets(db, site.id, assets, await pathsOf(db, site))
    await keepAssets(db, site.id, [...assets.values()])
  }
}

/** Fields of which somebody said something after the import did. */
function laterWords(
  assetId: string,
  own: ReadonlyMap<AssetFactField, number>,
  kept: readonly { field: AssetFactField; number: number }[],
): Undone['kept'] {
  const later = new Set(kept.filter(word => word.number > (own.get(word.field) ?? Infinity)).map(word => word.field))
  return [...later].map(field => ({ assetId, what: 'fact', field }))
}

/** Lines of time that nobody touched since are as they were; others stay and are told. */
async function takeBackDeployments(
  db: Write,
  siteId: SiteId,
  run: ImportRun,
  at: number,
  makeId: (noun: string) => string,
  undone: Undone,
): Promise<void> {
  const { added, replaced, later } = await deploymentsOfRun(db, run)
  const line = ({ assetId, kind, part }: { assetId: string; kind: string; part: string }) =>
    `${assetId} ${kind} ${part}`
  const touched = new Set([
    ...later.map(line),
    // An end that somebody set since replaced what the import had added.
    ...added.filter(each => each.replacedAt !== null).map(line),
  ])
  const standing = added.filter(each => each.replacedAt === null && !touched.has(line(each)))
  await replaceRows(
    db,
    'deployment',
    siteId,
    standing.map(each => each.id),
    `undo ${run.id}`,
    at,
  )
  const again = replaced.filter(each => !touched.has(line(each)))
  await keepDeployments(
    db,
    again.map(each => ({ ...each, id: makeId('deployment'), recordedAt: at, replacedAt: null })),
  )
  const lines = new Map(added.map(each => [line(each), each.assetId]))
  for (const [key, assetId] of lines) if (touched.has(key)) undone.kept.push({ assetId, what: 'deployment' })
}
