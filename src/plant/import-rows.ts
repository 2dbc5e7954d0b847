import { type NoteList, Problem, quoted } from '#base'
import { nameOf, type Paper, type Row, rowsOf } from '#boms'
import { checkMapping, mappingOf, type RoleTable, type TableLayout, tableLayout } from './import-columns.ts'
import { dayOfSerial } from './import-date.ts'
import type { ImportChoices, ImportColumn, Mapping } from './import-format.ts'
import { placeOf, type RefusedList, type Why } from './import-refused.ts'
import type { RowPlace } from './import-row.ts'
import { columnsMissed, columnsSaid, sheetMapping, unsheeted } from './import-sheets.ts'
import { type TableText, tablesOf } from './import-table.ts'
import { saying } from './import-value.ts'
import { type MendedRows, mendedPart } from './mended-rows.ts'
import { asWritten, isToMend } from './quarantine.ts'

/** A paper of tables has no more rows. */
const mostRows = 1_000_000
const mostCharacters = 10_000
const mostSections = 100

/** One row under a header. */
export interface TableRow {
  place: RowPlace
  /** What the best column of a role says; undefined when none says anything. */
  said(role: string): string | undefined
  /** Whether a workbook holds it as a number. */
  isNumber(role: string): boolean
  /** Whether somebody marked it as text that stands as it is: `'33.1` or `="33.1"`. */
  isMarked(role: string): boolean
  /** A comma alone is a decimal sign here. */
  comma: boolean
  /** Every cell with its header. */
  cells: readonly (readonly [name: string, text: string])[]
}

export interface TablesRead {
  columns: readonly ImportColumn[]
  mapping: Mapping
  rows: readonly TableRow[]
}

/** What a table must have to be one of a kind, and what to say where none does. */
export interface TableWanted {
  table: RoleTable
  wanted(roles: ReadonlySet<string>): boolean
  /** The same where somebody has said what columns are; `wanted` where it is left out. */
  least?(roles: ReadonlySet<string>): boolean
  /** `names an asset and something of it`. */
  missing: string
  /** A header that would do. */
  example: string
  /** Another header may stand further down, over a table of its own. */
  sections?: true
  /** Names of sheets that are left out where there are others: examples of a template. */
  except?: RegExp
}

/**
 * The rows of every table of a paper that is one of those wanted, within limits; rows whose cells may stand in wrong columns are
 * refused. Throws `plant/no-header` when there is no such table, `plant/unknown-role`, `plant/too-many-rows`.
 */
export function readTables(
  paper: Paper,
  choices: ImportChoices,
  what: TableWanted,
  notes: NoteList,
  refused: RefusedList,
): TablesRead {
  const columns: ImportColumn[] = []
  const rows: TableRow[] = []
  const all = tablesOf(paper, notes)
  const tables = all.filter(({ sheet }) => sheet === undefined || !what.except?.test(sheet))
  for (const { sheet } of all)
    if (sheet !== undefined && what.except?.test(sheet))
      notes.add('sheet-not-read', `the sheet ${quoted(sheet)} holds examples and is left out`)
  checkMapping(unsheeted(choices.mapping, all), what.table)
  let found = false
  for (const table of tables) {
    const mapping = sheetMapping(choices.mapping, table.sheet)
    if (mapping === undefined) {
      notes.add('sheet-not-read', `the sheet ${quoted(table.sheet)} is left out, as was said`)
      continue
    }
    const wanted = columnsSaid(mapping).length > 0 ? (what.least ?? what.wanted) : what.wanted
    const layout = tableLayout(table.text, what.table, wanted, mapping)
    if (!layout) {
      if (tables.length > 1)
        notes.add('sheet-not-read', `no header ${what.missing}: sheet ${quoted(table.sheet)} is left out`)
      continue
    }
    found = true
    checkMapping(sheetMapping(choices.mapping, table.sheet, true), what.table)
    takeRows(paper, table, layout, what, { rows, columns, refused, notes, mended: choices.mended })
  }
  if (!found) throw noHeader(paper, what, tables)
  // A list of rows to mend has columns of its own.
  for (const header of choices.mended ? [] : columnsMissed(choices.mapping, columns))
    notes.add('column-not-found', `no column is called ${quoted(header)}: its role was not used`)
  if (rows.length === 0 && refused.rows.length === 0) notes.add('empty', 'no row stands under the header')
  return { columns, mapping: mappingOf(columns.map(column => ({ ...column, role: column.role }))), rows }
}

interface Taken {
  rows: TableRow[]
  columns: ImportColumn[]
  refused: RefusedList
  notes: NoteList
  mended: MendedRows | undefined
}

function takeRows(paper: Paper, table: TableText, first: TableLayout, what: TableWanted, taken: Taken): void {
  const bound = Math.min(mostRows, paper.limits.count)
  const of = table.sheet === undefined ? {} : { sheet: table.sheet }
  const toMend = isToMend(first.header)
  const part = toMend && taken.mended ? mendedPart(rowsOf(table.text, first.delimiter), first, taken.mended) : undefined
  let layout = part?.layout ?? first
  let sections = 1
  taken.columns.push(...layout.columns.map(column => ({ ...column, ...of })))
  for (const found of rowsOf(table.text, layout.delimiter)) {
    if (part && !part.numbers.has(found.number)) continue
    const row = toMend ? { ...found, cells: found.cells.map(asWritten) } : found
    if (row.number <= layout.row || row.cells.every(cell => cell.trim() === '')) continue
    const next = what.sections && sections < mostSections ? sectionAt(row, layout, what) : undefined
    if (next) {
      sections++
      layout = next
      taken.columns.push(...layout.columns.map(column => ({ ...column, ...of })))
      continue
    }
    const made = tableRow(row, table, layout)
    const bad = oddShape(row, layout)
    if (bad) taken.refused.add(made.place, made.cells, bad)
    else {
      noteDiffering(row, layout, `${made.place}`, taken.notes)
      taken.rows.push(made)
    }
    if (taken.rows.length > bound)
      throw new Problem(
        'plant/too-many-rows',
        `Cannot read ${nameOf(paper)}: over ${bound} rows at ${placeOf(made.place)}`,
        { at: placeOf(made.place), next: 'cut it into several files' },
      )
  }
}

/** The layout of a row that is a header itself: each of its cells is a name that is known. */
function sectionAt({ cells, number }: Row, { delimiter }: TableLayout, what: TableWanted): TableLayout | undefined {
  if (cells.some(cell => cell.trim() !== '' && what.table.roleOf(cell.trim()) === undefined)) return undefined
  const line = cells.map(cell => (/["\r\n]/.test(cell) ? '' : cell)).join(delimiter)
  const found = tableLayout(line, what.table, what.wanted)
  return found && { ...found, delimiter, row: number }
}

/** Several columns may say the same, and then only one of them is heard. */
function noteDiffering({ cells }: Row, { header, roles }: TableLayout, place: string, notes: NoteList): void {
  for (const [role, indexes] of roles) {
    if (indexes.length < 2) continue
    const filled = indexes.filter(index => saying(cellText(cells[index])) !== undefined)
    const [first, ...others] = filled
    const other = others.find(index => cellText(cells[index]) !== cellText(cells[first!]))
    if (other !== undefined)
      notes.add(
        'columns-differ',
        `${quoted(header[first!])} and ${quoted(header[other])} both say the ${role} and differ: ${quoted(header[first!])} counts`,
        place,
      )
  }
}

function tableRow(row: Row, table: TableText, layout: TableLayout): TableRow {
  const { sheet, numbers } = table
  const indexOf = (role: string) =>
    layout.roles.get(role)?.find(index => saying(cellText(row.cells[index])) !== undefined)
  const isNumber = (index: number | undefined) => index !== undefined && numbers.has(`${row.number}:${index + 1}`)
  const textAt = (index: number) => {
    const text = saying(cellText(row.cells[index]))
    return text !== undefined && isNumber(index) ? plainNumber(text) : text
  }
  return {
    place: sheet === undefined ? row.number : `sheet ${sheet}, row ${row.number}`,
    said(role) {
      const index = indexOf(role)
      return index === undefined ? undefined : textAt(index)
    },
    isNumber: role => isNumber(indexOf(role)),
    isMarked(role) {
      const index = indexOf(role)
      return index !== undefined && marked.test(row.cells[index]!.trim())
    },
    comma: layout.delimiter === ';',
    get cells() {
      const { header, kept } = layout
      const shown = (text: string, index: number) => (isNumber(index) ? seenNumber(text, index, layout) : text)
      const named = row.cells.map(
        (text, index) => [header[index] ?? `column ${index + 1}`, shown(text, index)] as const,
      )
      return kept ? named.filter((_, index) => index >= header.length || kept.has(index)) : named
    },
  }
}

/** How people tell a spreadsheet to leave a text alone. */
const marked = /^(?:'(?=.)|="[^"]*"$)/

function cellText(cell: string | undefined): string | undefined {
  const text = cell?.trim()
  return text?.startsWith("'") || text?.startsWith('=')
    ? text.replace(/^="([^"]*)"$/, '$1').replace(/^'(?=.)/, '')
    : text
}

/** Roles of days, which workbooks keep as numbers. */
const ofDays = ['installed', 'support', 'observed'] as const

/** A number of a workbook as it is read again from a list to mend. */
function seenNumber(text: string, index: number, { roles }: TableLayout): string {
  const isDay = ofDays.some(role => roles.get(role)?.includes(index))
  return (isDay ? dayOfSerial(text.trim())?.text : undefined) ?? plainNumber(text)
}

/** A number as people see it: workbooks keep 33.1 as 33.100000000000001. */
function plainNumber(text: string): string {
  const number = Number(text)
  return Number.isFinite(number) && /[.e]/i.test(text) ? String(Number(number.toPrecision(15))) : text
}

function oddShape(row: Row, layout: TableLayout): Why | undefined {
  if (row.unclosed)
    return {
      code: 'quote-not-closed',
      reason: 'A cell opens with a quote that is never closed.',
      next: 'Close the quote, or double it where it is a letter.',
    }
  const width = layout.header.length
  if (row.cells.slice(width).some(text => text.trim() !== ''))
    return {
      code: 'row-too-long',
      reason: `${row.cells.length} cells stand under ${width} columns: they may stand in the wrong ones.`,
      next: 'Put text that holds the separator into quotes.',
    }
  if (row.cells.some(text => text.length > mostCharacters))
    return {
      code: 'cell-too-long',
      reason: `A cell has more than ${mostCharacters} characters.`,
      next: 'Shorten it.',
    }
  return undefined
}

function noHeader(paper: Paper, what: TableWanted, tables: readonly TableText[]): Problem {
  const first = tables[0]?.text.split(/\r\n|\n|\r/, 1)[0] ?? ''
  return new Problem(
    'plant/no-header',
    `Cannot read ${nameOf(paper)}: no header ${what.missing} at row 1: ${quoted(first)}`,
    {
      at: 'row 1',
      found: quoted(first),
      wanted: `a header row such as ${what.example}`,
    },
  )
}
