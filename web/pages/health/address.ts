import { oneOf, text, useAddress } from '../../address.ts'
import type { Out } from '../../api.ts'

export type Health = Out<'health.show'>
export type Level = Health['levels'][number]
export type Reason = Health['reasons'][number]

/** What an asset can lack, in the order of the columns. */
export const measures = ['known', 'billHeld', 'judgeable', 'feedLive', 'approved'] as const
export type Measure = (typeof measures)[number]

const parts = {
  /** Code of a site. */
  site: text(),
  level: oneOf('', '5', '4', '3.5', '3', '2', '1', '0', 'none'),
  /** What the listed assets lack. */
  lacks: oneOf('', ...measures),
  /** Why the listed assets cannot be judged. */
  reason: text(),
  /** A field of the guidance that the listed assets are without. */
  field: text(),
  /** The vendor text of the listed assets. */
  vendor: text(),
}

/** What is looked at, in the address. */
export function useHealthAddress() {
  return useAddress(parts)
}

export type HealthAddress = ReturnType<typeof useHealthAddress>[0]

/** The address of the assets of a number. */
export function listing(
  site: string,
  pick: { level?: string; lacks?: Measure; reason?: string; field?: string; vendor?: string },
) {
  return { to: '/health', search: { site, ...pick } }
}

/** A level as it stands in an address. */
export const levelKey = (level: number | null) => (level === null ? 'none' : String(level))
