import type { ColumnType } from './handle.ts'

/** A table as the steps of the schema have left it. */
export interface TableShape {
  name: string
  columns: Map<string, ColumnType>
  /** Columns of which no two rows have the same values: the primary key, or a unique index; none where there is neither. */
  key: readonly string[]
}

const names = (list: string) => list.split(',').map(name => bare(name.trim().split(/\s/)[0]!))
const bare = (name: string) => name.replace(/^"(.*)"$/, '$1')
const word = '("?[a-z_][a-z0-9_]*"?)'
const column = new RegExp(`^${word}\\s+(integer|text|real|blob)\\b`, 's')

const statements: readonly (readonly [RegExp, (tables: Map<string, TableShape>, found: RegExpExecArray) => void])[] = [
  [
    new RegExp(`^create table (?:if not exists )?${word}\\s*\\((.*)\\)[^)]*$`, 's'),
    (tables, [, name, body]) => void tables.set(bare(name!), shapeOf(bare(name!), body!)),
  ],
  [new RegExp(`^drop table (?:if exists )?${word}$`), (tables, [, name]) => void tables.delete(bare(name!))],
  [
    new RegExp(`^alter table ${word} rename to ${word}$`),
    (tables, [, from, to]) => {
      const shape = tables.get(bare(from!))
      tables.delete(bare(from!))
      if (shape) tables.set(bare(to!), { ...shape, name: bare(to!) })
    },
  ],
  [
    new RegExp(`^alter table ${word} rename column ${word} to ${word}$`),
    (tables, [, name, from, to]) => {
      const shape = tables.get(bare(name!))
      const other = (column: string) => (column === bare(from!) ? bare(to!) : column)
      if (!shape) return
      const columns = new Map([...shape.columns].map(([column, type]) => [other(column), type] as const))
      tables.set(shape.name, { name: shape.name, columns, key: shape.key.map(other) })
    },
  ],
  [
    new RegExp(`^alter table ${word} drop column ${word}$`),
    (tables, [, name, gone]) => void tables.get(bare(name!))?.columns.delete(bare(gone!)),
  ],
  [
    new RegExp(`^alter table ${word} add column (.*)$`, 's'),
    (tables, [, name, rest]) => addColumn(tables.get(bare(name!)), rest!),
  ],
  [
    new RegExp(`^create unique index (?:if not exists )?${word} on ${word}\\s*\\(([^()]*)\\)$`, 's'),
    (tables, [, , name, list]) => {
      const shape = tables.get(bare(name!))
      if (shape?.key.length === 0) tables.set(shape.name, { ...shape, key: names(list!) })
    },
  ],
]

/** The tables that statements make, in the order they are made; the statements are those of migrations (SQLite STRICT). */
export function tablesOf(texts: readonly string[]): TableShape[] {
  const tables = new Map<string, TableShape>()
  for (const text of texts)
    for (const statement of text.split(/;\s*(?:\n|$)/))
      for (const [form, take] of statements) {
        const found = form.exec(statement.trim())
        if (found) take(tables, found)
      }
  return [...tables.values()]
}

function shapeOf(name: string, body: string): TableShape {
  const shape: TableShape = { name, columns: new Map(), key: [] }
  for (const item of itemsOf(body)) {
    const key = /^primary key\s*\(([^()]*)\)/.exec(item)
    if (key) shape.key = names(key[1]!)
    else if (/^unique\s*\(/.test(item) && shape.key.length === 0) shape.key = names(/\(([^()]*)\)/.exec(item)![1]!)
    else addColumn(shape, item)
  }
  return shape
}

function addColumn(shape: TableShape | undefined, item: string): void {
  const [, name, type] = column.exec(item) ?? []
  if (!shape || name === undefined) return
  shape.columns.set(bare(name), type as ColumnType)
  if (/\bprimary key\b/.test(item)) shape.key = [bare(name)]
}

/** What stands between the commas of a table's body that are in no brackets. */
function itemsOf(body: string): string[] {
  const items = ['']
  let depth = 0
  for (const letter of body) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) items.push('')
    else items[items.length - 1] += letter
  }
  return items.map(item => item.trim()).filter(item => item !== '')
}
