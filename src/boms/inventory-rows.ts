import { type NoteList, quoted } from '#base'
import { type Component, component } from './bom.ts'
import type { Paper } from './format.ts'
import type { Layout, Role } from './inventory-columns.ts'
import { damageOf, noteSibling, type Siblings } from './inventory-damage.ts'
import { boundCount } from './paper-text.ts'
import { references } from './reference.ts'
import { type Row, rowsOf } from './table.ts'

/**
 * The components of delimited text under a header, a row each. `placeOf` names the place of a row for people: `row 12`. Rows are
 * never merged: the ref is what stands in the id column when only this row has it, else the row's place; a row whose id is not
 * its own gets both.
 */
export function componentsOfRows(
  text: string,
  layout: Layout,
  paper: Paper,
  notes: NoteList,
  placeOf = (row: number) => `row ${row}`,
): Component[] {
  const rows: Row[] = []
  for (const row of rowsOf(text, layout.delimiter)) {
    if (row.number <= layout.row || row.cells.every(cell => cell.trim() === '')) continue
    rows.push(row)
    boundCount(rows.length, paper, placeOf(row.number))
  }
  for (const header of layout.repeated)
    notes.add(
      'column-twice',
      `several columns are called ${quoted(header)}: the first that is filled counts`,
      placeOf(layout.row),
    )
  if (rows.length === 0) notes.add('empty', 'no row stands under the header')
  const counts = countIds(rows, layout)
  const refs = references()
  const components = rows.map(row => componentOf(row, layout, counts, refs, notes, placeOf(row.number)))
  noteDamage(components, notes)
  return components
}

function cell(row: Row, layout: Layout, role: Role): string | undefined {
  for (const index of layout.columns.get(role) ?? []) {
    const text = row.cells[index]?.trim()
    if (text) return text
  }
  return undefined
}

// Of several id columns only the best counts: another one's values would be of another kind.
function idOf(row: Row, layout: Layout): string | undefined {
  const index = layout.columns.get('id')?.[0]
  return index === undefined ? undefined : row.cells[index]?.trim() || undefined
}

function countIds(rows: readonly Row[], layout: Layout): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const id = idOf(row, layout)
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

function componentOf(
  row: Row,
  layout: Layout,
  counts: Map<string, number>,
  refs: (wanted: string) => string,
  notes: NoteList,
  place: string,
): Component {
  noteShape(row, layout, notes, place)
  const id = idOf(row, layout)
  const shared = id !== undefined && counts.get(id)! > 1
  if (shared) notes.add('id-not-unique', `${quoted(id)} is the id of ${counts.get(id)} rows`, place)
  const order = cell(row, layout, 'order')
  const vendor = cell(row, layout, 'vendor') ?? cell(row, layout, 'supplier')
  const purl = cell(row, layout, 'purl')
  const product = cell(row, layout, 'product')
  if (product === undefined && purl === undefined && order === undefined)
    notes.add('product-not-stated', 'names no product', place)
  const made = component(
    refs(id === undefined ? place : shared ? `${id} (${place})` : id),
    product ?? order ?? purl ?? vendor ?? id ?? place,
    versionOf(row, layout, notes, place),
    purl,
  )
  made.cpe = cell(row, layout, 'cpe')
  made.type = typeOf(purl, made.cpe)
  made.supplier = vendor
  made.orderNumber = order
  made.at = place
  return made
}

const sayingNothing =
  /^(?:[-–—?.*]+|n\/?a|n\.a\.|k\.?\s?a\.?|unknown|unbekannt|tbd|none|null|nil|keine|nicht bekannt|not available|#(?:n\/a|nv|ref!|value!|wert!|bezug!))$/i

function versionOf(row: Row, layout: Layout, notes: NoteList, place: string): string | undefined {
  const version = cell(row, layout, 'version')
  if (version === undefined || !sayingNothing.test(version)) return version
  notes.add('version-not-stated', `${quoted(version)} stands for no version`, place)
  return undefined
}

function noteShape(row: Row, layout: Layout, notes: NoteList, place: string): void {
  if (row.unclosed) notes.add('quote-not-closed', 'a cell opens with a quote that is never closed', place)
  const extra = row.cells.slice(layout.width).some(text => text.trim() !== '')
  if (extra)
    notes.add(
      'row-too-long',
      `${row.cells.length} cells under ${layout.width} columns: they may stand in the wrong ones`,
      place,
    )
  else if (row.cells.length < layout.width)
    notes.add('row-too-short', `${row.cells.length} cells under ${layout.width} columns`, place)
}

/** CPE 2.3 and 2.2 name the part: `a` application, `o` operating system, `h` hardware. */
function typeOf(purl: string | undefined, cpe: string | undefined): Component['type'] {
  if (purl !== undefined) return 'library'
  const part = cpe === undefined ? undefined : /^cpe:(?:2\.3:|\/)([aoh]):/i.exec(cpe)?.[1]?.toLowerCase()
  return part === 'a' ? 'application' : part === 'o' ? 'operating-system' : 'device'
}

function noteDamage(components: readonly Component[], notes: NoteList): void {
  const products = new Map<string, Siblings>()
  const siblingsOf = components.map(({ supplier, name, orderNumber, version }) => {
    // A zero character parts them: text with one in it has been refused.
    const key = `${supplier ?? ''}\0${name}\0${orderNumber ?? ''}`.toLowerCase()
    let siblings = products.get(key)
    if (!siblings) {
      siblings = { twoDigits: false, dotted: false }
      products.set(key, siblings)
    }
    if (version !== undefined) noteSibling(siblings, version)
    return siblings
  })
  for (const [index, { name, version, at }] of components.entries()) {
    const damage = version === undefined ? undefined : damageOf(version, siblingsOf[index])
    if (damage !== undefined)
      notes.add('version-maybe-damaged', `version ${quoted(version)} of ${quoted(name)} ${damage}`, at)
  }
}
