import type { Comparator } from '../interval-set.ts'
import { longestVersion } from '../order.ts'
import { readVersionText } from './version-text.ts'

/*
 * The words of a version range, as makers and those who copy from them write it: signs or words for comparators before a version
 * ("< 2.0", "prior to 2.0", "vor 2.0") or behind it ("2.0 and earlier", "2.0 und älter"), "all versions", lists, remarks in
 * brackets. What is none of them is a piece that nobody understood.
 */

/** One piece of a range. `text` is as written; of a version, as the order `vendor` reads it. */
export interface RangePiece {
  kind:
    | 'comparator'
    | 'behind'
    | 'version'
    | 'branch'
    | 'dash'
    | 'separator'
    | 'all'
    | 'none'
    | 'label'
    | 'noise'
    | 'unclear'
  text: string
  comparator?: Comparator
}

const before: readonly (readonly [Comparator, string])[] = [
  [
    '<',
    'up to,? (?:but )?(?:not including|excluding)|prior to|prior|before|earlier th[ae]n|older than|lower than|smaller than|less than|below|under|vor|kleiner(?: als)?|älter als|niedriger als|unter|avant|ant[ée]rieures? à|anteriores? a',
  ],
  [
    '<=',
    'up to(?: and |, )including|up to and incl\\.|up to(?: version)?|until|bis (?:einschlie(?:ß|ss)lich|einschl\\.?|inklusive|inkl\\.?)|bis(?: zu)?|jusqu.à|hasta',
  ],
  ['>=', 'starting (?:with|from|at)|beginning with|since|from|ab|von'],
  ['>', 'later than|newer than|greater than|higher than|after|above|nach|neuer als|höher als|größer als'],
]
const lowerWords =
  'earlier|prior|below|older|lower|previous|before|under|früher|frühere|älter|ältere|antérieures?|anteriores?|niedriger|kleiner|vorherige'
const higherWords =
  'later|newer|above|higher|up|greater|after|subsequent|onwards?|neuer|neuere|höher|höhere|ultérieures?|posteriores?|später|spätere'
const joiner = '(?:and|or|und|oder|et|ou|y|o|&)\\s+(?:all\\s+|any\\s+|alle\\s+)?'
const tail = '(?:\\s+(?:firmware\\s+)?(?:versions?|releases?|versionen))?'
const edge = '(?![\\p{L}\\p{N}])'

const levels =
  'service\\s?pack|sp|sr|cu|uc|mr|feature\\s?pack|fp|maintenance\\s?pack|mp|update|upd\\.?|hot\\s?fix(?:rev)?|hf|patch|build(?:\\s?nr\\.?)?|release|tcu|rc|beta|alpha|rev\\.?'
/** A short word of a maker's own behind a version: `3.15 P014`, `5.0 QU1`, `1.70 IR22`. */
const ownWord = '(?!(?:v|or|to|in|is|at|as|of|on|ab|no|by|et|fw|hw|sw|os|ca)\\d)[a-z]{1,2}(?=\\d)'
const versionStart = '(?:(?:firmware|software|fw|sw|version|ver|rev)?[\\s._:]{0,3})(?:vx\\.|v\\.?\\s?)?'
const versionBody = '(?:[a-z]{1,2}[._]?(?=\\d)|[a-z](?=-\\d))?\\d[\\w.+-]*(?:\\(\\w{1,12}\\)[\\w.]*)*'
const levelRun = `(?:\\s?(?<![a-z])(?:(?:${levels})[\\s._#-]{0,3}|${ownWord})\\d[\\w.]*)`
const bareLevel = '(?:(?:sp|mp|hf|patch|update|build)\\s?\\d[\\w.-]*)'

const rules: readonly (readonly [RangePiece['kind'], RegExp, Comparator?])[] = [
  ['comparator', /<=/y, '<='],
  ['comparator', />=/y, '>='],
  ['comparator', /!=/y, '!='],
  ['comparator', /<(?!>)/y, '<'],
  ['comparator', />/y, '>'],
  ['comparator', /==?/y, '='],
  ['none', new RegExp(`(?:no(?:ne)? (?:affected )?versions?|none|keine(?: version)?)${edge}`, 'iuy')],
  [
    'all',
    new RegExp(
      `(?:all|any|every|alle|toutes les|todas las)${edge}(?:\\s+(?:known|supported|released|affected|previous|prior|current)${edge})*(?:\\s+(?:bios|firmware|fw|software)${edge})?(?:\\s+(?:versions?|versionen|versiones|releases?|firmware)${edge})?`,
      'iuy',
    ),
  ],
  ['all', /\*(?![.\w])/y],
  [
    'behind',
    new RegExp(
      `(?:${joiner}(?:${lowerWords})|(?<=[\\w)]\\s*,?\\s*)(?:${lowerWords})(?=\\s*(?:$|[|,;)]|versions?)))${tail}${edge}`,
      'iuy',
    ),
    '<=',
  ],
  [
    'behind',
    new RegExp(
      `(?:${joiner}(?:${higherWords})|(?<=[\\w)]\\s*,?\\s*)(?:${higherWords})(?=\\s*(?:$|[|,;)]|versions?)))${tail}${edge}`,
      'iuy',
    ),
    '>=',
  ],
  [
    'dash',
    new RegExp(
      `(?:-(?=[\\sv\\d])|(?:through|thru|up to and including|up to(?!,? (?:but|not|excluding))|until|to|bis|à)${edge})`,
      'iuy',
    ),
  ],
  ...before.map(([comparator, words]) => ['comparator', new RegExp(`(?:${words})${edge}`, 'iuy'), comparator] as const),
  ['behind', /\+(?![\w.])/y, '>='],
  ['separator', new RegExp(`[|,;&]|\\/(?=\\s)|(?:and|or|und|oder|et)${edge}`, 'iuy')],
  ['label', new RegExp(`\\(?(?:bios|firmware|fw)${edge}\\)?(?:\\s+versions?${edge})?`, 'iuy')],
  [
    'noise',
    new RegExp(
      `(?:(?:versions?|versionen|vers?\\.|lts|releases?|software|only|nur|the|of|series|affected|product|einschl\\.?)${edge}|[:.])`,
      'iuy',
    ),
  ],
]
/** A star is dotted, or a small x: a large one behind a number is the revision after W (Mitsubishi: 1.21X). */
const branch =
  /(?:[vV](?:ersion)?\.?\s?)?((?:[a-zA-Z](?=\d))?\d+(?:\.\d+)*)(?:[.-](?:[xX]{1,2}|\*)(?:\.(?:[xX]{1,2}|\*))*|x)(?![\w])(?!\.\d)/y
const inner = /(?:v\.?\s?)?(\d+)\.x\.(\d+)(?![\w.])/iy
const version = new RegExp(
  `${versionStart}(?:${versionBody}${levelRun}*(?:sp)?|${bareLevel}${levelRun}*)(?:\\s(?:beta|alpha))?`,
  'iy',
)
/** Revisions: one letter, behind Z two (Rev. AB). */
const letter = /(?:(?:[Rr]ev(?:ision)?\.?\s|[Vv]ersion\s)[A-WYZ]{1,2}|[A-WYZ]|[A-WYZ]{2}(?=\s*(?:$|[|;])))(?![\w.'’-])/y

/** Remarks that take nothing away: another name of the same version or product. Others are conditions. */
const remark =
  /^\((?:(?:including|incl\.?|inclusive|einschlie(?:ß|ss)lich|inkl\.?|formerly|former|ehemals|also|aka|a\.k\.a\.|(?:all|alle) (?:editions?|versions?|models?|variants?|platforms?|languages?|revisions?|editionen|versionen|varianten)|only affected by CVE|nur CVE|end of life|eol)(?![a-z])[^()]*|(?:version|v)?\s?\d[\d.]*|20\d\d R\d|\d[\d.]*\.x series|inclusive)\)$/i
const bracket = /\((?:[^()]|\([^()]*\))*\)/y

/** Takes a range apart; `vers` texts are decoded before. */
export function piecesOf(text: string): RangePiece[] {
  const pieces: RangePiece[] = []
  for (let i = 0; i < text.length; ) {
    if (/\s/.test(text[i]!)) {
      i++
      continue
    }
    const piece = pieceAt(text, i, pieces.at(-1))
    if (piece.kind === 'unclear' && pieces.at(-1)?.kind === 'unclear') pieces.at(-1)!.text += ` ${piece.text}`
    else if (piece.kind !== 'noise') pieces.push(piece)
    i += piece.length
  }
  return pieces
}

function pieceAt(text: string, at: number, last: RangePiece | undefined): RangePiece & { length: number } {
  const matched = (shape: RegExp) => {
    shape.lastIndex = at
    return shape.exec(text)
  }
  const label = matched(/\((?:bios|firmware|fw)\)/iy)
  if (label) return { kind: 'label', text: label[0], length: label[0].length }
  const brackets = matched(bracket)
  if (brackets)
    return { kind: remark.test(brackets[0]) ? 'noise' : 'unclear', text: brackets[0], length: brackets[0].length }
  const many = matched(branch) ?? matched(inner)
  if (many) return { kind: 'branch', text: many[0], length: many[0].length }
  const run = matched(/v?\d[\d.]*\s?-\s?v?\d[\d.]*(?![\w-])/iy)
  const low = run ? gluedRun(run[0])?.[0] : undefined
  if (run && low !== undefined) return { kind: 'version', text: low, length: run[0].indexOf('-') }
  const found = matched(version)
  // Longer than any version: passed as a whole, not word by word.
  if (found && found[0].length > longestVersion) return { kind: 'unclear', text: found[0], length: found[0].length }
  const read = found && versionIn(found[0])
  if (read) return { kind: 'version', text: read, length: found[0].length - trailing(found[0]) }
  for (const [kind, shape, comparator] of rules) {
    if (kind === 'dash' && last?.kind !== 'version' && last?.kind !== 'branch') continue
    const hit = matched(shape)
    if (hit && hit[0] !== '') return { kind, text: hit[0], length: hit[0].length, ...(comparator && { comparator }) }
  }
  const single = matched(letter)
  if (single && (last?.kind === 'comparator' || /^(?:rev|version)/i.test(single[0])) && readVersionText(single[0]))
    return { kind: 'version', text: single[0], length: single[0].length }
  const word = matched(/[^\s|,;()<>=]+|./uy)!
  return { kind: 'unclear', text: word[0], length: word[0].length }
}

/** How many characters at the end of a version are the sentence's. */
function trailing(text: string): number {
  return /[\s.,+-]*$/.exec(text)![0].length
}

/** Catalogue numbers and types that somebody wrote where a version belongs: 1783-SAD2T2SBK9, 750-823, S2-LP-1501, M221. */
const orderNumber =
  /^(?:0x|(?=(?:.*[a-f]){2})(?=.*\d)[\da-f]{7,40}$|(?=[^.]*$)(?=.*[a-z])\w{4,}-\w{3,}-\w{3,}|\d{3,}-\d{3,}(?!.*\.)|\d{3,}-[a-z]|[a-z]{1,4}\d{0,4}-[a-z\d]|[a-oqs-uw-z][a-z]?\d{3,}$|[a-z]{2}\d{5,}|\d?[a-z]{3,}\d|(?:[a-z]+\d+){3,})/i
/** Whether a text is rather a catalogue number or type than a version. */
export function isOrderNumber(text: string): boolean {
  return orderNumber.test(text) && !ownLead.test(text)
}

const ownLead =
  /^(?:se)?20\d\d|^(?:firmware|software|version|ver|fw|sw|sp|mp|hf|rev|update|patch|upd|sr|[vr](?:ev|ersion)?)[\s._]*\d/i
/** Two numbers of one length and a hyphen: from the one to the other (28-33, 2014-2016, 12.4.1-12.4.11). */
const glued = /^(v?)(\d+(?:\.\d+)*)\s?-\s?v?(\d+(?:\.\d+)*)$/i

/** The ends of a run that is written with a hyphen alone; undefined for what may as well be one version. */
export function gluedRun(text: string): [string, string] | undefined {
  const [, , low, high] = glued.exec(text) ?? []
  if (low === undefined || high === undefined) return undefined
  const [x, y] = [low.split('.'), high.split('.')]
  if (x.length !== y.length || (x.length === 1 && (low.length !== high.length || low.length < 2))) return undefined
  return x.length > 1 || Number(low) < Number(high) ? [low, high] : undefined
}

/** The version that a piece of a range is, as the order `vendor` reads it; undefined for what is none. */
export function versionIn(text: string): string | undefined {
  const tidy = text
    .slice(0, text.length - trailing(text))
    .replace(/service\s?pack/gi, 'SP')
    .replace(/hot\s?fix/gi, 'Hotfix')
    .replace(/feature\s?pack/gi, 'FP')
    .replace(/maintenance\s?pack/gi, 'MP')
    .replace(/\b(upd|rev|build\s?nr)\./gi, (_all, word: string) => word.replace(/\s/g, ''))
    .replace(/[\s,#]+/g, ' ')
    .trim()
  if (isOrderNumber(tidy) || gluedRun(tidy)) return undefined
  return readVersionText(tidy) ? tidy : undefined
}
