import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Connection, Connections } from './connection.ts'
import { postgresDialect } from './dialect.ts'

/** Connections that are held at once. */
const most = 8
/** Times an act is run again that another one was in the way of. */
const tries = 20
/** Serialization failure, deadlock (PostgreSQL, appendix A). */
const again = new Set(['40001', '40P01'])

/** Opens a database by its address: `postgres://user@host/name`. */
export function postgres(address: string): Connections {
  const pool = new pg.Pool({ connectionString: address, max: most, types: { getTypeParser: parserOf } })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return {
    dialect: postgresDialect,
    read: work => inTransaction(pool, 'begin isolation level repeatable read read only', work),
    async write(work) {
      for (let turn = 1; ; turn++) {
        try {
          return await inTransaction(pool, 'begin isolation level serializable', work)
        } catch (error) {
          if (turn === tries || !again.has((error as { code?: string }).code ?? '')) throw error
          await wait(turn * 2)
        }
      }
    },
    close: () => pool.end(),
  }
}

const int8 = 20
const numeric = 1700

/** Whole numbers are below 2^53: times, counts and our ids. */
const parserOf: typeof pg.types.getTypeParser = ((type: number, format: 'text') =>
  type === int8 || type === numeric ? Number : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser

async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  const connection: Connection = {
    async run(sql, parameters) {
      const { rows, rowCount } = await client.query(sql, parameters as unknown[])
      return { rows, changes: rowCount ?? 0 }
    },
  }
  let broken: Error | undefined
  try {
    await client.query(begin)
    const out = await work(connection)
    await client.query('commit')
    return out
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => (broken = cause))
    throw error
  } finally {
    client.release(broken)
  }
}
