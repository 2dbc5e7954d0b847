/** Rows that belong together: they stand together beneath a heading, groups in the order in which the first row of each comes. */
export type Group<Row, Shown> = {
  /** Heading of the column that an export has of it. */
  title: string
  /** What rows of a group have alike; it is exported. */
  of: (row: Row) => string
  /** What stands in the heading, from the rows of the group that are loaded. */
  show: (rows: readonly Row[]) => Shown
}

/** A table as it is laid out: lines are headings of groups and rows, in their order. */
export type Layout<Row> = {
  /** The rows in the order in which they stand. */
  rows: readonly Row[]
  /** How many lines there are. */
  lines: number
  /** What a line is: the place of a row, or the rows that a heading is of. */
  at: (line: number) => number | readonly Row[]
  /** The line of a row. */
  lineOf: (row: number) => number
}

/** Lays rows out, without a group as they come. */
export function layoutOf<Row>(rows: readonly Row[], of: ((row: Row) => string) | undefined): Layout<Row> {
  if (of === undefined) return { rows, lines: rows.length, at: line => line, lineOf: row => row }
  const groups = [...Map.groupBy(rows, of).values()]
  const lines: (number | readonly Row[])[] = []
  const places: number[] = []
  for (const group of groups) {
    lines.push(group)
    for (let at = 0; at < group.length; at++) {
      places.push(lines.length)
      lines.push(places.length - 1)
    }
  }
  return { rows: groups.flat(), lines: lines.length, at: line => lines[line] ?? 0, lineOf: row => places[row] ?? 0 }
}
