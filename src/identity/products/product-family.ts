import type { ProductName } from './product-name.ts'
import { isKind, keyOf, type NamePiece } from './product-words.ts'

/**
 * A family that an advisory names, as the set of what belongs to it:
 * - `range`: the letters and the figures of its members with `#` for any figure (`X-200` is `x2##`, `AP7xxx` is `ap7###`);
 * - `series`: what its members' names begin with (`EDS-408A series`, `SIPROTEC 5`).
 */
export interface FamilyStated {
  kind: 'range' | 'series'
  key: string
  /** brand before it: a member with another brand is none */
  front: readonly string[]
  /** letters and words that every member has: `IRT` of `X-200IRT`, `H` of `S7-400 H` */
  need: readonly string[]
  /** members say one of these (`CPU variants CP300`); empty for all */
  anyOf: readonly string[]
  /** CPUs of Siemens' S7: modules of another kind beside them are none of it */
  ofCpus: boolean
  /** the maker says that it is a family, or it is its convention */
  sure: boolean
  /** two words or more that the maker calls a family, a series or a range: `Location Intelligence family` */
  words: boolean
  /** SIPLUS devices are in it */
  siplus: boolean
  /** it leaves members out or names a part of them in words that only a person can read */
  cautious: boolean
  /** as the advisory writes it */
  text: string
}

const familyWords = new Set(['family', 'families', 'series', 'lineup', 'familie', 'serie', 'range'])
const plurals = new Set(
  'devices relays controllers switches panels cpus products models modules routers meters drives cameras gateways'.split(
    ' ',
  ),
)
const mostFamilies = 24

/** The families that a name states; most names state none. */
export function familiesIn(name: ProductName): FamilyStated[] {
  const { head, included, text } = name
  const marked = markedAt(head)
  const all = head[0]?.text === 'all'
  const others = all && head[1]?.text === 'other'
  const from = others ? 2 : all ? 1 : 0
  // What stands behind `with CPU variants` tells members apart and names none.
  const withAt = head.findIndex(({ text }, at) => text === 'with' && head.slice(at).some(isVariantWord))
  const end = Math.min(marked ?? head.length, withAt > 0 ? withAt : head.length)
  const core = marked === undefined && withAt <= 0 ? head.slice(from) : coreOf(head.slice(from, end))
  if (core.length === 0) return []
  const sure = marked !== undefined || all
  // A plural alone (`Stratix 8000 switches`) names one model, whose name ends in noughts.
  const ranging =
    all ||
    included.some(piece => piece.text === 'related') ||
    (marked !== undefined && familyWords.has(head[marked]!.text))
  const siplus = included.some(piece => piece.text === 'siplus')
  const anyOf = variantsOf(head, core.length)
  const stated = head.slice(0, marked === undefined ? head.length : marked + 1)
  const saysCpu = stated.some(piece => piece.text === 'cpu' || piece.text === 'cpus')
  const cpus = sure && saysCpu && !core.some(piece => piece.text === 'cpu')
  const ofCpus = saysCpu && /s7\./.test(keyOf(core))
  const isWords = ranging && !core.some(piece => piece.digits) && core.filter(({ text }) => !isKind(text)).length > 1
  const need = cpus ? ['cpu'] : []
  const shared = { anyOf, ofCpus, sure, siplus, text, words: isWords, need, cautious: isCautious(name) }
  const families: FamilyStated[] = [...rangesIn(core, { ...shared, sure: ranging }), ...seriesOf(core, shared)]
  const related = included.some(piece => piece.text === 'related')
  if (sure && !related) families.push(...rangesIn(included, shared, true), ...modelsIn(included, shared))
  if (sure && related) families.push(...relatedCpus(core, shared))
  return families.slice(0, mostFamilies)
}

function isVariantWord({ text }: NamePiece): boolean {
  return text === 'variant' || text === 'variants'
}

function isCautious({ text, head, variant }: ProductName): boolean {
  if (/\b(?:except|excluding|other|not including|without)\b/i.test(text)) return true
  return [...head, ...variant].some(piece => piece.text === 'ieee')
}

type Shared = Pick<FamilyStated, 'anyOf' | 'ofCpus' | 'sure' | 'siplus' | 'text' | 'words' | 'need' | 'cautious'>

/** Where the words begin that say it is a family; `Series A` is a revision of the hardware, `series R120CPU` one of them. */
function markedAt(head: readonly NamePiece[]): number | undefined {
  for (let at = head.length - 1; at > 0; at--) {
    const { text } = head[at]!
    const next = head[at + 1]
    if (plurals.has(text) && next?.text === 'with') return at
    if (familyWords.has(text)) return next && !plurals.has(next.text) && !isKind(next.text) ? undefined : at
    if (plurals.has(text) && at === head.length - 1 && !head.some(piece => familyWords.has(piece.text))) return at
    if (head[at]!.digits) return head.findIndex(piece => plurals.has(piece.text)) < 0 ? undefined : withVariants(head)
  }
  return undefined
}

/** `relays with CPU variants CP300`: the family goes before, what its members have stands behind. */
function withVariants(head: readonly NamePiece[]): number | undefined {
  const at = head.findIndex((piece, i) => plurals.has(piece.text) && head[i + 1]?.text === 'with')
  return at > 0 && head.slice(at).some(piece => /^variants?$/.test(piece.text)) ? at : undefined
}

/**
 * A name with a number without the words for the kind of thing at its end; one without a number as it is, since `Drive
 * Controller` is then all it says.
 */
function coreOf(head: readonly NamePiece[]): readonly NamePiece[] {
  const standard = head.findIndex(piece => piece.text === 'ieee')
  const named = standard > 0 ? head.slice(0, standard) : head
  let end = named.length
  while (end > 0 && !named[end - 1]!.glued && isKind(named[end - 1]!.text) && named[end - 1]!.text !== 'software') end--
  return named.slice(0, end).some(piece => piece.digits) ? named.slice(0, end) : named
}

/** `relays with CPU variants CP300 and CP100`: the letters and figures behind, one of which a member says. */
function variantsOf(head: readonly NamePiece[], from: number): string[] {
  const at = head.findIndex((piece, i) => i >= from && /^variants?$/.test(piece.text))
  if (at < 0) return []
  const said: string[] = []
  for (let i = at + 1; i + 1 < head.length; i++) {
    if (!head[i]!.digits && head[i + 1]!.digits && head[i + 1]!.glued) said.push(head[i]!.text + head[i + 1]!.text)
  }
  return said
}

/** Numbers with open figures: `X-200`, `MV500`, `RTU 3000`, `S7-1500`, `AP7xxx`, `44x`. */
function rangesIn(core: readonly NamePiece[], shared: Shared, list = false): FamilyStated[] {
  const ranges: FamilyStated[] = []
  let prefix = ''
  core.forEach((piece, at) => {
    if (!piece.digits) return
    const open = openFigures(core, at)
    if (open === undefined) return
    const own = prefixAt(core, at)
    // `FL SWITCH 3xxx 4xxx`: the second has the letters of the first.
    prefix = own === '' ? prefix : own
    if (prefix === '') return
    const listed = list || core.slice(open.end).some((later, i) => later.digits && openFigures(core, open.end + i))
    if (!open.written && !listed && core.slice(open.end).some(later => later.digits)) return
    const front = list ? [] : frontOf(core, at)
    // Siemens' own convention: a SCALANCE with hundreds behind a hyphen, and S7 with hundreds, is the whole group.
    const group = (piece.joined && front.includes('scalance')) || /^s7\.$/.test(prefix)
    if (!open.written && !shared.sure && !(prefix.length <= 4 && open.end >= core.length)) return
    const need = core.slice(open.end).filter(word => !word.digits && !isKind(word.text) && word.text !== 'and')
    ranges.push({
      ...shared,
      kind: 'range',
      key: `${prefix}${open.mask}`,
      front,
      need: (listed ? need.filter((word, i) => i === 0 && word === core[open.end] && word.glued) : need).map(
        word => word.text,
      ),
      sure: shared.sure || open.written || group,
    })
  })
  return ranges
}

/** Which figures of a number stand for any: those written as x, or the noughts at its end. */
function openFigures(
  core: readonly NamePiece[],
  at: number,
): { mask: string; written: boolean; end: number } | undefined {
  const { text } = core[at]!
  const next = core[at + 1]
  if (next?.glued && /^x{1,4}$/.test(next.text) && text.length + next.text.length >= 3) {
    const after = core[at + 2]
    const behind = after?.glued && after.digits ? after.text : ''
    return { mask: text + '#'.repeat(next.text.length) + behind, written: true, end: at + (behind === '' ? 2 : 3) }
  }
  const noughts = /0{2,3}$/.exec(text)
  if (!noughts || text.length < 3 || noughts[0].length === text.length) return undefined
  return { mask: text.slice(0, noughts.index) + '#'.repeat(noughts[0].length), written: false, end: at + 1 }
}

/** The letters that a number belongs to: `x` of X-204, `s7.` of S7-1500, `nport` of NPort 5110. */
export function prefixAt(pieces: readonly NamePiece[], at: number): string {
  const before = pieces[at - 1]
  if (!before) return ''
  // The x of `1x230V` counts.
  if (!before.digits) return before.text === 'x' && before.glued && pieces[at - 2]?.digits ? '' : before.text
  const letters = pieces[at - 2]
  const short = letters?.text.length === 1 && before.text.length === 1
  // `S7 400` is S7-400.
  return (pieces[at]!.joined || short) && before.glued && letters && !letters.digits
    ? `${letters.text}${before.text}.`
    : ''
}

function frontOf(core: readonly NamePiece[], at: number): string[] {
  const end = core[at - 1]?.digits ? at - 2 : at - 1
  return core
    .slice(0, Math.max(0, end))
    .filter(piece => !piece.digits && !isKind(piece.text))
    .map(piece => piece.text)
}

/** Names that begin with it: where the maker says family, or where a number ends it. */
function seriesOf(core: readonly NamePiece[], shared: Shared): FamilyStated[] {
  const last = core[core.length - 1]!
  const numbered = last.digits || (last.glued && core[core.length - 2]?.digits)
  if (!shared.sure && !numbered) return []
  if (core.length === 1 && last.text.length < 4) return []
  return [{ ...shared, kind: 'series', key: keyOf(core), front: [] }]
}

/** `(incl. X408, S615 and RM1224)`: single models, and all whose names begin with them. */
function modelsIn(pieces: readonly NamePiece[], shared: Shared): FamilyStated[] {
  const models: FamilyStated[] = []
  pieces.forEach((piece, at) => {
    const letters = pieces[at - 1]
    if (!piece.digits || !piece.glued || !letters || letters.digits || piece.text.endsWith('00')) return
    models.push({ ...shared, kind: 'series', key: keyOf([letters, piece]), front: [], need: [], sure: true })
  })
  return models
}

/**
 * Siemens' `S7-1500 CPU family (incl. related ET200 CPUs)`: a CPU 15xx is of the S7-1500 whatever its housing. Those of the
 * S7-300 are interface modules with a CPU in them, IM151 and IM154.
 */
function relatedCpus(core: readonly NamePiece[], shared: Shared): FamilyStated[] {
  const generation = /^s7\.(3|12|15)00/.exec(keyOf(core.slice(core.findIndex(piece => piece.text === 's'))))?.[1]
  if (generation === undefined) return []
  const key = generation === '3' ? 'im15#' : `cpu${generation}##`
  return [{ ...shared, kind: 'range', key, front: [], need: ['cpu'] }]
}
