import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Dialect } from './dialect.ts'

/** A value of the database, as it goes in and comes out. */
export type Value = string | number | null | Uint8Array

/** One connection, held by one transaction. */
export interface Connection {
  run(sql: string, parameters: readonly Value[]): Promise<{ rows: unknown[]; changes: number }>
  /** Runs one statement for each row of parameters, a JSON list of lists; absent where such a list is better taken as a parameter. */
  each?(sql: string, rows: string): Promise<void>
}

/** What opens connections: a database of one of the two kinds. */
export interface Connections {
  readonly dialect: Dialect
  /** Runs `work` in a read-only transaction that sees one state. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction that is durable when this is over; again from its start where another one was in the way. Rolls back what throws. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** The file it is in, where it is one file. */
  readonly file?: {
    readonly path: string
    /** Writes one state of it into another file, while it is used. */
    copy(to: string): Promise<void>
    /** Looks at every page and index: what is damaged, a line each. */
    damage(): Promise<readonly string[]>
  }
  close(): Promise<void>
}

/** Kysely over one connection: it compiles the statements, and the transaction is ours. */
export function kyselyOver(connection: Connection, dialect: Dialect): Kysely<unknown> {
  const over: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery) {
      const { rows, changes } = await connection.run(sql, parameters as Value[])
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) }
    },
    streamQuery() {
      throw new Error('nothing streams rows')
    },
  }
  const driver = Object.assign(new DummyDriver(), { acquireConnection: async () => over })
  const sqlite = dialect.name === 'sqlite'
  return new Kysely<unknown>({
    dialect: {
      createDriver: () => driver,
      createAdapter: () => (sqlite ? new SqliteAdapter() : new PostgresAdapter()),
      createIntrospector: db => (sqlite ? new SqliteIntrospector(db) : new PostgresIntrospector(db)),
      createQueryCompiler: () => (sqlite ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
    },
  })
}
