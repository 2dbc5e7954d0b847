import type { CpeCondition } from '#advisories'
import type { Bom } from '#boms'
import { type Cpe, compareCpeValue, parseCpe } from '#identity'
import { answerTo } from './cpe-criterion.ts'

/** The names of what a component stands with, its own among them. */
export type CpeNeighbours = readonly Cpe[]

/** Whether what a product must run on or with is there; `maybe` where it is not listed. */
export type Holds = 'yes' | 'no' | 'maybe'

/**
 * Whether a condition holds for a component (NVD: "running on/with"). It is looked for among what is listed beside the component. A
 * product that is not listed may be there all the same: a bill of a program does not list the system it will run on, so such a
 * condition is not known, and neither is its negation. One that is listed, in versions or editions that are not meant, fails it.
 * Firmware runs on its hardware: where a product `…_firmware` is conditioned on hardware that is not listed, the condition holds.
 */
export function holds(condition: CpeCondition, component: Cpe, neighbours: CpeNeighbours): Holds {
  const found = condition.criteria.map(criterion => {
    const near = neighbours.filter(one => isSameProduct(criterion.cpe, one))
    const answers = near.map(one => answerTo(criterion, one).says)
    if (answers.includes('yes')) return 'yes'
    if (answers.includes('maybe')) return 'maybe'
    return near.length > 0 ? 'no' : isHardware(criterion.cpe) && isFirmware(component) ? 'own' : 'maybe'
  })
  const plain = condition.all ? everyOf(found) : someOf(found)
  if (plain === 'maybe' || !condition.negate) return plain
  return plain === 'yes' ? 'no' : 'yes'
}

type Found = Holds | 'own'

function everyOf(found: readonly Found[]): Holds {
  if (found.includes('no')) return 'no'
  return found.includes('maybe') ? 'maybe' : 'yes'
}

function someOf(found: readonly Found[]): Holds {
  if (found.includes('yes') || found.includes('own')) return 'yes'
  return found.includes('maybe') ? 'maybe' : 'no'
}

function isFirmware({ part, product }: Cpe): boolean {
  return part.kind === 'text' && part.text === 'o' && product.kind === 'text' && product.text.endsWith('_firmware')
}

function isHardware(cpe: string): boolean {
  return cpe.startsWith('cpe:2.3:h:')
}

function isSameProduct(text: string, one: Cpe): boolean {
  const wanted = parseCpe(text)
  if ('fault' in wanted) return false
  return (['part', 'vendor', 'product'] as const).every(name => {
    const relation = compareCpeValue(wanted[name], one[name])
    return relation === 'equal' || relation === 'superset'
  })
}

/** A condition in words, its first few names. */
export function conditionWords({ negate, all, criteria }: CpeCondition): string {
  const names = criteria.slice(0, 3).map(({ cpe }) => cpe.replace(/(?::\*)+$/, ''))
  const more = criteria.length > names.length ? [`${criteria.length - names.length} more`] : []
  return `${negate ? 'without' : 'with'} ${[...names, ...more].join(all ? ' and ' : ' or ')}`
}

/** Names of all that a bill lists, and of what it is about; made once for each bill, when a condition is first asked. */
export function namesIn(bom: Bom): Cpe[] {
  const all = bom.subject === undefined ? bom.components : [bom.subject, ...bom.components]
  return all.flatMap(({ cpe }) => {
    const read = cpe === undefined ? undefined : parseCpe(cpe)
    return read === undefined || 'fault' in read ? [] : [read]
  })
}
