import { type Comparator, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { caretRange, comparedRange, type Partial, partialOf, tildeRange, wildRange } from '../semver-range.ts'
import { cargo as order } from '../versions/cargo.ts'

/**
 * Version requirements of Cargo (The Cargo Book, Specifying Dependencies; docs.rs/semver, VersionReq): `1.2` is `^1.2`;
 * `~1.2`, `1.*`, `=1.2.3`, `>=1.2, <1.5`; all of those between commas must hold. As with npm, runs hold every pre-release
 * between their ends.
 */
export const cargo: RangeNotation = {
  id: 'cargo',
  about: 'Version requirements of Cargo',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text.split(',')) {
    const [, operator = '', rest = ''] = /^\s*(\^|~|[<>]=?|=)?\s*(.*?)\s*$/s.exec(piece)!
    const partial = /^[\dx*]/i.test(rest) ? partialOf(rest) : undefined
    if (partial === undefined) return { fault: `${shownPiece(piece.trim())} is no version requirement` }
    lists.push([runOf(operator, partial, rest)])
  }
  return within(order, lists)
}

function runOf(operator: string, partial: Partial, written: string): Interval {
  if (operator === '' && /[x*]/i.test(written.split(/[-+]/)[0]!)) return wildRange(partial)
  if (operator === '' || operator === '^') return caretRange(partial)
  return operator === '~' ? tildeRange(partial) : comparedRange(operator as Exclude<Comparator, '!='>, partial)
}
