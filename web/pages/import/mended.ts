import type { Out } from '../../api.ts'

/** A row of the quarantine. */
export type WaitingRow = Out<'imports.quarantine'>['rows'][number]

/** What a spreadsheet takes for a formula: kept as text in our lists, and read back without the apostrophe. */
const formula = /^[\s"']*[=+\-@\t\r]/

/** The handle that a row is known again by. */
export function handleOf({ importId, number }: Pick<WaitingRow, 'importId' | 'number'>): string {
  return `${importId}:${number}`
}

/**
 * Rows that were mended here, as a list to take in: their handles, then their cells. The reason stays with rows whose named value was
 * left as it was, so that it is looked at again.
 */
export function mendedCsv(rows: readonly { row: WaitingRow; cells: readonly string[] }[]): string {
  const nameAt = ({ header }: WaitingRow, index: number) => header[index] || `column ${index + 1}`
  const headers = [...new Set(rows.flatMap(({ row }) => row.header.map((_, index) => nameAt(row, index))))]
  const lines = rows.map(({ row, cells }) => {
    const said = new Map(row.header.map((_, index) => [nameAt(row, index), cells[index] ?? '']))
    const isLeft = !row.cells.some((cell, index) => cell !== cells[index] && namesCell(row, cell))
    return [handleOf(row), ...headers.map(name => said.get(name) ?? ''), isLeft ? row.reason : '']
  })
  return [['quarantine', ...headers, 'reason'], ...lines].map(line => `${line.map(cellOf).join(',')}\r\n`).join('')
}

/** Whether the reason why a row waits quotes a cell of it. */
export function namesCell({ reason }: Pick<WaitingRow, 'reason'>, cell: string): boolean {
  return cell !== '' && reason.includes(JSON.stringify(cell))
}

function cellOf(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",;\t\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
