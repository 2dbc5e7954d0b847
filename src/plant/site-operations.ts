import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { act, ask, type Read, type Scope, type SiteId } from '#ledger'
import { idField, listOf, pageFields, present, shownPage, siteField, text, written } from './asked.ts'
import { isTimeZone } from './import-time.ts'
import { codeOf, folded, kindBelow, mayLieIn, type Place, placeKinds, type Site, siteCodeOf } from './site.ts'
import {
  keepPlaces,
  keepSite,
  placeOf,
  placePage,
  placesOf,
  renameSite,
  siteCodes,
  siteIdOf,
  siteOf,
  sitesOf,
} from './site-store.ts'

const siteShown = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  timeZone: z.string(),
  simulated: z.boolean(),
  recordedAt: z.string(),
})

const showSite = ({ recordedAt, ...site }: Site) => ({ ...site, recordedAt: showTime(recordedAt) })

const placeShown = z.object({
  siteId: z.string(),
  id: z.string(),
  parentId: z.string().optional(),
  kind: z.enum(placeKinds),
  code: z.string(),
  name: z.string(),
  path: z.string(),
})

export const sites = {
  list: ask({
    about: 'Lists the sites that may be seen',
    can: 'plant.read',
    takes: z.strictObject(pageFields),
    gives: listOf(siteShown),
    run: async ({ db, sites }, { after, limit }) => shownPage(await sitesOf(db, sites, after, limit), showSite),
  }),
  show: ask({
    about: 'Shows a site',
    can: 'plant.read',
    takes: z.strictObject({ id: idField.describe('or code, of the site') }),
    gives: siteShown,
    run: async ({ db, sites }, { id }) => showSite(await siteOf(db, sites, id)),
  }),
  add: act({
    about: 'Adds a site',
    can: 'plant.admin',
    takes: z.strictObject({
      code: text.max(40).describe('short and unique: paths begin with it'),
      name: text,
      timeZone: written(60).default('UTC').describe('where its clocks stand: Europe/Berlin'),
      simulated: z.boolean().default(false).describe('it is made up'),
    }),
    gives: siteShown,
    async run(world, { code, name, timeZone, simulated }) {
      if (!isTimeZone(timeZone))
        throw new Problem('plant/unknown-time-zone', `Cannot take ${quoted(timeZone)} as a time zone`, {
          found: timeZone,
          wanted: 'a name such as Europe/Berlin',
        })
      const own = siteCodeOf(code)
      const known = (await siteCodes(world.db)).find(other => folded(other) === folded(own))
      if (known ?? (await siteIdOf(world.db, own))) throw exists('a site', known ?? own)
      const id = newId('site', world) as SiteId
      const site: Site = { id, code: own, name, timeZone, simulated, recordedAt: world.now() }
      await keepSite(world.db, site)
      // A site that is new has nobody who may write about it yet: its first entry is the enterprise's.
      return { out: showSite(site), entry: { object: id, change: { site: showSite(site) } } }
    },
  }),
  change: act({
    about: 'Changes how a site is called; its code stays, for paths begin with it',
    can: 'plant.admin',
    takes: z.strictObject({ id: idField.describe('or code, of the site'), name: text }),
    gives: siteShown,
    async run(world, { id: called, name }) {
      const site = await siteOf(world.db, world.sites, called)
      const out = showSite({ ...site, name })
      if (site.name === name) return { out }
      await renameSite(world.db, site.id, name)
      return { out, entry: { site: site.id, object: site.id, change: { name: [site.name, name] } } }
    },
  }),
}

export const places = {
  list: ask({
    about: 'Lists areas, lines, cells and units',
    can: 'plant.read',
    takes: z.strictObject({
      siteId: siteField.optional(),
      parent: written(1000).optional().describe('id or path of a place: only what lies right below it'),
      kind: z.enum(placeKinds).optional(),
      ...pageFields,
    }),
    gives: listOf(placeShown),
    async run({ db, sites }, { siteId, parent, ...asked }) {
      const site = await siteAsked(db, sites, siteId)
      const above = parent === undefined ? undefined : await placeOf(db, sites, parent, site)
      return shownPage(await placePage(db, sites, { siteId: site, parentId: above?.id, ...asked }), place => place)
    },
  }),
  add: act({
    about: 'Adds an area, line, cell or unit',
    can: 'plant.write',
    takes: z.strictObject({
      siteId: siteField,
      parent: written(1000).optional().describe('id or path of the place it lies in; the site when left out'),
      code: text.max(80).describe('unique where it lies: a part of paths'),
      name: text.optional().describe('as people call it'),
      kind: z.enum(placeKinds).optional().describe('what comes below its parent when left out'),
    }),
    gives: placeShown,
    async run(world, { siteId, parent, code, name, kind }) {
      const site = await siteOf(world.db, world.sites, siteId)
      const above = parent === undefined ? undefined : await placeOf(world.db, world.sites, parent, site.id)
      const own = codeOf(code)
      const wanted = kind ?? kindBelow(above?.kind)
      if (wanted === undefined || !mayLieIn(wanted, above?.kind))
        throw new Problem(
          'plant/bad-place',
          `Cannot add ${quoted(own)}: a ${kind ?? 'place'} does not lie in a ${above?.kind}`,
          {
            wanted: placeKinds.join(' above '),
          },
        )
      const path = `${above?.path ?? site.code}/${own}`
      if ((await placesOf(world.db, site.id)).some(place => folded(place.path) === folded(path)))
        throw exists('a place', path)
      const id = newId('place', world)
      const place: Place = {
        siteId: site.id,
        id,
        ...present({ parentId: above?.id }),
        kind: wanted,
        code: own,
        name: name ?? own,
        path,
      }
      await keepPlaces(world.db, [place], world.now())
      return { out: place, entry: { site: site.id, object: id, change: { place } } }
    },
  }),
}

/** The site that a question names, when it names one. Throws `plant/not-found`. */
export async function siteAsked(db: Read, scope: Scope, siteId: string | undefined): Promise<SiteId | undefined> {
  return siteId === undefined ? undefined : (await siteOf(db, scope, siteId)).id
}

/** Throws `plant/exists`. */
export function exists(noun: string, name: string): Problem {
  return new Problem('plant/exists', `Cannot add ${noun} ${quoted(name)}: there is one`, { found: quoted(name) })
}
