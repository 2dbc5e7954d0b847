import { type Comparator, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { caretRange, comparedRange, type Partial, partialOf, tildeRange, wildRange } from '../semver-range.ts'
import { semver as order } from '../versions/semver.ts'

/**
 * Ranges of node-semver (github.com/npm/node-semver, Ranges): `^1.2.3`, `~1.2`, `1.x`, `1.2 - 2.3`, `>=1 <2`, `||` between
 * alternatives. Their further rule, that a pre-release only satisfies a range that names one of the same three numbers, is about what
 * npm installs and not kept: runs hold every version between their ends.
 */
export const npm: RangeNotation = {
  id: 'npm',
  about: 'Ranges of node-semver',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const alternatives = text.split('||', mostParts + 1)
  if (alternatives.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  const runs: Interval[] = []
  for (const alternative of alternatives) {
    const found = readAlternative(alternative.trim())
    if ('fault' in found) return found
    runs.push(...found)
  }
  return runs
}

function readAlternative(text: string): Interval[] | RangeFault {
  const ends = text.split(/\s+-\s+/)
  if (ends.length === 2) {
    const [from, to] = ends.map(partialOf)
    if (from === undefined || to === undefined)
      return { fault: `${shownPiece(text)} is no range from a version to another` }
    return within(order, [[comparedRange('>=', from)], [comparedRange('<=', to)]])
  }
  const lists: Interval[][] = []
  for (const piece of text.replace(/([<>=~^])\s+/g, '$1').split(/\s+/, mostParts + 1)) {
    const [, operator = '', rest = ''] = /^(\^|~>?|[<>]?=?)(.*)$/s.exec(piece)!
    const partial = partialOf(rest === '' && operator === '' ? '*' : rest)
    if (partial === undefined) return { fault: `${shownPiece(piece)} is no comparator and version` }
    lists.push([runOf(operator, partial)])
  }
  return within(order, lists)
}

function runOf(operator: string, partial: Partial): Interval {
  if (operator === '^') return caretRange(partial)
  if (operator.startsWith('~')) return tildeRange(partial)
  return operator === '' ? wildRange(partial) : comparedRange(operator as Exclude<Comparator, '!='>, partial)
}
