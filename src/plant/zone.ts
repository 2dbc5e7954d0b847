import type { SiteId } from '#ledger'
import type { LevelVector } from './import-row.ts'

/**
 * Assets with the same need for protection (IEC 62443-3-2). Security levels 0 to 4 stand for the seven foundational requirements of
 * IEC 62443-1-1, FR 1 to FR 7: what is wanted (SL-T), what the equipment can do (SL-C), what is achieved (SL-A).
 */
export interface Zone {
  siteId: SiteId
  id: string
  /** The zone it lies in. */
  parentId?: string
  /** Unique in the site. */
  name: string
  description?: string
  slTarget?: LevelVector
  slCapability?: LevelVector
  slAchieved?: LevelVector
  simulated: boolean
}

/** A way for data between two zones (IEC 62443-3-2). */
export interface Conduit {
  siteId: SiteId
  id: string
  name?: string
  fromZone: string
  toZone: string
  protocol?: string
  port?: string
  simulated: boolean
}

/** Foundational requirements of which less is achieved than wanted, from 1 to 7; undefined where either is not known. */
export function gapsOf({ slTarget, slAchieved }: Pick<Zone, 'slTarget' | 'slAchieved'>): number[] | undefined {
  if (slTarget === undefined || slAchieved === undefined) return undefined
  return slTarget.flatMap((wanted, index) => (slAchieved[index]! < wanted ? [index + 1] : []))
}
