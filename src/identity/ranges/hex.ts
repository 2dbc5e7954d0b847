import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { beforeNext, filled, partialOf } from '../semver-range.ts'
import { semver as order } from '../versions/semver.ts'

/**
 * Requirements of Hex (hexdocs.pm/elixir/Version.html, Requirements): `~> 2.1`, `>= 2.0.0 and < 2.1.0`, `or` between
 * alternatives, `!=` and `!`. All but `~>` need the three numbers.
 */
export const hex: RangeNotation = {
  id: 'hex',
  about: 'Requirements of Hex (Version of Elixir)',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const alternatives = text.trim().split(/\s+or\s+/, mostParts + 1)
  if (alternatives.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  const runs: Interval[] = []
  for (const alternative of alternatives) {
    const lists: Interval[][] = []
    for (const piece of alternative.split(/\s+and\s+/)) {
      const found = readPiece(piece)
      if (found === undefined) return { fault: `${shownPiece(piece)} is no requirement` }
      lists.push(found)
    }
    const all = within(order, lists)
    if ('fault' in all) return all
    runs.push(...all)
  }
  return runs
}

function readPiece(piece: string): Interval[] | undefined {
  const [, operator = '==', rest = ''] = /^(~>|[<>!=]=|[<>!])?\s*(\d.*)?$/s.exec(piece) ?? []
  const partial = partialOf(rest)
  if (partial === undefined || /[x*]/i.test(rest.split(/[-+]/)[0]!)) return undefined
  const { numbers } = partial
  if (operator === '~>') {
    return numbers.length < 2 ? undefined : [{ from: filled(partial), to: beforeNext(partial, numbers.length - 1) }]
  }
  if (numbers.length < 3) return undefined
  return runsOf(operator === '==' ? '=' : operator === '!' ? '!=' : (operator as Comparator), filled(partial))
}
