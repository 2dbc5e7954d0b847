import { joined, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts } from '../range-notation.ts'
import { vendor } from '../versions/vendor.ts'
import { dots, isLower, isUpper, laterLine, linesOf, spread } from './version-range-lines.ts'
import { type Term, termsOf } from './version-range-terms.ts'
import type { RangePiece } from './version-range-text.ts'
import { readVersionText, sameScheme } from './version-text.ts'

/**
 * The runs that the pieces of a range mean, in their order; undefined where they do not make sense together. `strict`: a version
 * without a comparator is that version (vers), never one more end of a list.
 */
export function intervalsOf(pieces: readonly RangePiece[], strict: boolean): Interval[] | undefined {
  const terms = neighbours(termsOf(pieces))
  if (!terms || terms.length === 0) return undefined
  const excluded = terms.filter(({ comparator }) => comparator === '!=')
  const kept = terms.filter(({ comparator }) => comparator !== '!=')
  const runs = kept.length === 0 ? [{}] : runsOfTerms(strict ? kept : spread(kept))
  if (!runs) return undefined
  if (runs.length > mostParts) return undefined
  if (excluded.length === 0) return oneScheme(runs) ? joined(vendor, runs) : runs
  const left = within(vendor, [runs, ...excluded.map(({ version }) => runsOf('!=', version))])
  return 'fault' in left ? undefined : left
}

/** Whether all ends count in one way: only then do runs touch or cover each other. */
function oneScheme(runs: readonly Interval[]): boolean {
  const ends = runs.flatMap(({ from, to }) => [from, to]).filter(end => end !== undefined)
  const [first, ...others] = ends.map(end => readVersionText(end)?.scheme)
  return others.every(scheme => scheme === first)
}

/**
 * What versions with nothing but a blank between them mean: "A10 < A11" is from the one to the other, "2.51 2.52" is a list,
 * "<= 2018 SP3 Version 3.4.430" is one version by its year and by its number. Undefined where it may be anything.
 */
function neighbours(terms: Term[] | undefined): Term[] | undefined {
  if (!terms) return undefined
  for (let i = 1; i < terms.length; i++) {
    const [last, term] = [terms[i - 1]!, terms[i]!]
    if (!term.beside) continue
    if (last.bare && isUpper(term)) Object.assign(last, { comparator: '>=', bare: false })
    else if (term.bare) {
      const [x, y] = [readVersionText(last.version), readVersionText(term.version)]
      if (last.comparator === 'run' || !x || !y) return undefined
      const named = x.scheme !== y.scheme && (x.scheme === 'year' || y.scheme === 'year')
      const listed = laterLine(last.version, term.version) || laterLine(term.version, last.version)
      const near = last.bare && x.scheme === y.scheme && dots(last.version) === dots(term.version)
      if (named) term.comparator = last.comparator
      else if (!listed && !near) return undefined
    } else if (term.comparator === 'run' && last.comparator !== 'run') return undefined
  }
  return terms
}

function runsOfTerms(terms: readonly Term[]): Interval[] | undefined {
  const runs: Interval[] = []
  const uppers: Term[] = []
  for (let i = 0; i < terms.length; i++) {
    const [term, next] = [terms[i]!, terms[i + 1]]
    if (next && isLower(term) && isUpper(next)) {
      const run = between(term, next)
      if (!run) return undefined
      runs.push(run)
      i++
    } else if (
      next &&
      isUpper(term) &&
      isLower(next) &&
      !(terms[i + 2] && isUpper(terms[i + 2]!)) &&
      between(next, term)
    ) {
      runs.push(between(next, term)!)
      i++
    } else if (term.comparator === 'run' && next && isUpper(next) && lineHolds(term, next)) {
      // "4.x before 4.0.5": of the line, what is before.
      runs.push(between({ ...term, comparator: '>=' }, next)!)
      i++
    } else if (term.comparator === 'run') {
      if (!rising(term.version, term.to!)) return undefined
      runs.push({ from: term.version, to: term.to!, toIncluded: term.toIncluded === true })
    } else if (term.runs) runs.push(...term.runs)
    else if (isUpper(term)) uppers.push(term)
    else if (term.comparator === '=') {
      if (term.bare && isArticle(term.version)) return undefined
      runs.push(exactly(term.version))
    } else runs.push(...runsOf(term.comparator, term.version))
  }
  // Two beginnings without an end: one of them is something else.
  if (runs.filter(({ from, to }) => from !== undefined && to === undefined).length > 1) return undefined
  // "<= 2.22 | <= 1.01" are two things' ends rather than two lines'.
  const [one, other] = uppers
  if (uppers.length === 2 && !other!.bare && dots(one!.version) < 3 && rising(other!.version, one!.version))
    return undefined
  const lines = linesOf(uppers)
  return lines && [...runs, ...lines]
}

/** A number of that length alone is no version but an article (Phoenix Contact: 2700291; Philips: 882410). */
function isArticle(version: string): boolean {
  return /^\d{6,}$/.test(version) && readVersionText(version)?.scheme === 'count'
}

/** One version. A build behind it is what the inventory may not say: "1.03.07 build 317" is 1.03.07 as well. */
function exactly(version: string): Interval {
  const plain = version.replace(/[\s_.-]*build\D{0,4}\d[\d.]*$/i, '')
  return { from: plain !== version && readVersionText(plain) ? plain : version, to: version, toIncluded: true }
}

/** Whether the end of a run lies in the line `4.x`. */
function lineHolds(line: Term, upper: Term): boolean {
  return !line.toIncluded && rising(line.version, upper.version) && rising(upper.version, line.to!) && !upper.runs
}

function rising(low: string, high: string): boolean {
  const [x, y] = [readVersionText(low), readVersionText(high)]
  return x !== undefined && y !== undefined && sameScheme(x, y) && vendor.compare(low, high)! <= 0
}

function between(low: Term, high: Term): Interval | undefined {
  if (low.runs || high.runs || !rising(low.version, high.version)) return undefined
  return {
    from: low.version,
    ...(low.comparator === '>' && { fromIncluded: false }),
    to: high.version,
    ...(high.comparator === '<=' && { toIncluded: true }),
  }
}
