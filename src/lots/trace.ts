/** From one time on, until another that does not belong to it; null: still. Milliseconds since 1970 UTC. */
export interface Span {
  from: number
  until: number | null
}

/** After every time there is: the most that a `Date` holds. */
export const forever = 8_640_000_000_000_000

const end = ({ until }: Span) => until ?? forever

/** What two spans have in common; undefined where that is nothing: one that ends when the other begins shares no moment with it. */
export function shared(a: Span, b: Span): Span | undefined {
  const from = Math.max(a.from, b.from)
  const until = Math.min(end(a), end(b))
  return from < until ? { from, until: until === forever ? null : until } : undefined
}

/** Where a lot was made: at a place with everything below it, or on an asset with its modules, or both. */
export interface Run extends Span {
  lotId: string
  placeId: string | null
  assetId: string | null
}

export interface PlaceInTree {
  id: string
  parentId: string | null
}

export interface AssetInPlace {
  id: string
  placeId: string | null
  /** The asset it is a module of. */
  parentId: string | null
}

export interface Ran extends Span {
  assetId: string
  bomId: number
}

/** A bill that ran on an asset while a lot was made with it. */
export interface Touch extends Span {
  lotId: string
  assetId: string
  bomId: number
}

/**
 * Which bills ran on which assets while lots were made there: a run at a line touches every asset at the line and below it, one on an
 * asset its modules too. Of one site; for few runs and assets, the store asks the database the same.
 */
export function touches(
  runs: readonly Run[],
  places: readonly PlaceInTree[],
  assets: readonly AssetInPlace[],
  deployments: readonly Ran[],
): Touch[] {
  const below = descendants(places)
  const modules = descendants(assets)
  return runs.flatMap(run => {
    const at = run.placeId === null ? new Set<string>() : withAll([run.placeId], below)
    const first = assets.filter(({ id, placeId }) => id === run.assetId || (placeId !== null && at.has(placeId)))
    const used = withAll(
      first.map(({ id }) => id),
      modules,
    )
    return deployments.flatMap(({ assetId, bomId, ...ran }) => {
      const both = used.has(assetId) ? shared(run, ran) : undefined
      return both ? [{ lotId: run.lotId, assetId, bomId, ...both }] : []
    })
  })
}

function descendants(members: readonly { id: string; parentId: string | null }[]): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const { id, parentId } of members)
    if (parentId !== null) children.set(parentId, [...(children.get(parentId) ?? []), id])
  return children
}

function withAll(first: readonly string[], children: ReadonlyMap<string, readonly string[]>): Set<string> {
  const all = new Set(first)
  // A set grows while it is walked; one that is its own ancestor is met once.
  for (const id of all) for (const child of children.get(id) ?? []) all.add(child)
  return all
}

/** Spans that meet or overlap joined into one, in the order of time. */
export function joined(spans: readonly Span[]): Span[] {
  const islands: Span[] = []
  let last: Span | undefined
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (last === undefined || span.from > end(last)) {
      last = { ...span }
      islands.push(last)
    } else if (end(span) > end(last)) last.until = span.until
  }
  return islands
}

/** Where something ran, of a certain weight: at a place or on an asset of a site. */
export interface Spot {
  siteId: string
  placeId: string | null
  assetId: string | null
  weight: number
  spans: readonly Span[]
}

/** A place or an asset and all above it, from it on; one that is its own ancestor is met once. */
export function upFrom(first: string, above: (id: string) => string | null | undefined): string[] {
  const way = new Set<string>()
  for (let id: string | null | undefined = first; id != null && !way.has(id); id = above(id)) way.add(id)
  return [...way]
}

/**
 * Where runs of lots would have met what ran at some spots: the spots' places with all above them, and their assets with those that
 * they are modules of. Work grows with the spots, and there are as many islands as places, weights and breaks.
 *
 * @param way ids of the places or assets from a spot's on up, without those where no lot can have been made
 */
export function islandsOf(spots: readonly Spot[], way: (spot: Spot) => readonly string[]): Spot[] {
  const met = new Map<string, { spot: Spot; spans: Span[] }>()
  for (const spot of spots)
    for (const id of way(spot)) {
      const key = `${spot.weight} ${spot.siteId} ${id}`
      const island = met.get(key)
      if (island) island.spans.push(...spot.spans)
      else {
        const at = spot.placeId === null ? { assetId: id } : { placeId: id }
        met.set(key, { spot: { ...spot, ...at }, spans: [...spot.spans] })
      }
    }
  return Array.from(met.values(), ({ spot, spans }) => ({ ...spot, spans: joined(spans) }))
}

/** Of the runs that begin within a time at a place or on an asset: how long each must have gone on to meet something of a weight. */
export interface Beginning {
  siteId: string
  placeId: string | null
  assetId: string | null
  /** Not before any of them. */
  from: number
  /** After all of them. */
  until: number
  /** By weight, in the order of the weights: a run that ended after it met one; null where a greater weight is met as soon. */
  after: readonly (number | null)[]
}

/**
 * Islands turned into what a run is held against once, by when it began: those of a place share no moment, so that a run is found
 * under one of them, and the first weight that it went on for is the greatest that it met.
 *
 * @param islands with spans that are joined, one of each weight at a place
 * @param weights of the islands, the greatest first
 */
export function beginningsOf(islands: readonly Spot[], weights: readonly number[]): Beginning[] {
  const places = Map.groupBy(islands, ({ siteId, placeId, assetId }) => `${siteId} ${placeId} ${assetId}`)
  return [...places.values()].flatMap(mine => {
    const { siteId, placeId, assetId } = mine[0]!
    const spans = weights.map(weight => mine.find(island => island.weight === weight)?.spans ?? [])
    const found: Beginning[] = []
    for (const { until, after } of stretches(spans)) {
      const last = found.at(-1)
      if (last?.after.every((begins, at) => begins === after[at])) last.until = until
      else found.push({ siteId, placeId, assetId, from: last?.until ?? -forever, until, after })
    }
    return found
  })
}

/** Between two ends of spans the next span of each list is the same: when that begins, unless one of a list before begins as soon. */
function stretches(lists: readonly (readonly Span[])[]): Pick<Beginning, 'until' | 'after'>[] {
  const ends = [...new Set(lists.flatMap(spans => spans.map(end)))].sort((a, b) => a - b)
  const next = lists.map(() => 0)
  return ends.map(until => {
    let soonest = Number.POSITIVE_INFINITY
    const after = lists.map((spans, at) => {
      while (next[at]! < spans.length && end(spans[next[at]!]!) < until) next[at]!++
      const begins = spans[next[at]!]?.from
      if (begins === undefined || begins >= soonest) return null
      soonest = begins
      return begins
    })
    return { until, after }
  })
}
