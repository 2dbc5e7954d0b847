import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '#base'
import { commitUnknown } from './commit-unknown.ts'
import type { Connection, Connections, Value } from './connection.ts'
import { sqliteDialect } from './dialect.ts'
import { queue } from './queue.ts'
import { isBusy, isOfTheDisk, sqliteProblem } from './sqlite-fault.ts'
import { type Answer, givenUp, type Question, type SqliteFault, sqliteThread, type Thread } from './sqlite-thread.ts'

/** Milliseconds for which another writer is waited for. */
const patience = 20_000
/** Threads that read, beside the one that writes. */
const readers = 2

/**
 * Of every connection. A commit is over when it is on the disk; the journal beside is written back later (`writesBackAt`). New files
 * have pages of 8 KiB: rows of components go in faster by a seventh than with the usual 4, and questions take as long (docs/performance.md).
 */
const settings = [
  'pragma synchronous = full',
  'pragma foreign_keys = on',
  'pragma cache_size = -65536',
  'pragma temp_store = memory',
]
const writing = ['pragma page_size = 8192', 'pragma journal_mode = wal', ...settings, 'pragma wal_autocheckpoint = 0']
/** Pages: 64 MiB. */
const writesBackAt = 8192
const reading = [...settings, 'pragma query_only = on']

/**
 * Opens the database in a file: one thread writes, two read beside it. A file that is no database, or damaged where it says what is
 * in it, is refused with the first question.
 *
 * @param make whether the file is made where there is none
 */
export function sqlite(path: string, { make = true } = {}): Connections {
  const writer = sqliteThread({ path, settings: writing, make, writesBackAt })
  const inTurn = queue()
  // The file and its mode are the writer's to make, before anybody reads.
  let ready: Promise<void> | undefined
  let closed = false
  const opened = () => {
    if (closed) throw new Problem('ledger/closed', `Cannot use the database ${path}: it was closed`, { at: path })
    ready ??= open(writer, path, make).catch(error => {
      ready = undefined
      throw error
    })
    return ready
  }
  const lanes = Array.from({ length: readers }, () => ({
    thread: sqliteThread({ path, settings: reading, make: false }),
    inTurn: queue(),
    waiting: 0,
  }))
  return {
    dialect: sqliteDialect,
    async read(work) {
      await opened()
      const lane = lanes.reduce((a, b) => (b.waiting < a.waiting ? b : a))
      lane.waiting++
      return lane
        .inTurn(() => inTransaction(lane.thread, path, 'begin', work))
        .finally(() => {
          lane.waiting--
        })
    },
    async write(work) {
      await opened()
      return inTurn(() => inTransaction(writer, path, 'begin immediate', work))
    },
    file: fileAt(path),
    async close() {
      closed = true
      // The last one to close writes the log back and removes it; of two at once each takes the other for the last, and it stays.
      await Promise.all(lanes.map(({ thread, inTurn }) => inTurn(() => thread.close())))
      await inTurn(() => writer.close())
    },
  }
}

function fileAt(path: string): NonNullable<Connections['file']> {
  return {
    path,
    copy: to => inOwnThread(path, async thread => void (await thread.ask({ kind: 'copy', to }))),
    damage: () =>
      inOwnThread(path, async thread => {
        const { rows } = await thread.ask({ kind: 'check' })
        return rows.map(([line]) => String(line)).filter(line => line !== 'ok')
      }),
  }
}

async function open(writer: Thread, path: string, make: boolean): Promise<void> {
  if (!make && !existsSync(path))
    throw new Problem('ledger/no-database', `Cannot open the database ${path}: there is none`, {
      at: path,
      next: 'name the data folder with --data DIR',
    })
  await told(path, () => whenFree(() => writer.ask({ kind: 'run', sql: 'select 1', parameters: [] })))
}

/** Work that takes long and holds nobody up. */
async function inOwnThread<T>(path: string, work: (thread: Thread) => Promise<T>): Promise<T> {
  const thread = sqliteThread({ path, settings: reading, make: false })
  try {
    return await told(path, () => work(thread))
  } finally {
    await thread.close()
  }
}

/** The transaction begins with the first statement, in one call with it. */
async function inTransaction<T>(
  thread: Thread,
  path: string,
  begin: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let begun: Promise<unknown> | undefined
  let [fault, over]: [unknown, boolean] = [undefined, false]
  const asked = (
    question: Pick<Extract<Question, { kind: 'run' }>, 'sql' | 'parameters' | 'each'>,
  ): Promise<Answer> => {
    // The next transaction of this thread is not ours.
    if (over) return Promise.reject(new Error('a statement came after its transaction was over'))
    const first = begun === undefined
    const ask = () => thread.ask({ kind: 'run', ...question, begin: first ? begin : undefined, inside: true })
    const answer = first ? whenFree(ask) : begun!.then(ask)
    if (first) begun = answer
    answer.catch(error => {
      fault ??= error
    })
    return answer
  }
  const connection: Connection = {
    async run(sql, parameters) {
      const { names, rows, changes } = await asked({ sql, parameters })
      return { rows: named(names, rows), changes }
    },
    each: async (sql, rows) => void (await asked({ sql, parameters: [], each: rows })),
  }
  const end = (sql: string) => thread.ask({ kind: 'run', sql, parameters: [] })
  return told(path, async () => {
    try {
      const out = await work(connection)
      over = true
      // Nothing is made durable by a read: who asked need not wait for its end.
      if (begun && begin === 'begin') end('commit').catch(() => {})
      else if (begun)
        await whenFree(() => end('commit')).catch(error => {
          throw isOfTheDisk(error) ? commitUnknown('the disk failed') : error
        })
      return out
    } catch (error) {
      over = true
      if (begun) await end('rollback').catch(() => {})
      throw (error as Partial<SqliteFault>)?.code === givenUp ? fault : error
    }
  })
}

function named(names: readonly string[], rows: readonly (readonly Value[])[]): Record<string, Value>[] {
  return rows.map(row => {
    const made: Record<string, Value> = {}
    for (let at = 0; at < names.length; at++) made[names[at]!] = row[at]!
    return made
  })
}

async function told<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw sqliteProblem(error, path)
  }
}

/** Asks again while another process writes. */
async function whenFree<T>(call: () => Promise<T>): Promise<T> {
  for (let waited = 0, pause = 1; ; waited += pause, pause = Math.min(2 * pause, 50)) {
    try {
      return await call()
    } catch (error) {
      if (!isBusy(error) || waited > patience) throw error
      await wait(pause)
    }
  }
}
