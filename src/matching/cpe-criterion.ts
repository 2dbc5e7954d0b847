import type { CpeCriterion } from '#advisories'
import { type Cpe, type CpeRelation, type CpeValue, compareCpeValue, cpeAttributes, parseCpe } from '#identity'
import { inCpeRange } from './cpe-version.ts'

/** Whether a criterion means a component: `maybe` when its name says too little, or a comparison cannot be made. */
export type CpeAnswer =
  | { says: 'yes' | 'no' }
  /** `rule` and `wanted` as a reason shows them. */
  | { says: 'maybe'; rule: string; wanted?: string }

export const yes: CpeAnswer = { says: 'yes' }
export const no: CpeAnswer = { says: 'no' }

/**
 * Lays a criterion against the name of a component, attribute by attribute (NISTIR 7696, table 6-2: the criterion is the source). What
 * the criterion covers is meant, what is disjoint is not; where the component leaves open what the criterion wants, nobody knows. A
 * version that the criterion names is also met by one that is equal to it in numbers (`1.0`, `1.0.0`); ranges are `inCpeRange`'s.
 */
export function answerTo(criterion: CpeCriterion, component: Cpe): CpeAnswer {
  const { unclear, versions } = criterion
  // Most of what is said of a product is said of other versions: the name is looked at when this one may be meant.
  const inside = versions === undefined ? true : inCpeRange(versions, component.version, component.update)
  if (inside === false) return no
  const source = nameOf(criterion.cpe)
  if (source === undefined) return no
  let open: (typeof cpeAttributes)[number] | undefined
  for (const attribute of cpeAttributes) {
    const relation = relationOf(attribute, source[attribute], component[attribute])
    if (relation === 'disjoint') return no
    if (relation === undefined || relation === 'subset') open ??= attribute
  }
  if (unclear !== undefined) return { says: 'maybe', rule: 'range-not-comparable', wanted: unclear }
  if (inside === undefined || open === 'version') return unknownVersion(component.version)
  return open === undefined ? yes : { says: 'maybe', rule: 'cpe-looser', wanted: wantedOf(open, source[open]) }
}

/** `target software wordpress` */
function wantedOf(attribute: string, value: CpeValue): string {
  const name = attribute.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return `${name} ${value.kind === 'text' ? value.text : value.kind === 'na' ? '-' : '*'}`
}

function unknownVersion(version: CpeValue): CpeAnswer {
  return { says: 'maybe', rule: version.kind === 'text' ? 'version-not-comparable' : 'version-missing' }
}

function relationOf(attribute: (typeof cpeAttributes)[number], source: CpeValue, target: CpeValue): CpeRelation {
  const relation = compareCpeValue(source, target)
  if (attribute !== 'version' || relation !== 'disjoint' || source.kind !== 'text' || target.kind !== 'text')
    return relation
  if (source.before !== 0 || source.behind !== 0) return relation
  const same = { from: source.text, to: source.text, toIncluded: true }
  return inCpeRange(same, target, { kind: 'any' }) === true ? 'equal' : relation
}

/** Names of criteria are read once: a product's records repeat them. */
const names = new Map<string, Cpe | undefined>()
const mostNames = 20_000

function nameOf(text: string): Cpe | undefined {
  if (names.has(text)) return names.get(text)
  if (names.size >= mostNames) names.clear()
  const read = parseCpe(text)
  const name = 'fault' in read ? undefined : read
  names.set(text, name)
  return name
}
