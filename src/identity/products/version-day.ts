/*
 * Days in texts about versions: behind a version the day of its release, and in a range the day by which versions are counted.
 */

const monthNames =
  'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|m(?:ä|ae)rz|mrz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?'
const year = '(?:19|20)\\d\\d'
const month = '(?:0?[1-9]|1[0-2])'
const date = '(?:0?[1-9]|[12]\\d|3[01])'
const day = [
  `${year}([-./])${month}\\1${date}`,
  `${date}([-./])${date}\\2${year}`,
  `${year}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])`,
  `${month}[/.]${year}`,
  `${year}[/-]${month}`,
  `(?:${date}(?:st|nd|rd|th)?[-. ]{0,2})?(?:${monthNames})\\.?[-. ,]{0,2}(?:${date}(?:st|nd|rd|th)?,? ?)?${year}`,
].join('|')
const dayBehind = new RegExp(
  `(?:\\s*[;/([]\\s*|,\\s+|\\s+(?:[-–]\\s+)?)(?:(?:from|of|dated?|released?|as of|vom|von|du|del|stand|build date|datum)[\\s.:]*)?(?:${day})(?:[ T]\\d\\d?:\\d\\d(?::\\d\\d)?)?\\s*[)\\]]?$`,
  'iu',
)
const monthInBrackets = / \((?:0?[1-9]|1[0-2])[/.]\d\d\)$/

/** A text without the day of release behind it; undefined where there is none. */
export function withoutDay(text: string): string | undefined {
  const found = dayBehind.exec(text) ?? monthInBrackets.exec(text)
  return found && found.index > 0 ? text.slice(0, found.index) : undefined
}

const monthFirst = new RegExp(
  `(?<![\\p{L}\\d])(${monthNames})\\.?[-_ ](\\d\\d?)(?:st|nd|rd|th)?[,_]?[-_ ]?(${year})(?!\\d)`,
  'giu',
)
const dayFirst = new RegExp(
  `(?<![\\p{L}\\d.])(\\d\\d?)(?:st|nd|rd|th|\\.)?[-_ ](${monthNames})\\.?[,_]?[-_ ]?(${year})(?!\\d)`,
  'giu',
)
const firstLetters = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const otherLetters: Readonly<Record<string, string>> = { mae: 'mar', mrz: 'mar', mai: 'may', okt: 'oct', dez: 'dec' }

/** "November 11, 2017" and "11-Nov-2017" as 2017-11-11. */
export function withNumberedDays(text: string): string {
  if (!/20\d\d|19\d\d/.test(text)) return text
  const iso = (month: string, day: string, of: string) => {
    const letters = month.toLowerCase().replace('ä', 'ae').slice(0, 3)
    const at = firstLetters.indexOf(otherLetters[letters] ?? letters)
    return `${of}-${String(at + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
  }
  return text
    .replace(monthFirst, (_all, month: string, day: string, of: string) => iso(month, day, of))
    .replace(dayFirst, (_all, day: string, month: string, of: string) => iso(month, day, of))
}

const damaged = [
  new RegExp(`^\\d{1,2}\\.?[-. /]{0,2}(?:${monthNames})\\.?(?:[-. /]{0,2}\\d\\d)?$`, 'i'),
  new RegExp(`^(?:${monthNames})\\.?[-. /]{1,2}\\d{1,2}$`, 'i'),
  /^[+-]?\d+(?:[.,]\d+)?E[+]\d+$/i,
  // Whose day and month stand in which order nobody knows.
  /^\d{1,2}(?:\/\d{1,2}\/(?:\d\d|\d{4})|-\d{1,2}-(?:19|20)\d\d)(?:[ T]\d.*)?$/,
]

/** A number of a version that a spreadsheet made a day or a power of ten: 4-May, 1.00E+05. What stood there nobody knows. */
export function isDamaged(text: string): boolean {
  return text.length <= 40 && damaged.some(shape => shape.test(text))
}
