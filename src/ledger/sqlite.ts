import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '#base'
import type { Connection, Connections, Value } from './connection.ts'
import { sqliteDialect } from './dialect.ts'

/** Milliseconds for which another writer is waited for. */
const patience = 20_000
/** Statements kept compiled by a connection. */
const mostStatements = 500

/** Opens the database in a file; `:memory:` for tests, where readers and writer are one. */
export function sqlite(path: string): Connections {
  const writer = open(path)
  const reader = path === ':memory:' ? writer : open(path, true)
  const writing = queue()
  const readingOne = path === ':memory:' ? writing : queue()
  return {
    dialect: sqliteDialect,
    read: work => readingOne(() => inTransaction(reader, 'begin', work)),
    write: work => writing(() => inTransaction(writer, 'begin immediate', work)),
    async close() {
      writer.close()
      if (reader !== writer) reader.close()
    },
  }
}

type Opened = Connection & { close(): void }

function open(path: string, readOnly = false): Opened {
  const db = new DatabaseSync(path, { timeout: 0 })
  db.exec('pragma journal_mode = wal')
  db.exec('pragma synchronous = full')
  db.exec('pragma foreign_keys = on')
  db.exec('pragma cache_size = -65536')
  if (readOnly) db.exec('pragma query_only = on')
  const kept = new Map<string, StatementSync>()
  const statement = (sql: string) => {
    const known = kept.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    if (kept.size >= mostStatements) kept.delete(kept.keys().next().value!)
    kept.set(sql, made)
    return made
  }
  return {
    async run(sql, parameters) {
      const made = statement(sql)
      if (made.columns().length > 0) return { rows: made.all(...(parameters as Value[])), changes: 0 }
      return { rows: [], changes: Number(made.run(...(parameters as Value[])).changes) }
    },
    close: () => db.close(),
  }
}

async function inTransaction<T>(
  connection: Opened,
  begin: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  await whenFree(() => connection.run(begin, []))
  try {
    const out = await work(connection)
    await whenFree(() => connection.run('commit', []))
    return out
  } catch (error) {
    await connection.run('rollback', []).catch(() => {})
    throw error
  }
}

/** Asks again while another process writes: SQLite's own waiting would hold this thread. */
async function whenFree<T>(call: () => Promise<T>): Promise<T> {
  for (let waited = 0, pause = 1; ; waited += pause, pause = Math.min(2 * pause, 50)) {
    try {
      return await call()
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== 5) throw error
      if (waited > patience)
        throw new Problem('ledger/busy', 'Cannot write: another process has held the database for 20 seconds', {
          next: 'end the other process, or ask again',
        })
      await wait(pause)
    }
  }
}

/** One after the other. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}
