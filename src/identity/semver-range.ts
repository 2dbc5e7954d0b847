import type { Comparator } from './interval-set.ts'
import { runsOf } from './interval-set.ts'
import type { Interval } from './range.ts'

/** A version of which the last numbers may be missing: `1`, `1.2.x`, `1.2.3-rc.1`. */
export interface Partial {
  /** Those that are stated, three at most: none for `*`. */
  numbers: readonly string[]
  /** The pre-release with its hyphen, empty for none. */
  before: string
}

const shape = /^[v=\s]*(?:(\d+)(?:\.(\d+|[x*])(?:\.(\d+|[x*])(-[\da-z.-]+)?(?:\+[\da-z.-]+)?)?)?|[x*](?:\.[\dx*]+)*)$/i

/** Reads `1.2`, `1.x`, `v1.2.3-rc.1+build`, `*`; undefined for anything else. What stands behind a missing number counts no more. */
export function partialOf(text: string): Partial | undefined {
  const found = shape.exec(text)
  if (!found) return undefined
  const stated = found.slice(1, 4)
  const missing = stated.findIndex(number => number === undefined || !/^\d/.test(number))
  const numbers = (missing < 0 ? stated : stated.slice(0, missing)) as string[]
  return { numbers, before: missing < 0 ? (found[4] ?? '') : '' }
}

/** The version itself, missing numbers 0. */
export function filled({ numbers, before }: Partial): string {
  return [0, 1, 2].map(i => numbers[i] ?? '0').join('.') + before
}

/**
 * Just before all versions that begin like the next one: `2.0.0-0` for the first number of 1.2.3, `1.3.0-0` for the second. A
 * pre-release of the next one is not meant by a range that ends there.
 */
export function beforeNext({ numbers }: Partial, kept: number): string {
  const raised = numbers.slice(0, kept).map((number, i) => (i === kept - 1 ? String(BigInt(number) + 1n) : number))
  return `${filled({ numbers: raised, before: '' })}-0`
}

/** Any version that begins with the stated numbers; the version itself when all three are. */
export function wildRange(partial: Partial): Interval {
  const { numbers } = partial
  if (numbers.length === 0) return {}
  if (numbers.length < 3) return { from: filled(partial), to: beforeNext(partial, numbers.length) }
  return { from: filled(partial), to: filled(partial), toIncluded: true }
}

/** `^`: the first number that is not 0 stays, or the last one that is stated. */
export function caretRange(partial: Partial): Interval {
  const { numbers } = partial
  if (numbers.length === 0) return {}
  const first = numbers.findIndex(number => !/^0+$/.test(number))
  return { from: filled(partial), to: beforeNext(partial, first < 0 ? numbers.length : first + 1) }
}

/** `~`: the first two numbers stay, or the one that is stated. */
export function tildeRange(partial: Partial): Interval {
  const { numbers } = partial
  if (numbers.length === 0) return {}
  return { from: filled(partial), to: beforeNext(partial, Math.min(numbers.length, 2)) }
}

/** A comparator with a version whose missing numbers stand for all there are: `>1.2` begins at 1.3.0, `<=1.2` ends before it. */
export function comparedRange(comparator: Exclude<Comparator, '!='>, partial: Partial): Interval {
  const { numbers } = partial
  if (numbers.length === 3 || comparator === '>=') {
    return numbers.length === 0 ? {} : runsOf(comparator, filled(partial))[0]!
  }
  if (comparator === '=') return wildRange(partial)
  if (numbers.length === 0) return comparator === '<=' ? {} : { to: '0.0.0-0' }
  if (comparator === '<') return { to: `${filled(partial)}-0` }
  const next = beforeNext(partial, numbers.length)
  return comparator === '<=' ? { to: next } : { from: next.slice(0, -2) }
}
