import { cellText } from './version-cell.ts'
import { isOrderNumber } from './version-range-text.ts'

/*
 * Ranges that nobody can take apart, of assets whose versions are written in the same way: "<=TitanNit_2.01" and "TitanNit_2.00".
 * Where nothing but the last number differs, it decides.
 */

const oneEnd = /^\s*(?:all versions\s)?\s*(<=|<|>=|>)\s*([^\s<>|;,()][^<>|;,()]{0,80})$/i
/** A text up to its last number, which stands alone: no part of a hash, and no day that is counted otherwise than it is written. */
const lastNumber = /^(.*[.\s-])(\d{1,4}|[12]\d(?:0[1-9]|1[0-2])\d\d)$/

/** What a range with one end says of a version in the same words; undefined where anything but the last number differs. */
export function byWording(range: string, version: string): 'in' | 'out' | undefined {
  const [, comparator = '', end = ''] = oneEnd.exec(range) ?? []
  if (comparator === '' || version.length > 120) return undefined
  if (isOrderNumber(end.trim()) && !/\.\d+\.\d/.test(end)) return undefined
  const [stated, found] = [folded(end), folded(cellText(version))]
  let sign = 0
  if (stated !== found) {
    const [, before, number] = lastNumber.exec(stated) ?? []
    const [, same, other] = lastNumber.exec(found) ?? []
    if (before === undefined || before !== same || number!.length !== other!.length) return undefined
    sign = Number(other) - Number(number)
  }
  const below = comparator.startsWith('<')
  return (sign === 0 ? comparator.endsWith('=') : below === sign < 0) ? 'in' : 'out'
}

function folded(text: string): string {
  return text
    .replace(/[\s_]+/g, ' ')
    .trim()
    .toLowerCase()
}
