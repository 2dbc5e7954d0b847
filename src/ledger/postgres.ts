import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { commitUnknown } from './commit-unknown.ts'
import type { Connection, Connections } from './connection.ts'
import { postgresDialect } from './dialect.ts'
import { isAborted, isInTheWay, isLost, isTaken, postgresProblem } from './postgres-fault.ts'
import { queue } from './queue.ts'

/** Connections that are held at once. */
const most = 8
/** Milliseconds for which other acts are let by, and for which a connection is waited for. */
const patience = 20_000
/** Milliseconds that one statement may take. */
const statementTime = 120_000
/** Milliseconds that a transaction may rest: its process hangs, and others wait for what it holds. */
const restTime = 300_000

/** Opens a database by its address: `postgres://user@host/name`. */
export function postgres(address: string): Connections {
  const pool = new pg.Pool({
    connectionString: address,
    max: most,
    connectionTimeoutMillis: patience,
    statement_timeout: statementTime,
    idle_in_transaction_session_timeout: restTime,
    keepAlive: true,
    application_name: 'millcert',
    // Compiling a question takes longer than answering it, of those that are asked here.
    options: '-c jit=off',
    types: { getTypeParser: parserOf },
  })
  // A connection that breaks is replaced when the next one is asked for; without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', client => void client.on('error', () => {}))
  const oneByOne = queue()
  const act = <T>(work: (connection: Connection) => Promise<T>) =>
    inTransaction(pool, 'begin isolation level serializable', work)
  return {
    dialect: postgresDialect,
    read: work => told(() => inTransaction(pool, 'begin isolation level repeatable read read only', work)),
    write: work =>
      told(async () => {
        try {
          return await act(work)
        } catch (error) {
          if (!isInTheWay(error) && !isTaken(error)) throw error
          // All acts of this process that were in each other's way go one after the other now: else each would be again.
          return oneByOne(() => again(() => act(work)))
        }
      }),
    close: () => pool.end(),
  }
}

/** Runs an act until no other one is in its way. */
async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let [waited, turn] = [0, 1]; ; turn++) {
    try {
      return await act()
    } catch (error) {
      if (!isInTheWay(error) || waited > patience) throw error
      // Acts of two processes that failed together shall not meet again.
      const pause = (turn % 7) + (process.pid % 5) + 1
      waited += pause
      await wait(pause)
    }
  }
}

async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw postgresProblem(error)
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
  const client = await begun(pool, begin)
  // Statements that are sent without waiting for each go one after the other: pg itself will not keep them.
  const inTurn = queue()
  let [fault, over]: [unknown, boolean] = [undefined, false]
  const connection: Connection = {
    run: (sql, parameters) =>
      inTurn(async () => {
        // The next transaction of this connection is not ours.
        if (over) throw new Error('a statement came after its transaction was over')
        const { rows, rowCount } = await client.query(sql, parameters as unknown[]).catch(error => {
          fault ??= error
          throw error
        })
        return { rows, changes: rowCount ?? 0 }
      }),
  }
  let broken: Error | undefined
  try {
    const out = await work(connection)
    over = true
    await client.query('commit').catch(error => {
      throw isLost(error) ? commitUnknown('the connection to the database was lost') : error
    })
    return out
  } catch (error) {
    over = true
    await client.query('rollback').catch((cause: Error) => (broken = cause))
    // Where statements are sent without waiting for each, who waits may be told of a later one first.
    throw isAborted(error) ? fault : error
  } finally {
    client.release(broken ?? false)
  }
}

/** A server may be told to say that something is kept before it is. Other ways to wait, for other machines too, are its owner's choice. */
const durable = `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`
/** Connections that were told so. */
const careful = new WeakSet<pg.PoolClient>()

/** A connection in a new transaction. Those that rested may be broken without knowing: each is tried, and then a new one. */
async function begun(pool: pg.Pool, begin: string): Promise<pg.PoolClient> {
  for (let turn = 0; ; turn++) {
    const client = await pool.connect()
    try {
      if (!careful.has(client)) await client.query(durable)
      careful.add(client)
      await client.query(begin)
      return client
    } catch (error) {
      client.release(error as Error)
      if (turn > most || !isLost(error)) throw error
    }
  }
}
