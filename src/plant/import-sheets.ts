import type { ImportColumn, Mapping } from './import-format.ts'

/** What stands between the name of a sheet and a header, as spreadsheets write it. */
const mark = '!'
/** In place of a header: all of the sheet. */
const all = '*'

/**
 * What somebody says of the columns of one table: of a workbook with several sheets `SHEET!HEADER` means a column of that sheet alone and
 * counts before `HEADER`. Undefined where the whole sheet is to be left out: `SHEET!*=ignore`.
 *
 * @param alone only what names the sheet
 */
export function sheetMapping(mapping: Mapping = {}, sheet: string | undefined, alone = false): Mapping | undefined {
  if (sheet === undefined) return alone ? {} : mapping
  const own = entriesOf(mapping, sheet)
  if (own.some(([header, role]) => header === all && role === 'ignore')) return undefined
  return { ...(alone ? {} : mapping), ...Object.fromEntries(own) }
}

/** What a mapping says without naming one of the sheets of a workbook. */
export function unsheeted(mapping: Mapping = {}, tables: readonly { sheet: string | undefined }[]): Mapping {
  const starts = tables.flatMap(({ sheet }) => (sheet === undefined ? [] : [`${sheet}${mark}`]))
  return Object.fromEntries(
    Object.entries(mapping).filter(([header]) => !starts.some(start => header.startsWith(start))),
  )
}

/** What a mapping says of columns, without the sheets that are left out. */
export function columnsSaid(mapping: Mapping = {}): string[] {
  return Object.keys(mapping).filter(header => !header.endsWith(`${mark}${all}`))
}

/** What a mapping says of columns that are not there. */
export function columnsMissed(mapping: Mapping | undefined, columns: readonly ImportColumn[]): string[] {
  const there = new Set(
    columns.flatMap(({ header, sheet }) => [header, ...(sheet === undefined ? [] : [`${sheet}${mark}${header}`])]),
  )
  return columnsSaid(mapping).filter(header => !there.has(header.trim()))
}

function entriesOf(mapping: Mapping, sheet: string): (readonly [header: string, role: string])[] {
  const start = `${sheet}${mark}`
  return Object.entries(mapping).flatMap(([header, role]) =>
    header.startsWith(start) ? [[header.slice(start.length), role] as const] : [],
  )
}
