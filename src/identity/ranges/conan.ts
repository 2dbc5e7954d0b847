import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { conan as order } from '../versions/conan.ts'

/**
 * Version ranges of Conan (docs.conan.io, Version ranges): `>=1.0 <2`, `~1.2`, `^1.2`, `*`, `||` between alternatives. `1.3-`, the
 * end of `~1.2`, stands before all pre-releases of 1.3. Whether pre-releases are taken at all (`include_prerelease`, a hyphen behind a
 * version) is about what Conan installs and not kept, as with npm.
 */
export const conan: RangeNotation = {
  id: 'conan',
  about: 'Version ranges of Conan',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const alternatives = text.replace(/,\s*include_prerelease(?:\s*=\s*\w+)?\s*$/i, '').split('||', mostParts + 1)
  if (alternatives.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  const runs: Interval[] = []
  for (const alternative of alternatives) {
    const lists: Interval[][] = []
    for (const piece of alternative
      .trim()
      .replace(/([<>=~^])\s+/g, '$1')
      .split(/\s+/, mostParts + 1)) {
      const [, operator = '=', version] = /^([<>]=?|[=~^])?(.*?)-?$/s.exec(piece)!
      if (version === '*' || (version === '' && operator === '=' && alternatives.length === 1)) {
        lists.push(version === '*' ? [{ from: '0.0.0' }] : [{}])
      } else {
        const found =
          operator === '~' || operator === '^' ? upTo(operator, version!) : runsOf(operator as Comparator, version!)
        if (found === undefined) return { fault: `${shownPiece(piece)} is no comparator and version` }
        lists.push(found)
      }
    }
    const all = within(order, lists)
    if ('fault' in all) return all
    runs.push(...all)
  }
  return runs
}

/** `~1.2.3` keeps two numbers, `^1.2.3` those up to the first that is not 0. */
function upTo(operator: string, version: string): Interval[] | undefined {
  const numbers = /^\d+(?:\.\d+)*(?=$|[-+])/.exec(version)?.[0].split('.')
  if (numbers === undefined) return undefined
  const first = numbers.findIndex(number => !/^0+$/.test(number))
  const kept = operator === '~' ? Math.min(numbers.length, 2) : first < 0 ? numbers.length : first + 1
  const next = [...numbers.slice(0, kept - 1), String(BigInt(numbers[kept - 1]!) + 1n)].join('.')
  return [{ from: version, to: `${next}-` }]
}
