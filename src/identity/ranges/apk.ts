import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { apk as order } from '../versions/apk.ts'

/**
 * Dependencies of Alpine packages (apk-world(5), apk-package(5)): `>=1.0`, `<2.0-r1`, `=1.2.3-r0`; `~1.2` takes every version that
 * begins so. All of those between blanks or commas must hold.
 */
export const apk: RangeNotation = {
  id: 'apk',
  about: 'Dependencies of Alpine packages (apk-world(5))',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const lists: Interval[][] = []
  for (const piece of text
    .trim()
    .replace(/([<>=~!])\s+/g, '$1')
    .split(/\s*,\s*|\s+/)) {
    const [, operator = '=', version] = /^([<>!]=|[<>=]?~|[<>=])?(\d[\w.~-]*)$/.exec(piece) ?? []
    const fuzzy = operator.endsWith('~') && version !== undefined
    const runs =
      version === undefined ? undefined : fuzzy ? beginning(operator, version) : runsOf(operator as Comparator, version)
    if (runs === undefined) return { fault: `${shownPiece(piece)} is no dependency` }
    lists.push(runs)
  }
  return within(order, lists)
}

/** Versions that begin with the numbers, pre-releases too; with a comparator those below or above as well. */
function beginning(operator: string, version: string): Interval[] | undefined {
  if (!/^\d+(?:\.\d+)*$/.test(version)) return undefined
  const numbers = version.split('.')
  const next = [...numbers.slice(0, -1), String(BigInt(numbers.at(-1)!) + 1n)].join('.')
  const [from, to] = [`${version}_alpha`, `${next}_alpha`]
  return operator === '<~' ? [{ to }] : operator === '>~' ? [{ from }] : [{ from, to }]
}
