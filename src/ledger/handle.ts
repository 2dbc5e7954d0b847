import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Connection } from './connection.ts'
import type { Dialect } from './dialect.ts'

const inside: unique symbol = Symbol('inside')
const facts: unique symbol = Symbol('facts')
const derived: unique symbol = Symbol('derived')

/** One consistent state of the database. Only stores look inside, each with the tables it knows. */
export interface Read {
  readonly [inside]: { db: Kysely<unknown>; dialect: Dialect; each: Connection['each'] }
}

/** A transaction that may change tables that can be computed again, or that are no facts: caches, sessions, leases, jobs. */
export interface Derive extends Read {
  readonly [derived]: true
}

/** The transaction of an act, which ends with an entry of the journal. */
export interface Write extends Derive {
  readonly [facts]: true
}

/** For the ledger alone: the handle of a transaction. */
export function handleOf(db: Kysely<unknown>, dialect: Dialect, each: Connection['each']): Write {
  return { [inside]: { db, dialect, each }, [derived]: true, [facts]: true }
}

/** Questions to tables; `Tables` has a row type for each (Kysely). */
export function reading<Tables>(handle: Read): Pick<Kysely<Tables>, 'selectFrom' | 'with'> {
  return handle[inside].db as unknown as Kysely<Tables>
}

/** Changes of tables of facts, by the store of the room that owns them. */
export function writing<Tables>(
  handle: Write,
): Pick<Kysely<Tables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'with'> {
  return handle[inside].db as unknown as Kysely<Tables>
}

/** Changes of tables that are no facts, by the store of the room that owns them. */
export function deriving<Tables>(handle: Derive): ReturnType<typeof writing<Tables>> {
  return handle[inside].db as unknown as Kysely<Tables>
}

/** A question in SQL of the common subset of both databases: Kysely's `sql` with its parameters. */
export async function rowsOf<Row>(handle: Read, question: RawBuilder<Row>): Promise<Row[]> {
  return (await question.execute(handle[inside].db)).rows
}

/** How a column is stored: the types of the schema. */
export type ColumnType = 'integer' | 'text' | 'real' | 'blob'

/** What becomes of a row whose key is there: an error, nothing, or its other columns are changed where the columns of its key are named. */
export type Existing = 'fail' | 'keep' | { key: readonly string[] }

/** Rows after which PostgreSQL is asked whether it knows how many there are. */
const rowsToCount = 500
/** Rows in one call of the database: JSON of so many bytes at a time is parsed there. */
const rowsAtOnce = 2000

/**
 * Puts many rows in, a thousand at once, far faster than one by one. Values are numbers, texts or null, no blobs.
 *
 * @param columns by name, with how they are stored, in the order of the values of a row
 */
export async function insertRows(
  handle: Derive,
  table: string,
  columns: Readonly<Record<string, Exclude<ColumnType, 'blob'>>>,
  rows: readonly (readonly (string | number | null)[])[],
  existing: Existing = 'fail',
): Promise<void> {
  const texts = Object.keys(columns).flatMap((name, index) => (columns[name] === 'text' ? [index] : []))
  const parts = function* () {
    for (let at = 0; at < rows.length; at += rowsAtOnce)
      yield JSON.stringify(rows.slice(at, at + rowsAtOnce).map(row => asTexts(row, texts)))
  }
  await insertRowTexts(handle, table, columns, parts(), rows.length, existing)
}

/**
 * The same with rows that are text already: JSON lists of rows, some thousand in each, whose values are as their columns are stored.
 * The next one is asked for while the one before goes in.
 *
 * @param count of all rows
 */
export async function insertRowTexts(
  handle: Derive,
  table: string,
  columns: Readonly<Record<string, Exclude<ColumnType, 'blob'>>>,
  parts: Iterable<string>,
  count: number,
  existing: Existing = 'fail',
): Promise<void> {
  const { db, dialect, each } = handle[inside]
  const names = Object.keys(columns)
  const into = `insert into ${table} (${names.join(', ')})`
  const conflict = conflictClause(names, existing)
  const one = `${into} values (${names.map(() => '?').join(', ')}) ${conflict}`
  const head = `${into} select ${dialect.jsonColumns(Object.entries(columns))} from `
  const [before, after] = `${dialect.jsonRows} ${conflict}`.split('?') as [string, string]
  let pending: Promise<unknown> = Promise.resolve()
  for (const part of parts) {
    await pending
    pending = each ? each(one, part) : sql`${sql.raw(head)}${sql.raw(before)}${part}${sql.raw(after)}`.execute(db)
    pending.catch(() => {})
  }
  await pending
  if (count >= rowsToCount && dialect.name === 'postgres') await counted(handle, table, count)
}

function conflictClause(names: readonly string[], existing: Existing): string {
  if (existing === 'fail') return ''
  if (existing === 'keep') return 'on conflict do nothing'
  const changed = names.filter(name => !existing.key.includes(name)).map(name => `${name} = excluded.${name}`)
  return `on conflict (${existing.key.join(', ')}) do update set ${changed.join(', ')}`
}

/**
 * Lets PostgreSQL count a table that it takes for smaller than what was just put in, or knows nothing of but its size: it would join
 * the rows one by one, for minutes. So it is with a table that is new, and with one that was counted in an act that was undone: the
 * number of its rows stays then, what its columns hold does not.
 */
async function counted(handle: Derive, table: string, rows: number): Promise<void> {
  const { db } = handle[inside]
  const known = sql<{ rows: number; columns: boolean }>`select reltuples as rows,
  exists (select 1 from pg_stats where schemaname = current_schema() and tablename = ${table}) as columns
from pg_class where oid = ${table}::regclass`
  const [belief] = (await known.execute(db)).rows
  if (!belief?.columns || Number(belief.rows) < rows) await sql.raw(`analyze ${table}`).execute(db)
}

/** A number for a column of text is its digits in both databases: SQLite would make `5.0` of 5. */
function asTexts(row: readonly (string | number | null)[], texts: readonly number[]): typeof row {
  for (const index of texts)
    if (typeof row[index] === 'number')
      return row.map((value, at) => (typeof value === 'number' && texts.includes(at) ? String(value) : value))
  return row
}

/** A list of values as a table of one column `value`, for `in (select value from …)`: one statement whatever its length. */
export function listed(
  handle: Read,
  values: readonly (string | number)[],
  type: 'integer' | 'text',
): RawBuilder<unknown> {
  const { dialect } = handle[inside]
  const [before, after] = dialect.jsonList(type).split('?') as [string, string]
  return sql`${sql.raw(before)}${JSON.stringify(values)}${sql.raw(after)}`
}

/** Rows as a table of a from-clause, out of one parameter: one statement whatever their number. Columns by name, with how they are stored. */
export function tabled(
  handle: Read,
  columns: Readonly<Record<string, Exclude<ColumnType, 'blob'>>>,
  rows: readonly (readonly (string | number | null)[])[],
): RawBuilder<unknown> {
  const { dialect } = handle[inside]
  const [before, after] = dialect.jsonTable(Object.entries(columns)).split('?') as [string, string]
  return sql`${sql.raw(before)}${JSON.stringify(rows)}${sql.raw(after)}`
}

export type { Selectable }
