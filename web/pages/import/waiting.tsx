import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, upload } from '../../api.ts'
import { useAsk, usePages } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { handOver } from '../../parts/table/hand.ts'
import { useWords } from '../../words.ts'
import look from './import.module.css'
import { handleOf, mendedCsv, namesCell, type WaitingRow } from './mended.ts'
import type { Told } from './papers.ts'
import { Scroll } from './scroll.tsx'
import { useWhy } from './why.ts'

/** Rows that were not taken, of one import or of all of a site, to mend here or in a spreadsheet. */
export function Waiting({ siteId, importId }: { siteId: string; importId?: string }) {
  const { importing: words } = useWords()
  const found = usePages('imports.quarantine', { siteId, ...(importId && { importId }), limit: 50 })
  const [problem, setProblem] = useState<unknown>()
  const [result, setResult] = useState('')
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading lines={3} />
  const byImport = [...Map.groupBy(found.rows, row => row.importId)]
  const download = async () => {
    try {
      const { name, csv } = await ask('imports.mend', { siteId, ...(importId && { importId }) })
      handOver(name, 'text/csv', `\ufeff${csv}`)
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <section className={look['waiting']} aria-label={words.waiting.title}>
      <p role="status" className={look['result']}>
        {result}
      </p>
      {found.rows.length === 0 ? (
        <Empty title={words.waiting.none}>{words.waiting.noneMore}</Empty>
      ) : (
        <>
          <div className={look['bar']}>
            <p className="soft">{words.waiting.lead}</p>
            <Button onClick={() => void download()}>{words.waiting.csv}</Button>
          </div>
          {byImport.map(([id, rows]) => (
            <WaitingOf key={id} siteId={siteId} importId={id} rows={rows} onResult={setResult} />
          ))}
          {found.onMore && <Button onClick={found.onMore}>{words.waiting.more}</Button>}
        </>
      )}
      {problem !== undefined && <Failed error={problem} />}
    </section>
  )
}

/** The rows of one import: each with why it waits and its cells to change. */
function WaitingOf({
  siteId,
  importId,
  rows,
  onResult,
}: {
  siteId: string
  importId: string
  rows: readonly WaitingRow[]
  onResult(text: string): void
}) {
  const { importing: words } = useWords()
  const kept = useQueryClient()
  const run = useAsk('imports.show', { id: importId })
  const sources = useAsk('imports.sources', { siteId })
  const [edits, setEdits] = useState<Readonly<Record<string, readonly string[]>>>({})
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const changed = rows.filter(row => isChanged(row, edits[handleOf(row)]))
  const send = async () => {
    if (!run.data) return
    setBusy(true)
    setProblem(undefined)
    try {
      const mapping = sources.data?.rows.find(({ id }) => id === run.data.sourceId)?.mapping ?? {}
      const csv = mendedCsv(changed.map(row => ({ row, cells: edits[handleOf(row)] ?? row.cells })))
      const told = await sendMended(csv, { siteId, run: run.data, mapping })
      const mended = told.plant?.counts.mended ?? told.lots?.mended ?? 0
      const gone = new Set(changed.map(handleOf))
      setEdits(Object.fromEntries(Object.entries(edits).filter(([handle]) => !gone.has(handle))))
      onResult(words.waiting.result(mended, rows.length - mended))
      await kept.invalidateQueries()
    } catch (error) {
      setProblem(error)
    }
    setBusy(false)
  }
  return (
    <div className={look['import-rows']}>
      {[...Map.groupBy(rows, ({ header }) => JSON.stringify(header))].map(([key, same]) => (
        <MendTable
          key={key}
          rows={same}
          edits={edits}
          onEdit={(handle, cells) => setEdits(before => ({ ...before, [handle]: cells }))}
        />
      ))}
      <div className={look['foot']}>
        <Button kind="main" busy={isBusy} disabled={changed.length === 0 || !run.data} onClick={() => void send()}>
          {changed.length === 0 ? words.waiting.importNone : words.waiting.importing(changed.length)}
        </Button>
        {changed.length === 0 && <span className="soft">{words.waiting.mendFirst}</span>}
      </div>
      {problem !== undefined && <Failed error={problem} />}
    </div>
  )
}

function isChanged(row: WaitingRow, cells: readonly string[] | undefined): boolean {
  return cells?.some((cell, index) => cell !== (row.cells[index] ?? '')) ?? false
}

/** Takes rows that were mended in as the source told them that refused them. */
async function sendMended(
  csv: string,
  {
    siteId,
    run,
    mapping,
  }: {
    siteId: string
    run: { source: string; format: string; counts: Record<string, number> }
    mapping: Readonly<Record<string, string>>
  },
): Promise<Told> {
  const pairs = Object.entries(mapping).map(([header, role]) => `${header}=${role}`)
  // Only imports of the plant count facts.
  const as = !('facts' in run.counts) ? 'lots' : run.format === 'table' ? 'table' : undefined
  const input = {
    siteId,
    name: 'quarantine.csv',
    source: run.source,
    ...(as && { as }),
    ...(pairs.length > 0 && { mapping: pairs }),
  }
  return (await upload('import', new Blob([csv]), input)) as Told
}

/** Rows under the same header; below each why it waits and what to do. */
function MendTable({
  rows,
  edits,
  onEdit,
}: {
  rows: readonly WaitingRow[]
  edits: Readonly<Record<string, readonly string[]>>
  onEdit(handle: string, cells: readonly string[]): void
}) {
  const { importing: words } = useWords()
  const header = rows[0]?.header ?? []
  return (
    <Scroll label={words.waiting.title}>
      <table className={look['mend']}>
        <thead>
          <tr>
            <th scope="col">{words.row}</th>
            {header.map((name, at) => (
              <th key={at} scope="col">
                <bdi>{name || words.columnUnnamed(at + 1)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        {rows.map(row => (
          <MendRow key={handleOf(row)} row={row} cells={edits[handleOf(row)] ?? row.cells} onEdit={onEdit} />
        ))}
      </table>
    </Scroll>
  )
}

function MendRow({
  row,
  cells,
  onEdit,
}: {
  row: WaitingRow
  cells: readonly string[]
  onEdit(handle: string, cells: readonly string[]): void
}) {
  const { importing: words } = useWords()
  const why = useWhy()
  const handle = handleOf(row)
  const isEdited = isChanged(row, cells)
  const put = (at: number, text: string) =>
    onEdit(
      handle,
      row.header.map((_, index) => (index === at ? text : (cells[index] ?? ''))),
    )
  const doubted = row.code === 'version-maybe-damaged' ? row.cells.findIndex(cell => namesCell(row, cell)) : -1
  return (
    <tbody data-edited={isEdited || undefined}>
      <tr className={look['why']}>
        <td colSpan={row.header.length + 1}>
          <Shape of="warning" /> <b>{why(row.code, row.reason)}</b>{' '}
          <span className="soft">{words.whys[row.code]?.[1] ?? row.next}</span>{' '}
          {doubted >= 0 && !isEdited && (
            <Button className={look['small']} onClick={() => put(doubted, `'${row.cells[doubted]}`)}>
              {words.waiting.right}
            </Button>
          )}
          {isEdited && (
            <>
              <span className={look['edited']}>{words.waiting.mended}</span>{' '}
              <Button className={look['small']} onClick={() => onEdit(handle, row.cells)}>
                {words.waiting.back}
              </Button>
            </>
          )}
        </td>
      </tr>
      <tr>
        <th scope="row" className="number">
          {words.waiting.row(row.row)}
        </th>
        {row.header.map((name, at) => (
          <td key={at}>
            <input
              aria-label={words.waiting.cell(name || words.columnUnnamed(at + 1), row.row)}
              value={cells[at] ?? ''}
              data-named={namesCell(row, row.cells[at] ?? '') || undefined}
              data-edited={(cells[at] ?? '') !== (row.cells[at] ?? '') || undefined}
              autoComplete="off"
              spellCheck={false}
              onChange={event => put(at, event.target.value)}
            />
          </td>
        ))}
      </tr>
    </tbody>
  )
}
