import { Problem } from '#base'
import type { Refused } from './import-format.ts'
import type { RowPlace } from './import-row.ts'

const mostCells = 200
const mostCharacters = 10_000

/** A paper with more rows that cannot be taken is not what it was taken for. */
const mostRefused = 100_000

/** Gathers the rows of a paper that are not taken. Throws `plant/too-many-refused`. */
export interface RefusedList {
  readonly rows: readonly Refused[]
  add(row: RowPlace, cells: readonly (readonly [name: string, text: string])[], why: Why): void
}

/** Why a row is not taken. */
export interface Why {
  code: string
  reason: string
  next: string
}

export function refusedList(name: string): RefusedList {
  const rows: Refused[] = []
  return {
    rows,
    add(row, cells, { code, reason, next }) {
      if (rows.length >= mostRefused)
        throw new Problem(
          'plant/too-many-refused',
          `Cannot read ${name}: more than ${mostRefused} rows cannot be taken, the last one at ${placeOf(row)}: ${reason}`,
          { at: placeOf(row), next },
        )
      const kept = cells.slice(0, mostCells)
      rows.push({
        row,
        header: kept.map(([header]) => bounded(header)),
        cells: kept.map(([, text]) => bounded(text)),
        code,
        reason,
        next,
      })
    },
  }
}

function bounded(text: string): string {
  return (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text).toWellFormed()
}

/** What messages call a row. */
export function placeOf(row: RowPlace): string {
  return typeof row === 'number' ? `row ${row}` : row
}
