import { useEffect, useState } from 'react'
import type { Column } from './columns.ts'
import { csvOf } from './csv.ts'
import { fileName, handOver } from './hand.ts'
import type { Kind } from './menus.tsx'
import { mostSheetRows, workbookOf } from './xlsx.ts'

async function made<Row>(kind: Kind, title: string, columns: readonly Column<Row>[], rows: readonly Row[]) {
  if (kind === 'xlsx') {
    const book = await workbookOf(title, columns, rows.slice(0, mostSheetRows - 1))
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    return handOver(fileName(title, 'xlsx'), type, book)
  }
  const text = csvOf(columns, rows, kind === 'csv' ? ',' : ';')
  return handOver(fileName(title, 'csv'), 'text/csv;charset=utf-8', text)
}

/** An export waits until all rows are there (`ready`), then puts its file together once. */
export function useExport<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[], ready: boolean) {
  const [kind, setKind] = useState<Kind>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (kind === undefined || !ready) return
    setKind(undefined)
    made(kind, title, columns, rows).catch(() => setFailed(true))
  }, [kind, ready, title, columns, rows])
  return {
    running: kind !== undefined,
    failed,
    start: (next: Kind) => {
      setFailed(false)
      setKind(next)
    },
  }
}
