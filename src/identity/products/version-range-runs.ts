import { type Comparator, joined, runsOf, within } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { mostParts } from '../range-notation.ts'
import { vendor } from '../versions/vendor.ts'
import type { RangePiece } from './version-range-text.ts'
import { readVersionText, sameScheme, type VersionMark } from './version-text.ts'

/** A comparator with its version, or two ends of a run. */
interface Term {
  comparator: Comparator | 'run'
  version: string
  /** Of a run: its end, and whether that belongs to it. */
  to?: string
  toIncluded?: boolean
  /** Written without a comparator of its own. */
  bare: boolean
  /** Nothing but a blank stands between it and the one before. */
  beside?: boolean
  /** Runs that a text with a star in the middle means. */
  runs?: Interval[]
}

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

function dots(text: string): number {
  return text.split('.').length
}

function termsOf(pieces: readonly RangePiece[]): Term[] | undefined {
  const terms: Term[] = []
  let comparator: Comparator | undefined
  let apart = false
  for (let i = 0; i < pieces.length; i++) {
    const { kind, text, comparator: own } = pieces[i]!
    if (kind === 'separator' || kind === 'label' || kind === 'all') {
      if (comparator !== undefined && kind !== 'label') return undefined
      // "All versions, 2.0": nobody knows which of the two is meant.
      if (kind === 'separator') apart = true
      if (kind === 'all' && (i > 0 || pieces[i + 1]?.kind === 'separator')) return undefined
      continue
    }
    if (kind === 'comparator') {
      if (comparator !== undefined && !(comparator === '<' && own === '=')) return undefined
      comparator = own
      continue
    }
    if (kind !== 'version' && kind !== 'branch') return undefined
    const next = pieces[i + 1]
    const behind = next?.kind === 'behind' ? next.comparator : undefined
    const dash = next?.kind === 'dash'
    // "> 16 up to 26": the dash is the comparator of the second.
    const opened = dash && (comparator === '>' || comparator === '>=')
    const term =
      dash && !opened
        ? dashed(pieces[i]!, pieces[i + 2], comparator)
        : behind !== undefined && comparator !== undefined && comparator !== behind
          ? undefined
          : termOf(kind, text, comparator ?? behind)
    if (!term) return undefined
    terms.push(terms.length > 0 && !apart ? { ...term, beside: true } : term)
    apart = false
    i += dash ? (opened ? 1 : 2) : behind === undefined ? 0 : 1
    comparator = opened ? '<=' : undefined
  }
  return comparator === undefined ? terms : undefined
}

/** "2.0 - 2.5", "2.0 through 2.x": both ends belong to it. */
function dashed(from: RangePiece, to: RangePiece | undefined, comparator: Comparator | undefined): Term | undefined {
  if (comparator !== undefined || to === undefined) return undefined
  const low = ends(from)
  const high = ends(to)
  if (!low || !high) return undefined
  return { comparator: 'run', version: low.from, to: high.to, toIncluded: high.toIncluded, bare: false }
}

/** The first version of a piece, and where it ends. */
function ends({ kind, text }: RangePiece): { from: string; to: string; toIncluded: boolean } | undefined {
  if (kind === 'version') return { from: text, to: text, toIncluded: true }
  return kind === 'branch' ? branchEnds(text) : undefined
}

/** `2.X`: from 2.0 until before 3; `2.3x`: from 2.30 until before 2.40. */
function branchEnds(text: string): { from: string; to: string; toIncluded: boolean } | undefined {
  const found = /^(?:v(?:ersion)?\.?\s?)?([a-z]?)((?:\d+\.)*)(\d+)([.-][x*]|x)/i.exec(text)
  if (!found) return undefined
  const [, lead, numbers, last, star] = found
  const base = `${lead}${numbers}`
  const next = String(BigInt(last!.slice(0, 400)) + 1n)
  const zero = star!.length === 1 && numbers !== '' ? '0' : ''
  return { from: `${base}${last}${zero}`, to: `${base}${next}${zero}`, toIncluded: false }
}

function termOf(kind: string, text: string, comparator: Comparator | undefined): Term | undefined {
  const bare = comparator === undefined
  if (kind === 'version') return { comparator: comparator ?? '=', version: text, bare }
  const middle = /^(?:v\.?\s?)?(\d+)\.x\.(\d+)$/i.exec(text)
  if (middle) return middleTerm(middle[1]!, middle[2]!, comparator)
  const found = branchEnds(text)
  if (!found) return undefined
  switch (comparator) {
    case undefined:
    case '=':
      return { comparator: 'run', version: found.from, to: found.to, toIncluded: false, bare: false }
    case '<=':
      return { comparator: '<', version: found.to, bare: false }
    case '>':
      return { comparator: '>=', version: found.to, bare: false }
    case '!=':
      return undefined
    default:
      return { comparator, version: found.from, bare: false }
  }
}

/** `< V3.X.17`: before .17 in whatever line of 3 (Siemens S7-300: 3.2.17 for some, 3.3.17 for others of one advisory). */
function middleTerm(major: string, last: string, comparator: Comparator | undefined): Term | undefined {
  if (comparator !== '<' && comparator !== '<=') return undefined
  const runs: Interval[] = Array.from({ length: 100 }, (_, line) => ({
    ...(line > 0 && { from: `${major}.${line}` }),
    to: `${major}.${line}.${last}`,
    toIncluded: comparator === '<=',
  }))
  return { comparator, version: `${major}.99.${last}`, bare: false, runs }
}

/** "<= 1.12.0.25 | 1.12.13.2 | 1.12.14.5": further ends, where each is of a later line than the one before; else versions. */
function spread(terms: readonly Term[]): Term[] {
  const made: Term[] = []
  for (let i = 0; i < terms.length; ) {
    const head = terms[i]!
    let stop = i + 1
    while (stop < terms.length && terms[stop]!.bare) stop++
    const bare = terms.slice(i + 1, stop)
    const alone = isUpper(head) && !head.runs && !(i > 0 && isLower(terms[i - 1]!))
    const ends = alone && bare.length > 0 && oneLineEach([head, ...bare].map(({ version }) => version))
    made.push(head, ...(ends ? bare.map(term => ({ ...term, comparator: head.comparator })) : bare))
    i = stop
  }
  return made
}

function oneLineEach(versions: readonly string[]): boolean {
  if (versions.some(version => !readVersionText(version))) return false
  const sorted = versions.toSorted((a, b) => vendor.compare(a, b)!)
  return sorted.every((text, at) => at === 0 || laterLine(sorted[at - 1]!, text))
}

function laterLine(a: string, b: string): boolean {
  const [x, y] = [readVersionText(a), readVersionText(b)]
  if (!x || !y || !sameScheme(x, y) || vendor.compare(a, b)! >= 0) return false
  return dots(a) === dots(b) && dots(a) > 1 && firstDifference(x.marks, y.marks) < dots(a) - 1
}

function firstDifference(a: readonly VersionMark[], b: readonly VersionMark[]): number {
  let i = 0
  while (i < a.length && i < b.length && a[i]!.rank === b[i]!.rank && same(a[i]!, b[i]!)) i++
  return i
}

function same(a: VersionMark, b: VersionMark): boolean {
  return (a.digits ?? '').replace(/^0+/, '') === (b.digits ?? '').replace(/^0+/, '')
}

const isUpper = ({ comparator }: Term) => comparator === '<' || comparator === '<='
const isLower = ({ comparator }: Term) => comparator === '>' || comparator === '>='

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
    else if (term.comparator === '=') runs.push(exactly(term.version))
    else runs.push(...runsOf(term.comparator, term.version))
  }
  const lines = linesOf(uppers)
  return lines && [...runs, ...lines]
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

/**
 * "< 4.2.21 | < 5.0.27": the ends of two lines. 4.2.22 is repaired although it is before 5.0.27: the second run begins where the
 * line of the first ends.
 */
function linesOf(uppers: readonly Term[]): Interval[] | undefined {
  const sorted = uppers.toSorted((a, b) => vendor.compare(a.version, b.version)!)
  const runs: Interval[] = []
  for (const [i, upper] of sorted.entries()) {
    const [run] = runsOf(upper.comparator as Comparator, upper.version)
    const last = sorted[i - 1]
    if (last) {
      const from = nextLine(last.version, upper.version)
      if (from === undefined) return undefined
      run!.from = from
    }
    runs.push(run!)
  }
  return runs
}

/** The first version behind the line of `a`, as `b` would write it. */
function nextLine(a: string, b: string): string | undefined {
  const [x, y] = [readVersionText(a)!, readVersionText(b)!]
  if (!sameScheme(x, y)) return undefined
  const at = firstDifference(x.marks, y.marks)
  const digits = x.marks[at]?.digits
  const groups = x.marks.slice(0, at).filter(mark => mark.digits !== undefined).length
  if (digits === undefined || at >= y.marks.length - 1) return undefined
  const found = [...b.matchAll(/\d+/g)][groups]
  if (!found) return undefined
  const next = b.slice(0, found.index) + String(BigInt(digits.slice(0, 400)) + 1n)
  return readVersionText(next) && vendor.compare(a, next)! < 0 && vendor.compare(next, b)! <= 0 ? next : undefined
}
