import type { Looked } from './papers.ts'

type Table = Looked['tables'][number]
/** A column as it was read: its header and what it is taken as. */
export interface ReadColumn {
  header: string
  role?: string | undefined
  sheet?: string | undefined
}

/** Where a header stands among the rows that were looked at, and the columns beneath it. */
export interface SeenHeader {
  table: Table
  row: number
  /** Of the first table that was read. */
  columns: readonly ReadColumn[]
  rows: Table['rows']
}

/** Finds the header of the first table that was read among its first rows. */
export function headerOf(looked: Looked, columns: readonly ReadColumn[]): SeenHeader | undefined {
  const of = columns[0]?.sheet
  for (const table of looked.tables) {
    if (of !== undefined && table.sheet !== of) continue
    for (const [at, { row, cells }] of table.rows.entries()) {
      const first = columns.slice(0, cells.length)
      if (first.length === 0 || !cells.every((cell, index) => cell.trim() === first[index]?.header)) continue
      return { table, row, columns: first, rows: table.rows.slice(at + 1) }
    }
  }
  return undefined
}

/** The row that has most cells filled: the header, where nobody knows better. */
export function likelyHeader({ rows }: Table): number {
  const filled = (cells: readonly string[]) => cells.filter(cell => cell.trim() !== '').length
  const most = Math.max(...rows.slice(0, 25).map(({ cells }) => filled(cells)))
  return rows.find(({ cells }) => filled(cells) === most)?.row ?? rows[0]?.row ?? 1
}
