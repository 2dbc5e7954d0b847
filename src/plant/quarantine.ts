import { csvCell } from '#base'
import type { Refused } from './import-format.ts'

/** A row that was not taken and waits until somebody mends it. */
export interface Quarantined extends Refused {
  importId: string
  /** From 1 in its import. */
  number: number
  /** The key of the row it is about, where it says one. */
  object: string | undefined
}

/** The column by which a mended row is known again: `import-…:12`. */
export const handleColumn = 'quarantine'

export function handleOf({ importId, number }: Pick<Quarantined, 'importId' | 'number'>): string {
  return `${importId}:${number}`
}

const handle = /^["'\s]*(import-[0-9a-z]{26}):([1-9]\d{0,8})["'\s]*(?=$|[,;\t|])/gm

/** Handles of quarantined rows in a list that somebody mended: the first cell of its rows. */
export function handlesIn(text: string): { importId: string; number: number }[] {
  return [...text.matchAll(handle)].map(([, importId, number]) => ({ importId: importId!, number: Number(number) }))
}

/**
 * Quarantined rows as CSV to mend and drop again: the handle first, then the cells in the columns of the source, then why and what to
 * do. Rows of several kinds of tables stand below the union of their columns.
 */
export function quarantineCsv(rows: readonly Quarantined[]): string {
  const headers = [...new Set(rows.flatMap(row => row.header.map((name, index) => name || `column ${index + 1}`)))]
  const lines = rows.map(row => {
    const cells = new Map(row.header.map((name, index) => [name || `column ${index + 1}`, row.cells[index] ?? '']))
    return [handleOf(row), ...headers.map(name => cells.get(name) ?? ''), row.reason, row.next]
  })
  return [[handleColumn, ...headers, 'reason', 'next'], ...lines]
    .map(line => `${line.map(csvCell).join(',')}\r\n`)
    .join('')
}
