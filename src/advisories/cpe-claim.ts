import { type Cpe, type CpeValue, type Interval, parseCpe, showCpe } from '#identity'

/*
 * What a record says of a product that a CPE names. A component is meant when one of the criteria holds for it and every
 * condition for what it stands with (NVD CVE API 2.0, `configurations`; CVE 5.1, `cpeApplicability`).
 */

/** One CPE match: a name, and versions besides those that the name itself restricts. */
export interface CpeCriterion {
  /** The formatted string, lower case, as `showCpe` writes it. */
  cpe: string
  /** Absent: the name alone says which versions. */
  versions?: Interval
  /** Why nobody can say which versions are meant, in words; the criterion is then never more than a doubt. */
  unclear?: string
}

/** Another node of a configuration: what a product runs on or with. */
export interface CpeCondition {
  /** The node holds when its criteria do not. */
  negate: boolean
  /** Every criterion is wanted, else one is enough. */
  all: boolean
  criteria: readonly CpeCriterion[]
}

export interface CpeClaim {
  /** Who says it, where a record carries the words of several: `CISA-ADP`. */
  by?: string
  /** Of one product: each is enough. */
  criteria: readonly CpeCriterion[]
  /** All are wanted. */
  conditions: readonly CpeCondition[]
}

/** What keys of products begin with, and the ecosystem that a database then covers. */
export const cpeEcosystem = 'cpe'

const parts = ['a', 'h', 'o'] as const

/**
 * The keys that a criterion stands under: `cpe/a:vendor:product`, with a star for a vendor or a product that is a pattern or left
 * open, and one for each part where that is left open. None where neither vendor nor product is named: it would speak of everything.
 */
export function cpeKeysOfCriterion(cpe: Cpe): string[] {
  const [vendor, product] = [segment(cpe.vendor), segment(cpe.product)]
  if (vendor === star && product === star) return []
  return partsOf(cpe).map(part => keyOf(part, vendor, product))
}

/** The keys under which what is said of a component stands; none where its name leaves vendor or product open. */
export function cpeKeysOfComponent(cpe: Cpe): string[] {
  const [vendor, product] = [segment(cpe.vendor), segment(cpe.product)]
  if (vendor === star || product === star) return []
  return partsOf(cpe).flatMap(part => [
    keyOf(part, vendor, product),
    keyOf(part, vendor, star),
    keyOf(part, star, product),
  ])
}

/** Part, vendor and product of a formatted string in which nothing is escaped or left open, as nearly all are. */
const plainName = /^cpe:2\.3:([aho]):([a-z0-9_.-]+):([a-z0-9_.-]+):/

/**
 * The same from the text, where that is plain: undefined when the name must be read. Most components are in no record, and reading all
 * names would be most of what looking them up costs.
 */
export function cpeKeysOfText(text: string): string[] | undefined {
  const [, part, vendor, product] = plainName.exec(text) ?? []
  return part === undefined
    ? undefined
    : [keyOf(part, vendor!, product!), keyOf(part, vendor!, star), keyOf(part, star, product!)]
}

const star = '*'

function partsOf({ part }: Cpe): readonly string[] {
  return part.kind === 'text' ? [part.text] : parts
}

function keyOf(part: string, vendor: string, product: string): string {
  return `${cpeEcosystem}/${part}:${vendor}:${product}`
}

/** Neither a slash nor a colon stays: what stands before them in a key has a meaning. */
function segment(value: CpeValue): string {
  if (value.kind === 'na') return '-'
  if (value.kind === 'any' || value.before !== 0 || value.behind !== 0) return star
  const text = value.text.replace(/[%/:*]/g, found => `%${found.charCodeAt(0).toString(16)}`)
  return text === '-' ? '%2d' : text
}

/** A name without what every name begins with, and without the attributes at its end that are left open: `a:vendor:product`. */
export function shortCpe(cpe: string): string {
  return cpe.slice(prefix.length).replace(/(?::\*)+$/, '')
}

const prefix = 'cpe:2.3:'

/** The name of a `shortCpe`. */
export function longCpe(short: string): string {
  const known = long.get(short)
  if (known !== undefined) return known
  if (long.size > mostLong) long.clear()
  const made = lengthened(short)
  long.set(short, made)
  return made
}

/** What is said of one product repeats its name. */
const long = new Map<string, string>()
const mostLong = 10_000

function lengthened(short: string): string {
  const missing = 11 - short.split(/(?<!\\)(?:\\\\)*:/).length
  return prefix + short + ':*'.repeat(Math.max(0, missing))
}

/** A stated name as `showCpe` writes it, read; undefined for what is none. */
export function readCpe(text: unknown): { text: string; cpe: Cpe } | undefined {
  if (typeof text !== 'string') return undefined
  const cpe = parseCpe(text.trim())
  return 'fault' in cpe ? undefined : { text: showCpe(cpe), cpe }
}
