import { z } from 'zod'
import { newId, Problem } from '#base'
import { act, ask } from '#ledger'
import { idField, pageFields, siteField, written } from './asked.ts'
import { assetFrom } from './asset.ts'
import { type AssetFactField, assetFactFields, productFields } from './asset-field.ts'
import { factShown, showFact } from './asset-shown.ts'
import { assetPage, storedAsset } from './asset-store.ts'
import { observeThing } from './bills.ts'
import { people } from './fact.ts'
import { factsOf } from './fact-store.ts'
import { siteAsked } from './site-operations.ts'
import { siteOf } from './site-store.ts'
import { tell } from './telling-store.ts'

const conflictShown = z.object({
  siteId: z.string(),
  assetId: z.string(),
  path: z.string(),
  tag: z.string().optional(),
  name: z.string().optional(),
  field: z.string(),
  facts: z.array(factShown).describe('what stands and what contradicts it, the newest first'),
})

export const conflicts = {
  list: ask({
    about: 'Lists fields of assets about which sources contradict each other',
    can: 'plant.read',
    takes: z.strictObject({ siteId: siteField.optional(), ...pageFields }),
    gives: z.object({ rows: z.array(conflictShown), next: z.string().optional() }),
    async run({ db, sites }, { siteId, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const page = await assetPage(db, sites, { siteId: site, conflicts: true, ...asked })
      const rows: z.infer<typeof conflictShown>[] = []
      for (const { siteId: own, id, path, values } of page.rows) {
        const facts = await factsOf(db, own, id, { most: 2000 })
        const contested = new Set(facts.filter(fact => fact.standing === 'conflict').map(fact => fact.field))
        for (const field of contested) {
          const shown = facts.filter(
            fact => fact.field === field && (fact.standing === 'conflict' || fact.standing === 'current'),
          )
          const { tag, name } = values as { tag?: string; name?: string }
          const called = { ...(tag !== undefined && { tag }), ...(name !== undefined && { name }) }
          rows.push({ siteId: own, assetId: id, path, ...called, field, facts: shown.map(showFact) })
        }
      }
      return { rows, ...(page.next !== undefined && { next: page.next }) }
    },
  }),
  settle: act({
    about: 'Confirms one of the facts that contradict each other',
    can: 'plant.write',
    takes: z.strictObject({
      id: idField.describe('of the asset, or its tag'),
      field: z.enum(assetFactFields as [AssetFactField, ...AssetFactField[]]),
      fact: z.coerce.number().int().min(1).describe('number of the fact that is right'),
      reason: written(2000).optional(),
    }),
    gives: z.object({ assetId: z.string(), field: z.string(), conflicts: z.number().describe('that are left') }),
    async run(world, { id: called, field, fact, reason }) {
      const { db, actor } = world
      const before = await storedAsset(db, world.sites, called)
      const { id } = before
      const site = await siteOf(db, 'everywhere', before.site_id)
      const facts = await factsOf(db, site.id, id, { field, most: 10_000 })
      const right = facts.find(each => each.number === fact && each.standing !== 'replaced')
      if (right === undefined)
        throw new Problem('plant/not-found', `Cannot find fact ${fact} about the ${field} of the asset`, {
          found: String(fact),
          next: 'take a number that conflicts list shows',
        })
      const at = world.now()
      const word = { field, value: right.value, confidence: 'confirmed', observedAt: at } as const
      const telling = { assetId: id, isNew: false, simulated: before.simulated === 1, words: [word] }
      const { told, assets } = await tell(db, site, people, [telling], { saidBy: actor.id, recordedAt: at })
      const asset = assets.get(id) ?? before
      if (told[0]!.changed.some(change => productFields.has(change.field)))
        await observeThing(db, asset, {
          siteId: site.id,
          sourceId: people,
          saidBy: actor.id,
          confidence: 'confirmed',
          observedAt: right.observedAt,
          at,
          makeId: () => newId('deployment', world),
        })
      const out = { assetId: id, field, conflicts: assetFrom(asset).conflicts }
      if (told[0]!.words === 0) return { out }
      return {
        out,
        entry: { site: site.id, object: id, change: { field, fact, value: right.value, reason: reason ?? null } },
      }
    },
  }),
}
