import { Problem } from '#base'
import { codeOf, folded, kindBelow, mayLieIn, type Place, type PlaceKind, type Site } from './site.ts'

/** The places of a site, and those that an import adds to them. */
export interface PlacePlan {
  /** The place of a path of codes or names from the area down; made where there is none. Throws `plant/bad-place`. */
  of(codes: readonly string[], last?: { kind?: PlaceKind | undefined; name?: string | undefined }): Place | undefined
  /** The place that a calendar or a list names: a path from the area down, or the only place with such a code. */
  find(codes: readonly string[]): Place | undefined
  made: readonly Place[]
  /** The path of a place that is there or was made. */
  pathOf(id: string): string | undefined
}

/** Plans over the places that are there; names and codes are compared by case and blanks aside. */
export function placePlan(site: Site, places: readonly Place[], idOf: () => string): PlacePlan {
  const byPath = new Map(places.map(place => [folded(place.path), place]))
  const byCode = Map.groupBy(places, place => folded(place.code))
  const paths = new Map(places.map(place => [place.id, place.path]))
  const asked = new Map<string, Place>()
  const made: Place[] = []
  const below = (parent: Place | undefined, text: string, kind: PlaceKind | undefined, name: string | undefined) => {
    const code = codeOf(text.replaceAll('/', '-'))
    const path = `${parent?.path ?? site.code}/${code}`
    const known = byPath.get(folded(path)) ?? namedBelow(byPath, parent, code)
    if (known) return known
    const wanted = kind !== undefined && mayLieIn(kind, parent?.kind) ? kind : kindBelow(parent?.kind)
    if (wanted === undefined) throw tooDeep(path)
    const place: Place = {
      siteId: site.id,
      id: idOf(),
      ...(parent && { parentId: parent.id }),
      kind: wanted,
      code,
      name: name ?? text,
      path,
    }
    byPath.set(folded(path), place)
    made.push(place)
    return place
  }
  return {
    made,
    pathOf: id => made.find(place => place.id === id)?.path ?? paths.get(id),
    of(codes, last) {
      const key = JSON.stringify(codes)
      const known = asked.get(key)
      if (known) return known
      let place: Place | undefined
      const inside = withoutSite(codes, site)
      inside.forEach((code, index) => {
        const isLast = index === inside.length - 1
        place = below(place, code, isLast ? last?.kind : undefined, isLast ? last?.name : undefined)
      })
      if (place) asked.set(key, place)
      return place
    },
    find(codes) {
      const inside = withoutSite(codes, site)
      const path = folded([site.code, ...inside].join('/'))
      const alone = inside.length === 1 ? byCode.get(folded(inside[0]!)) : undefined
      return byPath.get(path) ?? (alone?.length === 1 ? alone[0] : undefined)
    },
  }
}

/** People write the name where the path has the code. */
function namedBelow(byPath: ReadonlyMap<string, Place>, parent: Place | undefined, name: string): Place | undefined {
  const wanted = folded(name)
  for (const place of byPath.values()) if (place.parentId === parent?.id && folded(place.name) === wanted) return place
  return undefined
}

/** The codes below the site: it stands first, or second behind the enterprise, where it stands at all. */
export function withoutSite(
  codes: readonly string[],
  { code, name, id }: Pick<Site, 'code' | 'name' | 'id'>,
): readonly string[] {
  const own = new Set([folded(code), folded(name), folded(id)])
  const at = codes.slice(0, 2).findIndex(text => own.has(folded(text)))
  return at < 0 ? codes : codes.slice(at + 1)
}

function tooDeep(path: string): Problem {
  return new Problem('plant/bad-place', `Cannot make the place ${JSON.stringify(path)}: nothing lies below a unit`, {
    found: path,
    wanted: 'at most area, line, cell and unit below the site',
  })
}
