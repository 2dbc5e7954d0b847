// A table by itself with as many rows as the address says, for the tests that use it as people do: no page loads it.
import '../../look/tokens.css'
import '../../look/base.css'
import '../../look/print.css'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Speaking, wordsOf } from '../../words.ts'
import { type Column, TableWith } from '../table.tsx'

type Row = { id: string; tag: string; version: string | null; count: number }

const asked = new URLSearchParams(location.search)
const odd = ['<img src=x onerror="document.title=1">', '\u202Egnp.exe', 'x'.repeat(10_000), '=1+1']
const rows = Array.from({ length: Number(asked.get('rows')) }, (_, at): Row => {
  const name = odd[at] ?? `PLC-${(at * 7919) % 100_003}`
  return { id: String(at), tag: name, version: at % 5 === 0 ? null : `1.${at % 12}0`, count: at }
})
const columns: Column<Row>[] = [
  { id: 'tag', title: 'Tag', value: row => row.tag },
  { id: 'version', title: 'Version', value: row => row.version, version: true, width: 160 },
  { id: 'count', title: 'Count', value: row => row.count, align: 'end', width: 120 },
]
const keyOf = (row: Row) => row.id
const actions = [
  { id: 'tell', title: 'Tell', run: (chosen: readonly Row[]) => (document.title = `told ${chosen.length}`) },
]

function Trial() {
  const [view, setView] = useState<string>()
  const [loaded, setLoaded] = useState(asked.has('pages') ? 100 : rows.length)
  return (
    <main data-view={view}>
      <h1>Trial</h1>
      <TableWith
        id="trial"
        title="Trial"
        rows={rows.slice(0, loaded)}
        total={rows.length}
        onMore={loaded < rows.length ? () => setTimeout(() => setLoaded(loaded + 100)) : undefined}
        columns={columns}
        rowKey={keyOf}
        actions={actions}
        view={view}
        onView={setView}
      />
    </main>
  )
}

const words = await wordsOf('en')
createRoot(document.getElementById('page')!).render(
  <Speaking value={{ language: 'en', words }}>
    <Trial />
  </Speaking>,
)
