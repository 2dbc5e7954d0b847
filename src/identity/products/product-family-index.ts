import { type FamilyStated, familiesIn, prefixAt } from './product-family.ts'
import { isOtherModule } from './product-family-members.ts'
import type { ProductName } from './product-name.ts'
import { compareVariants } from './product-name-compare.ts'
import { type AssetClues, type NameAnswer, type VendorWords, withLine } from './product-name-judge.ts'
import { isKind, isQualifier, type NamePiece, softwareMachine } from './product-words.ts'

interface Named {
  name: ProductName
}

interface Stated<Entry> {
  family: FamilyStated
  entry: Entry
}

/** Advisories name one family in some twenty spellings; more are no family. */
const mostOfKey = 400

/** Products of another kind that makers list beside a family of the same figures, never in it. */
const apart = ['software', softwareMachine, 'open', 'drive']

/** Families by what their members' names have in common, so that an asset asks for its own few keys. */
export interface FamilyIndex<Entry> {
  stated: Map<string, Stated<Entry>[]>
  /** keys that some advisory calls a family */
  sure: Set<string>
  /** what the members of a range have besides (`IRT` of X-200IRT), by the key of the range */
  endings: Map<string, Set<string>>
  words: VendorWords
}

/** An empty index. */
export function familyIndex<Entry>(words: VendorWords): FamilyIndex<Entry> {
  return { stated: new Map(), sure: new Set(), endings: new Map(), words }
}

/** Adds the families that a name states. */
export function addFamilies<Entry extends Named>({ stated, sure, endings }: FamilyIndex<Entry>, entry: Entry) {
  for (const family of familiesIn(entry.name)) {
    const key = `${family.kind} ${family.key}`
    const list = stated.get(key)
    if (list) {
      if (list.length < mostOfKey) list.push({ family, entry })
    } else stated.set(key, [{ family, entry }])
    if (family.sure) sure.add(key)
    if (family.kind === 'range' && family.need.length > 0) {
      const known = endings.get(family.key) ?? new Set()
      for (const word of family.need) known.add(word)
      endings.set(family.key, known)
    }
  }
}

/** Hands over every family that a name is of, with what its version line says. */
export function findFamilies<Entry extends Named>(
  index: FamilyIndex<Entry>,
  name: ProductName,
  clues: AssetClues,
  keep: (entry: Entry, answer: NameAnswer | undefined) => void,
) {
  const pieces = [...name.head, ...name.variant]
  const texts = new Set(pieces.map(piece => piece.text))
  for (const place of keysOf(name)) {
    for (const { family, entry } of index.stated.get(place.key) ?? []) {
      const variant = variantOf(entry.name, name)
      if (variant === undefined || !belongs(index, family, { ...place, texts, pieces })) continue
      // `W1700` without a hyphen or the word family may be one model, even where others call it a family.
      const doubtful =
        family.cautious ||
        variant === 'unsaid' ||
        (family.kind === 'range' && !family.sure) ||
        (family.kind === 'series' && !index.sure.has(place.key) && !saysModel(pieces, place)) ||
        isLaterEdition(pieces, place.end)
      const answer: NameAnswer = {
        confidence: doubtful ? 'possible' : 'likely',
        rule: 'family',
        because: `it belongs to ${entry.name.text.slice(0, 120)}`,
      }
      keep(entry, withLine(entry.name, name, clues, answer))
    }
  }
}

/** `AFS670v2`, `RS416Pv2`: a second edition of the device, which a family that names none may be older than. */
function isLaterEdition(pieces: readonly NamePiece[], end: number): boolean {
  const [letter, number] = [pieces[end], pieces[end + 1]]
  return letter?.text === 'v' && (letter.glued || letter.joined) && number?.digits === true && number.glued
}

interface Member {
  key: string
  /** the pieces that the key is made of */
  at: number
  end: number
  texts: ReadonlySet<string>
  pieces: readonly NamePiece[]
}

function belongs<Entry>({ sure, endings, words }: FamilyIndex<Entry>, family: FamilyStated, member: Member): boolean {
  const { key, at, end, texts, pieces } = member
  if (texts.has('siplus') && !family.siplus) return false
  if (pieces.slice(0, at).some(piece => piece.text !== 'siplus' && !piece.glued && isQualifier(piece.text)))
    return false
  if (!family.need.every(word => texts.has(word))) return false
  if (family.anyOf.length > 0 && !saysOne(pieces, family.anyOf)) return false
  if (family.ofCpus && isOtherModule(pieces, end)) return false
  if (apart.some(word => texts.has(word) && !family.text.toLowerCase().includes(word))) return false
  // SIPLUS stands in the place of the brand.
  // `Cerberus PRO UL X300` is no SCALANCE X-300: a word that stands in front is the family's own, or another family's.
  const isFront = ({ digits, text }: NamePiece) =>
    !digits && text !== 'siplus' && (words.isBrand(text) || (text.length > 3 && !isKind(text)))
  const front = pieces.slice(0, at).filter(isFront)
  if (family.front.length > 0 && front.length > 0 && !front.some(piece => family.front.includes(piece.text)))
    return false
  // `X-200` is not `X-200IRT`, where the maker has both.
  const others = family.kind === 'range' ? endings.get(family.key) : undefined
  for (const word of others ?? []) if (!family.need.includes(word) && texts.has(word)) return false
  const known = family.sure || sure.has(key)
  const numbered = /\d/.test(family.key)
  // A family of words alone (`MELSEC iQ-F series`) holds models, not other software of the same first words.
  if (known && (family.kind === 'range' || numbered || pieces[end]?.digits)) return true
  if (family.words && at === 0 && end < pieces.length && !pieces.some(({ text }) => programs.has(text))) return true
  return family.kind === 'series' && (known || numbered) && goesOn(pieces, end)
}

/** What makers sell for a family and do not count to it. */
const programs = new Set(
  (
    'software tool tools toolkit manager server client viewer studio designer editor configurator engineering suite ' +
    'simulator driver library plugin utility app portal works installer setup update service for fur'
  ).split(' '),
)

function saysOne(pieces: readonly NamePiece[], said: readonly string[]): boolean {
  return pieces.some((piece, i) => i > 0 && said.includes(pieces[i - 1]!.text + piece.text))
}

/** Whether a member has what a family says in brackets: undefined where it says otherwise, `unsaid` where it says nothing. */
function variantOf(stated: ProductName, found: ProductName): 'has' | 'unsaid' | undefined {
  if (stated.variant.length === 0 || stated.variant.some(piece => piece.text === 'ieee')) return 'has'
  const answer = compareVariants(stated.variant, found.variant)
  if (answer === 'same') return 'has'
  return answer === 'found-more' || found.variant.length === 0 ? 'unsaid' : undefined
}

/** Whether a name goes on with a model number of its own, so that what stands before names its series. */
function goesOn(pieces: readonly NamePiece[], end: number): boolean {
  const next = pieces[end]
  if (!next || next.glued || next.joined || next.bracket) return false
  if (next.digits) return true
  const after = pieces[end + 1]
  return after?.digits === true && (after.glued || isKind(next.text))
}

/**
 * Whether what stands behind a number that nobody calls a family is a model of its own (`SIPROTEC 5 7SJ85`, `S7-1500 CPU
 * 1516`) and not a part of the same number, `XF204 2`.
 */
function saysModel(pieces: readonly NamePiece[], { end }: { end: number }): boolean {
  const number = pieces.slice(0, end).findLast(piece => piece.digits)?.text ?? ''
  if (number.length === 1 || number.endsWith('00')) return true
  let [figures, letters] = [0, 0]
  for (let at = end; at < pieces.length && (at === end || pieces[at]!.glued || pieces[at]!.joined); at++) {
    if (pieces[at]!.digits) figures += pieces[at]!.text.length
    else letters += pieces[at]!.text.length
  }
  return letters > 0 ? figures >= 2 : figures >= 4
}

/** The keys of families that a name may be of, with the pieces that they are made of. */
function* keysOf(name: ProductName): Iterable<{ key: string; at: number; end: number }> {
  const { head } = name
  for (let at = 1; at < head.length; at++) {
    const { digits, text } = head[at]!
    if (!digits || text.length < 3 || text.length > 6) continue
    const prefix = prefixAt(head, at)
    if (prefix === '') continue
    for (let open = 1; open <= 3 && open < text.length; open++) {
      yield { key: `range ${prefix}${text.slice(0, -open)}${'#'.repeat(open)}`, at: at - 1, end: at + 1 }
    }
    if (text.length === 4) yield { key: `range ${prefix}${text[0]}##${text[3]}`, at: at - 1, end: at + 1 }
  }
  for (let start = 0; start < 3 && start < head.length; start++) {
    if (start > 0 && (head[start]!.glued || head[start - 1]!.digits)) break
    let key = 'series '
    for (let end = start; end < head.length && end < start + 8; end++) {
      if (end > start && head[end]!.digits && head[end - 1]!.digits) key += '.'
      key += head[end]!.text
      const next = head[end + 1]
      if (!next?.glued || next.digits) yield { key, at: start, end: end + 1 }
    }
  }
}
