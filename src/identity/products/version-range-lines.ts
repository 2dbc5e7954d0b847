import { type Comparator, runsOf } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { vendor } from '../versions/vendor.ts'
import type { Term } from './version-range-terms.ts'
import { readVersionText, sameScheme, type VersionMark } from './version-text.ts'

/** How many numbers with dots between them a version has. */
export function dots(text: string): number {
  return text.split('.').length
}

/** "<= 1.12.0.25 | 1.12.13.2 | 1.12.14.5": further ends, where each is of a later line than the one before; else versions. */
export function spread(terms: readonly Term[]): Term[] {
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

/** Whether `b` is of a later line than `a`: as many numbers, and not only the last is greater. */
export function laterLine(a: string, b: string): boolean {
  const [x, y] = [readVersionText(a), readVersionText(b)]
  if (!x || !y || !sameScheme(x, y) || vendor.compare(a, b)! >= 0) return false
  return dots(a) === dots(b) && dots(a) > 1 && firstDifference(x.marks, y.marks) < dots(a) - 1
}

function firstDifference(a: readonly VersionMark[], b: readonly VersionMark[]): number {
  let i = 0
  while (i < a.length && i < b.length && a[i]!.rank === b[i]!.rank && a[i]!.digits === b[i]!.digits) i++
  return i
}

/** Whether a term is the end of a run, or its beginning. */
export const isUpper = ({ comparator }: Term) => comparator === '<' || comparator === '<='
export const isLower = ({ comparator }: Term) => comparator === '>' || comparator === '>='

/**
 * "< 4.2.21 | < 5.0.27": the ends of two lines. 4.2.22 is repaired although it is before 5.0.27: the second run begins where the
 * line of the first ends.
 */
export function linesOf(uppers: readonly Term[]): Interval[] | undefined {
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
  const next = b.slice(0, found.index) + String(BigInt(digits.slice(0, 400) || '0') + 1n)
  return readVersionText(next) && vendor.compare(a, next)! < 0 && vendor.compare(next, b)! <= 0 ? next : undefined
}
