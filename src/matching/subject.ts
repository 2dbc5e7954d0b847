import type { Bom, BomFormat, Component } from '#boms'

/** One component to judge, with every place that lists it. */
export interface Subject {
  component: Component
  /** Files, relative to what was scanned; empty when one file was. */
  locations: string[]
  /** Where its paths to the root are found. */
  bom: Bom
  /** A member of the maker's own workspace: nobody else publishes advisories about it. */
  own: boolean
}

/** A paper that was scanned. */
export interface Scanned {
  bom: Bom
  kind: BomFormat['kind']
  /** Relative to what was scanned; undefined when one file was. */
  location: string | undefined
}

/**
 * The components of what was scanned, each once: the same package in the same version in several lockfiles is one with all
 * its places. Rows of an inventory are assets and are never merged.
 */
export function subjectsOf(papers: readonly Scanned[]): Subject[] {
  const subjects: Subject[] = []
  const byIdentity = new Map<string, Subject>()
  for (const { bom, location, kind } of papers) {
    for (const component of bom.components) {
      // One file cannot list a package in two places that anybody would tell apart.
      const identity =
        kind === 'inventory' || papers.length === 1
          ? undefined
          : JSON.stringify([component.type, component.purl ?? [component.group, component.name], component.version])
      const known = identity === undefined ? undefined : byIdentity.get(identity)
      if (known) {
        if (location !== undefined && known.locations.at(-1) !== location) known.locations.push(location)
        continue
      }
      const subject: Subject = {
        component,
        locations: location === undefined ? [] : [location],
        bom,
        // Lockfile readers give the maker's own members as applications without a package URL.
        own: kind === 'lockfile' && component.type === 'application' && component.purl === undefined,
      }
      subjects.push(subject)
      if (identity !== undefined) byIdentity.set(identity, subject)
    }
  }
  return subjects
}
