import { z } from 'zod'
import type { Read, Scope } from '#ledger'
import { assetsWithGaps, type GapQuestion } from './gap-assets-store.ts'
import { fields } from './health.ts'
import { type Live, measures } from './health-measure.ts'
import { pageOf, placeOf } from './page-place.ts'
import { assetHead } from './row-heads.ts'

/** What of assets is asked for. */
export const lacking = {
  level: z.coerce.number().min(0).max(5).optional().describe('of the Purdue model'),
  levelless: z.boolean().optional().describe('only assets of which nobody knows the level'),
  lacks: z.enum(measures).optional().describe('only assets that lack this, as `health.show` counts it'),
  reason: z
    .string()
    .regex(/^[a-z0-9+-]{1,60}$/, 'a reason is wanted, as `health.show` names it')
    .optional()
    .describe('only assets that have this reason not to be judged'),
  field: z
    .enum(Object.keys(fields) as (keyof typeof fields)[])
    .optional()
    .describe('only assets without this field of the guidance, as `health.show` names it'),
  vendor: z.string().min(1).max(100_000).optional().describe('only assets with this very text as their vendor'),
  after: z.string().max(2000).optional().describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('assets on a page'),
}

const text = z.string().nullable()

/** A page of assets with what they have of what an answer needs. */
export const gapAssetsGiven = z.object({
  rows: z.array(
    z.object({
      ...assetHead,
      kind: text,
      path: z.string(),
      level: z.number().nullable(),
      vendor: text,
      product: text,
      orderNumber: text,
      firmware: text,
      simulated: z.boolean(),
      known: z.boolean(),
      billHeld: z.boolean(),
      judgeable: z.boolean(),
      feedLive: z.boolean(),
      approved: z.boolean(),
      reasons: z.array(z.string()).describe('not to be judged, as `health.show` names them'),
    }),
  ),
  next: z.string().optional(),
})

/** A page of assets that lack something or have a reason. Throws `answers/bad-page`. */
export async function gapAssets(
  db: Read,
  scope: Scope,
  {
    after,
    limit,
    field,
    ...asked
  }: Omit<GapQuestion, 'after' | 'without'> & {
    after?: string | undefined
    field?: keyof typeof fields | undefined
  },
  live: Live,
): Promise<z.infer<typeof gapAssetsGiven>> {
  const from = placeOf(after, ['string', 'string', 'string'])
  const rows = await assetsWithGaps(
    db,
    scope,
    { ...asked, without: field && fields[field], after: from, limit: limit + 1 },
    live,
  )
  const { page, more } = pageOf(rows, limit, last => [last.siteId, last.path, last.assetId])
  return { rows: page, ...more }
}
