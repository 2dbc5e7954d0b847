import { type FamilyStated, familiesIn, prefixAt } from './product-family.ts'
import type { ProductName } from './product-name.ts'
import { type AssetClues, type NameAnswer, type VendorWords, withLine } from './product-name-judge.ts'
import { isKind, type NamePiece } from './product-words.ts'

interface Named {
  name: ProductName
}

interface Stated<Entry> {
  family: FamilyStated
  entry: Entry
}

/** Products of another kind that makers list beside a family of the same figures, never in it. */
const apart = ['software', 'open', 'drive']

/** Families by what their members' names have in common, so that an asset asks for its own few keys. */
export function familyIndex<Entry extends Named>(words: VendorWords) {
  const stated = new Map<string, Stated<Entry>[]>()
  const sure = new Set<string>()
  const endings = new Map<string, Set<string>>()

  function add(entry: Entry) {
    for (const family of familiesIn(entry.name)) {
      const key = `${family.kind} ${family.key}`
      const list = stated.get(key)
      if (list) list.push({ family, entry })
      else stated.set(key, [{ family, entry }])
      if (family.sure) sure.add(key)
      if (family.kind === 'range' && family.need.length > 0) {
        const known = endings.get(family.key) ?? new Set()
        for (const word of family.need) known.add(word)
        endings.set(family.key, known)
      }
    }
  }

  function find(name: ProductName, clues: AssetClues, keep: (entry: Entry, answer: NameAnswer | undefined) => void) {
    const pieces = [...name.head, ...name.variant]
    const texts = new Set(pieces.map(piece => piece.text))
    for (const { key, at, end } of keysOf(name)) {
      for (const { family, entry } of stated.get(key) ?? []) {
        if (!belongs(family, key, texts, pieces, at, end)) continue
        const known = family.sure || sure.has(key)
        const answer: NameAnswer = {
          confidence: known && !excepts(entry.name) ? 'likely' : 'possible',
          rule: 'family',
          because: `one of the family ${entry.name.text.slice(0, 120)}`,
        }
        keep(entry, withLine(entry.name, name, clues, answer))
      }
    }
  }

  function belongs(
    family: FamilyStated,
    key: string,
    texts: ReadonlySet<string>,
    pieces: readonly NamePiece[],
    at: number,
    end: number,
  ): boolean {
    if (texts.has('siplus') && !family.siplus) return false
    if (!family.need.every(word => texts.has(word))) return false
    if (
      family.anyOf.length > 0 &&
      !pieces.some((piece, i) => i > 0 && family.anyOf.includes(pieces[i - 1]!.text + piece.text))
    )
      return false
    if (apart.some(word => texts.has(word) && !family.text.toLowerCase().includes(word))) return false
    const front = pieces.slice(0, at).filter(piece => !piece.digits && words.isBrand(piece.text))
    if (family.front.length > 0 && front.length > 0 && !front.some(piece => family.front.includes(piece.text)))
      return false
    // `X-200` is not `X-200IRT`, where the maker has both.
    const others = endings.get(family.key)
    if (others && family.kind === 'range') {
      for (const word of others) if (!family.need.includes(word) && texts.has(word)) return false
    }
    return family.kind === 'range' || family.sure || sure.has(key) || goesOn(pieces, end)
  }

  return { add, find }
}

/** Whether a name goes on with a model number of its own, so that what stands before names its series. */
function goesOn(pieces: readonly NamePiece[], end: number): boolean {
  const next = pieces[end]
  if (!next || next.glued || next.joined || next.bracket) return false
  if (next.digits) return true
  const after = pieces[end + 1]
  return after?.digits === true && (after.glued || isKind(next.text))
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
      if (next && !(next.glued && !next.digits)) yield { key, at: start, end: end + 1 }
    }
  }
}

/** Whether an advisory leaves members out, which only a person can read. */
function excepts(name: ProductName): boolean {
  return /\b(?:except|excluding|other than|not including|without)\b/i.test(name.text)
}
