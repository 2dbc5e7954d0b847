import { quoted } from '#base'
import type { Interval } from '#identity'
import type { Affected } from './advisory.ts'
import { type CpeClaim, type CpeCondition, type CpeCriterion, cpeKeysOfCriterion, readCpe } from './cpe-claim.ts'
import type { Taker } from './format.ts'
import { type Fields, fieldsAt, listAt } from './json-object.ts'

/** More than any record has. */
const mostNodes = 2000
const mostMatches = 50_000

/** Where notes go, and what they are about. */
export interface Place {
  id: string
  at: string
  notes: Taker['notes']
}

/** A node as it is written. */
interface Node {
  all: boolean
  negate: boolean
  matches: { criterion: CpeCriterion; keys: readonly string[]; vulnerable: boolean }[]
}

/**
 * What a record's configurations say of each product (NVD CVE API 2.0, `configurations`; CVE 5.1, `cpeApplicability`): a match that is
 * called vulnerable speaks of its product, when every other node that an AND puts beside it holds. Of an OR the others do not matter.
 * What stands under a negation is never vulnerable itself: it is a condition of the others.
 */
export function cpeAffected(configurations: unknown, by: string | undefined, place: Place): Affected[] {
  const found = new Map<string, CpeClaim & { criteria: CpeCriterion[]; key: string }>()
  for (const [i, value] of listAt(configurations, `${place.at}configurations`).entries()) {
    const at = `${place.at}configurations/${i}`
    const configuration = fieldsAt(value, at)
    if (configuration['negate'] === true) {
      place.notes.add(
        'cpe-negated',
        `${place.id}: a configuration is negated: what it calls vulnerable is not known`,
        at,
      )
      continue
    }
    const list = listAt(configuration['nodes'], `${at}/nodes`)
    if (list.length > mostNodes) {
      place.notes.add('cpe-many', `${place.id}: ${list.length} nodes, over ${mostNodes}: they are left out`, at)
      continue
    }
    const nodes = list.map((node, j) => readNode(node, { ...place, at: `${at}/nodes/${j}` }))
    addConfiguration(found, nodes, String(configuration['operator']).toUpperCase() === 'AND', String(i), by)
  }
  return Array.from(found.values(), ({ key, ...cpe }) => cpeAffectedOf(key, cpe))
}

/** A claim about a product as a part of an advisory. */
export function cpeAffectedOf(key: string, cpe: CpeClaim): Affected {
  const name = key.slice(key.indexOf(':') + 1)
  return { key, ecosystem: 'CPE', name, intervals: [], versions: [], undecided: undefined, cpe }
}

function addConfiguration(
  found: Map<string, CpeClaim & { criteria: CpeCriterion[]; key: string }>,
  nodes: readonly Node[],
  and: boolean,
  name: string,
  by: string | undefined,
): void {
  const conditions = and ? nodes.map(conditionOf) : []
  nodes.forEach((node, i) => {
    if (node.negate) return
    const beside = conditions.filter((_, j) => j !== i)
    node.matches.forEach(({ criterion, keys, vulnerable }, j) => {
      if (!vulnerable) return
      const siblings = node.all ? node.matches.filter((_, k) => k !== j).map(other => other.criterion) : []
      const all = siblings.length > 0 ? [...beside, { negate: false, all: true, criteria: siblings }] : beside
      const group = all.length === 0 ? '' : `${name}/${i}${siblings.length > 0 ? `/${j}` : ''}`
      for (const key of keys) {
        const same = `${group} ${key}`
        const claim = found.get(same)
        if (claim) claim.criteria.push(criterion)
        else found.set(same, { key, ...(by !== undefined && { by }), criteria: [criterion], conditions: all })
      }
    })
  })
}

function conditionOf({ all, negate, matches }: Node): CpeCondition {
  return { negate, all, criteria: matches.map(({ criterion }) => criterion) }
}

function readNode(value: unknown, place: Place): Node {
  const node = fieldsAt(value, place.at)
  const list = listAt(node['cpeMatch'], `${place.at}/cpeMatch`)
  if (list.length > mostMatches)
    place.notes.add(
      'cpe-many',
      `${place.id}: ${list.length} matches in a node; the first ${mostMatches} are kept`,
      place.at,
    )
  const matches: Node['matches'] = []
  for (const [i, one] of list.slice(0, mostMatches).entries()) {
    const at = `${place.at}/cpeMatch/${i}`
    const match = fieldsAt(one, at)
    const read = readCpe(match['criteria'])
    if (read === undefined) {
      place.notes.add('cpe-malformed', `${place.id}: ${quoted(match['criteria'] ?? null)} is no CPE name`, at)
      continue
    }
    const vulnerable = match['vulnerable'] !== false
    const keys = vulnerable ? cpeKeysOfCriterion(read.cpe) : []
    if (vulnerable && keys.length === 0)
      place.notes.add('cpe-too-wide', `${place.id}: ${quoted(read.text)} names neither a vendor nor a product`, at)
    matches.push({ criterion: criterionOf(read.text, match), keys, vulnerable })
  }
  return { all: String(node['operator']).toUpperCase() === 'AND', negate: node['negate'] === true, matches }
}

function criterionOf(cpe: string, match: Fields): CpeCriterion {
  const end = (including: string, excluding: string): [text: string, included: boolean] | undefined => {
    if (isVersion(match[including])) return [match[including], true]
    return isVersion(match[excluding]) ? [match[excluding], false] : undefined
  }
  const low = end('versionStartIncluding', 'versionStartExcluding')
  const high = end('versionEndIncluding', 'versionEndExcluding')
  if (low === undefined && high === undefined) return { cpe }
  const versions: Interval = {
    ...(low && { from: low[0] }),
    ...(low && !low[1] && { fromIncluded: false }),
    ...(high && { to: high[0] }),
    ...(high?.[1] && { toIncluded: true }),
  }
  return { cpe, versions }
}

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 512
}
