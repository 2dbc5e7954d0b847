/** A cell as it is sorted and exported; null is "nobody said". */
export type Cell = string | number | null

/** One column of a table, as data. `Row` is whatever the page asked for. */
export type Column<Row, Shown = unknown> = {
  /** Short and lasting, letters and digits: it stands in addresses and saved views. */
  id: string
  title: string
  /** What is sorted, filtered and exported. */
  value: (row: Row) => Cell
  /** What is painted, where that is more than the value. */
  show?: (row: Row) => Shown
  align?: 'start' | 'end'
  /** Pixels. Columns without a width share what is left. */
  width?: number
  /** A version, order number or the like: monospaced, and text in every export. */
  version?: true
  /** Not shown until somebody chooses it. */
  hidden?: true
}

/** A column by which rows are sorted. */
export type Sort = { id: string; down: boolean }

/**
 * What text is sorted by: numbers in it count as numbers (V2.9 before V2.10), case and accents do not count. A key and
 * not a collator, because a hundred thousand rows are to be sorted while somebody waits.
 */
function keyOf(text: string): string {
  const start = text.slice(0, 200)
  const plain = /^[\u0000-\u007F]*$/.test(start) ? start : start.normalize('NFKD').replace(/\p{M}+/gu, '')
  return plain.toLowerCase().replace(/\d+/g, digits => digits.padStart(12, '0'))
}

/** The keys of one column: a text that comes again is not taken apart again. */
function keysOf<Row>(rows: readonly Row[], column: Column<Row>): Cell[] {
  const known = new Map<string, string>()
  return rows.map(row => {
    const cell = column.value(row)
    if (typeof cell !== 'string') return cell
    let key = known.get(cell)
    if (key === undefined) {
      key = keyOf(cell)
      known.set(cell, key)
    }
    return key
  })
}

/** Rows in the order asked for. Equal rows keep their order; what is not known stands last in both directions. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorts: readonly Sort[],
): readonly Row[] {
  const by = sorts.flatMap(sort => {
    const column = columns.find(one => one.id === sort.id)
    return column === undefined ? [] : [{ keys: keysOf(rows, column), sign: sort.down ? -1 : 1 }]
  })
  if (by.length === 0) return rows
  const places = rows.map((_, at) => at)
  places.sort((a, b) => {
    for (const { keys, sign } of by) {
      const difference = compared(keys[a] ?? null, keys[b] ?? null, sign)
      if (difference !== 0) return difference
    }
    return a - b
  })
  return places.map(at => rows[at]!)
}

function compared(a: Cell, b: Cell, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  const [one, other] = [String(a), String(b)]
  return one < other ? -sign : one > other ? sign : 0
}

/** Rows in which every word of the filter stands in some column, in any case. */
export function filtered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], filter: string): readonly Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter(row => {
    const text = columns
      .map(column => column.value(row) ?? '')
      .join('\n')
      .toLowerCase()
    return words.every(word => text.includes(word))
  })
}

/**
 * What a click on a heading makes of the order: up, down, as it came. With shift the column joins the ones before it,
 * else it takes their place.
 */
export function sortedNext(sorts: readonly Sort[], id: string, join: boolean): Sort[] {
  const before = sorts.find(sort => sort.id === id)
  const next = before === undefined ? [{ id, down: false }] : before.down ? [] : [{ id, down: true }]
  if (!join) return next
  if (before === undefined) return [...sorts, ...next]
  return sorts.flatMap(sort => (sort.id === id ? next : [sort]))
}
