import { Popover } from '@base-ui/react/popover'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useWords } from '../../words.ts'
import icon from '../icon-button.module.css'
import { Shape } from '../shape.tsx'
import type { Column } from './columns.ts'
import { useSaved } from './saved.ts'
import styles from './table.module.css'
import { shownColumns, type View, writeView } from './view.ts'

/** A button of the bar with what opens below it. */
export function Over({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.button}>
        {title} <Shape of="open" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className={styles.over}>
          <Popover.Popup className={styles.popup} aria-label={title}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

type Choosing<Row> = { columns: readonly Column<Row>[]; view: View; onView: (view: View) => void }

/** Which columns are shown, and in what order. */
export function Columns<Row>({ columns, view, onView }: Choosing<Row>) {
  const { parts } = useWords()
  const shown = shownColumns(columns, view)
  const ids = shown.map(column => column.id)
  const listed = [...shown, ...columns.filter(column => !ids.includes(column.id))]
  const set = (next: string[]) => next.length > 0 && onView({ ...view, columns: next })
  const earlier = (at: number) => {
    const next = [...ids]
    next.splice(at - 1, 2, ids[at]!, ids[at - 1]!)
    set(next)
  }
  return (
    <Over title={parts.table.columns}>
      <ul className={styles.list}>
        {listed.map((column, at) => (
          <li key={column.id}>
            <label>
              <input
                type="checkbox"
                checked={at < ids.length}
                disabled={at < ids.length && ids.length === 1}
                onChange={() => set(at < ids.length ? ids.filter(id => id !== column.id) : [...ids, column.id])}
              />
              {column.title}
            </label>
            <button
              type="button"
              className={`${icon['icon']} ${styles.small}`}
              disabled={at === 0 || at >= ids.length}
              aria-label={parts.table.moveUp(column.title)}
              title={parts.table.moveUp(column.title)}
              onClick={() => earlier(at)}
            >
              <Shape of="up" />
            </button>
          </li>
        ))}
      </ul>
      {view.columns !== undefined && (
        <button
          type="button"
          className={styles.item}
          onClick={() => onView({ sorts: view.sorts, filter: view.filter })}
        >
          {parts.table.columnsReset}
        </button>
      )}
    </Over>
  )
}

/** Views that somebody saved under a name. */
export function Views({ table, view, onText }: { table: string; view: View; onText: (text?: string) => void }) {
  const { parts } = useWords()
  const { saved, save, remove } = useSaved(table)
  const [name, setName] = useState('')
  const now = writeView(view) ?? ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    save(name.trim(), now)
    setName('')
  }
  return (
    <Over title={saved.find(one => one.view === now)?.name ?? parts.table.views}>
      {saved.length === 0 && <p>{parts.table.viewsNone}</p>}
      <ul className={styles.list}>
        {saved.length > 0 && (
          <li>
            <button type="button" className={styles.item} aria-current={now === ''} onClick={() => onText()}>
              {parts.table.viewPlain}
            </button>
          </li>
        )}
        {saved.map(one => (
          <li key={one.name}>
            <button
              type="button"
              className={styles.item}
              aria-current={one.view === now}
              onClick={() => onText(one.view)}
            >
              <bdi>{one.name}</bdi>
            </button>
            <button
              type="button"
              className={`${icon['icon']} ${styles.small}`}
              aria-label={parts.table.viewRemove(one.name)}
              title={parts.table.viewRemove(one.name)}
              onClick={() => remove(one.name)}
            >
              <Shape of="close" />
            </button>
          </li>
        ))}
      </ul>
      <form className={styles.save} onSubmit={submit}>
        <input
          className={styles.field}
          value={name}
          maxLength={60}
          placeholder={parts.table.viewName}
          aria-label={parts.table.viewName}
          onChange={event => setName(event.target.value)}
        />
        <button type="submit" className={`${styles.button} ${styles.strong}`}>
          {parts.table.viewSave}
        </button>
      </form>
    </Over>
  )
}

export type Kind = 'csv' | 'csv-semicolon' | 'xlsx'

/** The table as a file: the chosen rows, or all that match. */
export function Export({ what, onExport }: { what: string; onExport: (kind: Kind) => void }) {
  const { parts } = useWords()
  const kinds: readonly [Kind, string][] = [
    ['xlsx', parts.table.xlsx],
    ['csv', parts.table.csv],
    ['csv-semicolon', parts.table.csvSemicolon],
  ]
  return (
    <Over title={parts.table.export}>
      <p>{what}</p>
      <ul className={styles.list}>
        {kinds.map(([kind, title]) => (
          <li key={kind}>
            <Popover.Close className={styles.item} onClick={() => onExport(kind)}>
              {title}
            </Popover.Close>
          </li>
        ))}
      </ul>
    </Over>
  )
}
