import { type Bom, type Component, changedComponent, component, type Dependency, emptyBom, ownLabel } from './bom.ts'

/**
 * One bill for several: each package in each version once, edges of all, and a root under which each paper's own subject
 * stands with the path of the paper as its name. Refs are made anew, since two papers may give one ref to different things.
 */
export function mergeBoms(papers: readonly { bom: Bom; location: string }[]): Bom {
  const components = new Map<string, Component>()
  const edges = new Map<string, Set<string>>()
  const root = component('root', 'root')
  const roots = new Set<string>()
  for (const { bom, location } of papers) {
    const refs = new Map<string, string>()
    const top = {
      ...component(`paper:${location}`, location),
      type: 'application' as const,
      version: bom.subject?.version,
      label: ownLabel,
    }
    components.set(top.ref, top)
    roots.add(top.ref)
    if (bom.subject) refs.set(bom.subject.ref, top.ref)
    for (const one of bom.components) {
      const ref = mergedRef(one, location)
      refs.set(one.ref, ref)
      const known = components.get(ref)
      components.set(ref, known ? joined(known, one) : changedComponent(one, { ref }))
    }
    const stated = new Set<string>()
    for (const { ref, on } of bom.dependencies) {
      const from = refs.get(ref)
      if (from === undefined) continue
      stated.add(from)
      const targets = edges.get(from) ?? new Set()
      for (const target of on) {
        const to = refs.get(target)
        if (to !== undefined && to !== from) targets.add(to)
      }
      edges.set(from, targets)
    }
    // A paper without a graph of its own lists what it needs: each stands under it.
    if (!stated.has(top.ref)) edges.set(top.ref, new Set([...(edges.get(top.ref) ?? []), ...unneeded(bom, refs)]))
  }
  edges.set(root.ref, roots)
  const dependencies: Dependency[] = Array.from(edges, ([ref, on]) => ({ ref, on: [...on].sort() }))
  return {
    ...emptyBom('directory'),
    subject: { ...root, type: 'application', label: ownLabel },
    components: [...components.values()],
    dependencies,
  }
}

/** The ref that a component of one paper has in the merged bill. */
export function mergedRef(one: Component, location: string): string {
  if (one.purl === undefined) return `${location}#${one.ref}`
  // A purl need not carry the version: two versions are two components.
  return one.version === undefined || one.purl.includes('@') ? one.purl : `${one.purl}@${one.version}`
}

/** Hashes and licences that either paper states. */
function joined(known: Component, one: Component): Component {
  const hashes = [
    ...known.hashes,
    ...one.hashes.filter(
      hash => !known.hashes.some(({ algorithm, value }) => algorithm === hash.algorithm && value === hash.value),
    ),
  ]
  return changedComponent(known, {
    hashes,
    licenses: [...new Set([...known.licenses, ...one.licenses])],
    supplier: known.supplier ?? one.supplier,
  })
}

/** Components that no other of the bill needs. */
function unneeded(bom: Bom, refs: ReadonlyMap<string, string>): string[] {
  const needed = new Set(bom.dependencies.flatMap(({ ref, on }) => on.filter(target => target !== ref)))
  return bom.components.filter(one => !needed.has(one.ref)).map(one => refs.get(one.ref)!)
}
