import { bomRows, bomStore, firmwareBom } from '#boms'
import type { SiteId, Write } from '#ledger'
import { firmwarePart, type Thing, thingOf } from './deployment.ts'
import { type Deployed, deploy, type FreshDeployment } from './deployment-store.ts'
import type { Strength } from './fact.ts'
import type { StoredAsset } from './stored.ts'

/** Keeps the one-line bills of things, each once; gives their ids in the same order. */
export async function keepBills(
  db: Write,
  siteId: SiteId,
  things: readonly Thing[],
  at: number,
): Promise<readonly number[]> {
  const { keepBoms } = await bomStore()
  // Hundreds of assets are the same product.
  const keys = things.map(thing => JSON.stringify(thing))
  const bills = new Map(things.map((thing, index) => [keys[index]!, thing]))
  const made = new Map([...bills].map(([key, thing]) => [key, firmwareBom(thing)]))
  const rows = new Map([...made.values()].map(bill => [bill.digest, bill]))
  const ids = await keepBoms(
    db,
    [...rows.values()].map(({ bom, ...of }) => bomRows(bom, of)),
    at,
    { siteId },
  )
  return keys.map(key => ids.get(made.get(key)!.digest)!)
}

/** Who says what an asset is, for the one-line bill that runs on it from then on. */
export interface Observing {
  siteId: SiteId
  sourceId: string
  saidBy: string
  confidence: Strength
  observedAt: number
  at: number
  makeId(): string
}

/** The one-line bill of what an asset is now runs on it since it was seen; undefined while nothing names a product. */
export async function observeThing(db: Write, asset: StoredAsset, by: Observing): Promise<Deployed | undefined> {
  const thing = thingOf(asset)
  if (thing === undefined) return undefined
  const [bomId] = await keepBills(db, by.siteId, [thing], by.at)
  const fresh: FreshDeployment = {
    assetId: asset.id,
    bomId: bomId!,
    kind: 'observed',
    part: firmwarePart,
    validFrom: by.observedAt,
    validUntil: null,
    sourceId: by.sourceId,
    confidence: by.confidence,
    saidBy: by.saidBy,
  }
  return deploy(db, by.siteId, [fresh], by.at, by.makeId)
}
