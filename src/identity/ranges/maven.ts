import { within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { maven as order } from '../versions/maven.ts'

/**
 * Version requirements of Maven (POM reference, Dependency Version Requirement Specification): `[1.0,2.0)`, `(,1.0]`, `[1.5,)`,
 * `[1.0]`, several of them between commas. A version alone is a wish that any other version may replace, so it stands for all.
 */
export const maven: RangeNotation = {
  id: 'maven',
  about: 'Version requirements of Maven',
  order,
  read,
}

const bracketed = /^\s*([[(])\s*([^[\](),\s]*)\s*(?:(,)\s*([^[\](),\s]*)\s*)?([\])])\s*(?:,(?=\s*[[(])|$)/

function read(text: string): Interval[] | RangeFault {
  const runs: Interval[] = []
  let rest = text
  for (let parts = 0; rest !== ''; parts++) {
    if (parts === mostParts) return { fault: `it has more than ${mostParts} parts` }
    const found = bracketed.exec(rest)
    if (!found) return parts === 0 ? soft(text) : { fault: `${shownPiece(rest)} is no range in brackets` }
    const run = runOf(found)
    if (run === undefined) return { fault: `${shownPiece(found[0])} is no range in brackets` }
    const checked = within(order, [[run]])
    if ('fault' in checked) return checked
    if (checked.length === 0) return { fault: `${shownPiece(found[0])} ends before it begins` }
    runs.push(run)
    rest = rest.slice(found[0].length)
  }
  return runs.length === 0 ? { fault: 'a version is missing' } : runs
}

function runOf([, opening, from, comma, to, closing]: RegExpExecArray): Interval | undefined {
  if (comma === undefined) {
    return opening === '[' && closing === ']' && from ? { from, to: from, toIncluded: true } : undefined
  }
  return {
    ...(from && { from, ...(opening === '(' && { fromIncluded: false }) }),
    ...(to && { to, ...(closing === ']' && { toIncluded: true }) }),
  }
}

function soft(text: string): Interval[] | RangeFault {
  const version = text.trim()
  return order.compare(version, version) === undefined
    ? { fault: `${shownPiece(version)} is no version and no range in brackets` }
    : [{}]
}
