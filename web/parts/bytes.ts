const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size in the largest unit that fits, `50 MB`; bytes are whole and have their plural. */
export function bytes(count: number, locale: string): string {
  const at = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3))
  const unit = units[at]!
  const shape = at === 0 ? ({ unitDisplay: 'long', maximumFractionDigits: 0 } as const) : { maximumFractionDigits: 1 }
  return new Intl.NumberFormat(locale, { style: 'unit', unit, ...shape }).format(count / 1000 ** at)
}
