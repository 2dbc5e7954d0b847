import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { gem as order } from '../versions/gem.ts'

/**
 * Requirements of Ruby gems (Gem::Requirement, guides.rubygems.org/patterns): `~> 1.2`, `>= 1.0, < 2`; all of those between
 * commas must hold. `~>` leaves out the pre-releases of its upper end, because it compares releases alone.
 */
export const gem: RangeNotation = {
  id: 'gem',
  about: 'Requirements of Ruby gems (Gem::Requirement)',
  order,
  read,
}

const requirement = /^\s*(~>|[<>!]=|[<>=])?\s*(\d[\da-z.-]*)\s*$/i

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text.split(',')) {
    const [, operator = '=', version] = requirement.exec(piece) ?? []
    if (version === undefined) return { fault: `${shownPiece(piece.trim())} is no requirement` }
    lists.push(operator === '~>' ? [pessimistic(version)] : runsOf(operator as Comparator, version))
  }
  return within(order, lists)
}

/** Gem::Version#bump: the first word and all behind it fall away, then the last number of several; the next counts up. */
function pessimistic(version: string): Interval {
  const numbers = /^\d+(?:\.\d+)*/.exec(version)![0].split('.')
  if (numbers.length > 1) numbers.pop()
  return { from: version, to: `${[...numbers.slice(0, -1), BigInt(numbers.at(-1)!) + 1n].join('.')}.a` }
}
