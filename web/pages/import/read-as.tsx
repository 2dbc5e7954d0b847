import { useWords } from '../../words.ts'
import { Columns, type RowFate } from './columns.tsx'
import { choose, type Paper } from './papers.ts'
import type { headerOf } from './seen.ts'

/** Rows that are shown of a table. */
const previewed = 20

type ReadAsGiven = {
  paper: Paper
  header: NonNullable<ReturnType<typeof headerOf>>
  of: 'inventory' | 'lots'
  fateOf: (row: number) => RowFate | undefined
}

/** What each column of a file is taken as, above its first rows; whoever takes it in chooses. */
export function ReadAs({ paper, header, of, fateOf }: ReadAsGiven) {
  const { importing: words } = useWords()
  if (!paper.looked) return null
  return (
    <>
      <h4>{words.columns}</h4>
      <p className="soft">{words.columnsLead}</p>
      <Columns
        columns={header.columns}
        rows={header.rows.slice(0, previewed)}
        fields={paper.looked.fields[of]}
        roleOf={({ header, role }) => paper.choice.mapping[header] ?? role ?? 'ignore'}
        onRole={(header, role) => choose(paper.id, { mapping: { ...paper.choice.mapping, [header]: role } })}
        fateOf={fateOf}
      />
    </>
  )
}
