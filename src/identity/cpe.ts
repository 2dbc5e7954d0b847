/*
 * Names of platforms: CPE 2.3 formatted strings and CPE 2.2 URIs (NISTIR 7695, sections 5 and 6). In memory an attribute is
 * ANY, NA or a value of characters, each plain or a wildcard; how a binding escapes them is gone.
 */

/** One attribute: `any` (no restriction), `na` (there is none), or a text in lower case. */
export type CpeValue =
  | { kind: 'any' }
  | { kind: 'na' }
  /**
   * `text` has neither escapes nor wildcards. `before` and `behind` say what may stand around it: `*` any characters, or up to
   * that many of any kind (`?`).
   */
  | { kind: 'text'; text: string; before: '*' | number; behind: '*' | number }

/** The attributes of a name, in the order of the formatted string. */
export const cpeAttributes = [
  'part',
  'vendor',
  'product',
  'version',
  'update',
  'edition',
  'language',
  'softwareEdition',
  'targetSoftware',
  'targetHardware',
  'other',
] as const

export type Cpe = Readonly<Record<(typeof cpeAttributes)[number], CpeValue>>

/** What is wrong with a name: one line that begins in lower case. */
export interface CpeFault {
  fault: string
}

/** Longer texts are no names: bounds the work that a hostile one can cause. */
export const longestCpe = 2048

const any: CpeValue = { kind: 'any' }
const na: CpeValue = { kind: 'na' }

/** Reads a name of either binding; a malformed one is a fault, never an exception. */
export function parseCpe(text: string): Cpe | CpeFault {
  if (text.length > longestCpe) return { fault: `the name has ${text.length} characters, ${longestCpe} are allowed` }
  const start = text.slice(0, 8).toLowerCase()
  if (start === 'cpe:2.3:') return parseFormatted(text)
  return start.startsWith('cpe:/') ? parseUri(text) : { fault: 'a name begins with cpe:2.3: or cpe:/' }
}

function parseFormatted(text: string): Cpe | CpeFault {
  const parts = pieces(text.slice(8))
  if (parts === undefined) return { fault: 'a backslash stands at the end' }
  if (parts.length !== 11) return { fault: `a formatted string has 11 attributes, this one ${parts.length}` }
  return cpeOf(parts.map(readFormatted))
}

/** The texts between colons that are not escaped, escapes left in; undefined when one escapes nothing. */
function pieces(text: string): string[] | undefined {
  const found: string[] = []
  let from = 0
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '\\') {
      if (++i >= text.length) return undefined
      continue
    }
    if (i < text.length && text[i] !== ':') continue
    found.push(text.slice(from, i))
    from = i + 1
  }
  return found
}

/** A character, and whether it stands for itself. */
type Character = readonly [text: string, plain: boolean]

function readFormatted(text: string): CpeValue | CpeFault {
  if (text === '*') return any
  if (text === '-') return na
  const characters: Character[] = []
  for (let i = 0; i < text.length; i++) {
    const quoted = text[i] === '\\'
    if (quoted) i++
    characters.push([text[i]!, quoted])
    if (quoted ? isWord(text[i]!) : !isWord(text[i]!) && !'*?.-'.includes(text[i]!)) {
      return {
        fault: `${JSON.stringify(text[i])} in ${JSON.stringify(text.slice(0, 80))} ${quoted ? 'needs no' : 'needs a'} backslash`,
      }
    }
  }
  return textValue(characters, text)
}

function isWord(character: string): boolean {
  return /^\w$/.test(character)
}

function textValue(characters: readonly Character[], text: string): CpeValue | CpeFault {
  const fault = {
    fault: `${JSON.stringify(text.slice(0, 80))} is no value: a wildcard stands only around other characters`,
  }
  if (characters.some(([character]) => character < '!' || character > '~')) {
    return { fault: `${JSON.stringify(text.slice(0, 80))} is no value: only printable ASCII stands in a name` }
  }
  const wild = ([character, plain]: Character) => !plain && (character === '*' || character === '?')
  const first = characters.findIndex(each => !wild(each))
  if (first < 0) return fault
  const last = characters.findLastIndex(each => !wild(each))
  const middle = characters.slice(first, last + 1)
  const [before, behind] = [wildcard(characters.slice(0, first)), wildcard(characters.slice(last + 1))]
  if (before === undefined || behind === undefined || middle.some(wild)) return fault
  return {
    kind: 'text',
    text: middle
      .map(([character]) => character)
      .join('')
      .toLowerCase(),
    before,
    behind,
  }
}

/** One `*`, or any number of `?`. */
function wildcard(characters: readonly Character[]): '*' | number | undefined {
  if (characters.length === 1 && characters[0]![0] === '*') return '*'
  return characters.every(([character]) => character === '?') ? characters.length : undefined
}

function parseUri(text: string): Cpe | CpeFault {
  const parts = text.slice(5).split(':')
  if (parts.length > 7) return { fault: `a URI has at most 7 attributes, this one ${parts.length}` }
  const edition = parts[5] ?? ''
  let packed: string[] = ['', '', '', '']
  if (edition.startsWith('~')) {
    const fields = edition.split('~')
    if (fields.length !== 6)
      return { fault: `a packed edition has 5 fields, ${JSON.stringify(edition.slice(0, 80))} has not` }
    parts[5] = fields[1]!
    packed = fields.slice(2)
  }
  while (parts.length < 7) parts.push('')
  return cpeOf([...parts, ...packed].map(readUri))
}

function readUri(text: string): CpeValue | CpeFault {
  if (text === '') return any
  if (text === '-') return na
  const characters: Character[] = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '%') {
      if (!/[\w.~-]/.test(text[i]!))
        return { fault: `${JSON.stringify(text[i])} in ${JSON.stringify(text.slice(0, 80))} needs a percent code` }
      characters.push([text[i]!, true])
      continue
    }
    const code = text.slice(i + 1, i + 3)
    if (!/^[\da-f]{2}$/i.test(code)) return { fault: `${JSON.stringify(`%${code}`)} is no percent code` }
    i += 2
    // 01 and 02 are the wildcards of a binding that has no other room for them (NISTIR 7695, 6.1.3.2.1).
    if (code === '01') characters.push(['?', false])
    else if (code === '02') characters.push(['*', false])
    else characters.push([String.fromCharCode(Number.parseInt(code, 16)), true])
  }
  return textValue(characters, text)
}

function cpeOf(values: readonly (CpeValue | CpeFault)[]): Cpe | CpeFault {
  for (const value of values) if ('fault' in value) return value
  const part = values[0] as CpeValue
  if (part.kind === 'text' && !/^[aho]$/.test(part.text))
    return { fault: `the part is ${JSON.stringify(part.text.slice(0, 80))}, not a, h or o` }
  const [
    kind,
    vendor,
    product,
    version,
    update,
    edition,
    language,
    softwareEdition,
    targetSoftware,
    targetHardware,
    other,
  ] = values as [
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
    CpeValue,
  ]
  return {
    part: kind,
    vendor,
    product,
    version,
    update,
    edition,
    language,
    softwareEdition,
    targetSoftware,
    targetHardware,
    other,
  }
}

/** The formatted string of a name: lower case, everything but letters, digits, `_`, `.` and `-` escaped. */
export function showCpe(cpe: Cpe): string {
  return `cpe:2.3:${cpeAttributes.map(name => showValue(cpe[name])).join(':')}`
}

function showValue(value: CpeValue): string {
  if (value.kind !== 'text') return value.kind === 'any' ? '*' : '-'
  const text = value.text === '-' ? '\\-' : value.text.replace(/[^\w.-]/g, '\\$&')
  const around = (wild: '*' | number) => (wild === '*' ? '*' : '?'.repeat(wild))
  return around(value.before) + text + around(value.behind)
}
