import { type Comparator, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts, type RangeFault, type RangeNotation, shownPiece } from '../range-notation.ts'
import { composer as order } from '../versions/composer.ts'

/**
 * Constraints of Composer (getcomposer.org/doc/articles/versions.md; VersionParser of composer/semver): `^1.2`, `~1.2.3`,
 * `1.0 - 2.0`, `1.*`, `>=1.0,<2.0`, `||` between alternatives. `<1.2` leaves out the pre-releases of 1.2, `>=1.2` takes
 * them. Branches by name (`dev-main`) are no runs of versions and refused.
 */
export const composer: RangeNotation = {
  id: 'composer',
  about: 'Constraints of Composer (composer/semver)',
  order,
  read,
}

function read(text: string): Interval[] | RangeFault {
  const alternatives = text.trim().split(/\s*\|\|?\s*/, mostParts + 1)
  if (alternatives.length > mostParts) return { fault: `it has more than ${mostParts} parts` }
  const runs: Interval[] = []
  for (const alternative of alternatives) {
    const lists: Interval[][] = []
    for (const piece of pieces(alternative)) {
      const found = readPiece(piece)
      if (found === undefined) return { fault: `${shownPiece(piece)} is no constraint on versions` }
      lists.push(found)
    }
    if (lists.length === 0) return { fault: 'a constraint is missing' }
    const all = within(order, lists)
    if ('fault' in all) return all
    runs.push(...all)
  }
  return runs
}

/** The constraints of an alternative: between commas and blanks that belong to no operator, hyphen or alias. */
function pieces(text: string): string[] {
  const tight = text
    .trim()
    .replace(/ +as +[^\s,]+/g, '')
    .replace(/([<>=!~^])\s+/g, '$1')
    .replace(/\s+-\s+/g, '\t')
  return tight === '' ? [] : tight.split(/ *, *| +/, mostParts + 1).map(piece => piece.replace('\t', ' - '))
}

const version = 'v?\\d+(?:\\.\\d+){0,3}(?:[._-]?(?:stable|beta|b|rc|alpha|a|patch|pl|p)(?:[.-]?\\d+)*)?(?:[.-]?dev)?'
const flagged = /^(.*?)@(stable|rc|beta|alpha|dev)$/i
const ranged = new RegExp(`^([~^])(${version})$`, 'i')
const hyphened = new RegExp(`^(${version}) - (${version})$`, 'i')
const wild = /^v?(\d+(?:\.\d+){0,2})(?:\.[x*])+$/i
const compared = /^(<>|!=|>=?|<=?|==?)?(v?\d[\w.+-]*)$/i
/** A word behind the numbers that says how stable a version is. */
const stability = /\d[._-]?(?:stable|beta|b|rc|alpha|a|patch|pl|p|dev)(?:[.-]?\d+)*(?:[.-]?dev)?$/i

function readPiece(text: string): Interval[] | undefined {
  const [, before, flag = 'stable'] = flagged.exec(text) ?? []
  const piece = before ?? text
  if (piece === '' ? before !== undefined : /^v?[x*](?:\.[x*])*$/i.test(piece)) return [{}]
  const range = ranged.exec(piece)
  if (range) return atLeast(range[2]!, counted(numbersOf(range[2]!), range[1] === '^' ? caret : tilde))
  const wildcard = wild.exec(piece)
  if (wildcard) {
    const numbers = wildcard[1]!.split('.')
    return atLeast(numbers.join('.'), counted(numbers, numbers.length))
  }
  const span = hyphened.exec(piece)
  if (span) {
    const [, from, to] = span
    const numbers = numbersOf(to!)
    const whole = numbers.length > 2 || stability.test(to!)
    return whole
      ? [{ from: lowest(from!), to: to!, toIncluded: true }]
      : atLeast(from!, counted(numbers, numbers.length))
  }
  const [, operator = '=', of] = compared.exec(piece) ?? []
  return of === undefined ? undefined : comparedRuns(operator, of, flag.toLowerCase())
}

function comparedRuns(operator: string, of: string, flag: string): Interval[] {
  const comparator = (operator === '<>' ? '!=' : operator === '==' ? '=' : operator) as Comparator
  if (comparator === '=' || stability.test(of)) return runsOf(comparator, of)
  if (flag !== 'stable') return runsOf(comparator, `${of}-${flag}`)
  return runsOf(comparator, comparator === '<' || comparator === '>=' ? lowest(of) : of)
}

function atLeast(from: string, to: string): Interval[] {
  return [{ from: lowest(from), to }]
}

/** A version with its development versions, unless it says itself how stable it is. */
function lowest(of: string): string {
  return stability.test(of) ? of : `${of}-dev`
}

function numbersOf(of: string): string[] {
  return /\d+(?:\.\d+)*/.exec(of)![0].split('.')
}

/** How many numbers stay, of which the last one counts up. */
function caret(numbers: readonly string[]): number {
  const first = numbers.slice(0, 3).findIndex(number => !/^0+$/.test(number))
  return first < 0 ? Math.min(numbers.length, 3) : first + 1
}

function tilde(numbers: readonly string[]): number {
  return Math.max(1, numbers.length - 1)
}

/** The version just before all of the next one: `counted(['1','2','3'], 2)` is `1.3-dev`. */
function counted(numbers: readonly string[], keep: number | ((numbers: readonly string[]) => number)): string {
  const kept = numbers.slice(0, typeof keep === 'number' ? keep : keep(numbers))
  return `${[...kept.slice(0, -1), BigInt(kept.at(-1)!) + 1n].join('.')}-dev`
}
