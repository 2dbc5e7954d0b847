import { fitted, putNumber } from '../key-bytes.ts'
import type { VersionOrder } from '../order.ts'
import { compareMarks, end, readVersionText } from '../products/version-text.ts'

/*
 * Versions as makers of industrial products write them: `V7.5 SP1 Update 3`, `3.40 R5 build 571848`, `04.09.00C`, `17Q2.1`. What
 * the marks are and how they stand is said in products/version-text.ts.
 *
 * Key: a byte for each mark (numbers as numbers), and the end, which is before all marks but those of pre-releases. Versions of
 * different schemes have a place here too, so that the order is one; whether it means anything, `sameScheme` says.
 */

function encode(version: string, into: Uint8Array): number {
  const read = readVersionText(version)
  if (!read) return -1
  let at = 0
  for (const { rank, digits } of read.marks) {
    if (digits !== undefined) at = putNumber(into, at, digits, 0, digits.length)
    else into[at++] = rank
  }
  into[at] = end
  return fitted(into, at + 1)
}

function compare(a: string, b: string): number | undefined {
  const [x, y] = [readVersionText(a), readVersionText(b)]
  return x && y ? compareMarks(x, y) : undefined
}

export const vendor: VersionOrder = {
  id: 'vendor',
  number: 17,
  about: 'Makers of industrial products: numbers, letters behind them, service packs, updates, hotfixes, builds',
  compare,
  encode,
}
