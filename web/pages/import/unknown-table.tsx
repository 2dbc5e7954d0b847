import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { useWords } from '../../words.ts'
import { Columns } from './columns.tsx'
import look from './import.module.css'
import { choose, type Paper } from './papers.ts'
import { likelyHeader } from './seen.ts'
import { keyIn } from './sheets.tsx'

const previewed = 20

/** A table whose header names nothing that is known: somebody says which row it is and what the columns are. */
export function UnknownTable({ paper }: { paper: Paper }) {
  const { importing: words } = useWords()
  const tables = (paper.looked?.tables ?? []).filter(({ rows }) => rows.some(({ cells }) => cells.length > 1))
  const [sheet, setSheet] = useState(tables[0]?.sheet ?? '')
  const table = tables.find(one => (one.sheet ?? '') === sheet) ?? tables[0]
  const [lists, setLists] = useState<'inventory' | 'lots'>(paper.choice.as === 'lots' ? 'lots' : 'inventory')
  const [row, setRow] = useState(() => String(table ? likelyHeader(table) : 1))
  const [mapping, setMapping] = useState(paper.choice.mapping)
  if (!table || !paper.looked) return null
  const at = table.rows.findIndex(one => String(one.row) === row)
  const header = table.rows[at] ?? table.rows[0]
  const columns = (header?.cells ?? []).map(cell => ({ header: cell.trim() }))
  return (
    <section className={look['body']} aria-label={words.unknownColumns}>
      <p className={look['said']}>{words.unknownColumns}</p>
      <p className="soft">{words.unknownColumnsMore}</p>
      <div className={look['fields']}>
        <Select<'inventory' | 'lots'>
          label={words.as}
          value={lists}
          choices={{ inventory: words.asChoices.inventory, lots: words.asChoices.lots }}
          onChange={setLists}
        />
        {tables.length > 1 && (
          <Select
            label={words.sheet}
            value={sheet}
            choices={Object.fromEntries(tables.map(({ sheet }) => [sheet ?? '', sheet ?? '']))}
            onChange={name => {
              setSheet(name)
              const next = tables.find(one => one.sheet === name)
              if (next) setRow(String(likelyHeader(next)))
            }}
          />
        )}
        <Select
          label={words.headerRow}
          value={row}
          choices={Object.fromEntries(
            table.rows
              .slice(0, 25)
              .map(({ row, cells }) => [row, words.headerChoice(row, cells.filter(Boolean).join(', ').slice(0, 60))]),
          )}
          onChange={setRow}
        />
      </div>
      <Columns
        columns={columns}
        rows={table.rows.slice(at + 1, at + 1 + previewed)}
        fields={paper.looked.fields[lists]}
        roleOf={({ header }) => mapping[keyIn(table.sheet, header)] ?? 'ignore'}
        onRole={(header, role) => setMapping({ ...mapping, [keyIn(table.sheet, header)]: role })}
      />
      <div className={look['foot']}>
        <Button
          kind="main"
          disabled={!Object.values(mapping).some(role => role !== 'ignore')}
          onClick={() => choose(paper.id, { as: lists, mapping: chosenOf(tables, columns, mapping) })}
        >
          {words.check}
        </Button>
      </div>
    </section>
  )
}

/** Columns that mean something; of a table those of another header are not said. */
function chosenOf(
  tables: readonly { sheet: string | null }[],
  columns: readonly { header: string }[],
  mapping: Readonly<Record<string, string>>,
) {
  if (tables.length > 1) return Object.fromEntries(Object.entries(mapping).filter(([, role]) => role !== 'ignore'))
  const said = columns.flatMap(({ header }) => {
    const role = mapping[header]
    return header === '' || role === undefined || role === 'ignore' ? [] : [[header, role] as const]
  })
  return Object.fromEntries(said)
}
