import { type Comparator, runsOf } from '../interval-set.ts'
import type { Interval } from '../range.ts'
import { longestRange, mostParts } from '../range-notation.ts'
import { withoutProduct } from './version-cell.ts'
import { beforeCondition, withMore } from './version-range-condition.ts'
import { intervalsOf } from './version-range-runs.ts'
import { plainText } from './version-range-spelling.ts'
import { piecesOf, type RangePiece, versionIn } from './version-range-text.ts'

/** The versions that an advisory names of one product. Everything in it is as the paper has it. */
export interface VersionRange {
  /** Runs of versions of the order `vendor`; none with `all` false and nothing unclear: understood, no version. */
  intervals: readonly Interval[]
  /** Every version, a missing one too. */
  all: boolean
  /** Parts that nobody could decide by a version, in the paper's words. */
  unclear: readonly string[]
  /** Where something is unclear: no version outside these runs is affected, whatever the condition is. Left out where nobody says. */
  limits?: readonly Interval[]
}

export { inVersionRange, type RangeAnswer } from './version-range-answer.ts'

/** Most ranges: one comparator and numbers. Read without taking the text apart; it would come to the same. */
const oneEnd = /^(?:vers:[a-z]+\/|All versions )?(<=?|>=?)? ?(V?\d{1,5}(?:\.\d{1,18}){0,9})$/

/** No version and no word of a range is so long; bounds what looking back over one costs. */
const noVersion = /[^\s|,;]{600}/

const none: VersionRange = { intervals: [], all: false, unclear: [] }
const every: VersionRange = { intervals: [], all: true, unclear: [] }

/**
 * Reads a version or range as makers write it (CSAF 2.0 §3.1.2.2.8 and .9 leave the text free; `vers:` as the vers specification
 * has it). `range`: the text is a product_version_range; as a product_version it may be a single version that has a hyphen in it.
 * Never throws; what is not understood is in `unclear`, quoted.
 * @param product the name of the product that the text is of: its own words may stand before a version
 */
export function readVersionRange(text: string, range: boolean, product?: string): VersionRange {
  const unclear: VersionRange = { ...none, unclear: [text] }
  if (text.length > longestRange || text.trim() === '' || noVersion.test(text)) return unclear
  const simple = oneEnd.exec(text)
  if (simple) return { ...none, intervals: runsOf((simple[1] as Comparator | undefined) ?? '=', simple[2]!) }
  const vers = /^\s*vers:[a-z0-9.+-]+\//i.exec(text)
  const plain = plainText(vers ? decoded(text.slice(vers[0].length)) : text)
  if (!range && /\d-\d/.test(plain) && versionIn(plain) === plain) return { ...none, intervals: runsOf('=', plain) }
  const read = ofPlain(plain, vers !== null, text)
  if (read.unclear.length === 0) return read
  const bare = product === undefined ? plain : withoutProduct(plain, product)
  const named = bare === plain ? read : ofPlain(bare, vers !== null, text)
  // "CODESYS Control RTE V3" is a generation of the product rather than one version.
  const settled = named.unclear.length === 0 && named.intervals.every(({ from, to }) => from !== to)
  return settled ? named : (conditioned(bare, text) ?? read)
}

/** No sentence about one range is so long; bounds what looking for its condition costs. */
const longestSentence = 600

/** A range whose condition or note nobody can decide; undefined where it is not of that form. */
function conditioned(plain: string, text: string): VersionRange | undefined {
  if (plain.length > longestSentence) return undefined
  const said = withMore(plain)
  if (said) {
    const read = ofPlain(said.range, false, text)
    return read.unclear.length > 0 || read.all ? undefined : { ...read, unclear: [said.note] }
  }
  const head = beforeCondition(plain)
  const read = head === undefined ? undefined : ofPlain(head, false, text)
  if (!read || read.unclear.length > 0 || read.intervals.length === 0) return undefined
  return { ...none, unclear: [text], limits: read.intervals }
}

/** A range in the plain spelling; `text` is what the paper has, for whatever is unclear as a whole. */
function ofPlain(plain: string, strict: boolean, text: string): VersionRange {
  const unclear: VersionRange = { ...none, unclear: [text] }
  const pieces = piecesOf(plain)
  if (pieces.length > 2 * mostParts) return unclear
  if (pieces.every(({ kind }) => kind !== 'unclear')) return whole(pieces, strict) ?? unclear
  const parts = partsOf(pieces)
  const understood = parts.filter(part => part.every(({ kind }) => kind !== 'unclear'))
  // A comparator may have its other end in the part that nobody understood, unless it says of what it speaks.
  const labelled = understood.length > 0 && understood.every(part => part.some(({ kind }) => kind === 'label'))
  const alone = understood.every(part =>
    part.every(({ kind }) => kind === 'version' || kind === 'branch' || kind === 'label'),
  )
  if (understood.length === 0 || !(labelled || alone)) return unclear
  const read = whole(
    understood.flatMap((part, i) => (i === 0 ? part : [bar, ...part])),
    strict,
  )
  if (!read || read.all) return unclear
  const rest = parts.filter(part => !understood.includes(part))
  return { ...read, unclear: rest.map(part => part.map(piece => piece.text).join(' ')) }
}

const bar: RangePiece = { kind: 'separator', text: '|' }

/** The parts between bars and semicolons; a comma may as well be the sentence's. */
function partsOf(pieces: readonly RangePiece[]): RangePiece[][] {
  const parts: RangePiece[][] = [[]]
  for (const piece of pieces) {
    if (piece.kind === 'separator' && /[|;]/.test(piece.text)) parts.push([])
    else parts.at(-1)!.push(piece)
  }
  return parts.filter(part => part.length > 0)
}

/** A range of which every piece is known; undefined where they do not make sense together. */
function whole(pieces: readonly RangePiece[], strict: boolean): VersionRange | undefined {
  const said = pieces.filter(({ kind }) => kind !== 'separator' && kind !== 'label')
  if (said.length === 1 && said[0]!.kind === 'none') return none
  if (said.length === 0 || said.some(({ kind }) => kind === 'none')) return undefined
  if (said.every(({ kind }) => kind === 'all')) return every
  const read = intervalsOf(pieces, strict)
  if (!read || read.length > mostParts) return undefined
  return { ...none, intervals: read }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
