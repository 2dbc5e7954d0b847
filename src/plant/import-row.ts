import type { AssetKind } from './asset-kind.ts'

/**
 * How a fact is known, the best first: somebody says so; a project or backup file says so; traffic on the network was listened to; the
 * device was asked; it follows from something else.
 */
export type Confidence = 'stated' | 'configured' | 'observed-passively' | 'observed-actively' | 'guessed'

/** Where a row stands: its number as a spreadsheet counts, or a place such as `sheet Line 2, row 12` or `/assets/3`. */
export type RowPlace = number | string

/** Levels of the Purdue model (ISA-95 part 1, IEC 62443-1-1); 3.5 is the DMZ between plant and office. */
export type PurdueLevel = 0 | 1 | 2 | 3 | 3.5 | 4 | 5

export type Grade = 'critical' | 'high' | 'medium' | 'low'

export interface Criticality {
  safety?: Grade
  quality?: Grade
  /** In the currency of the site. */
  downtimeCostPerHour?: number
  /** 1 is the most critical, 4 not critical (ServiceNow's process criticality; words of other sources are put on the same scale). */
  rank?: 1 | 2 | 3 | 4
}

/** What a paper can say of an asset. Text is as written, without blanks around it; days are `YYYY-MM-DD`. */
export interface AssetFacts {
  /** The source's own id: `sys_id`, `resource_id`. */
  ref: string
  /** The plant's own id: `F-201`. */
  tag: string
  name: string
  kind: AssetKind
  /** The kind as the source calls it. */
  kindText: string
  vendor: string
  product: string
  orderNumber: string
  serial: string
  hardwareRevision: string
  firmware: string
  os: string
  level: PurdueLevel
  /** Code or name of the site, where the paper says one. */
  site: string
  /**
   * Codes or names of ISA-95 from the area down: `['packaging', 'line_2']`. Where it was one text (`GRE/packaging/line_2`) it may begin
   * with the site: who knows the sites takes it off.
   */
  placePath: readonly string[]
  /** Name of the zone. */
  zone: string
  ipAddresses: readonly string[]
  /** Twelve hexadecimal digits in pairs: `00:1d:9c:0a:0b:0c`. */
  macAddresses: readonly string[]
  /** In its chassis: `0`, `A3`. */
  slot: string
  /** The `ref` of the asset it is a module of; in this paper or known from the same source before. */
  parentRef: string
  criticality: Criticality
  owner: 'it' | 'ot' | 'convergence'
  installedOn: string
  expectedLifeYears: number
  /** Last day of the maker's support. */
  supportUntil: string
  neverPatched: boolean
}

export type AssetField = keyof AssetFacts

/** One asset of a paper: every fact is optional, but one of `tag`, `serial`, `ref` and `ipAddresses` is there. */
export interface AssetRow extends Partial<AssetFacts> {
  row: RowPlace
  /** Of every fact that `confidences` does not name. */
  confidence: Confidence
  confidences?: Readonly<Partial<Record<AssetField, Confidence>>>
  /** Milliseconds since 1970 UTC. */
  observedAt?: number
  simulated: boolean
  /** A spreadsheet may have changed its version: what the plant has tells. */
  firmwareInDoubt?: true
}

/** One place of ISA-95: enterprise → site → area → line → cell → unit. */
export interface PlaceRow {
  row: RowPlace
  /** Code of the site it is in, where the paper says one. */
  site?: string
  /** Codes from below the site down, its own the last; empty for the site itself. */
  path: readonly string[]
  code: string
  name?: string
  kind?: 'enterprise' | 'site' | 'area' | 'line' | 'cell' | 'unit'
  description?: string
  /** Street, building or room, as written. */
  location?: string
  assignedTo?: string
  supportGroup?: string
  company?: string
  /** As `Criticality.rank`. */
  rank?: 1 | 2 | 3 | 4
  /** The template or level name as the source calls it. */
  template?: string
  simulated: boolean
}

/** Security levels 0 to 4 for the seven foundational requirements of IEC 62443-1-1, FR 1 to FR 7. */
export type LevelVector = readonly [number, number, number, number, number, number, number]

/** One zone of IEC 62443-3-2. */
export interface ZoneRow {
  row: RowPlace
  name: string
  /** Name of the zone it lies in. */
  parent?: string
  description?: string
  slTarget?: LevelVector
  slCapability?: LevelVector
  slAchieved?: LevelVector
  simulated: boolean
}

/** One conduit between two zones. */
export interface ConduitRow {
  row: RowPlace
  name?: string
  from: string
  to: string
  protocol?: string
  /** As written: `44818`, `tcp/502`, `49152-65535`. */
  port?: string
  simulated: boolean
}

/** One span of time in which work on a plant is possible, or is not (`freeze`). A rule that comes again has a row each time. */
export interface WindowRow {
  row: RowPlace
  /** The source's own id; with `startsAt` it is the id of the row. */
  ref?: string
  title: string
  kind: 'maintenance' | 'shutdown' | 'freeze' | 'changeover'
  /** Where, when the paper says a place; as `AssetFacts.placePath`. */
  placePath?: readonly string[]
  /** Tag or ref of the asset, when the paper says one. */
  asset?: string
  /** Milliseconds since 1970 UTC. */
  startsAt: number
  /** After `startsAt`; not in the window any more. */
  endsAt: number
  /** The rule it comes of, as written: `FREQ=MONTHLY;BYDAY=1SA`. */
  rule?: string
  simulated: boolean
}

/** What a paper tells whole: windows of its source that it does not list among the times of this are moved or called off. */
export interface WindowsTold {
  /** The source's own id. */
  ref: string
  /** Only the window that was to start then; milliseconds since 1970 UTC. */
  startsAt?: number
  /** It is one window, and not one of a rule whose older times may be left out. */
  single: boolean
}

/** How a fact of a row is known. */
export function confidenceOf(row: AssetRow, field: AssetField): Confidence {
  return row.confidences?.[field] ?? row.confidence
}

/** A record without the members that are undefined, blank or empty lists. Names of members are ours, never a paper's. */
export function stated<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(facts))
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) kept[name] = value
  return kept as T
}
