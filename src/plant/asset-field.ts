import type { FactValue } from './fact.ts'
import type { StoredAsset } from './stored.ts'

/** How the value of a field is kept in its column: as it is, as JSON of a list, as 1 or 0. */
type Kept = 'plain' | 'list' | 'flag'

interface Field {
  column: keyof StoredAsset
  kept: Kept
}

const field = (column: keyof StoredAsset, kept: Kept = 'plain'): Field => ({ column, kept })

/** What facts are about, and the column of the asset that shows what currently stands. */
export const assetFields = {
  tag: field('tag'),
  name: field('name'),
  kind: field('kind'),
  kindText: field('kind_text'),
  placeId: field('place_id'),
  zoneId: field('zone_id'),
  level: field('level'),
  vendor: field('vendor'),
  product: field('product'),
  orderNumber: field('order_number'),
  serial: field('serial'),
  hardwareRevision: field('hardware_revision'),
  firmware: field('firmware'),
  os: field('os'),
  ipAddresses: field('ip_addresses', 'list'),
  macAddresses: field('mac_addresses', 'list'),
  parentId: field('parent_id'),
  slot: field('slot'),
  rank: field('rank'),
  safety: field('safety'),
  quality: field('quality'),
  downtimeCostPerHour: field('downtime_cost'),
  owner: field('owner'),
  installedOn: field('installed_on'),
  expectedLifeYears: field('expected_life_years'),
  supportUntil: field('support_until'),
  neverPatched: field('never_patched', 'flag'),
  description: field('description'),
} as const

export type AssetFactField = keyof typeof assetFields

export const assetFactFields = Object.keys(assetFields) as readonly AssetFactField[]

/** A value as its column keeps it. */
export function columnValue(name: AssetFactField, value: FactValue): string | number | null {
  if (value === null) return null
  const { kept } = assetFields[name]
  if (kept === 'list') return JSON.stringify(value)
  return kept === 'flag' ? Number(value) : (value as string | number)
}

/** The value of a field of a stored asset. */
export function fieldValue(name: AssetFactField, asset: StoredAsset): FactValue {
  const { column, kept } = assetFields[name] as Field
  const stored = asset[column]
  if (stored === null) return null
  if (kept === 'list') return JSON.parse(String(stored)) as string[]
  return kept === 'flag' ? stored === 1 : stored
}

/** Fields whose change makes another product of an asset: another one-line bill. */
export const productFields: ReadonlySet<AssetFactField> = new Set(['vendor', 'product', 'orderNumber', 'firmware'])

/** Fields that its path is made of. */
export const pathFields: ReadonlySet<AssetFactField> = new Set(['tag', 'name', 'placeId', 'parentId', 'slot'])
