import type { Cell, Column } from './columns.ts'

/** Between two cells: a comma, or a semicolon where the comma stands in numbers (German spreadsheets). */
export type Separator = ',' | ';'

/**
 * A table as CSV (RFC 4180): a byte order mark so that spreadsheets read UTF-8, CRLF, quotes where needed. Text that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[], separator: Separator): string {
  const lines = [columns.map(column => quoted(column.title, separator)).join(separator)]
  for (const row of rows) {
    lines.push(columns.map(column => csvCell(column.value(row), separator)).join(separator))
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function csvCell(cell: Cell, separator: Separator): string {
  if (cell === null) return ''
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) return ''
    return separator === ';' ? String(cell).replace('.', ',') : String(cell)
  }
  return quoted(harmless(cell), separator)
}

/** Text that no spreadsheet runs: a leading = + - @ tab or return gets an apostrophe (OWASP, "CSV Injection"). */
export function harmless(text: string): string {
  return /^[\s\u0000-\u001F\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text
}

function quoted(text: string, separator: Separator): string {
  return text.includes(separator) || /["\r\n\t;,]/.test(text) || text !== text.trim()
    ? `"${text.replaceAll('"', '""')}"`
    : text
}
