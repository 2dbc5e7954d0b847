import type { Span } from './trace.ts'

/** An amount of product that was made together, at one site. Times in milliseconds since 1970 UTC. */
export interface Lot {
  siteId: string
  id: string
  number: string
  product: string | null
  quantity: number | null
  unit: string | null
  /** As the source calls it: `released`, `held`. */
  status: string | null
  /** A simulator made it: it is never counted with the real. */
  simulated: boolean
  /** From the first of its runs. */
  madeFrom: number
  /** Until the last of its runs; null while it is made. */
  madeUntil: number | null
  /** How many shipments are known. */
  shipments: number
  /** Whose file told of it last; null where a person did. */
  sourceId: string | null
  recordedAt: number
}

/** Where and when a part of a lot was made. */
export interface LotRunAt extends Span {
  placeId: string | null
  assetId: string | null
}

/** What went to a customer. */
export interface Shipment {
  customer: string | null
  /** Number of the delivery. */
  delivery: string | null
  shippedAt: number | null
  quantity: number | null
}

/** A lot with all that belongs to it. */
export interface WholeLot extends Lot {
  runs: LotRunAt[]
  shipped: Shipment[]
}

/** From when until when a lot was made, by its runs. */
export function madeBetween(runs: readonly Span[]): { madeFrom: number; madeUntil: number | null } {
  const ends = runs.map(({ until }) => until)
  return {
    madeFrom: Math.min(...runs.map(({ from }) => from)),
    madeUntil: ends.some(end => end === null) ? null : Math.max(...(ends as number[])),
  }
}

/** Runs of two papers about one lot: one at the same place and asset from the same time is the same, and the newer paper tells its end. */
export function joinedRuns(known: readonly LotRunAt[], told: readonly LotRunAt[]): LotRunAt[] {
  const keyOf = ({ placeId, assetId, from }: LotRunAt) => `${placeId}\n${assetId}\n${from}`
  const joined = new Map(known.map(run => [keyOf(run), run]))
  for (const run of told) {
    const before = joined.get(keyOf(run))
    joined.set(keyOf(run), { ...run, until: run.until ?? before?.until ?? null })
  }
  return [...joined.values()].sort((a, b) => a.from - b.from)
}

/** Shipments of two papers about one lot: one with the same delivery and customer at the same time is the same. */
export function joinedShipments(known: readonly Shipment[], told: readonly Shipment[]): Shipment[] {
  const keyOf = ({ customer, delivery, shippedAt }: Shipment) =>
    delivery === null ? `${customer}\n${shippedAt}` : `delivery\n${delivery}\n${customer}`
  const joined = new Map(known.map(shipment => [keyOf(shipment), shipment]))
  for (const shipment of told) joined.set(keyOf(shipment), { ...joined.get(keyOf(shipment)), ...shipment })
  return [...joined.values()]
}
