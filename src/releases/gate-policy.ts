import { Problem, quoted } from '#base'
import type { Threshold } from '#matching'
import { insidePath } from './release-manifest.ts'

/** What a tree's own policy is called. */
export const policyFile = '.millcert/gate.toml'

/** What a maker wants of a release: `.millcert/gate.toml`, plain fields alone. All of it may be left out. */
export interface GatePolicy {
  /** Checks without which the gate opens too; they are told all the same. */
  optional: ReadonlySet<string>
  tree: {
    /** Folders with papers for tests, relative to the tree: they say nothing of what it is made of. */
    samples: readonly string[]
  }
  vulnerabilities: {
    /** As `scan --fail-on`. */
    failOn: readonly Threshold[]
  }
  licences: {
    /** Ids of the SPDX License List; empty: every one that is not denied. */
    allow: readonly string[]
    deny: readonly string[]
    /** Whether a component without a licence shuts the gate. */
    unknown: 'fail' | 'tell'
  }
  secrets: {
    /** Files and folders that are not looked at, relative to the tree. */
    skip: readonly string[]
  }
  factory: {
    /** Words that must not leave the house: names of plants, lines, customers. */
    words: readonly string[]
    /** Whether private network addresses (RFC 1918, RFC 4193) count. */
    addresses: boolean
  }
  'security-policy': {
    /** Days after which it must have been looked at again. */
    maxAgeDays: number
  }
  /** What `release updates` may propose; the gate itself asks nothing of it. */
  updates: {
    /** Days that a release must have been out. */
    coolDownDays: number
  }
}

/** Fields by section, as they are written, with what stands where one is left out. */
const fields = {
  gate: { optional: ['provenance'] as readonly string[] },
  tree: { samples: [] as readonly string[] },
  vulnerabilities: { fail_on: ['any'] as readonly string[] },
  licences: { allow: [] as readonly string[], deny: [] as readonly string[], unknown: 'tell' },
  secrets: { skip: [] as readonly string[] },
  factory: { words: [] as readonly string[], addresses: true },
  'security-policy': { max_age_days: 365 },
  updates: { cool_down_days: 14 },
}

type Fields = typeof fields

/** Days that nobody waits for. */
export const mostDays = 3650

/**
 * The policy in a document that was parsed from TOML; `ids` are the checks there are, `thresholds` what a vulnerability may be measured
 * by. An unknown section or field is refused: a misspelt rule would be no rule.
 */
export function gatePolicy(
  document: unknown,
  path: string,
  ids: readonly string[],
  thresholds: readonly string[],
): GatePolicy {
  const given = policySections(document, path)
  const { gate, tree, vulnerabilities, licences, secrets, factory } = given
  oneOf(gate.optional, ids, 'gate.optional', path)
  oneOf(vulnerabilities.fail_on, thresholds, 'vulnerabilities.fail_on', path)
  oneOf([licences.unknown], ['fail', 'tell'], 'licences.unknown', path)
  const days = given['security-policy'].max_age_days
  if (!(days > 0)) throw bad(path, `security-policy.max_age_days is ${days}`, 'a number of days above 0')
  const coolDownDays = given.updates.cool_down_days
  if (!(coolDownDays >= 0 && coolDownDays <= mostDays))
    throw bad(path, `updates.cool_down_days is ${coolDownDays}`, `a number of days from 0 to ${mostDays}`)
  return {
    optional: new Set(gate.optional),
    tree,
    vulnerabilities: { failOn: vulnerabilities.fail_on as readonly Threshold[] },
    licences: { ...licences, unknown: licences.unknown as 'fail' | 'tell' },
    secrets,
    factory,
    'security-policy': { maxAgeDays: days },
    updates: { coolDownDays },
  }
}

/** Its sections by their names, each field of the kind that is wanted. */
export function policySections(document: unknown, path: string): Fields {
  const written = document as Record<string, unknown>
  const odd = Object.keys(written).find(name => !Object.hasOwn(fields, name))
  if (odd !== undefined) throw bad(path, `there is no section ${quoted(odd)}`, Object.keys(fields).join(', '))
  const sections = Object.fromEntries(
    Object.entries(fields).map(([section, known]) => [section, fieldsOf(written[section] ?? {}, section, known, path)]),
  ) as Fields
  const outside = sections.tree.samples.find(folder => !insidePath(folder))
  if (outside !== undefined) throw bad(path, `tree.samples names ${quoted(outside)}`, 'folders inside the tree')
  return sections
}

function fieldsOf(given: unknown, section: string, known: object, path: string): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw bad(path, `${section} is no section`, `[${section}] with fields under it`)
  const odd = Object.keys(given).find(name => !Object.hasOwn(known, name))
  if (odd !== undefined) throw bad(path, `${section} has no field ${quoted(odd)}`, Object.keys(known).join(', '))
  for (const [name, value] of Object.entries(given)) {
    const wanted = (known as Record<string, unknown>)[name]
    if (!sameKind(value, wanted))
      throw bad(path, `${section}.${name} is ${quoted(JSON.stringify(value) ?? '')}`, kindOf(wanted))
  }
  return { ...known, ...given }
}

function sameKind(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(value) && value.every(one => typeof one === 'string' && one !== '')
  return typeof value === typeof wanted
}

function kindOf(wanted: unknown): string {
  if (Array.isArray(wanted)) return 'a list of texts'
  return typeof wanted === 'boolean' ? 'true or false' : typeof wanted === 'number' ? 'a number' : 'a text'
}

function oneOf(values: readonly string[], known: readonly string[], field: string, path: string): void {
  const odd = values.find(value => !known.includes(value))
  if (odd !== undefined) throw bad(path, `${field} names ${quoted(odd)}`, known.join(', '))
}

function bad(path: string, what: string, wanted: string): Problem {
  return new Problem('releases/bad-policy', `Cannot use ${path}: ${what}; wanted: ${wanted}`, { at: path, wanted })
}
