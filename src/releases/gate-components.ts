import { type Bom, isOwn } from '#boms'
import type { TreeScan } from './gate.ts'

/** What is listed in the tree, by the file that lists it. */
export interface Components {
  /** Every component of every bill, with the file that lists it. */
  all: readonly Listed[]
}

export interface Listed {
  component: Bom['components'][number]
  /** Relative to the tree; undefined where the tree is one file. */
  location: string | undefined
  /** Whether it is asked for by the project itself; undefined where the paper does not say. */
  direct: boolean | undefined
}

/** The components of what a scan read. */
export function componentsOf({ papers }: TreeScan): Components {
  return {
    all: papers.loaded.flatMap(({ bom, location }) => {
      const direct = directOf(bom)
      return bom.components.map(component => ({ component, location, direct: direct?.has(component.ref) }))
    }),
  }
}

/** Refs of what the project asks for itself, by what it and its own parts state; undefined where the paper states none of it. */
export function directOf({ subject, components, dependencies }: Bom): ReadonlySet<string> | undefined {
  const own = new Set(components.filter(one => isOwn(one, 'lockfile')).map(({ ref }) => ref))
  if (subject) own.add(subject.ref)
  const stated = dependencies.filter(({ ref }) => own.has(ref))
  const direct = new Set(stated.flatMap(({ on }) => on).filter(ref => !own.has(ref)))
  // Something is asked for where something is listed: then it is only not stated what.
  return direct.size === 0 && components.some(({ ref }) => !own.has(ref)) ? undefined : direct
}
