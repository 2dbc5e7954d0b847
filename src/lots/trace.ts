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

/**
 * Where runs of lots would have met what ran at some spots: the spots' places with all above them, and their assets with those that
 * they are modules of. Work grows with the spots, and there are as many islands as places, weights and breaks.
 *
 * @param above the place or asset over each, by `siteId id`
 */
export function islandsOf(spots: readonly Spot[], above: ReadonlyMap<string, string | null>): Spot[] {
  const met = new Map<string, { spot: Spot; spans: Span[] }>()
  for (const spot of spots) {
    const spans = joined(spot.spans)
    const seen = new Set<string>()
    for (let id = spot.placeId ?? spot.assetId; id !== null && !seen.has(id); ) {
      seen.add(id)
      const key = `${spot.weight} ${spot.siteId} ${id}`
      const known = met.get(key)
      if (known) known.spans.push(...spans)
      else
        met.set(key, {
          spot: { ...spot, ...(spot.placeId === null ? { assetId: id } : { placeId: id }) },
          spans: [...spans],
        })
      id = above.get(`${spot.siteId} ${id}`) ?? null
    }
  }
  return Array.from(met.values(), ({ spot, spans }) => ({ ...spot, spans: joined(spans) }))
}
