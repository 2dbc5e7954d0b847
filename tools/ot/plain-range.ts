/** A range of plain numbers with dots, which needs no vendor's convention to be understood. */
export interface PlainRange {
  low?: { version: string; included: boolean }
  high?: { version: string; included: boolean }
}

/**
 * A version text that has nothing but operators (`<`, `<=`, `>`, `>=`, `=>`, a bare version) and numbers with dots, a V before
 * them, `vers:all/`, `vers:intdot/`, "All versions". An empty range is every version; undefined is everything else.
 */
export function plainRange(text: string): PlainRange | undefined {
  const bare = text.trim().replace(/^vers:(?:all|intdot)\//i, '')
  if (/^(?:\*|all versions?)$/i.test(bare)) return {}
  const said = bare.replace(/^all versions?\s*/i, '')
  const pieces = said.match(/(?:<=|>=|=>|<|>)?\s*v?\.?\s*\d+(?:\.\d+)*/gi) ?? []
  if (pieces.length === 0 || pieces.length > 2 || said.replace(/[\s|]/g, '') !== pieces.join('').replace(/\s/g, ''))
    return undefined
  const range: PlainRange = {}
  for (const piece of pieces) {
    const [, mark = '', version = ''] = /^(\D*?)\s*v?\.?\s*(\d.*)$/i.exec(piece) ?? []
    const bound = { version, included: mark.includes('=') }
    if (mark === '' && pieces.length === 1)
      return { low: { version, included: true }, high: { version, included: true } }
    if (mark === '' || (mark.includes('>') ? range.low : range.high) !== undefined) return undefined
    if (mark.includes('>')) range.low = bound
    else range.high = bound
  }
  if (range.low && range.high && comparePlain(range.low.version, range.high.version) > 0) return undefined
  return range
}

/** Whether a text is a plain version: numbers with dots. */
export function isPlain(version: string): boolean {
  return /^\d+(?:\.\d+)*$/.test(version)
}

/** Numbers with dots, part by part; what is missing counts as 0. */
export function comparePlain(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether a plain version lies in a plain range. */
export function inPlainRange({ low, high }: PlainRange, version: string): boolean {
  const fromLow = low === undefined ? 1 : comparePlain(version, low.version)
  const toHigh = high === undefined ? -1 : comparePlain(version, high.version)
  return (
    (fromLow > 0 || (fromLow === 0 && low?.included === true)) &&
    (toHigh < 0 || (toHigh === 0 && high?.included === true))
  )
}
