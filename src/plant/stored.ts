import type { SiteId } from '#ledger'

/** A row of each table, as it is stored: times in milliseconds since 1970 UTC, lists and vectors as JSON, yes and no as 1 and 0. */
export interface PlantTables {
  site: { id: string; code: string; name: string; time_zone: string; simulated: number; recorded_at: number }
  place: StoredPlace
  zone: StoredZone
  conduit: StoredConduit
  asset: StoredAsset
  asset_fact: StoredFact
  asset_ref: StoredRef
  deployment: StoredDeployment
  maintenance_window: StoredWindow
  source: StoredSource
  import_run: StoredRun
  quarantine: StoredQuarantine
  import_outcome: StoredOutcomes
}

export interface StoredPlace {
  site_id: string
  id: string
  parent_id: string | null
  kind: string
  code: string
  name: string
  path: string
  made_in: string | null
  recorded_at: number
}

export interface StoredZone {
  site_id: string
  id: string
  parent_id: string | null
  name: string
  description: string | null
  sl_t: string | null
  sl_c: string | null
  sl_a: string | null
  simulated: number
  made_in: string | null
  recorded_at: number
}

export interface StoredConduit {
  site_id: string
  id: string
  name: string | null
  from_zone: string
  to_zone: string
  protocol: string | null
  port: string | null
  simulated: number
  made_in: string | null
  recorded_at: number
}

export interface StoredAsset {
  site_id: SiteId
  id: string
  tag: string | null
  name: string | null
  kind: string | null
  kind_text: string | null
  place_id: string | null
  path: string
  zone_id: string | null
  level: number | null
  vendor: string | null
  product: string | null
  order_number: string | null
  serial: string | null
  hardware_revision: string | null
  firmware: string | null
  os: string | null
  ip_addresses: string | null
  mac_addresses: string | null
  parent_id: string | null
  slot: string | null
  rank: number | null
  safety: string | null
  quality: string | null
  downtime_cost: number | null
  owner: string | null
  installed_on: string | null
  expected_life_years: number | null
  support_until: string | null
  never_patched: number | null
  description: string | null
  simulated: number
  /** Fields about which sources contradict each other. */
  conflicts: number
  made_in: string | null
  recorded_at: number
  gone_at: number | null
  /** When the import that made it was undone: it never was an asset, as known since then. */
  taken_back_at: number | null
}

export interface StoredFact {
  site_id: string
  number: number
  asset_id: string
  field: string
  /** JSON. */
  value: string
  /** `people`, or the id of a source. */
  source_id: string
  said_by: string | null
  import_id: string | null
  /** JSON of a number or a text. */
  source_row: string | null
  confidence: string
  observed_at: number
  recorded_at: number
  standing: string
  replaced_at: number | null
  replaced_in: string | null
}

export interface StoredRef {
  site_id: string
  source_id: string
  ref: string
  asset_id: string
  digest: string
  import_id: string
  made_in: string
  gone_at: number | null
  gone_in: string | null
}

export interface StoredDeployment {
  site_id: string
  id: string
  asset_id: string
  bom_id: number
  kind: string
  part: string
  valid_from: number
  valid_until: number | null
  recorded_at: number
  replaced_at: number | null
  source_id: string
  said_by: string | null
  reason: string | null
  import_id: string | null
  replaced_in: string | null
  confidence: string
}

export interface StoredWindow {
  site_id: string
  id: string
  place_id: string | null
  asset_id: string | null
  name: string
  kind: string
  starts_at: number
  ends_at: number
  simulated: number
  source_id: string
  ref: string | null
  import_id: string | null
  recorded_at: number
  replaced_at: number | null
  replaced_in: string | null
}

export interface StoredSource {
  site_id: string
  id: string
  name: string
  kind: string
  mapping: string
  recorded_at: number
}

export interface StoredRun {
  site_id: string
  id: string
  number: number
  source_id: string
  file: string
  digest: string
  size: number
  format: string
  mapping: string
  counts: string
  notes: string
  /** The number that the first fact it told could have. */
  first_fact: number
  actor: string
  recorded_at: number
  undone_at: number | null
}

export interface StoredOutcomes {
  site_id: string
  import_id: string
  /** How many rows of the import come before. */
  first: number
  /** JSON, compressed. */
  pack: Uint8Array
}

export interface StoredQuarantine {
  site_id: string
  import_id: string
  number: number
  source_id: string
  /** As the source counts it: JSON of a number or a text. */
  place: string
  /** What the row is about, as `keyOf` writes it; null where the row does not say. */
  object: string | null
  code: string
  reason: string
  next: string
  header: string
  cells: string
  state: string
  left_in: string | null
}
