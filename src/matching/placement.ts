import type { Bom } from '#boms'
import type { ComponentSeen } from './report.ts'
import type { Scanned, Subjects } from './subject.ts'
import type { Placed } from './vex-product.ts'

/**
 * Where the components of matches and doubts stand: the component itself, and each bill that lists it. Refs are unique in one bill, so that ref
 * and first location tell components apart.
 */
export function placesOf(
  findings: readonly { component: ComponentSeen }[],
  subjects: Subjects,
  papers: readonly Scanned[],
): (finding: { component: ComponentSeen }) => Placed | undefined {
  const wanted = new Set(findings.map(({ component }) => keyOf(component)))
  const bills = new Map<string, Bom>()
  for (const { bom, location } of papers) if (location !== undefined) bills.set(location, bom)
  const places = new Map<string, Placed>()
  if (wanted.size > 0)
    for (const { component, locations, bom } of subjects) {
      const key = keyOf({ ref: component.ref, locations })
      if (!wanted.has(key)) continue
      // A location that is no paper's own is that of a file inside the one paper (an installed package).
      const listing = locations.length === 0 ? [bom] : locations.map(location => bills.get(location) ?? bom)
      places.set(key, { component, bills: [...new Set(listing)] })
    }
  return ({ component }) => places.get(keyOf(component))
}

function keyOf({ ref, locations }: Pick<ComponentSeen, 'ref' | 'locations'>): string {
  return `${locations[0] ?? ''}\0${ref}`
}
