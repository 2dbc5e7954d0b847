import { type Kysely, sql } from 'kysely'
import { type Digest, digester, Problem } from '#base'
import { type Connection, type Connections, kyselyOver, type Value } from './connection.ts'
import { type DumpHead, type DumpTaker, dumpEnd, dumpRow, readDump } from './dump.ts'
import { type ColumnType, type Derive, handleOf, insertRows, type Read, reading, rowsOf } from './handle.ts'
import { journalIn } from './journal-store.ts'
import { migrationTable } from './ledger.ts'
import { statementsOf } from './migration.ts'
import { type TableShape, tablesOf } from './table-shape.ts'

/** Rows that are read at once, and where a row may be of a mebibyte. */
const pageRows = 1000
const pageOfBytes = 8

/** Every table of one state, as the lines of a dump, each with its end. */
export async function* dumpOf(db: Read, at: number): AsyncGenerator<string, void> {
  const whole = digester()
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`
    whole.add(text)
    return text
  }
  const head: DumpHead = { schema: 'millcert-backup/1', journal: await journalIn(db), at }
  yield line({ head })
  const steps = await rowsOf<{ id: string; sql: string; digest: Digest; at: number }>(
    db,
    sql`select id, sql, digest, at from migration order by number`,
  )
  for (const step of steps) yield line({ step })
  const tables = tablesOf(steps.map(step => step.sql))
  for (const table of tables) {
    const columns = [...table.columns.keys()]
    yield line({ table: table.name, columns })
    const sum = digester()
    let rows = 0
    for await (const page of pagesOf(db, table)) {
      rows += page.length
      const text = page.map(row => `${dumpRow(columns.map(name => row[name]!))}\n`).join('')
      sum.add(text)
      whole.add(text)
      yield text
    }
    yield line({ rows, digest: sum.digest() })
  }
  yield `${dumpEnd(tables.length, whole.digest())}\n`
}

type Row = Record<string, Value>

/** Rows by their key, each page after the last one of the page before. */
async function* pagesOf(db: Read, { name, columns, key }: TableShape): AsyncGenerator<Row[], void> {
  if (key.length === 0) throw new Error(`${name} has no key to read its rows by`)
  const limit = [...columns.values()].includes('blob') ? pageOfBytes : pageRows
  const refs = sql.join(key.map(column => sql.ref(column)))
  const page = (last: Row | undefined) => {
    const after = last ? sql`where (${refs}) > (${sql.join(key.map(column => last[column]!))})` : sql``
    return rowsOf<Row>(db, sql`select * from ${sql.table(name)} ${after} order by ${refs} limit ${limit}`)
  }
  for (let rows = await page(undefined); rows.length > 0; rows = rows.length < limit ? [] : await page(rows.at(-1)))
    yield rows
}

/** Takes a dump into an empty database, whole or not at all. A Problem `ledger/not-empty` where something is there. */
export async function takeDump(
  connections: Connections,
  pieces: () => Iterable<Uint8Array>,
  name: string,
): Promise<{ head: DumpHead; tables: number; rows: number }> {
  return connections.write(async connection => {
    const db = kyselyOver(connection, connections.dialect)
    const taken = loader(db, connection, connections.dialect)
    await readDump(pieces(), name, taken.taker)
    return taken.seen()
  })
}

function loader(db: Kysely<unknown>, connection: Connection, dialect: Connections['dialect']) {
  const handle = handleOf(db, dialect, connection.each)
  let head: DumpHead | undefined
  let [tables, rows, steps] = [0, 0, 0]
  let into: Into | undefined
  const texts: string[] = []
  const taker: DumpTaker = {
    async head(line) {
      head = line
      await sql.raw(dialect.schema(migrationTable)).execute(db)
      const there = await reading<{ migration: { number: number } }>(handle)
        .selectFrom('migration')
        .select('number')
        .execute()
      if (there.length > 0)
        throw new Problem('ledger/not-empty', 'Cannot restore: there is a database already', {
          next: 'name an empty one, and put it in the place of the other when it is whole',
        })
    },
    async step(step) {
      for (const statement of statementsOf(step, dialect)) await sql.raw(statement).execute(db)
      const { id, sql: text, digest, at } = step
      texts.push(text)
      const row = [++steps, id, digest, text, at]
      const columns = { number: 'integer', id: 'text', digest: 'text', sql: 'text', at: 'integer' } as const
      await insertRows(handle, 'migration', columns, [row])
    },
    async table(name, columns) {
      const shape = tablesOf(texts).find(table => table.name === name)
      const types = columns.map(column => [`"${column}"`, shape?.columns.get(column)] as const)
      if (!shape || types.some(([, type]) => type === undefined))
        throw new Problem('ledger/damaged-backup', `Cannot restore: no step of the backup makes its table ${name}`, {
          found: name,
        })
      // What a step itself put in is in the backup too, as it became.
      await sql`delete from ${sql.table(name)}`.execute(db)
      into = { name: `"${name}"`, types: Object.fromEntries(types) as Record<string, ColumnType> }
      tables++
    },
    async rows(part) {
      rows += part.length
      await put(handle, into!, part)
    },
  }
  return { taker, seen: () => ({ head: head!, tables, rows }) }
}

/** A table with its columns, in the order of the rows, all names in quotes. */
interface Into {
  name: string
  types: Record<string, ColumnType>
}

async function put(handle: Derive, { name, types }: Into, rows: readonly (readonly Value[])[]): Promise<void> {
  if (!Object.values(types).includes('blob'))
    return insertRows(handle, name, types as never, rows as readonly (readonly (string | number | null)[])[])
  const columns = sql.raw(Object.keys(types).join(', '))
  for (const row of rows) await rowsOf(handle, sql`insert into ${sql.raw(name)} (${columns}) values (${sql.join(row)})`)
}
