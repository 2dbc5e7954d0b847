import { type Kysely, sql } from 'kysely'
import { digest, Problem } from '#base'
import type { Dialect } from './dialect.ts'

/** One step of the schema: never changed once it was released, never undone. */
export interface Migration {
  /** `<room>/<four digits>`, in the order of the list. */
  readonly id: string
  /** Statements in SQLite STRICT, parted by `;`: integer, text, real, blob, no defaults that differ between databases. */
  readonly sql: string
}

/** The statements of a migration in the words of a database. */
export function statementsOf({ sql: text }: Migration, dialect: Dialect): string[] {
  return text
    .split(/;\s*(?:\n|$)/)
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
    .map(statement => dialect.schema(statement))
}

/**
 * Steps that the database has not made, in the order of the list: each room goes on with its own, whichever came first. Throws
 * `ledger/newer` for one that this program does not know, `ledger/changed` for one that differs.
 */
export async function missingSteps(db: Kysely<unknown>, known: readonly Migration[]): Promise<readonly Migration[]> {
  const made = (await sql<{ id: string; digest: string }>`select id, digest from migration order by number`.execute(db))
    .rows
  for (const { id, digest: found } of made) {
    const step = known.find(step => step.id === id)
    if (!step)
      throw new Problem('ledger/newer', `Cannot open the database: its step ${id} is not known to this version`, {
        found: id,
        next: 'start the version of Millcert that wrote it, or a newer one',
      })
    const wanted = digest(step.sql)
    if (wanted !== found)
      throw new Problem('ledger/changed', `Cannot open the database: its step ${id} is not the one of this version`, {
        found,
        wanted,
        next: 'start a released version of Millcert',
      })
  }
  const ids = new Set(made.map(step => step.id))
  return known.filter(step => !ids.has(step.id))
}

/** Makes one step inside the transaction that `db` is. */
export async function makeStep(db: Kysely<unknown>, dialect: Dialect, step: Migration, at: number): Promise<void> {
  for (const statement of statementsOf(step, dialect)) await sql.raw(statement).execute(db)
  await sql`insert into migration (number, id, digest, sql, at)
    values ((select coalesce(max(number), 0) + 1 from migration), ${step.id}, ${digest(step.sql)}, ${step.sql}, ${at})`.execute(
    db,
  )
}
