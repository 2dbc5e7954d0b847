import type { Note } from '#base'
import type { ImportColumn, Mapping, Refused, RowPlace } from '#plant'

/** Where and when a lot was made: a place or an asset, or both. */
export interface LotRun {
  /** Codes of ISA-95 from the site or area down, or the one code that is said: `['line_2']`. */
  placePath?: readonly string[]
  /** Tag or ref of the asset. */
  asset?: string
  /** Milliseconds since 1970 UTC. */
  from: number
  /** Not in it any more; null while it runs or when its end is not said. */
  until: number | null
}

export interface LotShipment {
  customer?: string
  /** Number of the delivery. */
  delivery?: string
  /** Milliseconds since 1970 UTC. */
  shippedAt?: number
  quantity?: number
}

export type LotStatus = 'planned' | 'started' | 'completed' | 'held' | 'released' | 'shipped' | 'cancelled'

/** One lot of a paper, of all its rows that name the lot. */
export interface LotRow {
  /** The first row that names it. */
  row: RowPlace
  number: string
  /** Code or name of the site, where the paper says one. */
  site?: string
  product?: string
  quantity?: number
  unit?: string
  status?: LotStatus
  /** In the order of time. */
  runs: readonly LotRun[]
  /** Ends of runs of which the paper does not say that they began; where there is neither a place nor an asset, of the one that runs. */
  ends?: readonly LotEnd[]
  shipments: readonly LotShipment[]
  simulated: boolean
}

/** The end of a run. */
export interface LotEnd extends Pick<LotRun, 'placePath' | 'asset'> {
  /** Milliseconds since 1970 UTC. */
  at: number
}

/** What a paper says of lots. The same bytes and choices give the same. */
export interface ImportedLots {
  format: string
  columns: readonly ImportColumn[]
  mapping: Mapping
  lots: readonly LotRow[]
  refused: readonly Refused[]
  notes: readonly Note[]
  /** A simulator made all of it. */
  simulated: boolean
}
