import type { Advisory, Affected } from '../advisory.ts'
import { cpeAffectedOf } from '../cpe-configuration.ts'
import { isCatalogue, productAffectedOf, productType } from '../product-claim.ts'
import { eachClaimRow, keyOfRows, ordinalOfRow, readRow } from './package-rows.ts'
import type { Segment } from './segment.ts'
import { summaryReader } from './summaries.ts'

/** A statement of which nothing is known yet. */
const nothing: Affected = { key: undefined, ecosystem: '', name: '', intervals: [], versions: [], undecided: undefined }

/** The advisories of a segment again, so that several segments can be compiled into one. `gone` are left out. */
export function advisoriesOf(segment: Segment, gone: ReadonlySet<number> | undefined): Advisory[] {
  const affected: Affected[][] = Array.from({ length: segment.header.advisories }, () => [])
  for (const record of segment.packages()) {
    const key = keyOfRows(record)
    // A catalogue says again what the claims say.
    if (isCatalogue(key)) continue
    const byOrdinal = new Map<number, Affected>()
    const claims = new Set<number>()
    const isProduct = key.startsWith(`${productType}/`)
    eachClaimRow(record, (row, word) => {
      claims.add(row)
      affected[ordinalOfRow(record, row)]!.push(
        isProduct ? productAffectedOf(key, segment.product(word)) : cpeAffectedOf(key, segment.claim(word)),
      )
    })
    for (let row = 0; row < record.rows; row++) {
      if (claims.has(row)) continue
      const hit = readRow(record, row)
      if (hit.kind === 'undecided') {
        affected[hit.ordinal]!.push({ ...nothing, key, undecided: hit.text })
        continue
      }
      let statement = byOrdinal.get(hit.ordinal)
      if (!statement) {
        statement = { ...nothing, key, intervals: [], versions: [] }
        byOrdinal.set(hit.ordinal, statement)
        affected[hit.ordinal]!.push(statement)
      }
      if (hit.kind === 'version') (statement.versions as string[]).push(hit.interval.from!)
      else (statement.intervals as object[]).push(hit.interval)
    }
  }
  const summaryOf = summaryReader(segment)
  return affected.flatMap((statements, ordinal) =>
    gone?.has(ordinal)
      ? []
      : [{ ...segment.text(ordinal), summary: summaryOf(ordinal), withdrawn: undefined, affected: statements }],
  )
}
