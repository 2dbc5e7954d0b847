import { type Cpe, type CpeValue, cpeAttributes } from './cpe.ts'

/** How what a source attribute or name covers stands to what a target's does; `undefined`: the target is a pattern itself. */
export type CpeRelation = 'equal' | 'superset' | 'subset' | 'disjoint' | undefined

/**
 * Compares two attributes (NISTIR 7696, table 6-2): the source may be a pattern, a target with wildcards has no relation that
 * the specification defines, but to ANY.
 */
export function compareCpeValue(source: CpeValue, target: CpeValue): CpeRelation {
  const pattern = target.kind === 'text' && (target.before !== 0 || target.behind !== 0)
  if (source.kind === 'any') return target.kind === 'any' ? 'equal' : pattern ? undefined : 'superset'
  if (pattern) return undefined
  if (target.kind === 'any') return 'subset'
  if (source.kind === 'na' || target.kind === 'na') return source.kind === target.kind ? 'equal' : 'disjoint'
  if (source.before === 0 && source.behind === 0) return source.text === target.text ? 'equal' : 'disjoint'
  return covers(source, target.text) ? 'superset' : 'disjoint'
}

function covers(source: CpeValue & { kind: 'text' }, text: string): boolean {
  const [before, behind] = [limit(source.before), limit(source.behind)]
  for (let at = text.indexOf(source.text); at >= 0; at = text.indexOf(source.text, at + 1)) {
    if (at <= before && text.length - at - source.text.length <= behind) return true
  }
  return false
}

function limit(wild: '*' | number): number {
  return wild === '*' ? Number.POSITIVE_INFINITY : wild
}

/**
 * Compares two names (NISTIR 7696, table 6-4): disjoint when one attribute is, undefined when one relation is or when they
 * point both ways. Versions compare as texts: ranges are the caller's.
 */
export function compareCpe(source: Cpe, target: Cpe): CpeRelation {
  const found = new Set(cpeAttributes.map(name => compareCpeValue(source[name], target[name])))
  if (found.has('disjoint')) return 'disjoint'
  if (found.has(undefined) || (found.has('superset') && found.has('subset'))) return undefined
  return found.has('superset') ? 'superset' : found.has('subset') ? 'subset' : 'equal'
}
