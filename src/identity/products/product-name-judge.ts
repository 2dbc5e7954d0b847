import { hasModel, type ProductName } from './product-name.ts'
import { compareHeads, compareVariants } from './product-name-compare.ts'
import { compareLines, type VersionLine, versionInLine } from './product-name-line.ts'
import { isQualifier, isRegion, type NamePiece, softwareMachine } from './product-words.ts'

/** How a name may be that of a product: the same, or what differs. */
export const nameRules = [
  'name',
  'name-line',
  'name-brand',
  'name-variant',
  'name-more',
  'name-spelling',
  'name-alias',
  'family',
  'list',
] as const

/** How sure a name makes it that an asset is a product, and why in words. */
export interface NameAnswer {
  confidence: 'exact' | 'likely' | 'possible'
  rule: (typeof nameRules)[number]
  because: string
}

/** What a vendor's advisories tell of its words; the catalogue gathers it. */
export interface VendorWords {
  /** a word in front of many names: `SIMATIC`, `MELSEC` */
  isBrand(word: string): boolean
  /** words that are another name or a brand of the maker by themselves: `Allen-Bradley` */
  isMakersBrand(words: string): boolean
  /** a word of any name */
  has(word: string): boolean
}

/** The version of an asset, given when it is asked for: an answer that never asks holds for every version. */
export type AskedVersion = () => string | undefined

/** What an asset says beside its name. */
export interface AssetClues {
  version: AskedVersion
  /** a product has exactly this asset's name, whatever its line: what is named otherwise is another product */
  named: boolean
  /** one of them has no line: a single number behind the name (`V2`) is another edition */
  plain: boolean
  /** one of them has exactly this asset's line */
  lined: boolean
}

type Confidence = NameAnswer['confidence']

const rank: Record<Confidence, number> = { possible: 1, likely: 2, exact: 3 }

/** The less sure of two. */
export function lower(one: Confidence, other: Confidence): Confidence {
  return rank[one] < rank[other] ? one : other
}

/** Whether one is surer than the other. */
export function isSurer(one: Confidence, other: Confidence): boolean {
  return rank[one] > rank[other]
}

/** The same name, in whatever spelling: only the version lines are left to compare. */
export function judgeSame(stated: ProductName, found: ProductName, clues: AssetClues): NameAnswer | undefined {
  if (stated.keyWithLine === found.keyWithLine && !stated.line === !found.line) {
    return { confidence: 'exact', rule: 'name', because: 'the same name' }
  }
  return withLine(stated, found, clues, { confidence: 'exact', rule: 'name', because: 'the same name' })
}

/** Two names with the same model numbers, or two without any; undefined where they are different products. */
export function judgeName(
  stated: ProductName,
  found: ProductName,
  words: VendorWords,
  clues: AssetClues,
): NameAnswer | undefined {
  const answer = judgeHeads(stated.head, found.head, words, clues)
  if (!answer) return undefined
  if (areForOtherMarkets(stated, found)) return undefined
  const variant = judgeVariant(stated, found, clues)
  return variant && withLine(stated, found, clues, both(answer, variant))
}

/** Whether both say for which market they are, and none is the same: `(JP)` and `ROW`. */
function areForOtherMarkets(stated: ProductName, found: ProductName): boolean {
  const [own, other] = [stated, found].map(({ head, variant }) =>
    [...head, ...variant].map(({ text }) => text).filter(isRegion),
  )
  return own!.length > 0 && other!.length > 0 && !own!.some(region => other!.includes(region))
}

/** The same without brackets: what one writes in brackets the other may write without them. */
export function judgeHeads(
  stated: readonly NamePiece[],
  found: readonly NamePiece[],
  words: VendorWords,
  clues: AssetClues,
): NameAnswer | undefined {
  const difference = compareHeads(stated, found)
  if (!difference) return undefined
  const { front } = difference
  const all = [front.stated, front.found, difference.stated, difference.found]
  if (all.some(extra => extra.includes(softwareMachine))) return undefined
  const answers = [
    judgeFront(front.stated, front.found, stated, words, clues),
    judgeRest(difference.stated, difference.found, hasModel(stated), words, clues),
  ]
  if (answers.includes(undefined)) return undefined
  return both(answers[0]!, answers[1]!)
}

const same: NameAnswer = { confidence: 'exact', rule: 'name', because: '' }

function judgeFront(
  stated: readonly string[],
  found: readonly string[],
  pieces: readonly NamePiece[],
  words: VendorWords,
  clues: AssetClues,
): NameAnswer | undefined {
  if (stated.length === 0 && found.length === 0) return same
  if (stated.length > 0 && found.length > 0) return undefined
  const extra = stated.length > 0 ? stated : found
  const shown = extra.join(' ').toUpperCase()
  // SIPLUS is another finish with a number of its own; advisories list it beside the plain one.
  if (extra.includes('siplus')) {
    if (clues.named) return undefined
    return {
      confidence: 'possible',
      rule: 'name-variant',
      because: `one is a ${shown} device, the other does not say so`,
    }
  }
  // `OPC server for AC 800M` is not the AC 800M.
  if (extra.includes('for') || extra.includes('fur')) return undefined
  if (extra.some(isQualifier) && !words.isMakersBrand(extra.join(' '))) return undefined
  const model = hasModel(pieces)
  const ownBrand = !clues.named && words.isMakersBrand(extra.join(' '))
  if (!model && !ownBrand && (extra.length > 1 || !words.isBrand(extra[0]!))) return undefined
  if (extra.length > 4) return undefined
  const brand = words.isBrand(extra[0]!) || words.isMakersBrand(extra.join(' '))
  if (stated.length > 2 && !brand) return undefined
  const because = `the same name but for the ${brand ? 'brand' : 'words'} ${shown}`
  // Words that no advisory uses are the plant's own, or a brand misspelt.
  const own = !brand && stated.length === 0 && !extra.some(word => words.has(word))
  return {
    confidence: brand && extra.length <= 2 ? 'exact' : 'likely',
    rule: own ? 'name-more' : 'name-brand',
    because,
  }
}

function judgeRest(
  stated: readonly string[],
  found: readonly string[],
  model: boolean,
  words: VendorWords,
  clues: AssetClues,
): NameAnswer | undefined {
  if (stated.length === 0 && found.length === 0) return same
  const extra = [...stated, ...found]
  if (model && (stated.length === 0 || found.length === 0) && extra.every(isRegion)) {
    const because = `the same device; only one of the two says for which market (${extra.join(' ').toUpperCase()})`
    return { confidence: 'likely', rule: 'name-variant', because }
  }
  if (found.length > 0) {
    // A word that no advisory of the maker uses tells no product from another: a plant's own remark.
    if (stated.length > 0 || !model || found.some(word => words.has(word) || word.length < 3)) return undefined
    return { confidence: 'likely', rule: 'name-more', because: `the same name; the asset also says ${found.join(' ')}` }
  }
  // Short words are designators (EEC, RAIL, F, TX): with them it is another product. So it is where the plain one exists.
  if (clues.named || !model || stated.length > 2 || stated.some(word => word.length < 5)) return undefined
  return { confidence: 'possible', rule: 'name-more', because: `the advisory's name also says ${stated.join(' ')}` }
}

function judgeVariant(stated: ProductName, found: ProductName, clues: AssetClues): NameAnswer | undefined {
  const shown = (pieces: readonly NamePiece[]) => pieces.map(piece => piece.text).join(' ')
  switch (compareVariants(stated.variant, found.variant)) {
    case 'same':
      return same
    case 'region':
      return {
        confidence: 'likely',
        rule: 'name-variant',
        because: `the same device; only one of the two says for which market (${shown(stated.variant) || shown(found.variant)})`,
      }
    case 'found-more':
      if (stated.variant.length > 0 && clues.named) return undefined
      return {
        // `(24V)` and `(24V, coated)` are two devices wherever a maker lists both.
        confidence: stated.variant.length > 0 ? 'possible' : 'likely',
        rule: 'name-variant',
        because: `the advisory names it without (${shown(found.variant)})`,
      }
    case 'stated-more':
      if (clues.named && (found.variant.length > 0 || !hasModel(stated.head))) return undefined
      return {
        confidence: 'possible',
        rule: 'name-variant',
        because: `the advisory names the variant (${shown(stated.variant)}); the asset does not say which it is`,
      }
    case 'other':
      return undefined
  }
}

/** Adds what the version lines say; undefined where they say that it is another line. */
export function withLine(
  stated: ProductName,
  found: ProductName,
  clues: AssetClues,
  answer: NameAnswer,
): NameAnswer | undefined {
  if (!stated.line) {
    if (!found.line) return answer
    return both(answer, {
      confidence: 'likely',
      rule: 'name-line',
      because: `the advisory names no version line, so ${found.line.text} is in it`,
    })
  }
  return lineAnswer(stated.line, found.line, clues, answer)
}

function lineAnswer(
  stated: VersionLine,
  found: VersionLine | undefined,
  { version: asked, plain, lined }: AssetClues,
  answer: NameAnswer,
): NameAnswer | undefined {
  const version = found ? undefined : asked()
  const said = found ? compareLines(stated, found) : versionInLine(stated, version)
  const own = found ? `the asset's ${found.text}` : `version ${version}`
  switch (said) {
    case 'no':
      return undefined
    case 'same':
      return answer
    case 'within':
      return both(answer, { confidence: 'likely', rule: 'name-line', because: `${own} is in the line ${stated.text}` })
    case 'unknown':
      if (found ? lined && !stated.open : plain && stated.edition) return undefined
      return both(answer, {
        confidence: 'possible',
        rule: 'name-line',
        because:
          found || version
            ? `${own} does not tell whether it is a ${stated.text}`
            : `without a version nobody can tell whether it is a ${stated.text}`,
      })
  }
}

/** Both hold: the less sure of the two confidences, and both reasons. */
export function both(one: NameAnswer, other: NameAnswer): NameAnswer {
  if (one.because === '') return { ...other, confidence: lower(one.confidence, other.confidence) }
  if (other.because === '') return { ...one, confidence: lower(one.confidence, other.confidence) }
  const weaker = isSurer(one.confidence, other.confidence) ? other : one
  return { confidence: weaker.confidence, rule: weaker.rule, because: `${one.because}; ${other.because}` }
}
