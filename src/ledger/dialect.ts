import type { ColumnType } from './handle.ts'

/** Where the two databases differ: everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** A table as it is written in SQLite STRICT, in this database's words. */
  schema(statement: string): string
  /** The table of the rows in a parameter `?`, a JSON list of lists; each row is `value`. */
  readonly jsonRows: string
  /** What is selected of each such row. */
  jsonColumns(columns: readonly (readonly [string, ColumnType])[]): string
  /** A question for the rows of a parameter `?`, a JSON list of lists, with their columns by name. */
  jsonTable(columns: readonly (readonly [string, ColumnType])[]): string
  /** A question for the values of a parameter `?`, a JSON list. */
  jsonList(type: 'integer' | 'text'): string
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  schema: statement => statement,
  // `where true` parts the conflict clause from a join, as SQLite's grammar asks.
  jsonRows: 'json_each(?) where true',
  jsonColumns: columns => columns.map((_, index) => `value ->> ${index}`).join(', '),
  jsonTable: columns =>
    `(select ${columns.map(([name], index) => `value ->> ${index} as ${name}`).join(', ')} from json_each(?))`,
  jsonList: () => '(select value from json_each(?))',
}

const casts: Record<ColumnType, string> = { integer: 'bigint', text: 'text', real: 'double precision', blob: 'bytea' }

export const postgresDialect: Dialect = {
  name: 'postgres',
  schema: statement =>
    statement
      .replace(/\binteger\b/g, 'bigint')
      .replace(/\btext\b/g, 'text collate "C"')
      .replace(/\breal\b/g, 'double precision')
      .replace(/\bblob\b/g, 'bytea')
      .replace(/\)\s*(?:strict|without rowid)(?:\s*,\s*(?:strict|without rowid))?\s*$/, ')'),
  jsonRows: 'jsonb_array_elements(?::jsonb) as value',
  jsonColumns: columns => columns.map(([, type], index) => `(value ->> ${index})::${casts[type]}`).join(', '),
  jsonTable: columns =>
    `(select ${columns.map(([name, type], index) => `(value ->> ${index})::${casts[type]} as ${name}`).join(', ')} from jsonb_array_elements(?::jsonb) as value)`,
  jsonList: type => `(select value::${casts[type]} from jsonb_array_elements_text(?::jsonb) as value)`,
}
