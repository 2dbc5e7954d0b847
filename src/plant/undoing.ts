import type { Read, SiteId, Write } from '#ledger'
import type { AssetFactField } from './asset-field.ts'
import { keepAssets, pathAssets, storedAssets } from './asset-store.ts'
import type { Deployment } from './deployment.ts'
import { keepDeployments } from './deployment-store.ts'
import { restate, takeBackWords, wordsAbout } from './fact-store.ts'
import { takeBackQuarantine } from './quarantine-store.ts'
import { replaceRows } from './replaced-store.ts'
import { endRun, type ImportRun, takeBackRefs } from './run-store.ts'
import type { Site } from './site.ts'
import type { StoredAsset } from './stored.ts'
import { pathsOf } from './telling-store.ts'
import { deploymentsOfRun, madeBy, orphansOf, removeMade } from './undo-store.ts'
import { assetsReturned, changedSince, structureAsBefore, takeBackSource, takeBackWindows } from './undoing-changes.ts'
import { weighedAgain } from './weighing.ts'

/** Something that an import did and that undoing it leaves, since something newer stands on it. */
export interface LeftAsIs {
  what: 'asset' | 'deployment' | 'fact' | 'lot' | 'place' | 'source' | 'window' | 'zone'
  /** Of the thing itself; of its asset where it is a fact or a deployment. */
  id: string
  /** What people call it. */
  name?: string
  assetId?: string
  field?: string
  why: string
}

/** What undoing an import came to. */
export interface Undone {
  /** Assets that it had made and that are there no more. */
  removed: number
  /** Assets that show again what they showed before. */
  restored: number
  /** Places and zones that are called and described as before. */
  renamed: number
  /** Lots that are as before, or there no more. */
  lots: number
  /** What was changed since, and is left as it is: somebody else's word counts. */
  kept: LeftAsIs[]
  /** Places and zones that it had made and that are in use. */
  places: number
}

/** What a room above keeps of imports. */
export interface ImportedAbove {
  /** Takes back what an import did there; gives how many things are as before. */
  takeBack(db: Write, run: ImportRun): Promise<{ back: number; kept: LeftAsIs[] }>
  /** Of places and assets, those that something there stands on. */
  inUse(db: Read, siteId: SiteId, ids: readonly string[]): Promise<string[]>
}

const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id)

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
  { makeId, above }: { makeId(noun: string): string; above: readonly ImportedAbove[] },
): Promise<Undone> {
  const made = await storedAssets(db, site.id, idsOf(await madeBy(db, site.id, run.id, 'asset')))
  const undone: Undone = { removed: 0, restored: 0, renamed: 0, lots: 0, kept: [], places: 0 }
  for (const room of above) {
    const { back, kept } = await room.takeBack(db, run)
    undone.lots += back
    undone.kept.push(...kept)
  }
  await takeBackDeployments(db, site.id, run, at, makeId, undone)
  const back = await takeBackRefs(db, run)
  await listAgain(db, site.id, back)
  await takeBackFacts(db, site, run, at, undone)
  await assetsReturned(db, run)
  undone.kept.push(...(await takeBackWindows(db, run, at, () => makeId('window'))))
  const { renamed, kept } = await structureAsBefore(db, run)
  undone.renamed = renamed
  undone.kept.push(...kept)
  await takeBackMade(db, run, above, { undone, made, at })
  undone.kept.push(...(await takeBackSource(db, run, at)))
  await takeBackQuarantine(db, site.id, run.id)
  await endRun(db, site.id, run.id, at)
  return undone
}

/** Assets, places and zones that it made, where nothing else stands on them. */
async function takeBackMade(
  db: Write,
  { siteId, id }: ImportRun,
  above: readonly ImportedAbove[],
  { undone, made, at }: { undone: Undone; made: ReadonlyMap<string, StoredAsset>; at: number },
): Promise<void> {
  const all = [...(await madeBy(db, siteId, id, 'asset')), ...(await madeBy(db, siteId, id, 'place'))]
  const ids = idsOf(all)
  const inUse = (await Promise.all(above.map(room => room.inUse(db, siteId, ids)))).flat()
  const orphans = await orphansOf(db, siteId, id, inUse)
  const back = orphans.map(orphan => made.get(orphan)!)
  await keepAssets(
    db,
    siteId,
    back.map(asset => ({ ...asset, gone_at: asset.gone_at ?? at, taken_back_at: at })),
  )
  undone.removed = orphans.length
  for (const { id: assetId, name } of await madeBy(db, siteId, id, 'asset'))
    undone.kept.push({ what: 'asset', id: assetId, assetId, name, why: 'something else is known of it' })
  const changed = undone.kept.filter(({ what }) => what === 'place' || what === 'zone')
  await removeMade(db, siteId, id, [...inUse, ...changed.map(each => each.id)])
  const told = new Set(changed.map(each => each.id))
  for (const noun of ['place', 'zone'] as const)
    for (const left of await madeBy(db, siteId, id, noun)) {
      undone.places++
      if (!told.has(left.id)) undone.kept.push({ what: noun, ...left, why: 'it is in use' })
    }
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
  return [...later].map(field => ({ what: 'fact', id: assetId, assetId, field, why: changedSince }))
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
  const span = (each: Deployment) => JSON.stringify([line(each), each.bomId, each.validFrom, each.validUntil])
  const restored = new Set(added.filter(each => each.replacedAt === null).map(span))
  const touched = new Set([
    ...later.map(line),
    // An end that somebody set since replaced what the import had added; what stands again as it was is not touched.
    ...added.filter(each => each.replacedAt !== null && !restored.has(span(each))).map(line),
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
  for (const [key, assetId] of lines)
    if (touched.has(key)) undone.kept.push({ what: 'deployment', id: assetId, assetId, why: changedSince })
}
