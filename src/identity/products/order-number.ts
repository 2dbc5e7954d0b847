import * as grammars from './grammars/all.ts'
import type { OrderNumberGrammar } from './order-number-grammar.ts'
import { covers, isOpen, longestOrderNumber, mayMeet, openPlaces, withoutBraces } from './order-number-pattern.ts'
import { leftOver, plainWriting, withoutLabel, withoutRevision } from './order-number-writing.ts'

/** An order, catalogue or model number of a maker. */
export interface OrderNumber {
  /** As written. */
  text: string
  /** What is equal is the same; of a pattern, the notation of `order-number-pattern.ts`. */
  canonical: string
  /** Whether it has open places and so stands for several numbers. */
  pattern: boolean
}

/** Longer texts are no product names: bounds the work that a hostile one can cause. */
const longestText = 2000

const ofVendor = new Map<string, OrderNumberGrammar[]>()
for (const grammar of Object.values(grammars))
  for (const vendor of grammar.vendors) ofVendor.set(vendor, [...(ofVendor.get(vendor) ?? []), grammar])

/**
 * For a maker without a grammar, or a number that its grammar does not know: letters and digits in one piece, with signs
 * between them. A hyphen between two digits stays, since nobody knows how long the parts are.
 */
const general: OrderNumberGrammar = {
  vendors: [],
  about: 'Any maker: one piece of at least five letters, digits and signs, with a digit',
  whole: /^[A-Z\d][A-Z\d\u25a1*?[\]()./+_-]{4,79}$/i,
}

/**
 * Order, catalogue or model numbers in a text (a product name, an order number column, a CSAF model_number or sku with
 * stars), and the text without them and without the brackets they stood in.
 * @param vendor an id of `vendorsOf`; a maker without a grammar has no numbers inside a text
 */
export function orderNumbersIn(vendor: string, text: string): { numbers: OrderNumber[]; rest: string } {
  const wanted = (ofVendor.get(vendor) ?? []).filter(grammar => grammar.inside)
  if (wanted.length === 0 || text.length > longestText || !/\d/.test(text)) return { numbers: [], rest: text }
  const numbers: OrderNumber[] = []
  let rest = plainWriting(text)
  for (const grammar of wanted) {
    rest = rest.replace(grammar.inside!, found => {
      const number = numberOf(grammar, found)
      if (number === undefined) return found
      numbers.push(number)
      return ' '
    })
  }
  return numbers.length === 0 ? { numbers, rest: text } : { numbers, rest: leftOver(rest) }
}

/**
 * A text that as a whole is an order number: a column of an inventory, an entry of CSAF's model_numbers or skus.
 * A label in front and a firmware or hardware revision behind are no part of it. Versions, dates and addresses are none.
 */
export function readOrderNumber(vendor: string, text: string): OrderNumber | undefined {
  if (text.length > 4 * longestOrderNumber) return undefined
  const plain = withoutRevision(withoutLabel(plainWriting(text)))
  const piece = plain.replace(/ ?([-/\u25a1]) ?/g, '$1')
  if (looksOtherwise(piece)) return undefined
  for (const grammar of ofVendor.get(vendor) ?? []) {
    const whole = [plain, piece].find(form => grammar.whole?.test(form) || spans(grammar.inside, form))
    const number = whole === undefined ? undefined : numberOf(grammar, whole)
    if (number) return { ...number, text }
  }
  if (!general.whole!.test(piece) || !/\d/.test(piece)) return undefined
  const number = numberOf(general, piece)
  return number && { ...number, text }
}

function spans(inside: RegExp | undefined, text: string): boolean {
  if (!inside) return false
  for (const found of text.matchAll(inside)) return found.index === 0 && found[0].length === text.length
  return false
}

/** A version, a date, an address: few digits, or digits and dots, with a word for "version" in front. */
function looksOtherwise(text: string): boolean {
  return (
    /^(?:v|ver|version|fw|rev|r|release)?\.? ?(?:\d{1,4}|\d{1,9}(?:[._]\d{1,9}){1,6})$/i.test(text) ||
    /^\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?$/.test(text)
  )
}

function numberOf(grammar: OrderNumberGrammar, text: string): OrderNumber | undefined {
  const open = (grammar.notation ?? openPlaces)(withoutBraces(text).trim())
  const canonical = squeezed(grammar, open.replace(/[()[\]]/g, ''))
    .replace(/\*{2,}/g, '*')
    .replace(/^[^A-Z\d?*#{]{1,80}|[^A-Z\d?*#}]{1,80}$/g, '')
  const pattern = isOpen(canonical)
  const [least, most] = pattern ? [4, 4 * longestOrderNumber] : [5, longestOrderNumber]
  return canonical.length < least || canonical.length > most ? undefined : { text, canonical, pattern }
}

/** Large letters, without blanks and hyphens; one between two digits stays where the maker's numbers need it. */
function squeezed({ hyphenless }: OrderNumberGrammar, text: string): string {
  const large = text.toUpperCase().replace(/\s*([-/])\s*/g, '$1')
  if (hyphenless) return large.replace(/[-\s]/g, '')
  return large.replace(/(?<!\d)[-\s]|[-\s](?!\d)/g, '').replace(/\s/g, '-')
}

/**
 * Whether two numbers of one maker mean the same product. stated: of an advisory, may be a pattern; found: of an asset.
 * `same`: equal; `covers`: the pattern stands for it; `variant`: the same product in another finish (SIPLUS 6AG1 of 6ES7,
 * -Z options, a series letter that only one names); `maybe`: one is cut off, or open where the other is not; `no`.
 */
export function compareOrderNumbers(
  vendor: string,
  stated: OrderNumber,
  found: OrderNumber,
): 'same' | 'covers' | 'variant' | 'maybe' | 'no' {
  if (stated.canonical === found.canonical) return stated.pattern ? 'covers' : 'same'
  if (stated.pattern && found.pattern) return mayMeet(stated.canonical, found.canonical) ? 'maybe' : 'no'
  if (found.pattern) return covers(found.canonical, stated.canonical) ? 'maybe' : 'no'
  if (stated.pattern) return compareOpen(ofVendor.get(vendor) ?? [], stated.canonical, found.canonical)
  return compareClosed(ofVendor.get(vendor) ?? [], stated.canonical, found.canonical)
}

/** What a number is compared as: itself, and without its finish. What a pattern covers begins as the pattern does, in one of these forms. */
export function formsOfNumber(vendor: string, canonical: string): readonly string[] {
  const known = (ofVendor.get(vendor) ?? []).flatMap(({ finish }) => (finish ? [finish(canonical)] : []))
  return [...new Set([canonical, ...known])]
}

/** A pattern and a number without open places. */
function compareOpen(
  known: readonly OrderNumberGrammar[],
  pattern: string,
  number: string,
): 'covers' | 'variant' | 'no' {
  if (covers(pattern, number)) return 'covers'
  for (const { finish, variants } of known)
    if (finish && covers(finish(pattern), finish(number)) && (!variants || variants(pattern, number))) return 'variant'
  return 'no'
}

/** Two different numbers without open places. */
function compareClosed(known: readonly OrderNumberGrammar[], a: string, b: string): 'variant' | 'maybe' | 'no' {
  for (const { finish, variants } of known)
    if (finish && finish(a) === finish(b) && (!variants || variants(a, b))) return 'variant'
  if (bare(a) === bare(b)) return 'maybe'
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return known.some(grammar => grammar.cut) && short.length >= 7 && long.startsWith(short) ? 'maybe' : 'no'
}

function bare(canonical: string): string {
  return canonical.replace(/[^A-Z0-9]/g, '')
}
