import type { SiteId } from '#ledger'

export const windowKinds = ['maintenance', 'shutdown', 'freeze', 'changeover'] as const
export type WindowKind = (typeof windowKinds)[number]

/** A time in which a site, a place or an asset may be stopped and changed, or must not be (`freeze`). */
export interface MaintenanceWindow {
  siteId: SiteId
  id: string
  /** Neither: all of the site. */
  placeId?: string
  assetId?: string
  name: string
  kind: WindowKind
  /** Milliseconds since 1970 UTC; the end does not belong to it. */
  startsAt: number
  endsAt: number
  simulated: boolean
  /** The id of a source, or `people`. */
  sourceId: string
  /** The source's own id of it. */
  ref?: string
  recordedAt: number
}

/** By what a source's window is known again: the source's own id with the start and the asset, since a rule that comes again and one for several assets has one id; else what it says. */
export function keyOfWindow({ ref, startsAt, name, placeId, assetId }: MaintenanceWindow): string {
  return JSON.stringify(ref === undefined ? [name, placeId, assetId, startsAt] : [ref, startsAt, assetId])
}
