import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { gentoo as order } from '../versions/gentoo.ts'

/**
 * Version operators of Gentoo (Package Manager Specification, Package dependency specifications), without the package's
 * name: `>=1.2-r1`, `<2`, `=1.0`, `~1.2` for every revision of it; all of those between blanks or commas must hold. `=1.2*` is
 * refused: it compares texts, and its versions are no run.
 */
export const gentoo: RangeNotation = {
  id: 'gentoo',
  about: 'Version operators of Gentoo (Package Manager Specification)',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text
    .trim()
    .replace(/([<>=~])\s+/g, '$1')
    .split(/\s*,\s*|\s+/)) {
    const [, operator = '=', version] = /^([<>]=|[<>=~])?(\d[\w.-]*)$/.exec(piece) ?? []
    const revised = version !== undefined && /-r\d+$/.test(version)
    if (version === undefined || (operator === '~' && revised))
      return { fault: `${shownPiece(piece)} is no version with an operator` }
    lists.push(
      operator === '~' ? [{ from: version, to: behindRevisions(version) }] : runsOf(operator as Comparator, version),
    )
  }
  return within(order, lists)
}

/** Nothing stands between the revisions of a version and its first pre-release of a patch. */
function behindRevisions(version: string): string {
  return `${version}_p_alpha`
}
