import { noteList } from '#base'
import { mayBeDamaged, type Paper } from '#boms'
import { assetOf, unfit } from './import-asset.ts'
import { damages } from './import-damage.ts'
import type { ImportChoices, Imported, ImportFormat } from './import-format.ts'
import { imported, productKey } from './import-made.ts'
import { refusedList } from './import-refused.ts'
import { assetRoles } from './import-roles.ts'
import type { AssetRow } from './import-row.ts'
import { readTables, type TableRow, type TableWanted } from './import-rows.ts'

/** Roles by which an asset is known again, and those by which anything may be that is in a list. */
const strong = ['tag', 'serial', 'ip']
const weak = ['ref', 'name']

/** Roles that say where or what a thing of a plant is; a list of packages has names and versions too. */
const things = ['product', 'order', 'kind', 'place', 'line', 'area', 'zone', 'level', 'slot', 'mac']
const facts = [...things, 'vendor', 'firmware', 'type', 'os', 'serial']

/** A table is an inventory when it names assets and something of them; where somebody says what its columns are, that is enough. */
export const inventoryTable: TableWanted = {
  table: assetRoles,
  wanted: roles => {
    const any = (names: readonly string[]) => names.some(role => roles.has(role))
    return roles.size >= 3 && (any(strong) ? any(facts) : any(weak) && any(things))
  },
  least: roles => [...strong, ...weak].some(role => roles.has(role)),
  missing: 'names an asset and what it is',
  example: 'tag,vendor,product,order_number,firmware,serial,ip,line',
}

/** Reads the tables of a paper as assets, a row each: what a spreadsheet may have damaged and what nobody could know again waits. */
export function readInventory(
  format: ImportFormat,
  paper: Paper,
  choices: ImportChoices,
  what = inventoryTable,
): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const { columns, mapping, rows } = readTables(paper, choices, what, notes, refused)
  const source = { notes, confidence: 'stated', timeZone: choices.timeZone ?? 'UTC' } as const
  const assets: AssetRow[] = []
  // Where a list has names alone, they are what its people call the assets.
  const named = !columns.some(({ role }) => role !== undefined && ['tag', 'serial', 'ref', 'ip'].includes(role))
  const made = rows.map(row => withName(assetOf(row, source), named))
  const broken = choices.versionsAsWritten ? [] : damages(made.map((asset, index) => suspect(asset, rows[index]!)))
  for (const [index, asset] of made.entries()) {
    const why = unfit(asset) ?? broken[index]
    if (why) refused.add(asset.row, rows[index]!.cells, why)
    else assets.push(choices.versionsAsWritten ? asset : doubted(asset, rows[index]!))
  }
  return imported(format, { columns, mapping, assets, refused: refused.rows, notes: notes.notes })
}

function withName(asset: AssetRow, named: boolean): AssetRow {
  return named && asset.name !== undefined ? { ...asset, tag: asset.name } : asset
}

function doubted(asset: AssetRow, row: TableRow): AssetRow {
  const { firmware } = asset
  return firmware === undefined || row.isMarked('firmware') || !mayBeDamaged(firmware)
    ? asset
    : { ...asset, firmwareInDoubt: true }
}

function suspect(asset: AssetRow, row: TableRow) {
  return {
    product: productKey(asset),
    version: asset.firmware,
    // A list of rows that wait is opened in a spreadsheet, which may do to the version what it did before.
    versionIsNumber:
      row.isNumber('firmware') || (row.said('waited') !== undefined && /^The version /.test(row.said('why') ?? '')),
    versionIsMarked: row.isMarked('firmware'),
    serial: asset.serial,
    serialIsNumber: row.isNumber('serial'),
    order: asset.orderNumber,
  }
}
