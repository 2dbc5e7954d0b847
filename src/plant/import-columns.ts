import { Problem, quoted } from '#base'
import { type Delimiter, delimiters, inventoryRoleOf, plainHeader, rowsOf } from '#boms'
import type { Mapping } from './import-format.ts'

/** Names of columns by role: letters and digits only, umlauts as two letters, the most telling first. */
export type RoleNames = Readonly<Record<string, string>>

/** A column that has a role. */
export interface Column {
  index: number
  header: string
  role: string | undefined
}

/** Where the header of a table is, and what its columns are. */
export interface TableLayout {
  delimiter: Delimiter
  /** Row number of the header. */
  row: number
  header: readonly string[]
  columns: readonly Column[]
  /** Columns of each role, the best one first. */
  roles: ReadonlyMap<string, readonly number[]>
  /** Columns whose cells belong to its rows, where others stand between them; all where it is left out. */
  kept?: ReadonlySet<number>
}

/** What columns may be called, and how one is told from its header. */
export interface RoleTable {
  roles: readonly string[]
  roleOf(header: string): { role: string; rank: number } | undefined
}

/**
 * A table of roles. A header that none of the names fits is tried without what stands in brackets, and then as a column of an
 * inventory of components, whose roles `inventory` turns into these.
 */
export function roleTable(names: RoleNames, inventory: Readonly<Record<string, string>> = {}): RoleTable {
  const known = new Map<string, { role: string; rank: number }>()
  for (const [role, list] of Object.entries(names))
    for (const [rank, name] of list.trim().split(/\s+/).entries()) known.set(name, { role, rank })
  const others = new Map(Object.entries(inventory))
  return {
    roles: [...new Set([...Object.keys(names), ...others.values()])],
    roleOf(header) {
      if (header.length > 100) return undefined
      const found = known.get(plainHeader(header)) ?? known.get(plainHeader(header.replace(/[([{].*$/, '')))
      if (found) return found
      const other = inventoryRoleOf(header)
      const role = other && others.get(other.role)
      return role === undefined ? undefined : { role, rank: 100 + other!.rank }
    },
  }
}

/** Rows looked at for the header: exports put titles, dates and filters above it. */
const headerWithin = 25
const mostColumns = 500

/**
 * Finds delimiter and header at once: the row among the first ones that names most roles and satisfies `wanted`. Undefined when
 * there is none. A given mapping counts before the names.
 */
export function tableLayout(
  text: string,
  table: RoleTable,
  wanted: (roles: ReadonlySet<string>) => boolean,
  mapping: Mapping = {},
): TableLayout | undefined {
  let best: TableLayout | undefined
  const given = givenRoles(mapping)
  const start = text.slice(0, 64 * 1024)
  for (const delimiter of delimiters) {
    if (!start.includes(delimiter)) continue
    for (const { cells, number } of rowsOf(start, delimiter)) {
      if (number > headerWithin) break
      if (cells.length < 2 || cells.length > mostColumns) continue
      const columns = cells.map((cell, index) => ({ index, header: cell.trim(), ...roleIn(cell.trim(), table, given) }))
      const roles = ranked(columns)
      if (!wanted(new Set(roles.keys()))) continue
      if (!best || roles.size > best.roles.size)
        best = {
          delimiter,
          row: number,
          header: columns.map(({ header }) => header),
          columns: columns.map(({ index, header, role }) => ({ index, header, role })),
          roles,
        }
    }
  }
  return best
}

/** Throws `plant/unknown-role` for a role that no column can have. */
export function checkMapping(mapping: Mapping | undefined, table: RoleTable): void {
  for (const [header, role] of Object.entries(mapping ?? {}))
    if (role !== 'ignore' && !table.roles.includes(role))
      throw new Problem(
        'plant/unknown-role',
        `Cannot take the column ${quoted(header)} as ${quoted(role)}: it is none of ${table.roles.join(', ')}, ignore`,
        { at: header, found: quoted(role), wanted: table.roles.join(', ') },
      )
}

function givenRoles(mapping: Mapping): Map<string, string> {
  return new Map(Object.entries(mapping).map(([header, role]) => [header.trim(), role]))
}

function roleIn(header: string, table: RoleTable, given: ReadonlyMap<string, string>) {
  const said = given.get(header)
  if (said !== undefined) return { role: said === 'ignore' ? undefined : said, rank: -1 }
  return table.roleOf(header) ?? { role: undefined, rank: 0 }
}

function ranked(columns: readonly (Column & { rank: number })[]): Map<string, number[]> {
  const byRole = new Map<string, { index: number; rank: number }[]>()
  for (const { role, index, rank } of columns) {
    if (role === undefined) continue
    const list = byRole.get(role)
    if (list) list.push({ index, rank })
    else byRole.set(role, [{ index, rank }])
  }
  return new Map(
    [...byRole].map(([role, list]) => [role, list.sort((a, b) => a.rank - b.rank).map(({ index }) => index)]),
  )
}

/** What of a layout was used: header → role, for the mapping that is kept with a source. */
export function mappingOf(columns: readonly Column[]): Mapping {
  return Object.fromEntries(columns.flatMap(({ header, role }) => (role === undefined ? [] : [[header, role]])))
}
