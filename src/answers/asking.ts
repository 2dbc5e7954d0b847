import type { FeedEntry } from '#advisories'
import { findingsStore, type Laid } from '#findings'
import type { Read, Scope } from '#ledger'
import { islandsOf, type LotsMet, lotsMet, upFrom } from '#lots'
import { type Names, nameKeys, vendorsNamed } from '#vendors'
import { type Choice, choiceOf } from './choice-store.ts'
import {
  type AdvisoryShown,
  advisoriesShown,
  assetsShown,
  type ComponentShown,
  componentsShown,
  entriesShown,
  type MatchShown,
  matchesShown,
  runsShown,
} from './detail-store.ts'
import { type Gaps, gapsOf } from './gap-store.ts'
import { type Heads, headsOf } from './head-store.ts'
import { chassisOf, type NextWindow, type PlaceShown, plantsShown, type SiteShown } from './place-store.ts'
import type { Question } from './question.ts'
import { type AfterAsset, type Moment, type Only, type Reach, reachOf } from './reach-store.ts'
import { componentsOf, type PageRead } from './rows.ts'
import { matchedWith, type Run } from './run-store.ts'
import { leastOpen } from './weight.ts'

/** What is asked, and where and when. */
export interface Asked {
  question: Question
  scope: Scope
  siteId: string | undefined
  moment: Moment
  /** Another time than now was asked for. */
  past: boolean
  after: AfterAsset | undefined
  limit: number
  /** Which assets the list has. */
  only?: Only
  lots: number
  /** What the advisories are made of; empty where there are none. */
  feeds: readonly FeedEntry[]
  /** Ids of the advisories of the file that was asked with, in upper case. */
  file?: readonly string[]
  /** What those of them say that are not kept. */
  laid?: Laid | undefined
}

/** Everything that was read for an answer. */
export interface Told {
  choice: Choice
  reach: Reach
  sites: ReadonlyMap<string, SiteShown>
  places: ReadonlyMap<string, PlaceShown>
  zones: ReadonlyMap<string, string>
  windows: readonly NextWindow[]
  lots: LotsMet
  page: PageRead
  /** The asset after the page; undefined where it was the last. */
  next: AfterAsset | undefined
  components: ReadonlyMap<number, ComponentShown>
  matches: readonly MatchShown[]
  advisories: readonly AdvisoryShown[]
  vendors: Names
  gaps: readonly Gaps[]
  /** What runs was last laid against by then; undefined before the first time. */
  matchedWith: Run | undefined
  /** Components that were asked for and of whose ecosystem no feed speaks, by ecosystem. */
  uncovered: ReadonlyMap<string, number>
}

/** Components whose reasons are read besides those of the page: what can be done is told for all of them. */
const mostReasons = 200

/**
 * Reads all that an answer tells, each kind of thing in one statement whatever the size of the answer. Facts of sites are those of the
 * scope alone.
 */
export async function ask(db: Read, asked: Asked): Promise<Told> {
  const { scope, siteId, moment } = asked
  const [choice, heads] = await Promise.all([
    choiceOf(db, scope, asked.question, moment.at, moment.known, asked.laid),
    headsOf(db, scope, siteId),
  ])
  const { limit, after, only = {} } = asked
  const reach = await reachOf(db, scope, choice.chosen, { moment, siteId, after, limit: limit + 1, only })
  const page = reach.assets.slice(0, limit)
  const [where, details, gaps, matched, uncovered] = await Promise.all([
    whereabouts(db, asked, heads, reach),
    detailsOf(db, choice, reach, page, asked),
    gapsOf(db, heads, asked.past ? moment : undefined),
    matchedWith(db, moment.known),
    uncoveredIn(db, asked, reach),
  ])
  const { sites, places } = where
  return {
    ...{ choice, reach, gaps, matchedWith: matched, uncovered },
    ...where,
    ...details,
    page: { ...details.page, sites, places },
    next: reach.assets.length > limit ? page.at(-1) : undefined,
  }
}

/** Of the ecosystems of what was asked for by name, those that no feed speaks of: that nothing is said of it means nothing there. */
async function uncoveredIn(db: Read, { question, feeds }: Asked, { hits }: Reach): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  if (question.kind === 'advisory' || feeds.length === 0) return counts
  const { uncoveredOf } = await findingsStore()
  const quiet = hits.filter(({ weight }) => weight < leastOpen).slice(0, mostReasons)
  const found = await uncoveredOf(
    db,
    feeds,
    quiet.map(({ componentId }) => componentId),
  )
  for (const ecosystem of found.values()) counts.set(ecosystem, (counts.get(ecosystem) ?? 0) + 1)
  return counts
}

/** Sites, places and windows of what was reached, and the lots that were made there meanwhile. */
async function whereabouts(db: Read, { moment, lots }: Asked, heads: Heads, reach: Reach, offset = 0) {
  const ids = new Set<string>()
  for (const { siteId } of reach.places) ids.add(siteId)
  for (const { siteId } of reach.spots) ids.add(siteId)
  const onAssets = reach.spots.flatMap(({ assetId }) => assetId ?? [])
  const [{ sites, places, zones, windows }, chassis] = await Promise.all([
    plantsShown(db, heads, [...ids], moment.at),
    chassisOf(db, onAssets),
  ])
  // Where no lot was ever made, none was met.
  const islands = islandsOf(reach.spots, ({ siteId, placeId, assetId }) =>
    assetId === null
      ? (places.get(`${siteId} ${placeId}`)?.lotPlaces ?? [])
      : upFrom(assetId, id => chassis.get(`${siteId} ${id}`)),
  )
  return { sites, places, zones, windows, lots: await lotsMet(db, islands, { limit: lots, offset }) }
}

/** The lots alone that an answer counts, from one of them on; with an asset (id or tag) those that met it on that asset. */
export async function lotsAsked(db: Read, asked: Asked, offset: number, asset?: string): Promise<LotsMet> {
  const { scope, siteId, moment } = asked
  const [{ chosen }, heads] = await Promise.all([
    choiceOf(db, scope, asked.question, moment.at, moment.known),
    headsOf(db, scope, siteId),
  ])
  const reach = await reachOf(db, scope, chosen, { moment, siteId, after: undefined, limit: 0, asset })
  return (await whereabouts(db, asked, heads, reach, offset)).lots
}

/** What runs on a page of assets, what records say of it, and whose it is. */
async function detailsOf(
  db: Read,
  { chosen, advisories: named }: Choice,
  reach: Reach,
  page: readonly AfterAsset[],
  { moment, laid }: Asked,
) {
  const hits = new Map(reach.hits.map(({ componentId, weight }) => [componentId, weight]))
  const [assets, runs] = await Promise.all([assetsShown(db, page), runsShown(db, page, chosen, moment)])
  const bills = [...new Set(runs.map(({ bomId }) => bomId))]
  const entries = await entriesShown(db, [...hits.keys()], bills)
  const open = reach.hits.filter(({ weight }) => weight >= leastOpen).slice(0, mostReasons)
  const placed = componentsOf(runs, entries, hits)
  const shown = [...placed.values()].flatMap(asset => asset.shown.map(({ entry }) => entry))
  const wanted = [...new Set([...open, ...shown].map(({ componentId }) => componentId))]
  const [components, matches] = await Promise.all([
    componentsShown(db, wanted),
    matchesShown(db, wanted, chosen, moment.known),
  ])
  const suppliers = [...components.values()].flatMap(({ supplier }) => supplier ?? [])
  const makers = reach.vendors.flatMap(({ name }) => name ?? [])
  const keys = [...new Set([...suppliers, ...makers])].flatMap(nameKeys)
  const ids = [...new Set([...named, ...matches.map(({ advisoryId }) => advisoryId)])].filter(id => id !== 0)
  const [kept, vendors] = await Promise.all([advisoriesShown(db, ids), vendorsNamed(db, [...new Set(keys)])])
  const advisories = [...(laid?.records ?? []).map(recordShown), ...kept]
  const names = new Map(advisories.map(({ id, name }) => [id, name]))
  const read = { page, assets, placed, components, matches, advisories: names }
  return { page: read, components, matches, advisories, vendors }
}

function recordShown({ id, name, source, url, severity, published, modified }: Laid['records'][number]): AdvisoryShown {
  return { id, name, source, url, severity, published, modified, goneAt: null }
}
