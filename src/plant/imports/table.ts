import { loadWorkbook, plainHeader } from '#boms'
import { tableLayout } from '../import-columns.ts'
import type { ImportFormat, ImportHead } from '../import-format.ts'
import { inventoryTable, readInventory } from '../import-inventory.ts'

/**
 * Lists of assets as plants keep them: CSV, TSV and workbooks (Office Open XML), titles above the header, English or German names of
 * columns in any order, any usual encoding, decimal commas. Each row is an asset.
 */
export const table: ImportFormat = {
  id: 'table',
  label: 'list of assets (CSV, TSV, XLSX)',
  takes: 'rows with columns of any usual name, English or German, in any order and encoding; titles above the header',
  leaves: 'columns nobody knows: a mapping names them',
  kind: 'inventory',
  sniff,
  prepare: loadWorkbook,
  read: (paper, choices = {}) => readInventory(table, paper, choices),
}

/** Headers of tables that are something else: records of ServiceNow, its template of places, zones and conduits, lots. */
const foreign =
  /^(?:sysid|sysclassname|processcriticality|zoneid|fromzone|tozone|conduit|slt|sltarget|(?:lot|batch|charge|los|chargen)(?:number|no|nr|nummer|id)?)$/

function sniff({ tables }: ImportHead): boolean {
  return tables.some(({ text }) => {
    const layout = tableLayout(text, inventoryTable.table, inventoryTable.wanted)
    return layout !== undefined && !layout.header.some(header => foreign.test(plainHeader(header)))
  })
}
