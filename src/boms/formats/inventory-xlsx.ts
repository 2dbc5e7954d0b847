import { noteList, Problem, quoted } from '#base'
import { type Bom, type Component, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { layoutOf } from '../inventory-columns.ts'
import { componentsOfRows } from '../inventory-rows.ts'
import { nameOf } from '../paper-text.ts'
import { loadWorkbook, type Sheet, sheetsOf } from '../workbook.ts'

/**
 * Inventories as workbooks (Office Open XML). Every visible sheet with a header that names a product is read, the others are
 * noted. A version that is a number in the workbook is noted: `1.10` typed into a cell is kept as `1.1`.
 */
export const inventoryXlsx: BomFormat = {
  id: 'inventory-xlsx',
  label: 'inventory (XLSX)',
  kind: 'inventory',
  versions: [],
  takes: 'rows of every visible sheet with a header, as of CSV; kept values of formulas',
  leaves: 'hidden sheets, colours, comments, columns nobody knows',
  names: undefined,
  sniff,
  prepare: loadWorkbook,
  read,
}

/** Paths of parts stand unpacked in an archive, before the parts. */
const parts = /xl\/(?:workbook|worksheets\/|sharedStrings|styles|theme\/|_rels\/)/i

function sniff({ bytes }: Head): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return false
  return parts.test(new TextDecoder('latin1').decode(bytes))
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const components: Component[] = []
  const taken = new Set<string>()
  const sheets = sheetsOf(paper)
  for (const sheet of sheets) {
    const layout = layoutOf(sheet.text)
    if (!layout) {
      if (sheet.text.trim() !== '')
        notes.add('sheet-not-read', `no header names a product and a version: sheet ${quoted(sheet.name)} is left out`)
      continue
    }
    const place = placeIn(sheet, sheets.length > 1)
    const found = componentsOfRows(sheet.text, layout, paper, notes, place)
    // An id is an id within its sheet: another sheet may count from the start again.
    for (const component of found) {
      if (taken.has(component.ref)) component.ref = `${component.ref} (${component.at})`
      taken.add(component.ref)
      components.push(component)
    }
    const versions = layout.columns.get('version') ?? []
    const rows = sheet.text.split('\n').length
    for (let row = layout.row + 1; row <= rows; row++)
      if (versions.some(column => sheet.numbers.has(`${row}:${column + 1}`)))
        notes.add(
          'version-is-number',
          'a version is a number in the workbook: zeros at its end may be lost',
          place(row),
        )
  }
  if (taken.size === 0 && !sheets.some(({ text }) => layoutOf(text)))
    throw new Problem(
      'boms/not-inventory',
      `Cannot read ${nameOf(paper)}: no sheet has a header that names a product and a version`,
      {
        wanted: 'a header row such as asset_id, vendor, product, order_number, version',
        found: sheets.map(({ name }) => quoted(name)).join(', ') || 'no visible sheet',
      },
    )
  return { ...emptyBom(inventoryXlsx.id, notes.notes), components }
}

function placeIn({ name }: Sheet, several: boolean): (row: number) => string {
  return row => (several ? `sheet ${name}, row ${row}` : `row ${row}`)
}
