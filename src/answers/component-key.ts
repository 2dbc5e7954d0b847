import { Problem, quoted } from '#base'

/** A package in all its versions, or a product of a maker: what components are put together by. */
export interface ComponentGroup {
  /** The package URL without a version; null for what has none. */
  packageKey: string | null
  /** Lower case. */
  name: string
  /** As it is written; empty where nobody says, and for a package. */
  supplier: string
  /** Of one of its components. */
  id: number
}

/** What a key names: a package, a product, or whatever one component is a version of. */
export type NamedGroup = { packageKey: string } | { name: string; supplier: string } | { id: number }

/** Longer keys are no use in an address. */
const longestKey = 1000

/** The key of a group: `pkg:npm/lodash`, `product:Siemens:simatic%20s7`, and `component:ID` where that were too long. */
export function keyOf({ packageKey, name, supplier, id }: ComponentGroup): string {
  const key = packageKey ?? `product:${encodeURIComponent(supplier)}:${encodeURIComponent(name)}`
  return key.length > longestKey ? `component:${id}` : key
}

/** What a key names. Throws `answers/bad-key` for a text that is none. */
export function groupNamed(key: string): NamedGroup {
  if (/^pkg:/.test(key)) return { packageKey: key }
  const id = /^component:(\d{1,16})$/.exec(key)?.[1]
  if (id !== undefined) return { id: Number(id) }
  const parts = /^product:([^:]*):([^:]*)$/.exec(key)
  const [supplier, name] = parts === null ? [] : [decoded(parts[1]!), decoded(parts[2]!)]
  if (supplier === undefined || name === undefined)
    throw new Problem('answers/bad-key', `Cannot find the component ${quoted(key)}: its key is none of ours`, {
      wanted: 'pkg:TYPE/NAME, product:SUPPLIER:NAME or component:ID, as a list of components gives it',
      at: '/key',
    })
  return { name: name.toLowerCase(), supplier }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** How a text is looked for. Texts of names are in lower case. */
export type ComponentSearch =
  | { by: 'all' }
  | { by: 'package'; begin: string; version: string | undefined }
  | { by: 'hash'; hex: string }
  | { by: 'order'; begin: string }
  | { by: 'words'; begin: string; version: string | undefined; supplier: string | undefined; makers: string[] }

/**
 * Reads what somebody types to find components. A name, package URL, supplier and order number are found by how they begin, a digest
 * by its whole: what stands in the middle of a name no index finds.
 */
export function searchOf(text: string): ComponentSearch {
  const words = text.trim()
  if (words === '') return { by: 'all' }
  const hex = /^(?:(?:sha|md)[\w-]*:)?([0-9a-fA-F]{32,128})$/.exec(words)?.[1]
  if (hex !== undefined) return { by: 'hash', hex: hex.toLowerCase() }
  if (/^pkg:/i.test(words)) {
    const at = words.indexOf('@', words.lastIndexOf('/') + 2)
    const whole = words.replace(/[?#].*$/s, '')
    const begin = at < 0 ? whole : whole.slice(0, at)
    const type = /^pkg:[^/]*/i.exec(begin)?.[0] ?? ''
    const version = at < 0 ? undefined : whole.slice(at + 1) || undefined
    return { by: 'package', begin: `${type.toLowerCase()}${begin.slice(type.length)}`, version }
  }
  if (/^order:/i.test(words)) return { by: 'order', begin: words.slice('order:'.length).trim() }
  const at = words.lastIndexOf('@')
  const version = at > 0 ? words.slice(at + 1) || undefined : undefined
  const named = (at > 0 ? words.slice(0, at) : words).toLowerCase()
  const colon = named.indexOf(':')
  const maker = colon > 0 ? named.slice(0, colon).trim() : undefined
  const begin = colon > 0 ? named.slice(colon + 1).trim() : named
  return { by: 'words', begin, version, supplier: maker, makers: colon > 0 ? makersOf(maker!) : makersOf(named) }
}

/** How a maker may be written in keys: `rockwell-automation`, or `rockwellautomation` of one that is in no list. */
function makersOf(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
  return words.length === 0 ? [] : [...new Set([words.join('-'), words.join('')])]
}
