import { bareLineIn, lineIn, type VersionLine } from './product-name-line.ts'
import { isFiller, isKind, keyOf, type NamePiece, piecesOf, plainName } from './product-words.ts'

/** A product's name taken apart, so that two spellings of it can be laid side by side. */
export interface ProductName {
  /** as written */
  text: string
  /** what stands outside brackets, without maker, order numbers and version line */
  head: readonly NamePiece[]
  /** what stands in brackets: `(ROK)`, `(24V, coated)`, `(CP300)` */
  variant: readonly NamePiece[]
  /** what the name says to include: `(incl. X408 and SIPLUS NET variants)` */
  included: readonly NamePiece[]
  line: VersionLine | undefined
  /** everything but the line, and the line too where `withLine` says so: the same whatever blanks, hyphens and case */
  key: string
  keyWithLine: string
  /** the key without words that say nothing and, beside a model number, without words for the kind of thing */
  shortKey: string
  /** the model's numbers in order, `71500.1516.3`: names that differ here are different products */
  numbers: string
}

/**
 * Takes a name apart.
 *
 * @param text a name without its order numbers
 * @param isMaker whether the first words of a name are its maker: they are left out
 * @param bare read a bare number at the end as a version line (`Mendix 9`)
 */
export function readProductName(text: string, isMaker: (words: string) => boolean, bare = false): ProductName {
  const plain = plainName(text)
  const found = bare ? bareLineIn(plain) : lineIn(plain)
  const { rest, included } = withoutRemarks(found ? found.rest : plain)
  const pieces = withoutMaker(piecesOf(rest), isMaker)
  const head = pieces.filter(piece => !piece.bracket)
  const variant = pieces.filter(piece => piece.bracket)
  const all = found ? [...pieces, ...piecesOf(`${found.line.numbers.join('.')} ${found.line.pack}`)] : pieces
  return {
    text,
    head: head.length > 0 ? head : variant,
    variant: head.length > 0 ? variant : [],
    included,
    line: found?.line,
    key: keyOf(pieces),
    keyWithLine: keyOf(all),
    shortKey: keyOf(shortened(pieces)),
    numbers: numbersOf(head.length > 0 ? head : variant),
  }
}

const remark =
  /[([]\s*(incl\b|including|included|all\b|formerly|previously|part numbers?|part no|catalog(?:ue)? numbers?|order numbers?|\d{4} ?- ?[A-Z])[^()[\]]*[)\]]?/gi

/**
 * A name without brackets that tell no variants apart: what is included, what it was called, its part numbers. Rockwell
 * writes part numbers with small letters for any figure (`(1756-L8zS)`).
 */
function withoutRemarks(plain: string): { rest: string; included: readonly NamePiece[] } {
  const included: NamePiece[] = []
  const rest = plain.replace(remark, (all: string, word: string) => {
    if (/^(?:incl|all)/i.test(word)) included.push(...piecesOf(all.slice(1)))
    return ' '
  })
  return {
    rest: withSeries(included.length > 0 || rest !== plain ? rest.replace(/\s+/g, ' ').trim() : plain),
    included,
  }
}

/** Rockwell's `Series A/B` behind a name is a revision of the hardware: a variant, as if it stood in brackets. */
function withSeries(plain: string): string {
  return plain.replace(/,? series ([A-Z](?:(?: ?[/,&] ?| and | or )[A-Z])*)$/i, (_, letters: string) => {
    const each = letters.split(/[^A-Z]+|and|or/i).filter(letter => letter.length === 1)
    return ` (${each.map(letter => `hw-${letter}`).join(' ')})`
  })
}

/** The numbers of pieces, in order. */
export function numbersOf(pieces: readonly NamePiece[]): string {
  return pieces
    .filter(piece => piece.digits)
    .map(piece => piece.text)
    .join('.')
}

/**
 * Whether a name says a model: three figures or more, two against a letter (`R32`), or one within
 * letters (`CP1H`). Without one its words are all
 * there is.
 */
export function hasModel(pieces: readonly NamePiece[]): boolean {
  let figures = 0
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!
    if (!piece.digits) continue
    figures += piece.text.length
    const next = pieces[at + 1]
    const letters = piece.glued && !pieces[at - 1]!.digits ? pieces[at - 1]!.text : ''
    if (letters !== '' && piece.text.length > 1) return true
    if (letters.length > 1 && next?.glued && !next.digits) return true
  }
  return figures >= 3
}

/** Pieces without the words that say nothing; all of them where nothing would be left. */
export function shortened(pieces: readonly NamePiece[]): readonly NamePiece[] {
  const model = hasModel(pieces)
  const left = pieces.filter((piece, at) => isBound(pieces, at) || !(model ? isKind(piece.text) : isFiller(piece.text)))
  return left.length > 0 ? left : pieces
}

/** Whether letters are part of a model number: they stand against figures with nothing between. */
export function isBound(pieces: readonly NamePiece[], at: number): boolean {
  const piece = pieces[at]!
  if (piece.digits) return true
  const next = pieces[at + 1]
  const before = pieces[at - 1]
  return (piece.glued && before?.digits === true) || (next?.glued === true && next.digits && piece.text !== 'cpu')
}

/** A maker's name has so many words at most: `Becton, Dickinson and Company (BD)`. */
const longestMaker = 6

/** A name without its maker in front (`Siemens SIMATIC …`, `Fuji Electric Alpha5 …`), of which the longest form counts. */
function withoutMaker(pieces: readonly NamePiece[], isMaker: (words: string) => boolean): readonly NamePiece[] {
  let words = ''
  let end = 0
  for (let at = 0; at < longestMaker && at + 1 < pieces.length; at++) {
    words += `${at > 0 && !pieces[at]!.glued ? ' ' : ''}${pieces[at]!.text}`
    const next = pieces[at + 1]!
    // A PLC is here a machine, not a form of company.
    const whole = !next.glued && !(next.joined && at === 0) && pieces[at]!.text !== 'plc'
    if (whole && isMaker(words)) end = at + 1
  }
  // `Adminer firmware`: the product has its maker's name.
  return end > 0 && !pieces.slice(end).every(piece => isKind(piece.text))
    ? withoutMaker(pieces.slice(end), isMaker)
    : pieces
}
