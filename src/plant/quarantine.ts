import { visible } from '#base'
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

/** Whether a table is a list of rows to mend: its first column holds their handles. */
export function isToMend(header: readonly string[]): boolean {
  return header[0]?.trim().toLowerCase() === handleColumn
}

/** What a spreadsheet takes for a formula (OWASP, CSV Injection), also after blanks, quotes and an apostrophe of ours. */
const formula = /^[\s"']*[=+\-@\t\r]/

/** A cell that no spreadsheet takes for a formula and that `asWritten` reads back as it was. No table is read that holds a NUL. */
function harmless(text: string): string {
  const shown = text.replaceAll('\0', visible)
  const safe = formula.test(shown) ? `'${shown}` : shown
  return /[",;\t\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell of a list to mend as it was before `quarantineCsv` made it harmless. */
export function asWritten(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

/**
 * Quarantined rows as CSV to mend and drop again: the handle first, then the cells in the columns of the source, then why and what to
 * do. Rows of several kinds of tables stand below the union of their columns.
 */
export function quarantineCsv(rows: readonly Omit<Quarantined, 'object'>[]): string {
  const headers = [...new Set(rows.flatMap(row => namesOf(row.header)))]
  const lines = rows.map(row => {
    const cells = new Map(namesOf(row.header).map((name, index) => [name, row.cells[index] ?? '']))
    return [handleOf(row), ...headers.map(name => cells.get(name) ?? ''), row.reason, row.next]
  })
  const table = [[handleColumn, ...headers, 'reason', 'next'], ...lines]
  return table.map(line => `${line.map(harmless).join(',')}\r\n`).join('')
}

/** What the columns of a row are called in a list to mend. */
export function namesOf(header: readonly string[]): string[] {
  return header.map((name, index) => name || `column ${index + 1}`)
}

/** CSV as a file: without a byte order mark spreadsheets take it for Windows-1252. */
export function csvFile(csv: string): string {
  return `\ufeff${csv}`
}

/** What a row says, its columns in whatever order, and why it was not taken: equal for rows that wait for the same. */
export function wordsOfRow({ code, header, cells }: Pick<Refused, 'code' | 'header' | 'cells'>): string {
  const said = header.map((name, index) => [name, cells[index] ?? ''] as const).filter(([, cell]) => cell !== '')
  return JSON.stringify([code, said.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))])
}

const ours = new Set([handleColumn, 'reason', 'next'])

/** Whether a column of a list to mend is one that we added. */
export function isOurs(header: string): boolean {
  return ours.has(header)
}

/** A row of a list of ours without what we added to it. */
export function withoutHandle(row: Refused): Refused {
  if (row.header[0] !== handleColumn) return row
  const kept = row.header
    .map((name, index) => [name, row.cells[index] ?? ''] as const)
    .filter(([name]) => !isOurs(name))
  return { ...row, header: kept.map(([name]) => name), cells: kept.map(([, cell]) => cell) }
}
