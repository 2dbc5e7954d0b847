import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { rpm as order } from '../versions/rpm.ts'

/**
 * Dependencies of RPM packages (rpm.org manual, Dependencies): `>= 1:2.0`, `= 1.0-3`, `< 2`; all of those between commas must
 * hold. A version without a release stands for all its releases, as rpm leaves out what either side lacks.
 */
export const rpm: RangeNotation = {
  id: 'rpm',
  about: 'Dependencies of RPM packages',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text.split(',')) {
    const [, operator = '=', version] = /^\s*([<>]=|[<>!]=?|=)?\s*([\w.+~^:-]+)\s*$/.exec(piece) ?? []
    if (version === undefined || operator === '!') return { fault: `${shownPiece(piece.trim())} is no dependency` }
    lists.push(version.includes('-') ? runsOf(operator as Comparator, version) : everyRelease(operator, version))
  }
  return within(order, lists)
}

function everyRelease(operator: string, version: string): Interval[] {
  // A caret stands behind every release of what it follows, and before every longer version.
  const behind = `${version}^`
  switch (operator) {
    case '=':
      return [{ from: version, to: behind }]
    case '!=':
      return [{ to: version }, { from: behind }]
    case '<=':
      return [{ to: behind }]
    case '>':
      return [{ from: behind }]
    default:
      return runsOf(operator as Comparator, version)
  }
}
