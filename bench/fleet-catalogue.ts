import { type Chance, zipf } from './fleet-chance.ts'

/** Packages, the versions of each, and firmware products of makers. The same for every size of fleet. */
export interface Catalogue {
  components: Component[]
  /** Ids of the components that are versions of a package, the oldest first; by package. */
  versions: number[][]
  /** The same of firmware products. */
  firmware: number[][]
  advisories: Advisory[]
}

export interface Component {
  id: number
  type: 'library' | 'firmware'
  name: string
  version: string
  purl: string | null
  packageKey: string | null
  supplier: string | null
}

export interface Advisory {
  id: number
  name: string
  /** The CVE that it is about. */
  cve: string
  /** What it says of every version of one package or product, by component. */
  verdicts: { component: number; verdict: 'affected' | 'undecided' | 'fixed' | 'not_affected' }[]
  fixed: string
}

const makers = ['Siemens', 'Rockwell Automation', 'Schneider Electric', 'Phoenix Contact', 'WAGO', 'Moxa', 'Beckhoff']

/** @param sizes packages, firmware products and advisories */
export function catalogueOf(
  chance: Chance,
  { packages, products, advisories }: { packages: number; products: number; advisories: number },
): Catalogue {
  const components: Component[] = []
  const versions = Array.from({ length: packages }, (_, number) => {
    const key = `pkg:deb/debian/package-${number}`
    return Array.from({ length: 4 + chance.below(8) }, (_, minor) => {
      const version = `${1 + (number % 5)}.${minor}`
      const about = { type: 'library', name: `package-${number}`, version, packageKey: key, supplier: null } as const
      components.push({ id: components.length + 1, purl: `${key}@${version}`, ...about })
      return components.length
    })
  })
  const firmware = Array.from({ length: products }, (_, number) => {
    const supplier = makers[number % makers.length]!
    return Array.from({ length: 2 + chance.below(4) }, (_, minor) => {
      const about = { name: `Controller ${1000 + number}`, version: `V${2 + (number % 3)}.${minor}`, supplier }
      components.push({ id: components.length + 1, type: 'firmware', purl: null, packageKey: null, ...about })
      return components.length
    })
  })
  return { components, versions, firmware, advisories: advisoriesOf(chance, versions, firmware, advisories) }
}

/** Four of five are about packages, the often used ones more often; every tenth cannot tell of some versions. */
function advisoriesOf(
  chance: Chance,
  versions: readonly number[][],
  firmware: readonly number[][],
  count: number,
): Advisory[] {
  const common = zipf(versions.length, chance)
  let cve = 0
  return Array.from({ length: count }, (_, number) => {
    // Two sources often write about the same vulnerability.
    if (number === 0 || chance.next() > 0.2) cve++
    const kind = chance.next()
    const of =
      kind < 0.2 ? chance.of(firmware) : kind < 0.5 ? versions[common()]! : versions[chance.below(versions.length)]!
    const end = chance.below(of.length + 1)
    const unclear = chance.next() < 0.1
    const verdicts = of.map((component, at) => ({
      component,
      verdict: at < end ? (unclear && at < end / 2 ? 'undecided' : 'affected') : at === end ? 'fixed' : 'not_affected',
    })) as Advisory['verdicts']
    return { id: number + 1, name: `MADE-${number}`, cve: cveOf(cve), verdicts, fixed: `1.${end}` }
  })
}

const cveOf = (number: number) => `CVE-2026-${String(100_000 + number)}`

/** Bills: lists of components. */
export interface Bill {
  id: number
  components: number[]
}

/**
 * Bills of systems, each of a number of packages in one version, the often used packages in most of them; the next state of the same
 * system has some packages in a newer version.
 */
export function systemBills(
  chance: Chance,
  { versions }: Catalogue,
  { systems, states, length, from }: { systems: number; states: number; length: number; from: number },
): Bill[][] {
  const common = zipf(versions.length, chance)
  let id = from
  return Array.from({ length: systems }, () => {
    const packages = new Set<number>()
    while (packages.size < length) packages.add(common())
    const at = new Map([...packages].map(number => [number, chance.below(versions[number]!.length)]))
    return Array.from({ length: states }, () => {
      const components = [...at].map(([number, version]) => versions[number]![version]!)
      for (const [number, version] of at)
        if (chance.next() < 0.3) at.set(number, Math.min(version + 1, versions[number]!.length - 1))
      return { id: id++, components }
    })
  })
}
