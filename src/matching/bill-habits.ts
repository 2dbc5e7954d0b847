import type { Bom, Component } from '#boms'

/** What the components of a bill, taken together, tell of how it was made. */
export interface Habits {
  /** Purl types of system packages (`deb`) of which at least one names a source package: the others then have the source's own name. */
  sources: ReadonlySet<string>
  /** Distributions whose packages are listed, as purls name them: `alpine`. */
  distributions: ReadonlySet<string>
  /** A list of system packages, and nobody says of which system. */
  isOfUnknownSystem: boolean
}

const known = new WeakMap<Bom, Habits>()
const systemPackage = /^pkg:(deb|rpm|apk)\/([^/?#]+)\//

/** Looked for once for a bill, at the first asking. */
export function habitsOf(bom: Bom): Habits {
  let habits = known.get(bom)
  if (habits === undefined) {
    const sources = new Set<string>()
    const distributions = new Set<string>()
    for (const { purl, source } of bom.components) {
      const [, type, distribution] = (purl && systemPackage.exec(purl)) || []
      if (type === undefined) continue
      distributions.add(distribution!)
      if (source !== undefined || /[?&](?:upstream|source)=/.test(purl!)) sources.add(type)
    }
    const isOfUnknownSystem = bom.notes.some(({ code }) => code === 'distribution-unknown')
    habits = { sources, distributions, isOfUnknownSystem }
    known.set(bom, habits)
  }
  return habits
}

/** Whether a component is the distribution whose packages are listed beside it: what is wrong with it is wrong with one of these. */
export function isListedSystem({ type, name }: Component, bom: Bom): boolean {
  return type === 'operating-system' && habitsOf(bom).distributions.has(name.toLowerCase())
}
