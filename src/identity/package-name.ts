import type { Ecosystem } from './ecosystem.ts'
import type { VersionOrder } from './order.ts'
import type { Purl } from './purl.ts'

/** Longer names are no names of packages; the longest real ones are Go modules of some 250 characters. */
const longestName = 1024

/** Whether a name from an advisory can stand in a key: not empty, not endless, nothing that hides or moves a cursor. */
export function isPackageName(name: string): boolean {
  if (name === '' || name.length > longestName || !name.isWellFormed()) return false
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code < 0x20 || code === 0x7f) return false
  }
  return true
}

/** What differs between ecosystems whose key is a type and a name, and whose version is the purl's. */
interface NameRules {
  type: string
  label: string
  osv: readonly string[]
  order: VersionOrder
  ranges?: boolean
  /** OSV may name a repository after `:`; names mean the same in all of them. */
  repositories?: boolean
  /** The name that an advisory would use for a purl; the purl's own name when left out. */
  nameOf?: (purl: Purl) => string
  /** One spelling for all spellings of a name; applied to both sides. */
  fold?: (name: string) => string
  /** The version that is compared, where the purl's own is not. */
  versionOf?: (version: string, name: string) => string
}

/** An ecosystem whose packages are told apart by name alone. */
export function namedEcosystem(rules: NameRules): Ecosystem {
  const { type, nameOf, fold, versionOf } = rules
  return {
    type,
    label: rules.label,
    order: rules.order,
    ranges: rules.ranges ?? true,
    osv: rules.osv,
    keyOfPackage(name, _osv, release) {
      if (!isPackageName(name) || (release !== undefined && !rules.repositories)) return undefined
      return `${type}/${fold ? fold(name) : name}`
    },
    keyOfComponent(purl) {
      const written = nameOf ? nameOf(purl) : purl.name
      const name = fold ? fold(written) : written
      const version = versionOf && purl.version !== undefined ? versionOf(purl.version, name) : purl.version
      return { key: `${type}/${name}`, version }
    },
  }
}

/** Namespace and name with a slash between; the name alone when there is no namespace. */
export function pathOf(purl: Purl): string {
  return purl.namespace === undefined ? purl.name : `${purl.namespace}/${purl.name}`
}
