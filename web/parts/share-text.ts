/** A share as text, never more than it is: 0.99999 is 99.9 %, not all. */
export function shareText(share: number, locale: string): string {
  const shape = { style: 'percent', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, shape).format(Math.floor(share * 1000) / 1000)
}
