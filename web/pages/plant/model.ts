import type { Out } from '../../api.ts'

export type Plant = Out<'plant.show'>
export type Site = Plant['sites'][number]
export type Window = NonNullable<Plant['places'][number]['window']>
export type State = Plant['states'][number]['state']

/** The worst first. */
export const states = ['exploited', 'affected', 'undecided', 'unknown', 'clear'] as const satisfies readonly State[]
export const attention = ['exploited', 'affected', 'undecided'] as const satisfies readonly State[]

/** Purdue levels from the top, the DMZ between 4 and 3; null where nobody knows the level. */
export const levels = [5, 4, 3.5, 3, 2, 1, 0, null] as const
export type Level = number | null

/** Assets by their states. */
export type Tally = Readonly<Record<State, number>>

/** What stands at one level of a place. */
export interface Spot {
  tally: Record<State, number>
  zones: Set<string>
}

/** A site, area, line, cell or unit, with what stands at it and below it. Each asset counts once at its place. */
export interface Node {
  /** Undefined for the site itself. */
  placeId?: string
  kind: string
  name: string
  path: string
  parent?: Node
  children: Node[]
  window?: Window
  /** What stands at the very place. */
  own: Map<Level, Spot>
  /** What stands at it and below. */
  all: Map<Level, Spot>
}

/** The tree of a site. Places whose parent is not there stand at the site. */
export function treeOf(plant: Plant, site: Site): Node {
  const node = (about: Pick<Node, 'kind' | 'name' | 'path'>): Node => ({
    ...about,
    children: [],
    own: new Map(),
    all: new Map(),
  })
  const root = node({ kind: 'site', name: site.name, path: site.code })
  const places = plant.places.filter(({ siteId }) => siteId === site.siteId)
  const byId = new Map(places.map(place => [place.placeId, { ...node(place), placeId: place.placeId }]))
  for (const { placeId, parentId, window } of places) {
    const one: Node = byId.get(placeId)!
    one.parent = byId.get(parentId ?? '') ?? root
    if (window) one.window = window
    one.parent.children.push(one)
  }
  for (const { children } of [root, ...byId.values()])
    children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  for (const { siteId, placeId, zoneId, level, state, assets } of plant.states) {
    if (siteId !== site.siteId) continue
    const place = byId.get(placeId ?? '') ?? root
    put(place.own, level, state, zoneId, assets)
    for (const above of upFrom(place)) put(above.all, level, state, zoneId, assets)
  }
  return root
}

function put(spots: Map<Level, Spot>, level: Level, state: State, zoneId: string | null, assets: number) {
  let spot = spots.get(level)
  if (!spot) {
    spot = { tally: { exploited: 0, affected: 0, undecided: 0, unknown: 0, clear: 0 }, zones: new Set() }
    spots.set(level, spot)
  }
  spot.tally[state] += assets
  if (zoneId !== null) spot.zones.add(zoneId)
}

/** A place and those above it, up to the site; the tree is never as deep as the bound. */
export function upFrom(node: Node): Node[] {
  const way: Node[] = []
  for (let one: Node | undefined = node; one && way.length < 20; one = one.parent) way.push(one)
  return way
}

/** The places of a tree with a path; the site where there is none. */
export function nodeAt(root: Node, path: string): Node {
  const open = [root]
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.path === path) return one
    open.push(...one.children)
  }
  return root
}

/** The sum of some levels. */
export function sumOf(spots: ReadonlyMap<Level, Spot>): Tally {
  const sum: Record<State, number> = { exploited: 0, affected: 0, undecided: 0, unknown: 0, clear: 0 }
  for (const { tally } of spots.values()) for (const state of states) sum[state] += tally[state]
  return sum
}

export function total(tally: Tally): number {
  return states.reduce((sum, state) => sum + tally[state], 0)
}

/** The worst state of which there is an asset. */
export function worstOf(tally: Tally): State | undefined {
  return states.find(state => tally[state] > 0)
}

/** How many assets somebody has to look after. */
export function attentionOf(tally: Tally): number {
  return attention.reduce((sum, state) => sum + tally[state], 0)
}

/** The next window in which work on a place can be done: its own, that of a place above, or the soonest of one below. */
export function windowOf(node: Node): { window: Window; of: Node } | undefined {
  for (const of of upFrom(node)) if (of.window) return { window: of.window, of }
  let soonest: { window: Window; of: Node } | undefined
  const open = [...node.children]
  for (let of = open.shift(); of; of = open.shift()) {
    if (of.window && (!soonest || of.window.startsAt < soonest.window.startsAt)) soonest = { window: of.window, of }
    open.push(...of.children)
  }
  return soonest
}

/** The highest level at which something of each zone stands. */
export function topLevels(plant: Plant, site: Site): Map<string, Level> {
  const tops = new Map<string, Level>()
  for (const { siteId, zoneId, level } of plant.states) {
    if (siteId !== site.siteId || zoneId === null) continue
    tops.set(zoneId, Math.max(level ?? -1, tops.get(zoneId) ?? -1))
  }
  return new Map(Array.from(tops, ([zone, level]) => [zone, level === -1 ? null : level]))
}

/** Assets of a selection, counted; for how many rows a list has. */
export function countOf(
  plant: Plant,
  site: Site,
  node: Node,
  wanted: { alone: boolean; level: Level | undefined; zoneId: string; states: readonly State[] },
): number {
  const inside = new Set<string>()
  const open = [node]
  for (let one = open.pop(); one; one = open.pop()) {
    inside.add(one.placeId ?? '')
    if (!wanted.alone) open.push(...one.children)
  }
  let sum = 0
  for (const { siteId, placeId, zoneId, level, state, assets } of plant.states)
    if (
      siteId === site.siteId &&
      (inside.has(placeId ?? '') || (node.kind === 'site' && !wanted.alone)) &&
      (wanted.level === undefined || wanted.level === level) &&
      (wanted.zoneId === '' || wanted.zoneId === zoneId) &&
      (wanted.states.length === 0 || wanted.states.includes(state))
    )
      sum += assets
  return sum
}
