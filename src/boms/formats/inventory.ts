import { noteList, Problem, quoted } from '#base'
import { type Bom, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { layoutOf } from '../inventory-columns.ts'
import { componentsOfRows } from '../inventory-rows.ts'
import { handText, nameOf } from '../paper-text.ts'

/**
 * Lists of assets as plants keep them: comma, semicolon, tab or bar between cells, titles above the header, English or
 * German column names, any usual encoding. A row is a component and rows are never merged. Its ref is what stands in the
 * id column, when only this row has it, else the row's number; a row whose id is not its own gets both.
 */
export const inventory: BomFormat = {
  id: 'inventory',
  label: 'inventory (CSV, TSV)',
  kind: 'inventory',
  versions: [],
  takes:
    'rows of CSV and TSV with vendor, product, version, order number, purl, CPE, id in columns of any usual name and encoding',
  leaves: 'columns nobody knows',
  names: undefined,
  sniff,
  read,
}

const otherFormats = /(?:^|[-_.])(?:requirements?[^/]*\.txt|go\.(?:mod|sum)|[^/]*\.(?:lock|json|xml|mod))$/i

function sniff(head: Head): boolean {
  if (/^\s*[{[<]/.test(head.text) || otherFormats.test(head.name) || head.text.includes('\0')) return false
  return layoutOf(head.text) !== undefined
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const text = handText(paper, notes)
  const layout = layoutOf(text)
  if (!layout) throw notInventory(paper, text)
  return { ...emptyBom(inventory.id, notes.notes), components: componentsOfRows(text, layout, paper, notes) }
}

function notInventory(paper: Paper, text: string): Problem {
  const first = text.split(/\r\n|\n|\r/, 1)[0]!
  return new Problem(
    'boms/not-inventory',
    `Cannot read ${nameOf(paper)}: no header names a product and a version, or a purl, at row 1: ${quoted(first)}`,
    {
      wanted: 'a header row such as asset_id,vendor,product,order_number,version',
      found: quoted(first),
      at: 'row 1',
    },
  )
}
