import { type KeyboardEvent, useCallback, useRef, useState } from 'react'

/** Where the one focus of the table is: row -1 is the heading. */
export type Place = { row: number; column: number }

/** The place a key leads to, undefined for keys that do not move. `page` is how many rows are in sight. */
export function moved(
  key: string,
  far: boolean,
  at: Place,
  size: { rows: number; columns: number; page: number },
): Place | undefined {
  const row = (to: number) => ({ ...at, row: Math.max(-1, Math.min(size.rows - 1, to)) })
  const column = (to: number) => ({ ...at, column: Math.max(0, Math.min(size.columns - 1, to)) })
  switch (key) {
    case 'ArrowUp':
      return row(at.row - 1)
    case 'ArrowDown':
      return row(at.row + 1)
    case 'ArrowLeft':
      return column(at.column - 1)
    case 'ArrowRight':
      return column(at.column + 1)
    case 'PageUp':
      return row(Math.max(0, at.row - size.page))
    case 'PageDown':
      return row(at.row + size.page)
    case 'Home':
      return far ? { row: 0, column: 0 } : column(0)
    case 'End':
      return far ? { row: size.rows - 1, column: size.columns - 1 } : column(size.columns - 1)
    default:
      return undefined
  }
}

/** The keys of the rows between two places, both of them included. */
export function between<Row>(rows: readonly Row[], from: number, to: number, keyOf: (row: Row) => string): string[] {
  return rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1).map(keyOf)
}

type GridGiven<Row> = {
  rows: readonly Row[]
  columns: number
  page: number
  keyOf: (row: Row) => string
  choosable: boolean
  /** Brings a row into sight; its cell gets the focus afterwards. */
  reveal: (place: Place) => void
  open: (place: Place) => void
}

/** Keyboard and choice of a table: one place has the focus, any number of rows is chosen. */
export function useGrid<Row>({ rows, columns, page, keyOf, choosable, reveal, open }: GridGiven<Row>) {
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const anchor = useRef(0)

  const choose = useCallback(
    (row: number, range: boolean) => {
      const one = rows[row]
      if (!choosable || one === undefined) return
      setChosen(before => {
        const after = new Set(before)
        if (range) for (const key of between(rows, anchor.current, row, keyOf)) after.add(key)
        else if (!after.delete(keyOf(one))) after.add(keyOf(one))
        return after
      })
      if (!range) anchor.current = row
    },
    [rows, keyOf, choosable],
  )

  const chooseAll = useCallback(
    (all: boolean) => setChosen(all && choosable ? new Set(rows.map(keyOf)) : new Set()),
    [rows, keyOf, choosable],
  )

  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || isField(event.target)) return
    const far = event.ctrlKey || event.metaKey
    const next = moved(event.key, far, place, { rows: rows.length, columns, page })
    if (next !== undefined) {
      event.preventDefault()
      if (event.shiftKey && next.row !== place.row && next.row >= 0) {
        if (!chosen.has(keyOf(rows[place.row] ?? rows[0]!))) anchor.current = Math.max(0, place.row)
        choose(next.row, true)
      } else anchor.current = Math.max(0, next.row)
      setPlace(next)
      reveal(next)
    } else if (event.key === 'a' && far && choosable) {
      event.preventDefault()
      chooseAll(true)
    } else if (event.key === 'Escape' && chosen.size > 0) chooseAll(false)
    else if (event.key === ' ' && place.row >= 0 && event.target === event.currentTarget.ownerDocument.activeElement) {
      event.preventDefault()
      choose(place.row, event.shiftKey)
    } else if (event.key === 'Enter' && place.row >= 0 && !isLink(event.target)) {
      event.preventDefault()
      open(place)
    }
  }
  return { place, setPlace, chosen, choose, chooseAll, onKey }
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && !isCheckbox(target)
}

function isCheckbox(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && target.type === 'checkbox'
}

function isLink(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('a, button') !== null
}
