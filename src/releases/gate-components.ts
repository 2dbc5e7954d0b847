import type { Bom } from '#boms'
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

/** Refs of what the project asks for itself; undefined where the paper states none of it. */
function directOf({ subject, dependencies }: Bom): ReadonlySet<string> | undefined {
  const stated = subject && dependencies.find(({ ref }) => ref === subject.ref)
  return stated && new Set(stated.on)
}
