import type { SiteId } from '#ledger'
import type { Held } from './as-of.ts'
import type { Strength } from './fact.ts'

/** A bill of materials ran on an asset (`observed`), or should (`approved`), from one time until another; times are milliseconds since 1970 UTC. */
export interface Deployment extends Held {
  siteId: SiteId
  id: string
  assetId: string
  bomId: number
  kind: DeploymentKind
  /**
   * What of the asset the bill is about: an asset has a line of time for each part. `firmware` is the one line made of vendor,
   * product and version; bills of software name their own.
   */
  part: string
  /** The id of a source, or `people`. */
  sourceId: string
  /** Who wrote it down by hand. */
  saidBy?: string
  reason?: string
  importId?: string
  confidence: Strength
}

export const deploymentKinds = ['observed', 'approved'] as const
export type DeploymentKind = (typeof deploymentKinds)[number]

/** The part that one-line bills are about. */
export const firmwarePart = 'firmware'

/** What makes an asset's one-line bill; undefined while nothing names a product. */
export interface Thing {
  vendor?: string
  product: string
  orderNumber?: string
  version?: string
}

/** The product an asset is, of what currently stands about it: an order number names one too, a vendor alone does not. */
export function thingOf(asset: {
  vendor: string | null
  product: string | null
  order_number: string | null
  firmware: string | null
}): Thing | undefined {
  const product = asset.product ?? asset.order_number
  if (product === null) return undefined
  return {
    ...(asset.vendor !== null && { vendor: asset.vendor }),
    product,
    ...(asset.order_number !== null && { orderNumber: asset.order_number }),
    ...(asset.firmware !== null && { version: asset.firmware }),
  }
}
