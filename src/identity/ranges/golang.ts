import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { partialOf, wildRange } from '../semver-range.ts'
import { go as order } from '../versions/go.ts'

/**
 * Version queries of Go (go.dev/ref/mod, Version queries): `v1.2.3` is that version, `v1.2` any that begins so, `>=v1.2.3`
 * and the like compare. Advisories put several of them between blanks or commas, and `||` between alternatives. Queries
 * that only a proxy can answer (`latest`, `upgrade`, a branch) are refused.
 */
export const golang: RangeNotation = {
  id: 'golang',
  about: 'Version queries of Go modules',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const alternatives = text.split('||', mostParts + 1)
  if (alternatives.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  const runs: Interval[] = []
  for (const alternative of alternatives) {
    const lists: Interval[][] = []
    for (const piece of alternative
      .trim()
      .replace(/([<>=!])\s+/g, '$1')
      .split(/\s*,\s*|\s+/, mostParts + 1)) {
      const [, operator, version] = /^([<>!]=|[<>=])?(v?\d[\w.+-]*)$/.exec(piece) ?? []
      if (version === undefined) return { fault: `${shownPiece(piece)} is no version query` }
      const partial = operator === undefined && /^v?[\d.]+$/.test(version) ? partialOf(version) : undefined
      const prefix = partial !== undefined && partial.numbers.length < 3
      lists.push(prefix ? [wildRange(partial)] : runsOf((operator ?? '=') as Comparator, version))
    }
    const all = within(order, lists)
    if ('fault' in all) return all
    runs.push(...all)
  }
  return runs
}
