import { Clipped } from '../../parts/table.tsx'
import { useWords } from '../../words.ts'
import { Fate, type FateName } from './fate.tsx'
import look from './import.module.css'
import { Scroll } from './scroll.tsx'
import type { ReadColumn } from './seen.ts'

/** What becomes of one of the rows. */
export interface RowFate {
  what: FateName
  reason?: string | undefined
}

/**
 * The first rows of a table under what each column is taken as, which can be changed; what becomes of each row, where that is known.
 */
export function Columns({
  columns,
  rows,
  fields,
  roleOf,
  onRole,
  fateOf,
}: {
  columns: readonly ReadColumn[]
  rows: readonly { row: number; cells: readonly string[] }[]
  fields: readonly string[]
  roleOf(column: ReadColumn): string
  onRole(header: string, role: string): void
  fateOf?: (row: number) => RowFate | undefined
}) {
  const { importing: words } = useWords()
  const named = (column: ReadColumn, at: number) => column.header || words.columnUnnamed(at + 1)
  const roles = [...new Set([...fields, ...columns.flatMap(({ role }) => role ?? [])])]
    .map(role => [role, words.fields[role] ?? role] as const)
    .sort(([, one], [, other]) => one.localeCompare(other))
  return (
    <Scroll label={words.columns}>
      <table className={look['columns']}>
        <thead>
          <tr>
            <th scope="col">{words.row}</th>
            {fateOf && <th scope="col">{words.what}</th>}
            {columns.map((column, at) => (
              <th key={at} scope="col" data-unused={roleOf(column) === 'ignore' || undefined}>
                <bdi>{named(column, at)}</bdi>
                <select
                  aria-label={words.column(named(column, at))}
                  value={roleOf(column)}
                  disabled={column.header === ''}
                  onChange={event => onRole(column.header, event.target.value)}
                >
                  <option value="ignore">{words.ignore}</option>
                  {roles.map(([role, name]) => (
                    <option key={role} value={role}>
                      {name}
                    </option>
                  ))}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, cells }) => {
            const fate = fateOf?.(row)
            return (
              <tr key={row} data-fate={fate?.what}>
                <th scope="row" className="number">
                  {row}
                </th>
                {fateOf && <td>{fate && <Fate of={fate.what} title={fate.reason} />}</td>}
                {columns.map((column, at) => {
                  const cell = cells[at] ?? ''
                  return (
                    <td
                      key={at}
                      data-unused={roleOf(column) === 'ignore' || undefined}
                      data-named={(cell !== '' && fate?.reason?.includes(JSON.stringify(cell))) || undefined}
                    >
                      <Clipped text={cell} />
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scroll>
  )
}
