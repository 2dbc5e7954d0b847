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
  /** the maker says that it is a family, or it is its convention */
  sure: boolean
  /** SIPLUS devices are in it */
  siplus: boolean
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
  const { head, variant, text } = name
  const marked = markedAt(head)
  const included = variant.findIndex(
    piece => piece.text === 'incl' || piece.text === 'including' || piece.text === 'all',
  )
  const all = head[0]?.text === 'all'
  const core = coreOf(all ? head.slice(1) : marked === undefined ? head : head.slice(0, marked))
  if (core.length === 0) return []
  const sure = marked !== undefined || all
  // A plural alone (`Stratix 8000 switches`) names one model, whose name ends in noughts.
  const ranging = all || included >= 0 || (marked !== undefined && familyWords.has(head[marked]!.text))
  const siplus = variant.some(piece => piece.text === 'siplus')
  const anyOf = variantsOf(head, core.length)
  const shared = { anyOf, sure, siplus, text }
  const families: FamilyStated[] = [...rangesIn(core, { ...shared, sure: ranging }), ...seriesOf(core, shared)]
  if (sure && included >= 0)
    families.push(...rangesIn(variant.slice(included + 1), shared), ...modelsIn(variant.slice(included + 1), shared))
  if (sure && variant.some(({ text: word }) => word === 'et')) families.push(...relatedCpus(core, shared))
  return families.slice(0, mostFamilies)
}

type Shared = Pick<FamilyStated, 'anyOf' | 'sure' | 'siplus' | 'text'>

/** Where the words begin that say it is a family; `Series A` is a revision of the hardware instead. */
function markedAt(head: readonly NamePiece[]): number | undefined {
  for (let at = head.length - 1; at > 0; at--) {
    const { text } = head[at]!
    if (familyWords.has(text)) {
      const next = head[at + 1]
      if (next && !plurals.has(next.text) && !isKind(next.text)) return undefined
      return at
    }
    if (plurals.has(text) && (at === head.length - 1 || head[at + 1]?.text === 'with')) return at
  }
  return undefined
}

/** A name without the words for the kind of thing at its end, and without the radio standard behind it. */
function coreOf(head: readonly NamePiece[]): readonly NamePiece[] {
  const standard = head.findIndex(piece => piece.text === 'ieee')
  let end = standard > 0 ? standard : head.length
  while (end > 0 && !head[end - 1]!.glued && !head[end - 1]!.digits && isKind(head[end - 1]!.text)) end--
  return head.slice(0, end)
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
function rangesIn(core: readonly NamePiece[], shared: Shared): FamilyStated[] {
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
    const stated =
      open.written ||
      shared.sure ||
      (piece.joined && prefix.length <= 4 && open.end >= core.length && !open.mask.endsWith('###'))
    if (!stated) return
    const need = core.slice(open.end).filter(word => !word.digits && !isKind(word.text) && word.text !== 'and')
    const listed = core.slice(open.end).some(word => word.digits)
    ranges.push({
      ...shared,
      kind: 'range',
      key: `${prefix}${open.mask}`,
      front: frontOf(core, at),
      need: listed ? need.slice(0, need[0]?.glued ? 1 : 0).map(word => word.text) : need.map(word => word.text),
      sure: shared.sure || open.written,
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
  if (!before.digits) return before.text
  const letters = pieces[at - 2]
  return pieces[at]!.joined && before.glued && letters && !letters.digits ? `${letters.text}${before.text}.` : ''
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
  return [{ ...shared, kind: 'series', key: keyOf(core), front: [], need: [] }]
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

/** Siemens' `S7-1500 CPU family (incl. related ET200 CPUs)`: a CPU 15xx is of the S7-1500 whatever its housing. */
function relatedCpus(core: readonly NamePiece[], shared: Shared): FamilyStated[] {
  const generation = /^s7\.(1[25])00/.exec(keyOf(core.slice(core.findIndex(piece => piece.text === 's'))))
  if (!generation) return []
  return [{ ...shared, kind: 'range', key: `cpu${generation[1]}##`, front: [], need: [] }]
}
