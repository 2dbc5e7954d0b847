import type { PlaceShown, SiteShown } from './place-store.ts'
import type { Reach } from './reach-store.ts'
import { verdictOf } from './weight.ts'

/** Assets by what is said of them. */
export interface Tally {
  affected: number
  undecided: number
  fixed: number
  notAffected: number
  /** They run it, and no record here speaks of it. */
  notNamed: number
}

export interface Counts extends Tally {
  /** Of the affected, by how sure it is that the record means them. */
  exact: number
  likely: number
  possible: number
  byLevel: (Tally & { level: number | null })[]
  bySite: (Tally & { siteId: string; code: string; name: string })[]
  /** Lines (or the next above, or the site itself) with anything affected or undecided, what is worst first; at most `mostLines`. */
  byLine: (Tally & { siteId: string; placeId: string | null; path: string; name: string })[]
  /** By zone and level, what is worst first; at most `mostZones`. */
  byZone: (Tally & { siteId: string; zoneId: string; name: string; level: number | null })[]
  /** How many lines have something affected. */
  lines: number
}

const mostLines = 100
const mostZones = 200

const nothing = (): Tally => ({ affected: 0, undecided: 0, fixed: 0, notAffected: 0, notNamed: 0 })

const members = {
  affected: 'affected',
  undecided: 'undecided',
  fixed: 'fixed',
  not_affected: 'notAffected',
  not_named: 'notNamed',
} as const

/** Counts the assets of an answer by level, site and line. */
export function countsOf(
  here: Reach['places'],
  sites: ReadonlyMap<string, SiteShown>,
  places: ReadonlyMap<string, PlaceShown>,
  zones: ReadonlyMap<string, string>,
): Counts {
  const all = { ...nothing(), exact: 0, likely: 0, possible: 0 }
  const levels = new Map<number | null, Tally>()
  const bySite = new Map<string, Tally>()
  const lines = new Map<
    PlaceShown | string,
    Tally & { siteId: string; placeId: string | null; path: string; name: string }
  >()
  const byZone = new Map<string, Counts['byZone'][number]>()
  for (const { siteId, placeId, groups } of here) {
    const line = lineOf(siteId, placeId, places)
    const about = () => ({ ...nothing(), ...lineShown(siteId, line, sites.get(siteId)) })
    const mine = [tallyOf(bySite, siteId, nothing), tallyOf(lines, line ?? siteId, about)]
    for (const { alike, assets } of groups) {
      const { zoneId, level, weight } = alike
      const { verdict, confidence } = verdictOf(weight)
      const member = members[verdict]
      all[member] += assets
      if (confidence) all[confidence] += assets
      for (const tally of mine) tally[member] += assets
      tallyOf(levels, level, nothing)[member] += assets
      if (zoneId === null) continue
      const zone = () => ({ ...nothing(), siteId, zoneId, name: zones.get(`${siteId} ${zoneId}`) ?? '', level })
      tallyOf(byZone, `${siteId} ${zoneId} ${level}`, zone)[member] += assets
    }
  }
  const worst = [...lines.values()].filter(({ affected, undecided }) => affected + undecided > 0)
  return {
    ...all,
    byLevel: Array.from(levels, ([level, tally]) => ({ level, ...tally })).sort((a, b) => up(a.level) - up(b.level)),
    bySite: Array.from(bySite, ([siteId, tally]) => ({ ...siteNamed(siteId, sites), ...tally })).sort(byTally),
    byZone: [...byZone.values()].sort((a, b) => byTally(a, b) || (a.name < b.name ? -1 : 1)).slice(0, mostZones),
    byLine: worst.sort(byTally).slice(0, mostLines),
    lines: worst.filter(({ affected, placeId }) => affected > 0 && placeId !== null).length,
  }
}

/** The office on top, as people draw it; what has no level is last. */
const up = (level: number | null) => (level === null ? 1 : -level)

function tallyOf<Key, T>(map: Map<Key, T>, key: Key, made: () => T): T {
  const known = map.get(key)
  if (known) return known
  const tally = made()
  map.set(key, tally)
  return tally
}

function byTally(a: Tally & { siteId: string; path?: string }, b: Tally & { siteId: string; path?: string }): number {
  return b.affected - a.affected || b.undecided - a.undecided || ((a.path ?? a.siteId) < (b.path ?? b.siteId) ? -1 : 1)
}

function siteNamed(siteId: string, sites: ReadonlyMap<string, SiteShown>) {
  const site = sites.get(siteId)
  return { siteId, code: site?.code ?? '', name: site?.name ?? '' }
}

/** The line that a place is or lies in; the highest place there is where it lies in none; undefined at the site itself. */
export function lineOf(
  siteId: string,
  placeId: string | null,
  places: ReadonlyMap<string, PlaceShown>,
): PlaceShown | undefined {
  let last: PlaceShown | undefined
  const seen = new Set<string>()
  for (let id = placeId; id !== null && !seen.has(id); ) {
    seen.add(id)
    const place = places.get(`${siteId} ${id}`)
    if (place === undefined) return last
    if (place.kind === 'line') return place
    last = place
    id = place.parentId
  }
  return last
}

function lineShown(siteId: string, line: PlaceShown | undefined, site: SiteShown | undefined) {
  return {
    siteId,
    placeId: line?.id ?? null,
    path: line?.path ?? site?.code ?? '',
    name: line?.name ?? site?.name ?? '',
  }
}

/** What the answer comes to: the worst there is, and not known before clean. */
export type State = 'affected' | 'undecided' | 'not_affected' | 'not_named'

/**
 * @param sure whether everything that could say otherwise was there: feeds that are not stale, matched
 * @param named whether a record has the name that was asked for
 */
export function stateOf({ affected, undecided, fixed, notAffected }: Tally, sure: boolean, named: boolean): State {
  if (affected > 0) return 'affected'
  if (undecided > 0 || !sure) return 'undecided'
  return named || fixed + notAffected > 0 ? 'not_affected' : 'not_named'
}
