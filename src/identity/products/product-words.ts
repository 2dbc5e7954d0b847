import { readAgain } from './vendor-key.ts'

/**
 * A piece of a product's name: a run of letters or a run of digits, in lower case and without accents, and what stood
 * before it. `XM-400`, `XM 400` and `XM400` are the same two pieces.
 */
export interface NamePiece {
  text: string
  digits: boolean
  /** nothing stands between it and the piece before */
  glued: boolean
  /** a hyphen, slash or dot alone stands between it and the piece before */
  joined: boolean
  /** it stands in brackets */
  bracket: boolean
}

/** A name longer than this is read up to here: no maker prints longer ones on a plate. */
const longestName = 400
const mostPieces = 96

const marks = /\((?:r|tm|c)\)|[\u2122\u00ae\u00a9\u200b-\u200f\ufeff]/gi

/** A name as it is compared: one form of blanks, hyphens and quotes, no trade marks, no accents, broken umlauts mended. */
export function plainName(text: string): string {
  let plain = text.length > longestName ? text.slice(0, longestName) : text
  if (!/^[\x20-\x7e]*$/.test(plain)) {
    plain = readAgain(plain)
      .replace(marks, ' ')
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/\u00df/g, 'ss')
  }
  if (/[(_]/.test(plain)) plain = plain.replace(marks, ' ').replace(/_/g, ' ')
  if (/--|\s\/|\/\s/.test(plain)) plain = plain.replace(/-{2,}/g, '-').replace(/\s*\/\s*/g, '/')
  return /\s\s|[^\S ]|^ | $/.test(plain) ? plain.replace(/\s+/g, ' ').trim() : plain
}

/** The pieces of a plain name, in order. Other scripts' letters count as letters. */
export function piecesOf(plain: string): NamePiece[] {
  const pieces: NamePiece[] = []
  const run = /\p{Nd}+|[\p{L}]+|\++(?=[\s)\]-]|$)/gu
  let depth = 0
  let end = 0
  for (let found = run.exec(plain); found && pieces.length < mostPieces; found = run.exec(plain)) {
    const between = plain.slice(end, found.index)
    for (const sign of between) {
      if (sign === '(' || sign === '[') depth++
      else if ((sign === ')' || sign === ']') && depth > 0) depth--
    }
    const digits = /^\p{Nd}/u.test(found[0])
    pieces.push({
      text: digits ? found[0] : found[0][0] === '+' ? 'plus' : found[0].toLowerCase(),
      digits,
      glued: between === '' && pieces.length > 0,
      joined: pieces.length > 0 && /^[-/._]$/.test(between),
      bracket: depth > 0,
    })
    end = found.index + found[0].length
  }
  return withSoftwareMachines(pieces)
}

/** What a `Software Controller` is called here: Siemens' S7-1500 Software Controller is a program for a PC, no S7-1500. */
export const softwareMachine = 'softwaremachine'

function withSoftwareMachines(pieces: NamePiece[]): NamePiece[] {
  const at = pieces.findIndex(({ text }, i) => text === 'software' && machines.has(pieces[i + 1]?.text ?? ''))
  if (at >= 0) pieces[at] = { ...pieces[at]!, text: softwareMachine }
  return pieces
}

const machines = new Set('controller controllers plc plcs cpu gateway router switch panel'.split(' '))

/** Pieces as one key: what differs in blanks, hyphens and case alone has the same. */
export function keyOf(pieces: readonly NamePiece[]): string {
  let key = ''
  let digits = false
  for (const piece of pieces) {
    if (digits && piece.digits) key += '.'
    key += piece.text
    digits = piece.digits
  }
  return key
}

/**
 * Words that say nothing of which product it is. The house's own list, of what advisories and plants add before and after
 * a name, in English and German.
 */
const fillers = new Set(
  (
    'firmware software hardware fw sw hw series serie family familie families device devices geraet gerat product products ' +
    'model models modell version versions all any the an of with and und mit from running variant variants incl including ' +
    'related typ type types respective their'
  ).split(' '),
)

/** Words that say what kind of thing it is: they add nothing where a model number says which. */
const kinds = new Set(
  (
    'controller controllers module modules switch switches cpu cpus plc sps hmi panel panels gateway gateways router routers ' +
    'relay relays meter meters drive drives inverter converter unit units managed modular industrial ethernet camera cameras ' +
    'processor adapter system systems communication communications station steuerung baugruppe zentralbaugruppe schalter ' +
    'antrieb umrichter schutzgeraet kamera bedienpanel kommunikationsprozessor terminal terminals programmable automation ' +
    'logic net machine server servers master'
  ).split(' '),
)

/** Whether a word says nothing of which product it is. */
export function isFiller(word: string): boolean {
  return fillers.has(word)
}

/** Whether a word only says what kind of thing it is. */
export function isKind(word: string): boolean {
  return kinds.has(word) || fillers.has(word)
}

/**
 * Whether a word before a name makes another model of it: SIPLUS (Siemens), Armor and Compact (Rockwell). Makers list such
 * models beside the plain ones.
 */
export function isQualifier(word: string): boolean {
  return qualifiers.has(word)
}

const qualifiers = new Set(
  'siplus pro lite armor compact mini micro nano mobile portable safety secure redundant virtual wireless'.split(' '),
)

/** Whether a word is a country or a market that the same device is sold in: its radio and its plug differ, its firmware does not. */
export function isRegion(word: string): boolean {
  return regions.has(word)
}

const regions = new Set('eu us usa nam row jp cn rok kr il me arib cmiit fcc etsi na emea apac uk'.split(' '))
