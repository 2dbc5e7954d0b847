import { type LinesPrint, linesPrint } from '#base'
import { eachCve, type PackedText, printName, printText } from './compiled/advisory-text.ts'
import { eachClaimRow, isClaimRow, ordinalOfRow, printRow } from './compiled/package-rows.ts'
import type { Segment } from './compiled/segment.ts'
import { productType } from './product-claim.ts'
import type { Quarantined } from './quarantine.ts'

/**
 * The print of everything that is said under a key, the same whenever and in however many segments it was compiled: its records, what
 * each says of which versions, what is known besides of the severity of what they name, and why nobody relies on the feed. 0 where
 * nothing is said.
 */
export function saidPrint(
  key: string,
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
  quarantined: Quarantined,
): number {
  const into = linesPrint()
  const product = key.startsWith(`${productType}/`)
  segments.forEach((segment, number) => {
    const rows = segment.find(key)
    if (rows === undefined) return
    const records = new Map<number, PackedText>()
    /** Begins the line of a row with its record's name; false where the record is replaced. */
    const begin = (row: number) => {
      const ordinal = ordinalOfRow(rows, row)
      if (replaced[number]?.has(ordinal)) return false
      let record = records.get(ordinal)
      if (record === undefined) {
        record = segment.packed(ordinal)
        records.set(ordinal, record)
        printRecord(record, segments, quarantined, into)
      }
      printName(record, into)
      return true
    }
    for (let row = 0; row < rows.rows; row++) {
      if (isClaimRow(rows, row) || !begin(row)) continue
      printRow(rows, row, into)
      into.endLine()
    }
    eachClaimRow(rows, (row, word) => {
      if (!begin(row)) return
      into.text(JSON.stringify(product ? segment.product(word) : segment.claim(word)))
      into.endLine()
    })
  })
  return into.print()
}

function printRecord(
  record: PackedText,
  segments: readonly Segment[],
  quarantined: Quarantined,
  into: LinesPrint,
): void {
  printText(record, into)
  eachCve(record, cve => into.byte(segments.reduce((rating, segment) => segment.rating(cve) || rating, 0)))
  into.text(quarantined.get(record.feed)?.reason ?? '')
  into.endLine()
}
