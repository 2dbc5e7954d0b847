import { memo, type ReactNode, useLayoutEffect, useRef } from 'react'
import { useWords } from '../../words.ts'
import { type Address, Link } from '../link.tsx'
import { Clipped } from './clipped.tsx'
import type { Column } from './columns.ts'
import { roles } from './roles.ts'
import styles from './table.module.css'

type LineGiven<Row> = {
  row: Row
  at: number
  columns: readonly Column<Row, ReactNode>[]
  /** Column that has the focus of the table in this row. */
  focus: number | undefined
  chosen: boolean
  choosable: boolean
  addressOf: ((row: Row) => Address | undefined) | undefined
  onChoose: (at: number, range: boolean) => void
  onPlace: (row: number, column: number) => void
  top: number | undefined
}

/** One row. The first column of data leads to what the row is about. */
function LinePlain<Row>(given: LineGiven<Row>) {
  const { row, at, columns, focus, chosen, choosable, addressOf, onChoose, onPlace, top } = given
  const { parts } = useWords()
  const line = useRef<HTMLTableRowElement>(null)
  // On paper nothing leads anywhere.
  const address = top === undefined ? undefined : addressOf?.(row)
  // The table is one stop of the tab key: what stands in its cells is reached by arrows and Enter.
  useLayoutEffect(() => {
    for (const one of line.current?.querySelectorAll<HTMLElement>('a, button, input') ?? []) one.tabIndex = -1
  })
  const offset = choosable ? 1 : 0
  return (
    <tr
      ref={line}
      {...roles.row}
      aria-rowindex={at + 2}
      aria-selected={choosable ? chosen : undefined}
      className={styles.line}
      data-row={at}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
    >
      {choosable && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the table listens to keys for all its cells
        <td
          {...roles.cell}
          aria-colindex={1}
          tabIndex={focus === 0 ? 0 : -1}
          className={styles.choice}
          data-column={0}
          onFocus={() => onPlace(at, 0)}
          onClick={event => onChoose(at, event.shiftKey)}
        >
          <input type="checkbox" checked={chosen} readOnly aria-label={parts.table.chooseRow} />
        </td>
      )}
      {columns.map((column, place) => (
        <td
          key={column.id}
          {...roles.cell}
          aria-colindex={place + offset + 1}
          tabIndex={focus === place + offset ? 0 : -1}
          className={styles.cell}
          data-align={column.align}
          data-column={place + offset}
          onFocus={() => onPlace(at, place + offset)}
        >
          {place === 0 && address !== undefined ? (
            <Link {...address} className={styles.open}>
              <Shown column={column} row={row} />
            </Link>
          ) : (
            <Shown column={column} row={row} />
          )}
        </td>
      ))}
    </tr>
  )
}

/** The heading of rows that belong together. */
export function Heading({ top, columns, children }: { top: number | undefined; columns: number; children: ReactNode }) {
  return (
    <tr
      {...roles.row}
      className={styles.groupLine}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
    >
      <td {...roles.cell} colSpan={columns} aria-colspan={columns} className={styles.groupHead}>
        {children}
      </td>
    </tr>
  )
}

function Shown<Row>({ column, row }: { column: Column<Row, ReactNode>; row: Row }) {
  const { parts } = useWords()
  if (column.show !== undefined) return column.show(row)
  const value = column.value(row)
  if (value === null || value === '') {
    return (
      <span className={styles.nothing} title={parts.table.nothing}>
        –
      </span>
    )
  }
  if (typeof value === 'number') return <span className={styles.number}>{parts.number(value)}</span>
  return <Clipped text={value} {...(column.version && { mono: true })} />
}

export const Line = memo(LinePlain) as typeof LinePlain
