import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import { upFrom } from '#lots'
import { frozenTimes, notFrozen } from '#plant'
import type { Heads } from './head-store.ts'

export interface SiteShown {
  id: string
  code: string
  name: string
  /** IANA name. */
  timeZone: string
  simulated: boolean
}

export interface PlaceShown {
  siteId: string
  id: string
  parentId: string | null
  kind: string
  name: string
  path: string
  /** Ids of the places where lots were made, of it and those above it. */
  lotPlaces: readonly string[]
}

/** What answers show of the places of some sites. */
export interface Plants {
  sites: ReadonlyMap<string, SiteShown>
  /** By `siteId id`. */
  places: ReadonlyMap<string, PlaceShown>
  /** Names of zones by `siteId id`. */
  zones: ReadonlyMap<string, string>
  /** The soonest first. */
  windows: readonly NextWindow[]
}

interface Plant {
  state: string
  site: SiteShown | undefined
  places: readonly (readonly [string, PlaceShown])[]
  zones: readonly (readonly [string, string])[]
  windows: readonly NextWindow[]
  /** The times at which these are the next windows. */
  from: number
  until: number
}

/** What was read of each site last, with its head then. */
const plants = new Map<string, Plant>()
let kept = 0
/** Places and windows that are kept at most. */
const mostKept = 200_000

/** The places of some sites with the windows that come next at a time; read again only where something changed since. */
export async function plantsShown(db: Read, heads: Heads, ids: readonly string[], at: number): Promise<Plants> {
  const found = new Map<string, Plant>()
  for (const id of ids) {
    const plant = plants.get(id)
    if (plant && plant.state === heads.get(id) && plant.from <= at && at < plant.until) found.set(id, plant)
  }
  const missing = ids.filter(id => !found.has(id))
  for (const [id, plant] of await plantsOf(db, heads, missing, at)) {
    found.set(id, plant)
    keep(id, plant)
  }
  const all = [...found.values()]
  return {
    sites: new Map(all.flatMap(({ site }) => (site ? [[site.id, site]] : []))),
    places: new Map(all.flatMap(({ places }) => places)),
    zones: new Map(all.flatMap(({ zones }) => zones)),
    windows: all.flatMap(({ windows }) => windows).sort(bySoonest),
  }
}

function keep(id: string, plant: Plant): void {
  const size = ({ places, zones, windows }: Plant) => places.length + zones.length + windows.length + 1
  const before = plants.get(id)
  kept += size(plant) - (before ? size(before) : 0)
  plants.set(id, plant)
  if (kept <= mostKept) return
  plants.clear()
  kept = 0
}

async function plantsOf(db: Read, heads: Heads, ids: readonly string[], at: number): Promise<Map<string, Plant>> {
  if (ids.length === 0) return new Map()
  const [sites, places, zones, windows] = await Promise.all([
    sitesShown(db, ids),
    placesShown(db, ids),
    zonesShown(db, ids),
    nextWindows(db, ids, at),
  ])
  const placesOf = Map.groupBy(places, ([, { siteId }]) => siteId)
  const zonesOf = Map.groupBy(zones, ({ siteId }) => siteId)
  const windowsOf = Map.groupBy(windows, ({ siteId }) => siteId)
  return new Map(
    ids.map(id => {
      const mine = windowsOf.get(id) ?? []
      const about = { state: heads.get(id) ?? '', site: sites.get(id), places: placesOf.get(id) ?? [] }
      const named = (zonesOf.get(id) ?? []).map(zone => [`${id} ${zone.id}`, zone.name] as const)
      const until = mine.reduce((first, { changesAt }) => Math.min(first, changesAt), Number.POSITIVE_INFINITY)
      return [id, { ...about, zones: named, windows: mine, from: at, until }]
    }),
  )
}

const bySoonest = (a: NextWindow, b: NextWindow) =>
  a.startsAt - b.startsAt || compare(a.siteId, b.siteId) || compare(a.placeId, b.placeId)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

async function sitesShown(db: Read, ids: readonly string[]): Promise<Map<string, SiteShown>> {
  const rows = await rowsOf<Omit<SiteShown, 'simulated'> & { simulated: number }>(
    db,
    sql`select id, code, name, time_zone as "timeZone", simulated from site where id in ${listed(db, ids, 'text')}`,
  )
  return new Map(rows.map(row => [row.id, { ...row, simulated: row.simulated !== 0 }]))
}

/** Every place of some sites, by `siteId id`. */
async function placesShown(db: Read, sites: readonly string[]): Promise<Map<string, PlaceShown>> {
  const rows = await rowsOf<Omit<PlaceShown, 'lotPlaces'> & { makesLots: number }>(
    db,
    sql`select site_id as "siteId", id, parent_id as "parentId", kind, name, path, case when exists (
        select 1 from lot_run r where r.site_id = p.site_id and r.place_id = p.id) then 1 else 0 end as "makesLots"
      from place p where site_id in ${listed(db, sites, 'text')}`,
  )
  const known = new Map(rows.map(row => [`${row.siteId} ${row.id}`, row]))
  return new Map(
    Array.from(known, ([key, { makesLots: _, ...place }]) => {
      const over = upFrom(place.id, id => known.get(`${place.siteId} ${id}`)?.parentId)
      const lotPlaces = over.filter(id => known.get(`${place.siteId} ${id}`)?.makesLots === 1)
      return [key, { ...place, lotPlaces }]
    }),
  )
}

async function zonesShown(db: Read, sites: readonly string[]): Promise<{ siteId: string; id: string; name: string }[]> {
  return rowsOf(db, sql`select site_id as "siteId", id, name from zone where site_id in ${listed(db, sites, 'text')}`)
}

/** Over each asset with one of some ids the one that it is a module of, on and on; by `siteId id`. */
export async function chassisOf(db: Read, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await rowsOf<{ site_id: string; id: string; parent_id: string }>(
    db,
    sql`with recursive up(site_id, id, parent_id) as (
  select site_id, id, parent_id from asset where site_id in (select id from site) and id in ${listed(db, ids, 'text')} and parent_id is not null
  union
  select a.site_id, a.id, a.parent_id from up u join asset a on a.site_id = u.site_id and a.id = u.parent_id where a.parent_id is not null
) select site_id, id, parent_id from up`,
  )
  return new Map(rows.map(({ site_id, id, parent_id }) => [`${site_id} ${id}`, parent_id]))
}

/** When work on a place can next be done. */
export interface NextWindow {
  siteId: string
  placeId: string
  name: string
  /** Milliseconds since 1970 UTC. */
  startsAt: number
  endsAt: number
  /** When another may be the next one: the first end of any that is ahead there. */
  changesAt: number
}

/** The next maintenance window of each place of some sites, from a time on, outside frozen times; one that is under way counts. */
async function nextWindows(db: Read, sites: readonly string[], at: number): Promise<NextWindow[]> {
  return rowsOf(
    db,
    sql`with ${frozenTimes(at)}, ahead as (
  select w.site_id, w.place_id, w.name, w.starts_at, w.ends_at from maintenance_window w
  join place p on p.site_id = w.site_id and p.id = w.place_id
  where w.site_id in ${listed(db, sites, 'text')} and w.ends_at > ${at} and w.replaced_at is null
    and w.kind in ('maintenance', 'shutdown') and ${notFrozen}
)
select a.site_id as "siteId", a.place_id as "placeId", min(a.name) as "name", a.starts_at as "startsAt", max(a.ends_at) as "endsAt",
  min(f.changes_at) as "changesAt"
from (
  select site_id, place_id, min(starts_at) as starts_at, min(ends_at) as changes_at from ahead group by site_id, place_id
) f join ahead a on a.site_id = f.site_id and a.place_id = f.place_id and a.starts_at = f.starts_at
group by a.site_id, a.place_id, a.starts_at order by a.starts_at, a.site_id, a.place_id`,
  )
}
