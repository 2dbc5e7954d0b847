import { z } from 'zod'
import { newId, Problem } from '#base'
import { act, ask, type Seen, type Write } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, text, timeOf, written } from './asked.ts'
import { assetFrom } from './asset.ts'
import { productFields } from './asset-field.ts'
import { assetKinds } from './asset-kind.ts'
import {
  assetShown,
  changeShown,
  deploymentShown,
  factShown,
  showAsset,
  showDeployment,
  showFact,
} from './asset-shown.ts'
import { assetPage, isTagTaken, modulesOf, storedAsset } from './asset-store.ts'
import { observeThing } from './bills.ts'
import { deploymentPage } from './deployment-store.ts'
import { people, type Strength } from './fact.ts'
import { factsOf } from './fact-store.ts'
import { emptied, saidFields, sayingFields, wordsSaid } from './said.ts'
import type { Site } from './site.ts'
import { exists, siteAsked } from './site-operations.ts'
import { placeOf, siteOf } from './site-store.ts'
import type { StoredAsset } from './stored.ts'
import { tell } from './telling-store.ts'
import { zoneOf } from './zone-store.ts'

/** Words about one asset that are shown at once. */
const mostFacts = 500

const wholeShown = assetShown.extend({
  facts: z.array(factShown).describe('every word that was said of it, the newest first; at most 500'),
  modules: z.array(assetShown).describe('what is in it'),
  deployments: z.array(deploymentShown).describe('what runs on it now, and what should'),
})

export const assets = {
  list: ask({
    about: 'Lists assets by where they stand',
    can: 'plant.read',
    takes: z.strictObject({
      siteId: siteField.optional(),
      path: written(1000).optional().describe('a place or asset: what stands there and below'),
      level: z.coerce.number().min(0).max(5).optional().describe('of the Purdue model'),
      zone: text.optional().describe('id of the zone; with a site its name too'),
      kind: z.enum(assetKinds).optional(),
      vendor: text.optional().describe('as it is written, in any case'),
      words: text.optional().describe('part of tag, name, product, order number, serial number or path'),
      conflicts: z.boolean().optional().describe('only those about which sources contradict each other'),
      gone: z.boolean().optional().describe('those that no source lists any more too'),
      ...pageFields,
    }),
    gives: listOf(assetShown),
    async run({ db, sites }, { siteId, zone, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const zoneId = zone === undefined ? undefined : (await zoneOf(db, sites, zone, site)).id
      return shownPage(await assetPage(db, sites, { siteId: site, zoneId, ...asked }), showAsset)
    },
  }),
  show: ask({
    about: 'Shows an asset: what is said of it by whom, what is in it and what runs on it',
    can: 'plant.read',
    takes: z.strictObject({ id: idField.describe('of the asset, or its tag') }),
    gives: wholeShown,
    async run({ db, sites, now }, { id: called }) {
      const asset = assetFrom(await storedAsset(db, sites, called))
      const { id } = asset
      const facts = await factsOf(db, asset.siteId, id, { most: mostFacts })
      const modules = await modulesOf(db, asset.siteId, id)
      const deployed = await deploymentPage(db, asset.siteId, { assetId: id, asOf: { valid: now() }, limit: 500 })
      return {
        ...showAsset(asset),
        facts: facts.map(showFact),
        modules: modules.map(showAsset),
        deployments: deployed.rows.map(showDeployment),
      }
    },
  }),
  add: act({
    about: 'Adds an asset',
    can: 'plant.write',
    takes: z
      .strictObject({ siteId: siteField, ...saidFields, ...sayingFields })
      .refine(
        said => said.tag ?? said.name ?? said.serial ?? said.parent,
        'a tag, a name or a serial number is wanted',
      ),
    gives: assetShown,
    async run(world, { siteId, observedAt, confidence, ...said }) {
      const site = await siteOf(world.db, world.sites, siteId)
      const id = newId('asset', world)
      const { asset, change } = await say(world, site, id, true, said, [], { confidence, observedAt })
      return { out: showAsset(assetFrom(asset)), entry: { site: site.id, object: id, change } }
    },
  }),
  change: act({
    about: 'Says what an asset is; what was said before is kept',
    can: 'plant.write',
    takes: z.strictObject({
      id: idField.describe('of the asset, or its tag'),
      ...saidFields,
      none: emptied,
      ...sayingFields,
    }),
    gives: z.object({ asset: assetShown, changes: z.array(changeShown), contested: z.array(z.string()) }),
    async run(world, { id: called, none = [], observedAt, confidence, ...said }) {
      const before = await storedAsset(world.db, world.sites, called)
      const { id } = before
      const site = await siteOf(world.db, 'everywhere', before.site_id)
      const told = await say(world, site, id, false, said, none, { confidence, observedAt })
      const { asset, changes, contested, words } = told
      const out = { asset: showAsset(assetFrom(asset)), changes, contested }
      return words === 0 ? { out } : { out, entry: { site: site.id, object: id, change: told.change } }
    },
  }),
}

type Said = Parameters<typeof wordsSaid>[0]

/** What a person says of an asset is kept; where it is another product now, its one-line bill too. */
async function say(
  world: Seen & { db: Write },
  site: Site,
  id: string,
  isNew: boolean,
  said: Said,
  none: readonly string[],
  how: { confidence: Strength; observedAt: string | undefined },
) {
  const { db, actor } = world
  const at = world.now()
  const observedAt = timeOf(how.observedAt) ?? at
  if (observedAt > at) throw inFuture(how.observedAt!)
  if (typeof said.tag === 'string' && (await isTagTaken(db, site.id, said.tag, id))) throw exists('the asset', said.tag)
  const resolved = { ...said, ...(await idsOf(world, site, id, said)) }
  const words = wordsSaid(resolved, none, { confidence: how.confidence, observedAt })
  const telling = { assetId: id, isNew, simulated: site.simulated, words }
  const { told, assets: touched } = await tell(db, site, people, [telling], { saidBy: actor.id, recordedAt: at })
  const { changed, contested, words: kept } = told[0]!
  const asset = touched.get(id) ?? (await storedAsset(db, world.sites, id))
  if (changed.some(({ field }) => productFields.has(field)))
    await observeThing(db, asset, {
      siteId: site.id,
      sourceId: people,
      saidBy: actor.id,
      confidence: how.confidence,
      observedAt,
      at,
      makeId: () => newId('deployment', world),
    })
  const changes = changed.map(({ field, before, after }) => ({ field, before: plain(before), after: plain(after) }))
  return { asset, changes, contested, words: kept, change: { said: resolved, none, changes } }
}

async function idsOf({ db, sites }: Seen & { db: Write }, site: Site, id: string, { place, zone, parent }: Said) {
  return present({
    place: typeof place === 'string' ? (await placeOf(db, sites, place, site.id)).id : undefined,
    zone: typeof zone === 'string' ? (await zoneOf(db, sites, zone, site.id)).id : undefined,
    parent: typeof parent === 'string' ? (await chassis(db, site, id, parent)).id : undefined,
  })
}

/** The asset that another is to be a module of. Throws `plant/not-found`, and `plant/bad-parent` for one that is below it. */
async function chassis(db: Write, site: Site, id: string, parentId: string): Promise<StoredAsset> {
  const parent = await storedAsset(db, new Set([site.id]), parentId)
  if (parent.id === id) throw new Problem('plant/bad-parent', 'Cannot put an asset into itself', { found: id })
  let above: StoredAsset = parent
  while (above.parent_id !== null) {
    if (above.parent_id === id)
      throw new Problem('plant/bad-parent', 'Cannot put an asset into what is in it', { found: parentId })
    above = await storedAsset(db, new Set([site.id]), above.parent_id)
  }
  return parent
}

export function inFuture(found: string): Problem {
  return new Problem('plant/in-future', `Cannot take ${found} as when it was seen: that is not yet`, { found })
}

export function plain(value: unknown): string | number | boolean | string[] | null {
  return Array.isArray(value) ? value.map(String) : (value as string | number | boolean | null)
}
