import { z } from 'zod'
import { newId } from '#base'
import { act } from '#ledger'
import { present, siteField, text, time, timeOf, written } from './asked.ts'
import { deploy, type FreshDeployment, seenThen } from './deployment-store.ts'
import { people } from './fact.ts'
import { siteOf } from './site-store.ts'

/** What was seen becomes what should be: from then on anything else is drift. */
export const baseline = act({
  about: 'Approves for assets what was seen to run on them, part by part',
  can: 'plant.approve',
  takes: z.strictObject({
    siteId: siteField,
    path: written(1000).optional().describe('a place or asset: what stands there and below'),
    assets: z.array(text).max(10_000).optional().describe('ids or tags: only these'),
    part: text.optional().describe('only this part: firmware, software; all when left out'),
    from: time.optional().describe('as it was seen then, and approved since then; now when left out'),
    reason: written(2000).optional(),
  }),
  gives: z.object({
    assets: z.number().describe('of which something is approved now that was not'),
    approved: z.number().describe('bills that are approved now and were not'),
    same: z.number().describe('that were approved already'),
  }),
  async run(world, { siteId, path, assets, part, from, reason }) {
    const { db, actor } = world
    const at = world.now()
    const site = await siteOf(db, world.sites, siteId)
    const valid = timeOf(from) ?? at
    const seen = await seenThen(db, site.id, { path, assets, part, asOf: { valid, recorded: undefined } })
    const fresh = seen.map(
      ({ assetId, bomId, part }): FreshDeployment => ({
        ...{ assetId, bomId, kind: 'approved', part, validFrom: valid, validUntil: null },
        ...{ sourceId: people, confidence: 'confirmed', saidBy: actor.id, ...present({ reason }) },
      }),
    )
    const { added } = await deploy(db, site.id, fresh, at, () => newId('deployment', world))
    const now = added.filter(one => one.validFrom === valid)
    const out = {
      ...{ assets: new Set(now.map(({ assetId }) => assetId)).size, approved: now.length },
      same: fresh.length - now.length,
    }
    if (added.length === 0) return { out }
    const told = now.map(({ assetId, bomId, part }) => ({ assetId, bomId, part }))
    return { out, entry: { site: site.id, object: 'baseline', change: { from: valid, told, reason: reason ?? null } } }
  },
})
