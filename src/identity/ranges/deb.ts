import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { debian as order } from '../versions/debian.ts'

/**
 * Versioned relationships of Debian packages (Debian Policy, 7.1): `>= 1.0`, `<< 2.0-1`, in parentheses or not; all of those
 * between commas must hold, one of those between `|`. `<` and `>` alone are refused: dpkg reads them as `<=` and `>=`, most people not.
 */
export const deb: RangeNotation = {
  id: 'deb',
  about: 'Versioned relationships of Debian packages (Debian Policy, 7.1)',
  order,
  read,
}

const comparators: Readonly<Record<string, Comparator>> = { '<<': '<', '<=': '<=', '=': '=', '>=': '>=', '>>': '>' }
const relation = /^\s*(\()?\s*(<<|>>|<=|>=|=)?\s*(\d[\w.+~:-]*)\s*(\))?\s*$/

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const group of text.split(',', mostParts + 1)) {
    const runs: Interval[] = []
    for (const piece of group.split('|')) {
      const [, open, operator = '=', version, closed] = relation.exec(piece) ?? []
      if (version === undefined || (open === undefined) !== (closed === undefined)) {
        return { fault: `${shownPiece(piece.trim())} is no versioned relationship` }
      }
      runs.push(...runsOf(comparators[operator]!, version))
    }
    lists.push(runs)
  }
  return within(order, lists)
}
