import { z } from 'zod'
import { newId, Problem, showTime } from '#base'
import { act, ask } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, text, time, timeOf, written } from './asked.ts'
import { storedAsset } from './asset-store.ts'
import { people } from './fact.ts'
import { type MaintenanceWindow, windowKinds } from './maintenance-window.ts'
import { replaceRows } from './replaced-store.ts'
import { siteAsked } from './site-operations.ts'
import { placeOf, siteOf } from './site-store.ts'
import { keepWindows, windowById, windowPage, windowsNext } from './window-store.ts'

const windowShown = z.object({
  siteId: z.string(),
  id: z.string(),
  placeId: z.string().optional(),
  assetId: z.string().optional(),
  name: z.string(),
  kind: z.enum(windowKinds),
  startsAt: z.string(),
  endsAt: z.string(),
  simulated: z.boolean(),
  sourceId: z.string().describe('or people'),
  ref: z.string().optional(),
  recordedAt: z.string(),
})

const showWindow = ({ startsAt, endsAt, recordedAt, ...window }: MaintenanceWindow) => ({
  ...window,
  startsAt: showTime(startsAt),
  endsAt: showTime(endsAt),
  recordedAt: showTime(recordedAt),
})

export const windows = {
  list: ask({
    about: 'Lists maintenance windows, shutdowns and freezes',
    can: 'plant.read',
    takes: z.strictObject({
      siteId: siteField.optional(),
      place: written(1000).optional().describe('id or path of the place they are for'),
      assetId: idField.optional(),
      from: time.optional().describe('those that are not over then'),
      until: time.optional().describe('those that have begun before'),
      ...pageFields,
    }),
    gives: listOf(windowShown),
    async run({ db, sites }, { siteId, place, from, until, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const placeId = place === undefined ? undefined : (await placeOf(db, sites, place, site)).id
      const question = { siteId: site, placeId, from: timeOf(from), until: timeOf(until), ...asked }
      return shownPage(await windowPage(db, sites, question), showWindow)
    },
  }),
  next: ask({
    about: 'Shows the window of a place that is open or comes next',
    can: 'plant.read',
    takes: z.strictObject({ place: written(1000).min(1).describe('id or path of the place') }),
    gives: z.object({ placeId: z.string(), window: windowShown.optional() }),
    async run({ db, sites, now }, { place }) {
      const { id } = await placeOf(db, sites, place)
      const window = (await windowsNext(db, sites, [id], now())).get(id)
      return { placeId: id, ...present({ window: window && showWindow(window) }) }
    },
  }),
  add: act({
    about: 'Adds a maintenance window, a shutdown or a freeze',
    can: 'plant.write',
    takes: z.strictObject({
      siteId: siteField,
      name: text,
      kind: z.enum(windowKinds).default('maintenance'),
      place: written(1000).optional().describe('id or path; with neither place nor asset all of the site'),
      assetId: idField.optional(),
      startsAt: time,
      endsAt: time,
    }),
    gives: windowShown,
    async run(world, { siteId, name, kind, place, assetId, startsAt, endsAt }) {
      const { db } = world
      const site = await siteOf(db, world.sites, siteId)
      const own = new Set([site.id])
      if (timeOf(endsAt) <= timeOf(startsAt))
        throw new Problem('plant/bad-span', 'Cannot add the window: it ends before it begins', { found: endsAt })
      const window: MaintenanceWindow = {
        siteId: site.id,
        id: newId('window', world),
        ...present({
          placeId: place === undefined ? undefined : (await placeOf(db, own, place, site.id)).id,
          assetId: assetId === undefined ? undefined : (await storedAsset(db, own, assetId)).id,
        }),
        name,
        kind,
        startsAt: timeOf(startsAt),
        endsAt: timeOf(endsAt),
        simulated: site.simulated,
        sourceId: people,
        recordedAt: world.now(),
      }
      await keepWindows(db, [window])
      const shown = showWindow(window)
      return { out: shown, entry: { site: site.id, object: window.id, change: { window: shown } } }
    },
  }),
  cancel: act({
    about: 'Takes a window back; that it was planned is kept',
    can: 'plant.write',
    takes: z.strictObject({ id: idField.describe('of the window'), reason: written(2000).optional() }),
    gives: windowShown,
    async run({ db, sites, now }, { id, reason }) {
      const window = await windowById(db, sites, id)
      await replaceRows(db, 'maintenance_window', window.siteId, [id], null, now())
      const change = { cancelled: showWindow(window), reason: reason ?? null }
      return { out: showWindow(window), entry: { site: window.siteId, object: id, change } }
    },
  }),
}
