import { z } from 'zod'
import { showTime } from '#base'
import { present, shownTime } from './asked.ts'
import type { Asset, AssetFact } from './asset.ts'
import { assetFactFields } from './asset-field.ts'
import type { Deployment } from './deployment.ts'

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])

export const assetShown = z.object({
  siteId: z.string(),
  id: z.string(),
  path: z.string(),
  tag: z.string().optional(),
  name: z.string().optional(),
  kind: z.string().optional(),
  kindText: z.string().optional(),
  placeId: z.string().optional(),
  zoneId: z.string().optional(),
  level: z.number().optional(),
  vendor: z.string().optional(),
  product: z.string().optional(),
  orderNumber: z.string().optional(),
  serial: z.string().optional(),
  hardwareRevision: z.string().optional(),
  firmware: z.string().optional(),
  os: z.string().optional(),
  ipAddresses: z.array(z.string()).optional(),
  macAddresses: z.array(z.string()).optional(),
  parentId: z.string().optional(),
  slot: z.string().optional(),
  rank: z.number().optional(),
  safety: z.string().optional(),
  quality: z.string().optional(),
  downtimeCostPerHour: z.number().optional(),
  owner: z.string().optional(),
  installedOn: z.string().optional(),
  expectedLifeYears: z.number().optional(),
  supportUntil: z.string().optional(),
  neverPatched: z.boolean().optional(),
  description: z.string().optional(),
  simulated: z.boolean(),
  conflicts: z.number().describe('fields about which sources contradict each other'),
  recordedAt: z.string(),
  goneAt: z.string().optional(),
})

export type AssetShown = z.infer<typeof assetShown>

export function showAsset({ values, recordedAt, goneAt, ...asset }: Asset): AssetShown {
  // The values are those of `assetFactFields`, each of the type of its column.
  const shown = { ...asset, ...values, recordedAt: showTime(recordedAt), goneAt: shownTime(goneAt) }
  return present(shown) as object as AssetShown
}

export const factShown = z.object({
  number: z.number(),
  assetId: z.string(),
  field: z.enum(assetFactFields as [string, ...string[]]),
  value,
  sourceId: z.string().describe('or people'),
  saidBy: z.string().optional(),
  importId: z.string().optional(),
  row: z.union([z.string(), z.number()]).optional().describe('in the file'),
  digest: z.string().optional().describe('of the file'),
  confidence: z.string(),
  observedAt: z.string(),
  recordedAt: z.string(),
  standing: z.enum(['current', 'older', 'conflict', 'replaced']),
  replacedAt: z.string().optional(),
})

export function showFact({ observedAt, recordedAt, replacedAt, value: told, ...fact }: AssetFact) {
  return {
    ...fact,
    value: Array.isArray(told) ? [...told] : (told as Exclude<typeof told, readonly string[]>),
    observedAt: showTime(observedAt),
    recordedAt: showTime(recordedAt),
    ...present({ replacedAt: shownTime(replacedAt) }),
  }
}

export const deploymentShown = z.object({
  siteId: z.string(),
  id: z.string(),
  assetId: z.string(),
  bomId: z.number(),
  kind: z.enum(['observed', 'approved']),
  part: z.string(),
  validFrom: z.string(),
  validUntil: z.string().optional().describe('left out while it runs'),
  recordedAt: z.string(),
  replacedAt: z.string().optional().describe('left out while it stands'),
  sourceId: z.string().describe('or people'),
  saidBy: z.string().optional(),
  reason: z.string().optional(),
  importId: z.string().optional(),
  confidence: z.string(),
})

export function showDeployment({ validFrom, validUntil, recordedAt, replacedAt, ...facts }: Deployment) {
  return {
    ...facts,
    validFrom: showTime(validFrom),
    recordedAt: showTime(recordedAt),
    ...present({ validUntil: shownTime(validUntil), replacedAt: shownTime(replacedAt) }),
  }
}

export const changeShown = z.object({ field: z.string(), before: value, after: value })
