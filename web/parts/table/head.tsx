import type { KeyboardEvent } from 'react'
import { useWords } from '../../words.ts'
import { Shape } from '../shape.tsx'
import { type Column, type Sort, sortedNext } from './columns.ts'
import { roles } from './roles.ts'
import styles from './table.module.css'

type HeadGiven<Row> = {
  columns: readonly Column<Row>[]
  sorts: readonly Sort[]
  onSorts: (sorts: readonly Sort[]) => void
  /** Column that has the focus of the table in the heading. */
  focus: number | undefined
  onPlace: (row: number, column: number) => void
  choosable: boolean
  /** Whether all rows are chosen, some of them, or none. */
  all: 'all' | 'some' | 'none'
  onAll: (all: boolean) => void
}

/** What a column without a width counts as on paper, where widths are shares. */
const usual = 200

/** The heading: a click sorts, with shift by one more column. */
export function Head<Row>(given: HeadGiven<Row>) {
  const { columns, sorts, onSorts, focus, onPlace, choosable, all, onAll } = given
  const { parts } = useWords()
  const offset = choosable ? 1 : 0
  const whole = columns.reduce((sum, { width }) => sum + (width ?? usual), 0)
  const pressed = (event: KeyboardEvent, run: () => void) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    event.stopPropagation()
    run()
  }
  return (
    <thead {...roles.group} className={styles.head}>
      <tr {...roles.row} aria-rowindex={1} className={styles.line} data-row={-1}>
        {choosable && (
          <th
            {...roles.title}
            aria-colindex={1}
            tabIndex={focus === 0 ? 0 : -1}
            className={styles.choice}
            data-column={0}
            aria-label={parts.table.chooseAll}
            onFocus={() => onPlace(-1, 0)}
            onClick={() => onAll(all !== 'all')}
            onKeyDown={event => pressed(event, () => onAll(all !== 'all'))}
          >
            <input
              ref={box => {
                if (box) box.indeterminate = all === 'some'
              }}
              type="checkbox"
              tabIndex={-1}
              checked={all === 'all'}
              readOnly
              aria-label={parts.table.chooseAll}
            />
          </th>
        )}
        {columns.map((column, place) => {
          const rank = sorts.findIndex(sort => sort.id === column.id)
          const down = sorts[rank]?.down
          return (
            <th
              key={column.id}
              {...roles.title}
              aria-colindex={place + offset + 1}
              aria-sort={rank < 0 ? 'none' : down ? 'descending' : 'ascending'}
              tabIndex={focus === place + offset ? 0 : -1}
              className={styles.title}
              data-align={column.align}
              data-column={place + offset}
              title={parts.table.sortHint}
              style={{ '--share': `${(100 * (column.width ?? usual)) / whole}%` } as object}
              onFocus={() => onPlace(-1, place + offset)}
              onClick={event => onSorts(sortedNext(sorts, column.id, event.shiftKey))}
              onKeyDown={event => pressed(event, () => onSorts(sortedNext(sorts, column.id, event.shiftKey)))}
            >
              <span>{column.title}</span>
              {rank >= 0 && <Shape of={down ? 'down' : 'up'} />}
              {rank >= 0 && sorts.length > 1 && <span className={styles.rank}>{rank + 1}</span>}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
