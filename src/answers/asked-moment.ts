import { z } from 'zod'
import type { Scope, Seen, SiteId } from '#ledger'
import type { Moment } from './reach-store.ts'

/** A day, or a time with its offset. */
export const time = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')

/** When a question is about, and what was known then. */
export const moment = {
  at: time
    .optional()
    .describe('as it was on the floor at this time or at the beginning of this day, UTC; now by default'),
  known: time
    .optional()
    .describe('with what was known at this time or at the beginning of this day, UTC; now by default'),
}

/** The site that is asked about; all where it is left out. */
export const siteId = z.string().min(1).max(100).optional().describe('only at this site')

/** The sites that an answer tells of: those that who asks may see, and of these the one that is asked about. */
export function scopeOf({ sites }: Pick<Seen, 'sites'>, siteId: string | undefined): Scope {
  if (siteId === undefined) return sites
  const one = siteId as SiteId
  return new Set(sites === 'everywhere' || sites.has(one) ? [one] : [])
}

/** A question as it is typed or pasted (`questionOf`). */
export const words = z
  .string()
  .min(1)
  .max(2000)
  .describe(
    'CVE-…, GHSA-…, ICSA-…, pkg:…, name@version, vendor:product, sha256:…, lot:NUMBER, asset:TAG, or a text with ids of advisories in it',
  )

/** The moment that is asked about; `past` where it is another than now. */
export function momentOf(
  world: Pick<Seen, 'now'>,
  at: string | undefined,
  known: string | undefined,
): { moment: Moment; past: boolean } {
  return {
    moment: {
      at: at === undefined ? world.now() : Date.parse(at),
      known: known === undefined ? undefined : Date.parse(known),
    },
    past: at !== undefined || known !== undefined,
  }
}
