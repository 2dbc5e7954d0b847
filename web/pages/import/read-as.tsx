import { useState } from 'react'
import { useWords } from '../../words.ts'
import { Columns, type RowFate } from './columns.tsx'
import { choose, type Paper } from './papers.ts'
import { headerOf, likelyHeader, type ReadColumn, type SeenHeader } from './seen.ts'
import { isLeftOut, keyIn, Sheets } from './sheets.tsx'

/** Rows that are shown of a table. */
const previewed = 20

type ReadAsGiven = {
  paper: Paper
  /** As the server read them, sheet by sheet. */
  columns: readonly ReadColumn[]
  of: 'inventory' | 'lots'
  fateOf: (row: number, sheet: string | null) => RowFate | undefined
}

/** What each column of a file is taken as, above its first rows, sheet by sheet; whoever takes it in chooses. */
export function ReadAs({ paper, columns, of, fateOf }: ReadAsGiven) {
  const { importing: words } = useWords()
  const tables = paper.looked?.tables ?? []
  const [chosen, setChosen] = useState<string>()
  if (!paper.looked) return null
  const sheet = chosen ?? columns[0]?.sheet ?? tables[0]?.sheet ?? null
  const own = sheet === null ? columns : columns.filter(column => column.sheet === sheet)
  const header = own.length > 0 ? headerOf(paper.looked, own) : unread(paper, sheet)
  const { mapping } = paper.choice
  return (
    <>
      {tables.length > 1 && sheet !== null && (
        <Sheets
          paper={paper}
          tables={tables}
          readOf={name => columns.filter(column => column.sheet === name && column.role !== undefined).length}
          shown={sheet}
          onShown={setChosen}
        />
      )}
      <h4>{sheet === null ? words.columns : words.columnsOf(sheet)}</h4>
      <p className="soft">{own.length > 0 ? words.columnsLead : words.sheetUnread}</p>
      {header && !isLeftOut(mapping, sheet) && (
        <Columns
          columns={header.columns}
          rows={header.rows.slice(0, previewed)}
          fields={paper.looked.fields[of]}
          roleOf={({ header, role }) => mapping[keyIn(sheet, header)] ?? mapping[header] ?? role ?? 'ignore'}
          onRole={(header, role) => choose(paper.id, { mapping: { ...mapping, [keyIn(sheet, header)]: role } })}
          fateOf={row => fateOf(row, sheet)}
        />
      )}
    </>
  )
}

/** The likely header of a sheet that was not read. */
function unread({ looked }: Paper, sheet: string | null): SeenHeader | undefined {
  const table = looked?.tables.find(one => one.sheet === sheet)
  if (!table) return undefined
  const row = likelyHeader(table)
  const at = table.rows.findIndex(one => one.row === row)
  const columns = (table.rows[at]?.cells ?? []).map(cell => ({ header: cell.trim() }))
  return { table, row, columns, rows: table.rows.slice(at + 1) }
}
