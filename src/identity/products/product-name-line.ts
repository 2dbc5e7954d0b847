/**
 * The version line that a name carries: `V7.5`, `V5.X`, `V4.7 SP1`, `2018 R3`, `V16 and earlier`. Makers sell such lines
 * under names of their own (Siemens writes `SIMATIC WinCC V7.5`, `RUGGEDCOM RS900 V4.X`).
 */
export interface VersionLine {
  /** as written */
  text: string
  /** its numbers; `V5.X` is 5 */
  numbers: readonly number[]
  /** `sp1`, `update4`: what follows the numbers */
  pack: string
  /** `and earlier`, `and newer`: everything on that side is in it as well */
  open: 'below' | 'above' | undefined
  /** a single number that may be the edition of a device instead (`CP 1242-7 V2`) */
  edition: boolean
}

const marked =
  /(^|[\s,(/])(?:v|ver\.?|version|rel\.|release)\s?(\d{1,5}(?:\.\d{1,5})*)(\.x\b)?((?:[\s.]?(?:sp|update|upd|hf|r|p|sr|mp)\s?\d{1,4})*)(?![\p{L}\d])(\s(?:and|or) (?:earlier|below|prior|older|lower|newer|later|above|higher))?/iu
const yearly =
  /(^|[\s,(])(?:se ?)?((?:19|20)\d\d(?:\.\d{1,2})?)()((?:\s?(?:sp|update|upd|hf|r|p|mp)\s?\d{1,4}(?:\.\d{1,3})?)*)(?![\p{L}\d-])(\s(?:and|or) (?:earlier|below|prior|older|lower|newer|later|above|higher))?/iu
const trailing = /(\s)(\d{1,2}(?:\.\d{1,3}){0,2})()()()$/

/** The line in a plain name and the name without it; undefined where it carries none. */
export function lineIn(plain: string): { line: VersionLine; rest: string } | undefined {
  return taken(plain, marked.exec(plain) ?? yearly.exec(plain))
}

/** A bare number at the end read as a line (`Mendix 9`, `Ignition 8`): only one of two readings of such a name. */
export function bareLineIn(plain: string): { line: VersionLine; rest: string } | undefined {
  return taken(plain, trailing.exec(plain))
}

function taken(plain: string, found: RegExpExecArray | null): { line: VersionLine; rest: string } | undefined {
  if (!found) return undefined
  const [all, before = '', numbers = '', any = '', pack = '', side = ''] = found
  const rest = `${plain.slice(0, found.index)}${before} ${plain.slice(found.index + all.length)}`.replace(/\(\s*\)/, '')
  // `V90` alone is the name itself.
  if (!/[\p{L}\d]/u.test(rest)) return undefined
  const parts = numbers.split('.').map(Number)
  return {
    rest: rest.replace(/\s+/g, ' ').trim(),
    line: {
      text: all.slice(before.length).trim(),
      numbers: parts,
      pack: pack.toLowerCase().replace(/[\s.]/g, '').replace('upd', 'update').replace('updateate', 'update'),
      open: side === '' ? undefined : /earlier|below|prior|older|lower/i.test(side) ? 'below' : 'above',
      edition: parts.length === 1 && any === '' && pack === '' && parts[0]! < 100,
    },
  }
}

/** How an asset's version stands to a line: in it, out of it, or nobody can tell. */
export type LineAnswer = 'same' | 'within' | 'no' | 'unknown'

/** A line that an asset's own name carries, laid against the one an advisory names. */
export function compareLines(stated: VersionLine, found: VersionLine): LineAnswer {
  const side = comparePrefix(stated.numbers, found.numbers)
  if (side !== 0) return onOpenSide(stated, found.numbers, side)
  if (found.numbers.length < stated.numbers.length) return 'unknown'
  if (stated.pack !== '' && stated.pack !== found.pack)
    return found.pack.startsWith(stated.pack) ? 'within' : found.pack === '' ? 'unknown' : 'no'
  return found.numbers.length === stated.numbers.length && stated.pack === found.pack ? 'same' : 'within'
}

/** An asset's version, laid against the line an advisory names; `unknown` without a version that begins with numbers. */
export function versionInLine(stated: VersionLine, version: string | undefined): LineAnswer {
  const read = version === undefined ? null : /(?:^|[^\d.])(\d{1,5}(?:\.\d{1,5})*)/.exec(version.slice(0, 100))
  if (!read) return 'unknown'
  const numbers = read[1]!.split('.').map(Number)
  const side = comparePrefix(stated.numbers, numbers)
  if (side === 0) {
    const packed = stated.pack === '' || version!.toLowerCase().replace(/[\s.]/g, '').includes(stated.pack)
    return packed && numbers.length >= stated.numbers.length ? 'within' : 'unknown'
  }
  // A product that is named by its year counts its versions otherwise (Solid Edge 2022 is 222).
  if (stated.numbers[0]! >= firstYear && numbers[0]! < firstYear) return 'unknown'
  const open = onOpenSide(stated, numbers, side)
  return open === 'no' && stated.edition ? 'unknown' : open
}

/** Main versions further apart than this may be different products of one name. */
const widestGap = 3
const firstYear = 1990

/** `V15 and earlier` of another generation may be another product under the old name (WinCC V7 and WinCC V15). */
function onOpenSide(stated: VersionLine, found: readonly number[], side: number): LineAnswer {
  const open = (stated.open === 'below' && side > 0) || (stated.open === 'above' && side < 0)
  if (!open) return 'no'
  return Math.abs(stated.numbers[0]! - found[0]!) <= widestGap ? 'within' : 'unknown'
}

/** Negative where the first is lower in the numbers that both have. */
function comparePrefix(stated: readonly number[], found: readonly number[]): number {
  for (let i = 0; i < stated.length && i < found.length; i++) {
    if (stated[i] !== found[i]) return stated[i]! - found[i]!
  }
  return 0
}
