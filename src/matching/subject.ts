import { type Note, noteList, quoted } from '#base'
import { type Bom, type BomFormat, type Component, isOwn } from '#boms'

/** One component to judge, with every place that lists it. */
export interface Subject {
  component: Component
  /** Files, relative to what was scanned; empty when one file was. */
  locations: string[]
  /** Where its paths to the root are found. */
  bom: Bom
  /** A member of the maker's own workspace: nobody else publishes advisories about it. */
  own: boolean
  /** What is listed beside it need not be near it: a row of an inventory. */
  alone: boolean
}

/** Subjects in order, and how many there are; made as they are asked for where there may be a million. */
export interface Subjects extends Iterable<Subject> {
  readonly length: number
}

/** A paper that was scanned. */
export interface Scanned {
  bom: Bom
  kind: BomFormat['kind']
  /** Relative to what was scanned; undefined when one file was. */
  location: string | undefined
  /** Where components stand that are not all in one file, by ref. */
  places?: ReadonlyMap<string, string[]>
}

/**
 * The components of what was scanned, each once: the same package in the same version in several lockfiles is one with all
 * its places. Rows of an inventory are assets and are never merged.
 */
export function subjectsOf(papers: readonly Scanned[]): Subjects {
  // One file cannot list a package in two places that anybody would tell apart: nothing of it needs to be held.
  const [only] = papers
  if (!only || papers.length > 1) return merged(papers)
  return { length: only.bom.components.length, [Symbol.iterator]: () => each(only) }
}

/** The products that bills are of, where they name a purl with a version or a CPE and are not listed: nobody judges those. */
export function productsLeft(papers: readonly Scanned[]): Note[] {
  const left = noteList(5)
  for (const { bom, kind, location } of papers) {
    const { purl, cpe } = bom.subject ?? {}
    const named = purl?.includes('@') ? purl : cpe
    if (kind !== 'bom' || named === undefined) continue
    const isListed = bom.components.some(one => (purl === undefined ? one.cpe === cpe : one.purl === purl))
    if (!isListed)
      left.add(
        'product-not-judged',
        `${quoted(named)}, which the bill is of, is not listed in it and not judged`,
        location,
      )
  }
  return left.notes
}

function* each(paper: Scanned): Iterator<Subject> {
  const { bom, kind } = paper
  for (const component of bom.components)
    yield {
      component,
      locations: locationsOf(paper, component),
      bom,
      own: isOwn(component, kind),
      alone: kind === 'inventory',
    }
}

const nowhere: string[] = []

function locationsOf({ location, places }: Scanned, { ref }: Component): string[] {
  return places?.get(ref) ?? (location === undefined ? nowhere : [location])
}

function merged(papers: readonly Scanned[]): Subject[] {
  const subjects: Subject[] = []
  const byIdentity = new Map<string, Subject>()
  for (const paper of papers) {
    const { bom, kind } = paper
    for (const component of bom.components) {
      const identity =
        kind === 'inventory'
          ? undefined
          : JSON.stringify([component.type, component.purl ?? [component.group, component.name], component.version])
      const known = identity === undefined ? undefined : byIdentity.get(identity)
      if (known) {
        for (const one of locationsOf(paper, component)) if (known.locations.at(-1) !== one) known.locations.push(one)
        continue
      }
      const subject: Subject = {
        component,
        locations: [...locationsOf(paper, component)],
        bom,
        own: isOwn(component, kind),
        alone: kind === 'inventory',
      }
      subjects.push(subject)
      if (identity !== undefined) byIdentity.set(identity, subject)
    }
  }
  return subjects
}
