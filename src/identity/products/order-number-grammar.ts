/**
 * How the order numbers of one maker are written. A member of `grammars/` is one family of numbers. Every repetition in
 * its regular expressions is bounded, so that reading is linear in the text.
 */
export interface OrderNumberGrammar {
  /** Ids of `vendorsOf` whose numbers these are. */
  readonly vendors: readonly string[]
  /** One line: whose convention, and where it is written down. */
  readonly about: string
  /** Numbers in the middle of a sentence (flags `g` and `i`): so distinct that no plain word is one. Absent: none are. */
  readonly inside?: RegExp
  /** A whole field (anchored, flag `i`), beside what `inside` finds. */
  readonly whole?: RegExp
  /** Turns the maker's short forms into the notation of `order-number-pattern.ts`; absent: `openPlaces`. */
  readonly notation?: (text: string) => string
  /** The number without its finish: two that differ, and agree in it, are variants of one product. */
  readonly finish?: (canonical: string) => string
  /** Which of those are variants after all; absent: each pair. Asked in both orders. */
  readonly variants?: (a: string, b: string) => boolean
  /** Whether a hyphen between two digits may be left out: where the parts before it are always equally long. */
  readonly hyphenless?: boolean
  /** Whether a number may be cut off at the end of a part, as inventories do. */
  readonly cut?: boolean
}
