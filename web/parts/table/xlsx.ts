import type { Cell, Column } from './columns.ts'

/** Most characters of one cell (Excel, "Specifications and limits"). */
const longestCell = 32_767
/** Most rows of one sheet, heading and all (the same). */
export const mostSheetRows = 1_048_576

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/**
 * The parts of a workbook of one sheet (ECMA-376), as path and text: numbers are numbers, everything else is a text cell,
 * so nothing is a formula and no version becomes a date. The heading stays in sight and filters.
 */
export function workbookParts<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Record<string, string> {
  const title = sheetName(name)
  const last = `${letters(columns.length - 1)}${rows.length + 1}`
  return {
    '[Content_Types].xml': `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'${escaped(title.replaceAll("'", "''"))}'!$A$1:$${letters(columns.length - 1)}$${rows.length + 1}</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">'${escaped(title.replaceAll("'", "''"))}'!$1:$1</definedName></definedNames></workbook>`,
    'xl/styles.xml': styles,
    'xl/worksheets/sheet1.xml': sheet(columns, rows, last),
  }
}

/** Style 0 is plain, 1 the heading, 2 text that stays text when somebody edits it (number format 49, "@"). */
const styles = `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

function sheet<Row>(columns: readonly Column<Row>[], rows: readonly Row[], last: string): string {
  const names = columns.map((_, at) => letters(at))
  const lines = rows.map((row, at) => {
    const cells = columns.map((column, place) => xlsxCell(`${names[place]}${at + 2}`, column.value(row), 2))
    return `<row r="${at + 2}">${cells.join('')}</row>`
  })
  const titles = columns.map((column, place) => xlsxCell(`${names[place]}1`, column.title, 1)).join('')
  const widths = columns.map(
    (column, at) => `<col min="${at + 1}" max="${at + 1}" width="${wide(column, rows)}" customWidth="1"/>`,
  )
  return `${head}<worksheet xmlns="${main}"><dimension ref="A1:${last}"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${titles}</row>${lines.join('')}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`
}

/** Characters that fit: the longest of the heading and the first rows, between 8 and 60. */
function wide<Row>(column: Column<Row>, rows: readonly Row[]): number {
  let most = column.title.length + 3
  for (const row of rows.slice(0, 200)) most = Math.max(most, String(column.value(row) ?? '').length)
  return Math.min(60, Math.max(8, most + 1))
}

function xlsxCell(place: string, cell: Cell, style: number): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${place}"><v>${cell}</v></c>` : ''
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cut(cell))}</t></is></c>`
}

function cut(text: string): string {
  if (text.length <= longestCell) return text
  return `${text.slice(0, longestCell - 1).toWellFormed()}…`
}

/** XML 1.0 knows no control characters and no lone halves of a pair: they become the sign for "unreadable". */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}

/** A to Z, then AA: the name of a column of a sheet, from 0. */
export function letters(at: number): string {
  let name = ''
  for (let rest = at; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    name = String.fromCharCode(65 + (rest % 26)) + name
  }
  return name
}

/** What Excel allows as the name of a sheet: 31 characters, none of []:*?/\ and no quote at an end. */
function sheetName(name: string): string {
  const plain = name
    .replace(/[[\]:*?/\\\u0000-\u001F]/g, ' ')
    .trim()
    .slice(0, 31)
    .replace(/^'+|'+$/g, '')
    .trim()
  return plain === '' ? 'Sheet1' : plain
}

/** A workbook as bytes, ready to be saved. The packing is loaded when somebody asks for it. */
export async function workbookOf<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate')
  const parts = Object.entries(workbookParts(name, columns, rows))
  return new Uint8Array(zipSync(Object.fromEntries(parts.map(([path, text]) => [path, strToU8(text)])), { level: 6 }))
}
