import { z } from 'zod'
import { newId, Problem, quoted } from '#base'
import { act, ask } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, text, written } from './asked.ts'
import type { LevelVector } from './import-row.ts'
import { codeOf, folded } from './site.ts'
import { exists, siteAsked } from './site-operations.ts'
import { siteOf } from './site-store.ts'
import { gapsOf, type Zone } from './zone.ts'
import { conduitPage, keepConduit, keepZone, zoneOf, zonePage, zonesOf } from './zone-store.ts'

const level = z.coerce.number().int().min(0).max(4)
const vector = z.array(level).length(7)
const levels = (what: string) => vector.optional().describe(`${what}: security levels 0 to 4 for FR 1 to FR 7`)

const zoneShown = z.object({
  siteId: z.string(),
  id: z.string(),
  parentId: z.string().optional(),
  name: z.string(),
  description: z.string().optional(),
  slTarget: z.array(z.number()).optional(),
  slCapability: z.array(z.number()).optional(),
  slAchieved: z.array(z.number()).optional(),
  gaps: z.array(z.number()).optional().describe('requirements, 1 to 7, of which less is achieved than wanted'),
  simulated: z.boolean(),
})

const showZone = (zone: Zone) => {
  const gaps = gapsOf(zone)
  return {
    ...zone,
    slTarget: zone.slTarget && [...zone.slTarget],
    slCapability: zone.slCapability && [...zone.slCapability],
    slAchieved: zone.slAchieved && [...zone.slAchieved],
    ...(gaps && { gaps }),
  }
}

const zoneFields = {
  parent: text.optional().describe('id or name of the zone it lies in'),
  description: written(2000).optional(),
  slTarget: levels('what is wanted'),
  slCapability: levels('what the equipment can do'),
  slAchieved: levels('what is achieved'),
}

const asVector = (given: number[] | undefined) => given as unknown as LevelVector | undefined

export const zones = {
  list: ask({
    about: 'Lists zones with their security levels',
    can: 'plant.read',
    takes: z.strictObject({ siteId: siteField.optional(), ...pageFields }),
    gives: listOf(zoneShown),
    async run({ db, sites }, { siteId, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      return shownPage(await zonePage(db, sites, { siteId: site, ...asked }), showZone)
    },
  }),
  show: ask({
    about: 'Shows a zone',
    can: 'plant.read',
    takes: z.strictObject({ id: idField.describe('of the zone') }),
    gives: zoneShown,
    run: async ({ db, sites }, { id }) => showZone(await zoneOf(db, sites, id)),
  }),
  add: act({
    about: 'Adds a zone',
    can: 'plant.write',
    takes: z.strictObject({ siteId: siteField, name: text.describe('unique in the site'), ...zoneFields }),
    gives: zoneShown,
    async run(world, { siteId, name, parent, description, slTarget, slCapability, slAchieved }) {
      const site = await siteOf(world.db, world.sites, siteId)
      const own = codeOf(name)
      if ((await zonesOf(world.db, site.id)).some(zone => folded(zone.name) === folded(own)))
        throw exists('a zone', own)
      const above = parent === undefined ? undefined : await zoneOf(world.db, world.sites, parent, site.id)
      const zone: Zone = {
        siteId: site.id,
        id: newId('zone', world),
        name: own,
        simulated: site.simulated,
        ...present({
          parentId: above?.id,
          description,
          slTarget: asVector(slTarget),
          slCapability: asVector(slCapability),
          slAchieved: asVector(slAchieved),
        }),
      }
      await keepZone(world.db, zone, world.now())
      return { out: showZone(zone), entry: { site: site.id, object: zone.id, change: { zone: showZone(zone) } } }
    },
  }),
  change: act({
    about: 'Changes what a zone needs and achieves',
    can: 'plant.write',
    takes: z.strictObject({ id: idField.describe('of the zone'), ...zoneFields }).omit({ parent: true }),
    gives: zoneShown,
    async run(world, { id, description, slTarget, slCapability, slAchieved }) {
      const before = await zoneOf(world.db, world.sites, id)
      const given = present({
        description,
        slTarget: asVector(slTarget),
        slCapability: asVector(slCapability),
        slAchieved: asVector(slAchieved),
      })
      const zone: Zone = { ...before, ...given }
      if (JSON.stringify(zone) === JSON.stringify(before)) return { out: showZone(zone) }
      await keepZone(world.db, zone, world.now())
      const change = { before: showZone(before), after: showZone(zone) }
      return { out: showZone(zone), entry: { site: zone.siteId, object: id, change } }
    },
  }),
}

const conduitShown = z.object({
  siteId: z.string(),
  id: z.string(),
  name: z.string().optional(),
  fromZone: z.string(),
  toZone: z.string(),
  protocol: z.string().optional(),
  port: z.string().optional(),
  simulated: z.boolean(),
})

export const conduits = {
  list: ask({
    about: 'Lists the ways for data between zones',
    can: 'plant.read',
    takes: z.strictObject({ siteId: siteField.optional(), ...pageFields }),
    gives: listOf(conduitShown),
    async run({ db, sites }, { siteId, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      return shownPage(await conduitPage(db, sites, { siteId: site, ...asked }), conduit => conduit)
    },
  }),
  add: act({
    about: 'Adds a way for data between two zones',
    can: 'plant.write',
    takes: z.strictObject({
      siteId: siteField,
      from: text.describe('id or name of a zone'),
      to: text.describe('id or name of a zone'),
      name: text.optional(),
      protocol: text.optional(),
      port: text.optional().describe('as written: 44818, tcp/502, 49152-65535'),
    }),
    gives: conduitShown,
    async run(world, { siteId, from, to, name, protocol, port }) {
      const site = await siteOf(world.db, world.sites, siteId)
      const [fromZone, toZone] = [
        (await zoneOf(world.db, world.sites, from, site.id)).id,
        (await zoneOf(world.db, world.sites, to, site.id)).id,
      ]
      if (fromZone === toZone)
        throw new Problem('plant/one-zone', `Cannot add a conduit from ${quoted(from)} to itself`, {
          found: to,
          wanted: 'another zone: a conduit joins two',
        })
      const conduit = {
        siteId: site.id,
        id: newId('conduit', world),
        fromZone,
        toZone,
        simulated: site.simulated,
        ...present({ name, protocol, port }),
      }
      await keepConduit(world.db, conduit, world.now())
      return { out: conduit, entry: { site: site.id, object: conduit.id, change: { conduit } } }
    },
  }),
}
