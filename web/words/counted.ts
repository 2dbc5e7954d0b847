/** Makes counting words of a language: `3 lots`, with its digits in groups. */
export function counter(language: string): (n: number, one: string, many: string) => string {
  const numbers = new Intl.NumberFormat(language)
  const plurals = new Intl.PluralRules(language)
  return (n, one, many) => `${numbers.format(n)} ${plurals.select(n) === 'one' ? one : many}`
}

/** English, and German: `counted(3, 'lot', 'lots')`, `gezaehlt(3, 'Charge', 'Chargen')`. */
export const counted = counter('en')
export const gezaehlt = counter('de')
