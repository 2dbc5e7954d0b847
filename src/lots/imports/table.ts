import { noteList } from '#base'
import { loadWorkbook, type Paper } from '#boms'
import { type ImportChoices, type ImportHead, readTables, refusedList, type TableWanted, tableLayout } from '#plant'
import type { LotFormat } from '../import-format.ts'
import { type LotSaid, lotsOf, saidIn } from '../import-lots.ts'
import { lotRoles } from '../import-roles.ts'
import type { ImportedLots } from '../import-row.ts'

/**
 * Lots as production and shipping export them: CSV, TSV and workbooks, English or German names of columns in any order. Rows of one lot
 * are its runs and its shipments. Times without a zone are in the one that the source is said to be in.
 */
export const table: LotFormat = {
  id: 'table',
  label: 'list of lots (CSV, TSV, XLSX)',
  takes:
    'rows of one lot as its runs and its shipments: product, quantity, place or asset, start and end, customer, delivery',
  leaves: 'columns nobody knows: a mapping names them',
  sniff,
  prepare: loadWorkbook,
  read,
}

const wanted: TableWanted = {
  table: lotRoles,
  wanted: roles =>
    roles.has('lot') &&
    ['product', 'line', 'asset', 'place', 'start', 'customer', 'delivery', 'shipped'].some(role => roles.has(role)),
  least: roles => roles.has('lot'),
  missing: 'names a lot and something of it',
  example: 'lot,product,quantity,unit,line,start,end,status,customer,delivery,shipped',
}

function sniff({ tables }: ImportHead): boolean {
  return tables.some(({ text }) => tableLayout(text, wanted.table, wanted.wanted) !== undefined)
}

/** Throws what `readTables` throws: `plant/no-header`, `plant/unknown-role`. */
function read(paper: Paper, choices: ImportChoices = {}): ImportedLots {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const { columns, mapping, rows } = readTables(paper, choices, wanted, notes, refused)
  const said: { said: LotSaid; cells: (typeof rows)[number]['cells'] }[] = []
  const times = rows.some(row => ['start', 'end', 'shipped'].some(role => /\d:\d\d$/.test(row.said(role) ?? '')))
  if (choices.timeZone === undefined && times)
    notes.add('time-zone-assumed', 'its times name no zone and are taken as UTC: say the zone of the source')
  for (const row of rows) {
    const found = saidIn(row, choices.timeZone ?? 'UTC', notes)
    if ('code' in found) refused.add(row.place, row.cells, found)
    else said.push({ said: found, cells: row.cells })
  }
  const lots = lotsOf(said, refused)
  return {
    format: table.id,
    columns,
    mapping,
    lots,
    refused: [...refused.rows].sort((one, other) => Number(one.row) - Number(other.row) || 0),
    notes: notes.notes,
    simulated: lots.length > 0 && lots.every(({ simulated }) => simulated),
  }
}
