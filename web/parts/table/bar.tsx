import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useWords } from '../../words.ts'
import { Shape } from '../shape.tsx'
import styles from './table.module.css'

/** How long somebody rests while typing before rows are filtered, in milliseconds. */
const rest = 180

/** The filter box. What is typed stands at once; the table and the address follow when the typing rests. */
export function FilterBox({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const { parts } = useWords()
  const [typed, setTyped] = useState(filter)
  const said = useRef(filter)
  const say = useRef(onFilter)
  say.current = onFilter
  useEffect(() => {
    if (filter === said.current) return
    said.current = filter
    setTyped(filter)
  }, [filter])
  useEffect(() => {
    if (typed === said.current) return
    const timer = setTimeout(() => {
      said.current = typed
      say.current(typed)
    }, rest)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className={styles.filter}>
      <Shape of="search" />
      <input
        type="search"
        value={typed}
        maxLength={200}
        placeholder={parts.table.filter}
        aria-label={parts.table.filter}
        onChange={event => setTyped(event.target.value)}
      />
    </div>
  )
}

/** Something to do with the chosen rows. */
export type Action<Row> = { id: string; title: string; run: (rows: readonly Row[]) => void }

type ChosenGiven<Row> = {
  count: number
  actions: readonly Action<Row>[]
  onRun: (action: Action<Row>) => void
  onNone: () => void
}

/** What is chosen, and what can be done with it. */
export function Chosen<Row>({ count, actions, onRun, onNone }: ChosenGiven<Row>): ReactNode {
  const { parts } = useWords()
  if (count === 0) return null
  return (
    <div className={styles.group}>
      <span className={styles.chosen}>{parts.table.chosen(count)}</span>
      {actions.map(action => (
        <button
          key={action.id}
          type="button"
          className={`${styles.button} ${styles.strong}`}
          onClick={() => onRun(action)}
        >
          {action.title}
        </button>
      ))}
      <button type="button" className={styles.button} onClick={onNone}>
        {parts.table.chooseNone}
      </button>
    </div>
  )
}
