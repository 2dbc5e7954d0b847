import { decodeText, noteList, quoted } from '#base'
import { type Bom, component } from './bom.ts'
import { type Distribution, distributionOf, type SystemPackage, systemPurl } from './distribution.ts'
import type { Paper } from './format.ts'
import { boundCount } from './paper-text.ts'
import { references } from './reference.ts'

/** A package that a system's own package manager installed. */
export interface InstalledSystemPackage extends SystemPackage {
  license: string | undefined
  supplier: string | undefined
  /** Each needs one of the names in it; undefined: the paper does not say what is needed. */
  needs: readonly (readonly string[])[] | undefined
  /** Further names under which others need it. */
  provides: readonly string[]
  at: string
}

/** The distribution that an `os-release` beside the paper names. */
export function distributionBeside(paper: Paper): Distribution | undefined {
  const bytes = paper.beside('os-release')
  return bytes && distributionOf(decodeText(bytes, 'utf-8'))
}

/**
 * The bill of a system's packages. Without a distribution no package gets a purl, since its namespace would be a guess; a
 * note says so. What a package needs is the first name of each choice that is installed; a package whose every need stands
 * elsewhere (a list of one package) states no dependencies.
 */
export function systemBill(
  format: string,
  type: 'deb' | 'apk' | 'rpm',
  packages: readonly InstalledSystemPackage[],
  distribution: Distribution | undefined,
  paper: Paper,
  notes = noteList(),
): Bom {
  if (packages.length > 0 && !distribution)
    notes.add(
      'distribution-unknown',
      `the ${type} packages have no package URL: of which distribution they are is not known (no os-release beside them)`,
    )
  if (packages.length === 0) notes.add('empty', 'no installed package is listed')
  const refs = references()
  const components = packages.map((one, index) => {
    boundCount(index + 1, paper, one.at)
    const { name, version, arch, epoch, license, supplier, at } = one
    const purl = systemPurl(type, one, distribution)
    const shown = version !== undefined && epoch ? `${epoch}:${version}` : version
    const made = component(refs(purl ?? [name, shown, arch].filter(Boolean).join('@')), name, shown, purl)
    if (license) made.licenses = [license]
    made.supplier = supplier
    made.at = at
    if (version === undefined) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
    return made
  })
  return {
    format,
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components,
    dependencies: edges(
      packages,
      components.map(({ ref }) => ref),
    ),
    notes: notes.notes,
  }
}

function edges(packages: readonly InstalledSystemPackage[], refs: readonly string[]): Bom['dependencies'] {
  const byName = new Map<string, string>()
  packages.forEach(({ name }, index) => {
    if (!byName.has(name)) byName.set(name, refs[index]!)
  })
  packages.forEach(({ provides }, index) => {
    for (const name of provides) if (!byName.has(name)) byName.set(name, refs[index]!)
  })
  return packages.flatMap(({ needs }, index) => {
    if (needs === undefined) return []
    const on = new Set<string>()
    for (const choice of needs) {
      const found = choice.find(name => byName.has(name))
      if (found !== undefined && byName.get(found) !== refs[index]) on.add(byName.get(found)!)
    }
    return needs.length > 0 && on.size === 0 ? [] : [{ ref: refs[index]!, on: [...on] }]
  })
}
