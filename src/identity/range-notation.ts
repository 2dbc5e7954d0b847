import type { VersionOrder } from './order.ts'
import type { Interval } from './range.ts'

/**
 * How one ecosystem writes ranges of versions (`~> 1.2`, `[1.0,2.0)`). A member of `ranges/` is one notation, with a
 * `.ranges.txt` beside it as its truth, read by the contract test.
 */
export interface RangeNotation {
  /** The vers type that it belongs to: `npm`, `gem`. */
  readonly id: string
  /** One line: whose rules, and where they are written down. */
  readonly about: string
  readonly order: VersionOrder
  /**
   * The runs of versions that a range means, none for a range that no version satisfies. Every end is a version of `order`;
   * alternatives stay as they are written, may overlap and stand in any order.
   */
  read(text: string): Interval[] | RangeFault
}

/** A text that is no range: what is wrong with it, as the end of a sentence ("…: the version is missing"). */
export interface RangeFault {
  fault: string
}

/** Longer texts are no ranges; the longest real ones have some hundred characters. */
export const longestRange = 20_000

/** More parts are no range: bounds the work that a hostile one can cause. */
export const mostParts = 500

/** A piece of a range as it is shown in a fault: quoted, and cut where it is long. */
export function shownPiece(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
