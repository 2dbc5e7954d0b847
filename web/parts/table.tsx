import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { text, useAddress } from '../address.ts'
import { useWords } from '../words.ts'
import type { Address } from './link.tsx'
import { type Action, Chosen, FilterBox } from './table/bar.tsx'
import { type Column as AnyColumn, filtered, sorted } from './table/columns.ts'
import { useExport } from './table/export.ts'
import { type Place, useGrid } from './table/grid.ts'
import { type Group as AnyGroup, type Layout, layoutOf } from './table/groups.ts'
import { Head } from './table/head.tsx'
import { Heading, Line } from './table/line.tsx'
import { mostPrinted, mostRows, useMore, usePrinting } from './table/loading.ts'
import { Columns, Export, Views } from './table/menus.tsx'
import { roles } from './table/roles.ts'
import styles from './table/table.module.css'
import { readView, shownColumns, writeView } from './table/view.ts'

export type { Action } from './table/bar.tsx'
export { Clipped } from './table/clipped.tsx'
export type Column<Row> = AnyColumn<Row, ReactNode>
export type Group<Row> = AnyGroup<Row, ReactNode>

/** What a table is given. */
export type TableGiven<Row> = {
  /** Short and lasting: saved views and the address (`id.view`) go by it. */
  id: string
  /** What the rows are: read aloud, and the name of exported files. */
  title: string
  rows: readonly Row[]
  /** How many rows there are, where not all are loaded yet. */
  total?: number | undefined
  /** Loads the next page; called again and again where sorting, filtering or an export needs all rows. */
  onMore?: (() => unknown) | undefined
  columns: readonly Column<Row>[]
  /** Puts rows together beneath headings; give it a thing that keeps its identity. */
  group?: Group<Row> | undefined
  rowKey: (row: Row) => string
  /** Where Enter and the first column lead. */
  rowAddress?: ((row: Row) => Address | undefined) | undefined
  actions?: readonly Action<Row>[]
  /** False where the page itself looks for words among all rows: without a filter of its own. */
  find?: boolean
  /** Without boxes to choose rows. */
  plain?: boolean
  /** Pixels at most; the height of the window less its header where it is missing. */
  tall?: number
  /** Stands in place of rows where there are none. */
  empty?: ReactNode
}

const rowHeight = 32

/** A table whose view (order, filter, columns) stands in the address. Give it columns and rows that keep their identity. */
export function Table<Row>(given: TableGiven<Row>) {
  const key = `${given.id}.view`
  const [at, go] = useAddress({ [key]: text('') })
  return <TableWith {...given} view={at[key]} onView={view => go({ [key]: view ?? '' })} />
}

type Viewed = { view: string | undefined; onView: (view: string | undefined) => void }

/** The same table for whoever keeps the view elsewhere. */
export function TableWith<Row>(given: TableGiven<Row> & Viewed) {
  const { id, title, rows, total, onMore, columns, group, rowKey, rowAddress, actions = [], plain = false } = given
  const { parts } = useWords()
  const view = useMemo(() => readView(given.view, columns), [given.view, columns])
  const shown = useMemo(() => shownColumns(columns, view), [columns, view])
  const late = useDeferredValue(view)
  const layout = useMemo(
    () => layoutOf(sorted(filtered(rows, columns, late.filter), columns, late.sorts), group?.of),
    [rows, columns, late, group],
  )
  const matching = layout.rows
  const all = Math.max(total ?? 0, rows.length)
  const more = onMore !== undefined && (total === undefined || rows.length < total)
  const bounded = more && rows.length >= mostRows
  const [needsAll, setNeedsAll] = useState(false)
  const wanted = view.filter !== '' || view.sorts.length > 0 || needsAll
  const ask = useMore(rows.length, more, wanted, onMore)

  const scroll = useRef<HTMLDivElement>(null)
  const body = useBody(scroll, layout, given.tall)
  const choosable = !plain
  const open = ({ row, column }: Place) => {
    const line = scroll.current?.querySelector(`[data-row="${row}"]`)
    const cell = line?.querySelector<HTMLElement>(`[data-column="${column}"] :is(a, button)`)
    ;(cell ?? line?.querySelector<HTMLElement>('a'))?.click()
  }
  const grid = useGrid({
    rows: matching,
    columns: shown.length + (choosable ? 1 : 0),
    page: body.page,
    keyOf: rowKey,
    choosable,
    reveal: body.reveal,
    open,
  })
  body.kept.current = grid.place.row
  const onPlace = useCallback((row: number, column: number) => grid.setPlace({ row, column }), [grid.setPlace])

  const { chosen } = grid
  const picked = useMemo(
    () => (chosen.size === 0 ? [] : matching.filter(row => chosen.has(rowKey(row)))),
    [matching, chosen, rowKey],
  )
  const ready = !more || bounded || picked.length > 0
  const exported = useMemo(() => (group === undefined ? shown : [groupColumn(group), ...shown]), [group, shown])
  const files = useExport(title, exported, picked.length > 0 ? picked : matching, ready && late === view)
  const last = body.lines.at(-1)?.index ?? 0
  if (more && last >= layout.lines - 20) queueMicrotask(ask)

  const set = (next: typeof view) => given.onView(writeView(next))
  const size = { '--columns': tracks(shown, choosable), minWidth: `max(100%, ${least(shown, choosable)}px)` } as object
  const focused = (row: number) => (grid.place.row === row ? grid.place.column : undefined)
  return (
    <div className={styles.table}>
      <div className={styles.bar}>
        {given.find !== false && <FilterBox filter={view.filter} onFilter={filter => set({ ...view, filter })} />}
        <span className={styles.count} role="status">
          {files.running || (wanted && more && !bounded)
            ? parts.table.loading(rows.length, total === undefined ? '…' : parts.number(total))
            : view.filter === ''
              ? more && total === undefined
                ? parts.table.rowsFirst(all)
                : parts.table.rows(all)
              : parts.table.rowsOf(matching.length, all)}
        </span>
        <Chosen
          count={picked.length}
          actions={actions}
          onRun={action => action.run(picked)}
          onNone={() => grid.chooseAll(false)}
        />
        <div className={styles.group}>
          <Columns columns={columns} view={view} onView={set} />
          <Views table={id} view={view} onText={given.onView} />
          <Export
            what={
              picked.length > 0
                ? parts.table.exportChosen(picked.length)
                : parts.table.exportWhat(view.filter === '' ? all : matching.length)
            }
            onExport={kind => {
              if (picked.length === 0) setNeedsAll(true)
              files.start(kind)
            }}
          />
        </div>
      </div>
      <div
        ref={scroll}
        className={styles.scroll}
        style={{
          maxHeight: given.tall ?? 'max(240px, calc(100dvh - 240px))',
        }}
      >
        <table
          {...roles.grid}
          {...(choosable && roles.many)}
          aria-label={title}
          aria-rowcount={(view.filter === '' ? all : matching.length) + 1}
          aria-colcount={shown.length + (choosable ? 1 : 0)}
          aria-description={parts.table.keys}
          className={styles.grid}
          style={size}
          onKeyDown={grid.onKey}
        >
          <Head
            columns={shown}
            sorts={view.sorts}
            onSorts={sorts => set({ ...view, sorts })}
            focus={focused(-1)}
            onPlace={onPlace}
            choosable={choosable}
            all={picked.length === 0 ? 'none' : picked.length === matching.length ? 'all' : 'some'}
            onAll={grid.chooseAll}
          />
          <tbody {...roles.group} className={styles.body} style={{ height: layout.lines * rowHeight }}>
            {body.lines.map(line => {
              const place = layout.at(line.index)
              if (typeof place !== 'number')
                return (
                  <Heading
                    key={`group ${group?.of(place[0]!)}`}
                    top={line.top}
                    columns={shown.length + (choosable ? 1 : 0)}
                  >
                    {group?.show(place)}
                  </Heading>
                )
              const row = matching[place]
              if (row === undefined) return null
              return (
                <Line
                  key={rowKey(row)}
                  row={row}
                  at={place}
                  columns={shown}
                  focus={focused(place)}
                  chosen={chosen.has(rowKey(row))}
                  choosable={choosable}
                  addressOf={rowAddress}
                  onChoose={grid.choose}
                  onPlace={onPlace}
                  top={line.top}
                />
              )
            })}
          </tbody>
        </table>
      </div>
      {matching.length === 0 && !(wanted && more) && (
        <div className={styles.empty}>
          {rows.length === 0 ? (given.empty ?? parts.table.empty) : parts.table.noMatch}
        </div>
      )}
      {bounded && <p className={styles.foot}>{parts.table.bound(mostRows)}</p>}
      {files.failed && <p className={styles.foot}>{parts.table.exportFailed}</p>}
      {all > mostPrinted && <p className={styles.printLeft}>{parts.table.printLeft(all - mostPrinted)}</p>}
    </div>
  )
}

/** The group as a column of an export. */
function groupColumn<Row>({ title, of }: Group<Row>): Column<Row> {
  return { id: 'group', title, value: of }
}

/** The rows in sight with their places; on paper all of them within the bound, one after another. */
function useBody(
  scroll: RefObject<HTMLDivElement | null>,
  layout: Layout<unknown>,
  tall = Math.max(240, innerHeight - 240),
) {
  const count = layout.lines
  const printing = usePrinting()
  const kept = useRef(0)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    // As tall as it will be: the first rows stand with the table, not once it was measured.
    initialRect: { width: 0, height: tall },
    overscan: 6,
    // The row with the focus stays, wherever the table is scrolled: else the focus would fall out of the table.
    rangeExtractor: range => {
      const rows = defaultRangeExtractor(range)
      const row = kept.current < 0 ? -1 : layout.lineOf(kept.current)
      return row < 0 || row >= count || rows.includes(row) ? rows : [...rows, row].sort((a, b) => a - b)
    },
  })
  const lines: { index: number; top: number | undefined }[] = printing
    ? Array.from({ length: Math.min(count, mostPrinted) }, (_, index) => ({ index, top: undefined }))
    : virtual.getVirtualItems().map(({ index, start }) => ({ index, top: start }))
  const seen = (scroll.current?.clientHeight ?? 0) - rowHeight
  const reveal = (place: Place) => {
    if (place.row >= 0) virtual.scrollToIndex(layout.lineOf(place.row), { align: 'auto' })
    requestAnimationFrame(() => {
      const line = scroll.current?.querySelector(`[data-row="${place.row}"]`)
      line?.querySelector<HTMLElement>(`[data-column="${place.column}"]`)?.focus()
    })
  }
  return { lines, reveal, kept, page: Math.max(1, Math.floor(seen / rowHeight) - 1) }
}

/** Pixels of a column that says nothing of its width, at least. */
const usualWidth = 120

function tracks<Row>(columns: readonly Column<Row>[], choosable: boolean): string {
  const widths = columns.map(({ width }) => (width === undefined ? `minmax(${usualWidth}px, 1fr)` : `${width}px`))
  const stretched = columns.every(({ width }) => width !== undefined)
    ? [...widths.slice(0, -1), `minmax(${columns.at(-1)?.width}px, 1fr)`]
    : widths
  return (choosable ? ['36px', ...stretched] : stretched).join(' ')
}

function least<Row>(columns: readonly Column<Row>[], choosable: boolean): number {
  return columns.reduce((sum, { width }) => sum + (width ?? usualWidth), choosable ? 36 : 0)
}
