import { z } from 'zod'
import { showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { plantTime } from './calendar-words.ts'
import { headsOf } from './head-store.ts'
import { pageOf, placeOf } from './page-place.ts'
import { plantsShown } from './place-store.ts'
import type { Moment } from './reach-store.ts'
import { assetHead } from './row-heads.ts'
import { type AssetState, states } from './state.ts'
import { type AssetInState, statesCounted, zonesNamed } from './state-store.ts'

const text = z.string().nullable()
const state = z.enum(states)
const window = { name: z.string(), startsAt: z.string(), endsAt: z.string(), inPlantTime: z.string() }

/** The contract `millcert-plant/1`. */
export const plantGiven = z.object({
  schema: z.literal('millcert-plant/1'),
  asOf: z.object({ at: z.string(), known: text }),
  sites: z.array(
    z.object({ siteId: z.string(), code: z.string(), name: z.string(), timeZone: z.string(), simulated: z.boolean() }),
  ),
  places: z.array(
    z.object({
      siteId: z.string(),
      placeId: z.string(),
      parentId: text,
      kind: z.string(),
      name: z.string(),
      path: z.string(),
      window: z.object(window).optional().describe('the next maintenance window of the place itself'),
    }),
  ),
  zones: z.array(z.object({ siteId: z.string(), zoneId: z.string(), name: z.string() })),
  states: z
    .array(
      z.object({
        siteId: z.string(),
        placeId: text,
        zoneId: text,
        level: z.number().nullable(),
        state,
        assets: z.number(),
      }),
    )
    .describe('assets that stand at the very place, by zone, level and state: each asset counts once'),
})

export type PlantState = z.infer<typeof plantGiven>

/** The contract `millcert-plant-sites/1`. */
export const sitesGiven = z.object({
  schema: z.literal('millcert-plant-sites/1'),
  asOf: z.object({ at: z.string(), known: text }),
  sites: z
    .array(
      z.object({
        ...{ siteId: z.string(), code: z.string(), name: z.string(), timeZone: z.string(), simulated: z.boolean() },
        places: z.number(),
        assets: z.number(),
        states: z
          .record(state, z.number())
          .describe('assets by the worst that can be said of each: each asset counts once'),
        window: z
          .object({ ...window, place: z.string().describe('path of the place it is of') })
          .optional()
          .describe('the soonest maintenance window of any of its places'),
      }),
    )
    .describe('the worst first: by what is exploited, affected, undecided, unknown, then by code'),
})

/** How each site of a scope is as a whole, and when work can next be done at any place of it. */
export async function sitesStateOf(
  db: Read,
  scope: Scope,
  moment: Moment,
  past: boolean,
): Promise<z.infer<typeof sitesGiven>> {
  const heads = await headsOf(db, scope)
  const [plants, counts] = await Promise.all([
    plantsShown(db, heads, [...heads.keys()], moment.at),
    statesCounted(db, heads, past ? moment : undefined),
  ])
  const countsOf = Map.groupBy(counts, ({ siteId }) => siteId)
  const placesOf = Map.groupBy(plants.places.values(), ({ siteId }) => siteId)
  const windows = Map.groupBy(plants.windows, ({ siteId }) => siteId)
  const rows = Array.from(plants.sites.values(), ({ id, ...site }) => {
    const tally = { clear: 0, unknown: 0, undecided: 0, affected: 0, exploited: 0 }
    for (const { state, assets } of countsOf.get(id) ?? []) tally[state] += assets
    const [next] = windows.get(id) ?? []
    const place = next && plants.places.get(`${id} ${next.placeId}`)
    return {
      ...{ siteId: id, ...site, places: placesOf.get(id)?.length ?? 0 },
      assets: states.reduce((sum, state) => sum + tally[state], 0),
      states: tally,
      ...(next && { window: { ...windowShown(next, site.timeZone), place: place?.path ?? site.code } }),
    }
  })
  return {
    schema: 'millcert-plant-sites/1',
    asOf: { at: showTime(moment.at), known: moment.known === undefined ? null : showTime(moment.known) },
    sites: rows.sort((a, b) => worse(a.states, b.states) || (a.code < b.code ? -1 : 1)),
  }
}

/** Less than 0 where the first has more of the worst of which they differ. */
function worse(a: Record<AssetState, number>, b: Record<AssetState, number>): number {
  const differing = states.findLast(state => state !== 'clear' && a[state] !== b[state])
  return differing === undefined ? 0 : b[differing] - a[differing]
}

/** The places of the sites of a scope, when work can be done there, and how their assets are. */
export async function plantStateOf(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
  moment: Moment,
  past: boolean,
): Promise<PlantState> {
  const heads = await headsOf(db, scope, siteId)
  const [plants, zones, counts] = await Promise.all([
    plantsShown(db, heads, [...heads.keys()], moment.at),
    zonesNamed(db, [...heads.keys()]),
    statesCounted(db, heads, past ? moment : undefined),
  ])
  const windows = new Map(plants.windows.map(window => [`${window.siteId} ${window.placeId}`, window]))
  return {
    schema: 'millcert-plant/1',
    asOf: { at: showTime(moment.at), known: moment.known === undefined ? null : showTime(moment.known) },
    sites: Array.from(plants.sites.values(), ({ id, ...site }) => ({ siteId: id, ...site })).sort(by('code')),
    places: Array.from(plants.places.values(), ({ id, lotPlaces: _, ...place }) => {
      const next = windows.get(`${place.siteId} ${id}`)
      const timeZone = plants.sites.get(place.siteId)?.timeZone ?? 'UTC'
      return { ...place, placeId: id, ...(next && { window: windowShown(next, timeZone) }) }
    }).sort(by('path')),
    zones,
    states: counts,
  }
}

function windowShown({ name, startsAt, endsAt }: { name: string; startsAt: number; endsAt: number }, timeZone: string) {
  return {
    ...{ name, startsAt: showTime(startsAt), endsAt: showTime(endsAt) },
    inPlantTime: plantTime(startsAt, timeZone),
  }
}

function by<Key extends string>(key: Key) {
  return (a: Record<Key, string>, b: Record<Key, string>) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0)
}

/** A page of assets with their states. */
export const statedAssets = z.object({
  rows: z.array(
    z.object({
      ...assetHead,
      kind: text,
      path: z.string(),
      zone: text,
      level: z.number().nullable(),
      vendor: text,
      product: text,
      firmware: text,
      orderNumber: text,
      serial: text,
      owner: text,
      rank: z.number().nullable().describe('how critical it is: 1 weighs most'),
      conflicts: z.number().describe('fields about which sources contradict each other'),
      simulated: z.boolean(),
      state,
    }),
  ),
  next: z.string().optional(),
})

export function statedPage(rows: readonly AssetInState[], limit: number): z.infer<typeof statedAssets> {
  const { page, more } = pageOf(rows, limit, last => [last.weight, last.siteId, last.path, last.assetId])
  return { rows: page.map(({ weight: _, ...row }) => row), ...more }
}

/** Where such a page goes on. Throws `answers/bad-page`. */
export function afterStated(text: string | undefined) {
  return placeOf(text, ['integer', 'string', 'string', 'string'])
}
