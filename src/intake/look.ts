import { z } from 'zod'
import { encodingOf, noteList } from '#base'
import { delimiters, type Paper, rowsOf } from '#boms'
import { act } from '#ledger'
import { lotRoles } from '#lots'
import { assetRoles, handlesOf, siteOf, tableHeads, tableLayout, tablesOf, wholeFile } from '#plant'
import { fileName, siteId } from './upload-act.ts'

/** Bytes that are looked at: of delimited text the beginning is enough, a workbook is opened whole. */
const mostBytes = 128 * 1024 * 1024
const mostRows = 45
const mostCells = 200
const mostCharacters = 500
const mostTables = 50

const takes = z.strictObject({
  siteId,
  name: fileName,
  isCut: z.boolean().default(false).describe('only the beginning of the file is sent'),
})

const gives = z.strictObject({
  encoding: z.string().nullable().describe('of text; null for a workbook'),
  tables: z
    .array(
      z.strictObject({
        sheet: z.string().nullable(),
        separator: z.string().nullable().describe('between cells; null for a workbook'),
        rows: z
          .array(z.strictObject({ row: z.int(), cells: z.array(z.string()) }))
          .describe('the first that are not blank'),
      }),
    )
    .describe('none where it is no table'),
  toMend: z.boolean().describe('it is a list of rows that waited in the quarantine'),
  fields: z
    .strictObject({ inventory: z.array(z.string()), lots: z.array(z.string()) })
    .describe('what a column may be taken as'),
})
export type Looked = z.infer<typeof gives>

/** What the task `paper.tables` is asked. */
export interface TablesAsked {
  name: string
  bytes: Uint8Array
  isCut: boolean
}

/** Shows the first rows of a table before it is taken in, as whoever takes it in reads them. Keeps nothing. */
export const lookAct = act<z.infer<typeof takes>, Looked, Looked>({
  about: 'Show the first rows of a table before it is taken in: keeps nothing',
  can: 'imports.write',
  file: { about: 'CSV, TSV or XLSX, or the beginning of it', most: mostBytes },
  takes,
  gives,
  async prepare(world, { name = 'file', isCut }) {
    const bytes = await wholeFile(world.bytes, name, mostBytes)
    return world.aside<TablesAsked, Looked>('paper.tables', { name, bytes, isCut })
  },
  async run({ db, sites }, { siteId }, out) {
    await siteOf(db, sites, siteId)
    return { out }
  },
})

/** The first rows of every table of a paper, and what their columns may be taken as. */
export function tablesSeen(paper: Paper): Looked {
  const heads = tableHeads(paper)
  const tables = heads.length === 0 ? [] : tablesOf(paper, noteList()).slice(0, mostTables)
  const isText = heads.some(({ sheet }) => sheet === undefined)
  return {
    encoding: isText ? encodingOf(paper.bytes) : null,
    tables: tables.map(({ sheet, text }) => {
      const separator = separatorOf(text)
      return { sheet: sheet ?? null, separator: isText ? separator : null, rows: firstRows(text, separator) }
    }),
    toMend: handlesOf(paper).length > 0,
    fields: {
      inventory: assetRoles.roles.filter(role => role !== 'waited' && role !== 'why'),
      lots: [...lotRoles.roles],
    },
  }
}

type Separator = (typeof delimiters)[number]

/** What a header that is known is written with; else what makes most cells. */
function separatorOf(text: string): Separator {
  const known = [assetRoles, lotRoles].map(table => tableLayout(text, table, roles => roles.size > 1))
  const best = known.sort((one, other) => (other?.roles.size ?? 0) - (one?.roles.size ?? 0))[0]
  if (best) return best.delimiter
  const cells = (separator: Separator) => firstRows(text, separator).reduce((sum, row) => sum + row.cells.length - 1, 0)
  return [...delimiters].sort((one, other) => cells(other) - cells(one))[0]!
}

function firstRows(text: string, separator: Separator): { row: number; cells: string[] }[] {
  const rows: { row: number; cells: string[] }[] = []
  for (const { number, cells } of rowsOf(text, separator)) {
    if (cells.every(cell => cell.trim() === '')) continue
    const shown = cells.slice(0, mostCells).map(cell => cell.slice(0, mostCharacters).toWellFormed())
    rows.push({ row: number, cells: shown })
    if (rows.length === mostRows) break
  }
  return rows
}
