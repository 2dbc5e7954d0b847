/**
 * Writes numbers of a language with their digits in groups, or in another shape. What does so is made when it is needed, since making
 * it costs more than a page of text: small whole numbers need none.
 */
export function numbersOf(language: string, shape?: Intl.NumberFormatOptions): { format(n: number): string } {
  let writer: Intl.NumberFormat | undefined
  return {
    format(n) {
      if (shape === undefined && Number.isInteger(n) && n >= 0 && n < 1000) return String(n)
      writer ??= new Intl.NumberFormat(language, shape)
      return writer.format(n)
    },
  }
}

/** Makes counting words of a language that, as English and German, has one form for 1 and another for any other number. */
export function counter(language: string): (n: number, one: string, many: string) => string {
  const numbers = numbersOf(language)
  return (n, one, many) => `${numbers.format(n)} ${n === 1 ? one : many}`
}

/** English, and German: `counted(3, 'lot', 'lots')`, `gezaehlt(3, 'Charge', 'Chargen')`. */
export const counted = counter('en')
export const gezaehlt = counter('de')
