import type { SiteId } from '#ledger'
import { type AssetFactField, assetFactFields, fieldValue } from './asset-field.ts'
import type { FactValue, Standing, Strength } from './fact.ts'
import type { StoredAsset } from './stored.ts'

/** A thing of the plant that runs software or firmware, as it currently stands; what is not known is left out. */
export interface Asset {
  siteId: SiteId
  id: string
  /** The human key: the path of its place, then its tag; below a chassis the path of that and its slot. */
  path: string
  values: Readonly<Partial<Record<AssetFactField, FactValue>>>
  simulated: boolean
  /** Fields about which sources contradict each other. */
  conflicts: number
  /** Milliseconds since 1970 UTC. */
  recordedAt: number
  /** Since when no source lists it any more. */
  goneAt?: number
}

/** One word about an asset: who said what of which field, seen when and written down when (milliseconds since 1970 UTC). */
export interface AssetFact {
  number: number
  assetId: string
  field: AssetFactField
  value: FactValue
  /** The id of a source, or `people`. */
  sourceId: string
  /** Who wrote it down by hand. */
  saidBy?: string
  importId?: string
  /** Where in the file. */
  row?: number | string
  /** Of the file. */
  digest?: string
  confidence: Strength
  observedAt: number
  recordedAt: number
  standing: Standing
  replacedAt?: number
}

export function assetFrom(row: StoredAsset): Asset {
  const values: Partial<Record<AssetFactField, FactValue>> = {}
  for (const field of assetFactFields) {
    const value = fieldValue(field, row)
    if (value !== null) values[field] = value
  }
  return {
    siteId: row.site_id,
    id: row.id,
    path: row.path,
    values,
    simulated: row.simulated === 1,
    conflicts: row.conflicts,
    recordedAt: row.recorded_at,
    ...(row.gone_at !== null && { goneAt: row.gone_at }),
  }
}

/** An asset of which nothing is known yet. */
export function blankAsset(
  siteId: SiteId,
  id: string,
  simulated: boolean,
  at: number,
  madeIn: string | null,
): StoredAsset {
  return {
    site_id: siteId,
    id,
    tag: null,
    name: null,
    kind: null,
    kind_text: null,
    place_id: null,
    path: '',
    zone_id: null,
    level: null,
    vendor: null,
    product: null,
    order_number: null,
    serial: null,
    hardware_revision: null,
    firmware: null,
    os: null,
    ip_addresses: null,
    mac_addresses: null,
    parent_id: null,
    slot: null,
    rank: null,
    safety: null,
    quality: null,
    downtime_cost: null,
    owner: null,
    installed_on: null,
    expected_life_years: null,
    support_until: null,
    never_patched: null,
    description: null,
    simulated: Number(simulated),
    conflicts: 0,
    made_in: madeIn,
    recorded_at: at,
    gone_at: null,
    taken_back_at: null,
  }
}

/** What an asset is called in paths, the best there is. */
export function shortName({ tag, slot, name, serial, ip_addresses, id, parent_id }: StoredAsset): string {
  const address = ip_addresses === null ? undefined : (JSON.parse(ip_addresses) as string[])[0]
  const called = (parent_id === null ? tag : (slot ?? tag)) ?? name ?? serial ?? address ?? id
  return called.replaceAll('/', '-')
}
