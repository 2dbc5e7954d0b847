import type { AssetFacts, Criticality, Grade, PurdueLevel } from './import-row.ts'

/** From one level to another is none of them. */
const fromTo = /^\s*(?:[-–—/+&,;]|to|bis|and|und)\s*(?:level|ebene|stufe|lvl|l)?[\s_]*\d/i

/** Levels as sources spell them: `1`, `L2`, `level1`, `Level 3.5`, `3,5`, `DMZ`. */
export function levelOf(text: string): PurdueLevel | undefined {
  if (text.length > 60) return undefined
  if (/\bi?dmz\b/i.test(text)) return 3.5
  const found =
    /^(?:(?:purdue|isa[ -]?95)?[\s_-]*(?:level|ebene|stufe|lvl|l)[\s_:-]*|(?:purdue|isa[ -]?95)[\s_:-]*|)([0-5])(?:[.,]([05]))?(?![\d.,])/i.exec(
      text.trim(),
    )
  if (!found || fromTo.test(text.trim().slice(found[0].length))) return undefined
  const level = Number(found[1]) + (found[2] === '5' ? 0.5 : 0)
  return Number.isInteger(level) || level === 3.5 ? (level as PurdueLevel) : undefined
}

const trueWords = /^(?:yes|y|ja|j|true|wahr|x|1|✓|✔|on)$/i
const falseWords = /^(?:no|n|nein|false|falsch|0|-|off)$/i

export function truthOf(text: string): boolean | undefined {
  return trueWords.test(text) ? true : falseWords.test(text) ? false : undefined
}

export function ownerOf(text: string): AssetFacts['owner'] | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
  if (/\bit\b.*\bot\b|\bot\b.*\bit\b|converge|shared|both|gemeinsam|konvergenz/.test(plain)) return 'convergence'
  if (
    /^(?:ot|automation|automatisierung|production|produktion|engineering|plant|werk|instandhaltung|maintenance)\b/.test(
      plain,
    )
  )
    return 'ot'
  return /^(?:it|edv|information technology)\b/.test(plain) ? 'it' : undefined
}

const grades: readonly (readonly [Grade, RegExp])[] = [
  ['critical', /^(?:critical|kritisch|sehr hoch|very high|most critical|sil ?[34])\b/],
  ['high', /^(?:high|hoch|somewhat critical|sil ?2)\b/],
  ['medium', /^(?:medium|mittel|moderate|normal|sil ?1)\b/],
  ['low', /^(?:low|niedrig|gering|less critical|not critical|none|keine|nein|no)\b/],
]

/** How much hangs on it: words of any source, or a safety integrity level. */
export function gradeOf(text: string): Grade | undefined {
  const plain = plainGrade(text)
  return grades.find(([, pattern]) => pattern.test(plain))?.[0]
}

/** A rank from 1, most critical, to 4: a number, a letter A to D, or words; `eHigh` of three grades is the highest. */
export function rankOf(text: string): Criticality['rank'] | undefined {
  const plain = plainGrade(text)
  const number = /^(?:p(?:rio(?:rity|ritaet)?)?\s?)?([1-4])(?:\b|$)/.exec(plain)?.[1]
  if (number !== undefined) return Number(number) as Criticality['rank']
  const letter = /^([a-d])$/.exec(plain)?.[1]
  if (letter !== undefined) return ('abcd'.indexOf(letter) + 1) as Criticality['rank']
  if (/^(?:critical|kritisch|sehr hoch|very high|most critical|high|hoch)\b/.test(plain)) return 1
  if (/^(?:medium|mittel|moderate|normal|somewhat critical)\b/.test(plain)) return 2
  if (/^(?:low|niedrig|gering|less critical)\b/.test(plain)) return 3
  return /^(?:none|not critical|unkritisch|keine)\b/.test(plain) ? 4 : undefined
}

function plainGrade(text: string): string {
  return text
    .slice(0, 60)
    .replace(/^e(?=[A-Z])/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/**
 * A number with its decimal sign and thousands as written: `1.234,50`, `1,234.50`, `12 000 EUR`. With one sign alone `comma` says
 * whether a comma is the decimal sign.
 */
export function numberOf(text: string, comma: boolean): number | undefined {
  const found = /^\D{0,6}?(-?\d[\d.,' \u00a0\u202f]*)(?:[^\d]{0,12})$/.exec(text.trim().slice(0, 60))
  if (!found) return undefined
  const digits = found[1]!.replace(/[' \u00a0\u202f]/g, '').replace(/[.,]+$/, '')
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  const both = digits.includes('.') && digits.includes(',')
  const groups = /^-?\d{1,3}(?:[.,]\d{3})+$/.test(digits)
  const sign = both ? digits[last]! : comma ? ',' : '.'
  const plain =
    !both && groups && !digits.includes(sign)
      ? digits.replace(/[.,]/g, '')
      : digits.replaceAll(sign === ',' ? '.' : ',', both || groups ? '' : sign).replace(sign, '.')
  const value = /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** How much of something: a number from 0, as `numberOf` reads it. */
export function amountOf(text: string, comma: boolean): number | undefined {
  const value = numberOf(text, comma)
  return value === undefined || value < 0 ? undefined : value
}

/** Addresses in a cell and what is none of them; networks behind a slash are cut, `0.0.0.0` says nothing. */
export function addressesIn(text: string): { addresses: string[]; odd: string[] } {
  const addresses: string[] = []
  const odd: string[] = []
  for (const part of text.split(/[\s,;|]+/).slice(0, 200)) {
    if (part === '') continue
    const plain = part.replace(/\/\d{1,3}$/, '').replace(/^\[(.*)\]$/, '$1')
    if (isAddress(plain)) {
      if (!/^(?:0\.0\.0\.0|::)$/.test(plain) && !addresses.includes(plain.toLowerCase()))
        addresses.push(plain.toLowerCase())
    } else odd.push(part)
  }
  return { addresses, odd }
}

export function isAddress(text: string): boolean {
  const parts = text.split('.')
  if (parts.length === 4) return parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  if (!/^[0-9a-f:]{2,39}$/i.test(text) || !text.includes(':')) return false
  const [left, right, more] = text.split('::')
  if (more !== undefined) return false
  const groups = [left!, right ?? ''].flatMap(side => (side === '' ? [] : side.split(':')))
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return right === undefined ? groups.length === 8 : groups.length < 8
}

/** Hardware addresses in a cell, in pairs with colons; none of nothing but zeros or ones. */
export function hardwareAddressesIn(text: string): { addresses: string[]; odd: string[] } {
  const addresses: string[] = []
  const odd: string[] = []
  for (const part of text.split(/[\s,;|]+/).slice(0, 200)) {
    if (part === '') continue
    const digits = part.replace(/[:.-]/g, '').toLowerCase()
    if (!isHardwareAddress(part)) odd.push(part)
    else if (!/^(?:0+|f+)$/.test(digits)) {
      const address = digits.replace(/..(?=.)/g, '$&:')
      if (!addresses.includes(address)) addresses.push(address)
    }
  }
  return { addresses, odd }
}

export function isHardwareAddress(text: string): boolean {
  return /^[0-9a-f]{12}$/i.test(text.replace(/[:.-]/g, ''))
}

/** A path of ISA-95 in one text: `GRE/packaging/line 2`, `A > B`, `A \ B`. */
export function pathIn(text: string): string[] {
  return text
    .split(/\s*[/\\>»|]+\s*/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .slice(0, 20)
}

const sayingNothing =
  /^(?:[-–—?.*/]+|n\/?a|n\.\s?a\.|k\.?\s?a\.?|unknown|unbekannt|tbd|none|null|nil|undefined|keine(?: angabe)?|nicht bekannt|not available|#(?:n\/a|nv|ref!|bezug!|value!|wert!|name\?|div\/0!|null!|num!|zahl!))$/i

/** A text without blanks around it, undefined when it stands for nothing: `n/a`, `unbekannt`, `#NV`. */
export function saying(text: string | undefined): string | undefined {
  const plain = text?.trim()
  // No word for nothing is longer.
  return plain === undefined || plain === '' || (plain.length < 20 && sayingNothing.test(plain)) ? undefined : plain
}
