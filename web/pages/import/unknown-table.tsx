import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { useWords } from '../../words.ts'
import { Columns } from './columns.tsx'
import look from './import.module.css'
import { choose, type Paper } from './papers.ts'
import { likelyHeader } from './seen.ts'

const previewed = 20

/** A table whose header names nothing that is known: somebody says which row it is and what the columns are. */
export function UnknownTable({ paper }: { paper: Paper }) {
  const { importing: words } = useWords()
  const table = paper.looked?.tables.find(({ rows }) => rows.some(({ cells }) => cells.length > 1))
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
        roleOf={({ header }) => mapping[header] ?? 'ignore'}
        onRole={(header, role) => setMapping({ ...mapping, [header]: role })}
      />
      <div className={look['foot']}>
        <Button
          kind="main"
          disabled={!columns.some(({ header }) => (mapping[header] ?? 'ignore') !== 'ignore')}
          onClick={() => choose(paper.id, { as: lists, mapping: chosenOf(columns, mapping) })}
        >
          {words.check}
        </Button>
      </div>
    </section>
  )
}

/** Columns that mean something; those of another header are not said. */
function chosenOf(columns: readonly { header: string }[], mapping: Readonly<Record<string, string>>) {
  const said = columns.flatMap(({ header }) => {
    const role = mapping[header]
    return header === '' || role === undefined || role === 'ignore' ? [] : [[header, role] as const]
  })
  return Object.fromEntries(said)
}
