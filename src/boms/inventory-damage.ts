/**
 * Versions that a spreadsheet may have changed: it reads `33.10` as a number and shows 33.1, `1.10` as the first of
 * October, `1E5` as 100000. The text that stood there before cannot be had back, so the version is kept and noted.
 */
export function damageOf(version: string, siblings: Siblings | undefined): string | undefined {
  if (isDate(version)) return 'looks like a date'
  if (/^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$/.test(version)) return 'looks like a number in scientific notation'
  if (/^\d+,\d+$/.test(version)) return 'has a decimal comma'
  if (siblings?.twoDigits && /^\d+\.[1-9]$/.test(version))
    return 'may have lost a zero at its end: others of the same product have two digits there'
  if (siblings?.dotted && /^[34]\d{4}$/.test(version))
    return 'looks like a date counted in days: others of the same product have dots'
  return undefined
}

/** Whether a spreadsheet may have changed a version, whatever others of its product look like. */
export function mayBeDamaged(version: string): boolean {
  return damageOf(version, { twoDigits: true, dotted: true }) !== undefined
}

/** What the versions of all rows of one product look like together. */
export interface Siblings {
  twoDigits: boolean
  dotted: boolean
}

export function noteSibling(siblings: Siblings, version: string): void {
  siblings.twoDigits ||= /^(?:fw|v|version|firmware|rev)?[\s.]*\d+\.\d\d$/i.test(version)
  siblings.dotted ||= /\d\.\d/.test(version)
}

const months =
  'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|mär(?:z)?|mrz|maerz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?'
const dates = [
  new RegExp(`^\\d{1,2}(?:st|nd|rd|th)?[-. /]{0,2}(?:${months})\\.?(?:[-. /]{0,2}\\d{2,4})?$`, 'i'),
  new RegExp(`^(?:${months})\\.?[-. /]{0,2}\\d{1,4}$`, 'i'),
  /^\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d(?:\s.*)?$/,
  /^(?:19|20)\d\d-\d\d-\d\d(?:[\sT].*)?$/,
]

function isDate(text: string): boolean {
  return text.length <= 40 && dates.some(pattern => pattern.test(text))
}
