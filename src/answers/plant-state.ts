import { z } from 'zod'
import { Problem, quoted, showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { plantTime } from './calendar-words.ts'
import { headsOf } from './head-store.ts'
import { plantsShown } from './place-store.ts'
import type { Moment } from './reach-store.ts'
import { states } from './state.ts'
import { type AssetInState, statesCounted, zonesNamed } from './state-store.ts'

const text = z.string().nullable()
const state = z.enum(states)

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
      window: z
        .object({ name: z.string(), startsAt: z.string(), endsAt: z.string(), inPlantTime: z.string() })
        .optional()
        .describe('the next maintenance window of the place itself'),
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
    places: Array.from(plants.places.values(), ({ id, makesLots: _, ...place }) => {
      const window = windows.get(`${place.siteId} ${id}`)
      const timeZone = plants.sites.get(place.siteId)?.timeZone ?? 'UTC'
      return { ...place, placeId: id, ...(window && { window: windowShown(window, timeZone) }) }
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
      siteId: z.string(),
      assetId: z.string(),
      tag: text,
      name: text,
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
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    rows: page.map(({ weight: _, ...row }) => row),
    ...(last && { next: JSON.stringify([last.weight, last.siteId, last.path, last.assetId]) }),
  }
}

const afterShape = z.tuple([z.number().int(), z.string(), z.string(), z.string()])

/** Reads where a page ended. Throws `answers/bad-page` for what no page gave. */
export function afterStated(text: string): z.infer<typeof afterShape> {
  try {
    return afterShape.parse(JSON.parse(text))
  } catch {
    throw new Problem('answers/bad-page', `Cannot go on from ${quoted(text)}: no page ended so`, {
      wanted: '`next` of an answer',
    })
  }
}
