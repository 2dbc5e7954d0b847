import { delimiters, type Row, rowsOf } from '#boms'
import type { TableLayout } from './import-columns.ts'
import { handlesIn, isOurs, isToMend } from './quarantine.ts'

/** Of a list of rows that waited, those that go back to some of the imports they came from. */
export interface MendedRows {
  /** Ids of these imports. */
  own: readonly string[]
  /** Ids of the other imports whose rows stand in the list. */
  others: readonly string[]
  /** Headers that rows of these imports had. */
  columns: readonly string[]
}

/**
 * The rows of a list to mend that go back to some imports, by their numbers, and its layout with the columns that they had there or that
 * somebody filled in. A row whose handle is not known belongs where the one above it does.
 */
export function mendedPart(
  rows: Iterable<Row>,
  layout: TableLayout,
  mended: MendedRows,
): { layout: TableLayout; numbers: ReadonlySet<number> } {
  const [own, others] = [new Set(mended.own), new Set(mended.others)]
  const all = [...rows].filter(({ number }) => number > layout.row)
  const sideOf = ({ cells }: Row) => {
    const importId = handlesIn(cells[0] ?? '')[0]?.importId ?? ''
    return own.has(importId) ? true : others.has(importId) ? false : undefined
  }
  let isOwn = all.map(sideOf).find(side => side !== undefined) ?? true
  const numbers = new Set<number>()
  const filled = new Set<number>()
  for (const row of all) {
    isOwn = sideOf(row) ?? isOwn
    if (!isOwn) continue
    numbers.add(row.number)
    for (const [index, cell] of row.cells.entries()) if (cell.trim() !== '') filled.add(index)
  }
  const named = ownColumns(mended)
  const kept = new Set(layout.header.flatMap((header, at) => (named(header, at) || filled.has(at) ? [at] : [])))
  const roles = [...layout.roles].map(([role, list]) => [role, list.filter(index => kept.has(index))] as const)
  return {
    numbers,
    layout: {
      ...layout,
      columns: layout.columns.filter(({ index }) => kept.has(index)),
      roles: new Map(roles.filter(([, list]) => list.length > 0)),
      kept,
    },
  }
}

/** The header of a list to mend as rows of some imports had it; other text as it is. */
export function mendedHead(text: string, mended: MendedRows): string {
  for (const delimiter of delimiters) {
    const [first] = rowsOf(text, delimiter)
    if (first === undefined || first.cells.length < 2 || !isToMend(first.cells)) continue
    const cells = first.cells.filter(ownColumns(mended))
    return `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\n`
  }
  return text
}

function ownColumns({ columns }: MendedRows): (header: string, index: number) => boolean {
  const names = new Set(columns.map(name => name.trim()))
  return (header, index) => index === 0 || isOurs(header.trim()) || names.has(header.trim())
}
