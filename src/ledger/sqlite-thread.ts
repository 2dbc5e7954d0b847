import { Worker } from 'node:worker_threads'
import type { Value } from './connection.ts'

/** What a thread is asked. */
export type Question =
  | {
      kind: 'run'
      sql: string
      parameters: readonly Value[]
      /** Rows of parameters as JSON, half the work of copying them: it is run for each, and nothing is told of what it gives. */
      each?: string | undefined
      /** Run before it where this is the first statement of a transaction. */
      begin?: string | undefined
      /** Whether it belongs to a transaction that was begun: one that SQLite itself gave up is not written on without. */
      inside?: boolean
    }
  /** Writes a copy of one state into a file, and syncs it. */
  | { kind: 'copy'; to: string }
  /** What is damaged in the file, a line each. */
  | { kind: 'check' }
  | { kind: 'close' }

/** What came of it. */
export interface Answer {
  names: readonly string[]
  rows: readonly (readonly Value[])[]
  changes: number
}

/** What SQLite says went wrong. */
export interface SqliteFault extends Error {
  /** A primary result code of SQLite, or 0. */
  errcode: number
  /** A code of Node: for what went wrong in the file system, too. */
  code: string
}

/** One connection to a database, in a thread of its own: what takes long there holds nobody up here. */
export interface Thread {
  /** Questions are answered in the order they are asked; rejects with a SqliteFault. */
  ask(question: Question): Promise<Answer>
  close(): Promise<void>
}

interface Opening {
  path: string
  /** Statements that are run first. */
  settings: readonly string[]
  /** Whether the file is made where there is none. */
  make: boolean
  /**
   * Pages that only the journal beside has are written back when they are so many; once a commit is answered, since who waits for it
   * need not wait for that. Never when left out.
   */
  writesBackAt?: number
}

/** The code of a statement that came when SQLite had given its transaction up: what did that was told before. */
export const givenUp = 'ERR_GIVEN_UP'
/** The code of a thread that ended while it was asked. */
export const threadEnded = 'ERR_THREAD'

function faultOf({ message, ...codes }: { errcode: number; code: string; message: string }): SqliteFault {
  return Object.assign(new Error(message), codes)
}

/** Starts a thread, and again when it is asked after it ended. */
export function sqliteThread(opening: Opening): Thread {
  let [worker, number]: [Worker | undefined, number] = [undefined, 0]
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(fault: SqliteFault): void }>()
  const start = () => {
    const made = new Worker(threadSource, { eval: true, workerData: opening, name: 'sqlite' })
    const over = (message: string) => {
      if (worker === made) worker = undefined
      for (const { reject } of waiting.values()) reject(faultOf({ errcode: 0, code: threadEnded, message }))
      waiting.clear()
    }
    made.on('message', ({ number, answer, fault }) => {
      const asked = waiting.get(number)
      waiting.delete(number)
      // A thread that nobody waits for does not hold the process.
      if (waiting.size === 0) made.unref()
      if (fault) asked?.reject(faultOf(fault))
      else asked?.resolve(answer)
    })
    made.on('error', error => over(String((error as Error).message ?? error)))
    made.on('exit', () => over('the thread of the database ended'))
    return made
  }
  const ask = (question: Question) =>
    new Promise<Answer>((resolve, reject) => {
      worker ??= start()
      if (waiting.size === 0) worker.ref()
      waiting.set(++number, { resolve, reject })
      worker.postMessage({ number, question })
    })
  return {
    ask,
    async close() {
      const ending = worker
      if (!ending) return
      await ask({ kind: 'close' }).catch(() => {})
      await ending.terminate()
    },
  }
}

type Load = (name: string) => unknown

/** The connection of a thread: opened with the first statement, and again after it was closed. */
interface Held {
  run(sql: string, parameters: readonly Value[]): Answer
  each(sql: string, rows: string): void
  inTransaction(): boolean
  close(): void
}

// The functions from here on run in the thread. They are handed over as text, so that it runs wherever the program lies, in one
// file too; they may name nothing that stands outside of them.

function putRows(
  prepared: (sql: string) => import('node:sqlite').StatementSync,
  sql: string,
  rows: readonly Value[][],
): void {
  const [rowsInOne, mostNarrow] = [100, 5]
  const one = prepared(sql)
  let at = 0
  // Many narrow rows in one statement are found their places faster, those that lie near one another above all; wide ones are not. One
  // that fails leaves those before it, as it would alone: else the pages of all of them were copied first.
  const [, before, tuple, after] = /^insert( into [^?]* values )(\([?, ]+\))([^?]*)$/.exec(sql) ?? []
  if (tuple !== undefined && rows.length >= rowsInOne && rows[0]!.length <= mostNarrow) {
    const many = prepared(`insert or fail${before}${Array(rowsInOne).fill(tuple).join(', ')}${after}`)
    // One list for all: `flat` would make one for each.
    const values: Value[] = []
    while (at + rowsInOne <= rows.length) {
      let place = 0
      for (const end = at + rowsInOne; at < end; at++) for (const value of rows[at]!) values[place++] = value
      many.run(...values)
    }
  }
  for (; at < rows.length; at++) one.run(...rows[at]!)
}

function held(load: Load, { path, settings, make }: Opening, put: typeof putRows): Held {
  const { DatabaseSync } = load('node:sqlite') as typeof import('node:sqlite')
  const { closeSync, existsSync, openSync } = load('node:fs') as typeof import('node:fs')
  const mostKept = 500
  let db: import('node:sqlite').DatabaseSync | undefined
  let kept = new Map<string, { statement: import('node:sqlite').StatementSync; names: string[] }>()
  const open = () => {
    // Nobody else on the machine reads it; the files beside get the same rights.
    if (!existsSync(path) && make) closeSync(openSync(path, 'a', 0o600))
    const opened = new DatabaseSync(path, { timeout: 0 })
    try {
      for (const setting of settings) opened.exec(setting)
      // A schema that cannot be read is found here, before anything is asked.
      opened.prepare('select count(*) from sqlite_schema').get()
    } catch (error) {
      opened.close()
      throw error
    }
    return opened
  }
  const prepared = (sql: string) => {
    const found = kept.get(sql)
    if (found) return found
    db ??= open()
    const statement = db.prepare(sql)
    statement.setReturnArrays(true)
    const made = { statement, names: statement.columns().map(column => column.name) }
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
    kept.set(sql, made)
    return made
  }
  return {
    run(sql, parameters) {
      const { statement, names } = prepared(sql)
      if (names.length === 0) return { names, rows: [], changes: Number(statement.run(...parameters).changes) }
      return { names, rows: statement.all(...parameters) as unknown as Value[][], changes: 0 }
    },
    each(sql, rows) {
      put(one => prepared(one).statement, sql, JSON.parse(rows))
    },
    inTransaction: () => db?.isTransaction ?? false,
    close() {
      kept = new Map()
      const closing = db
      db = undefined
      closing?.close()
    },
  }
}

function copied(load: Load, path: string, to: string): void {
  const { DatabaseSync } = load('node:sqlite') as typeof import('node:sqlite')
  const { closeSync, fsyncSync, openSync, renameSync, rmSync } = load('node:fs') as typeof import('node:fs')
  const { dirname } = load('node:path') as typeof import('node:path')
  const draft = `${to}.new`
  rmSync(draft, { force: true })
  closeSync(openSync(draft, 'wx', 0o600))
  const from = new DatabaseSync(path, { timeout: 20_000 })
  try {
    from.prepare('vacuum into ?').run(draft)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    from.close()
  }
  const sync = (file: string, flags: string) => {
    const handle = openSync(file, flags)
    fsyncSync(handle)
    closeSync(handle)
  }
  sync(draft, 'r+')
  renameSync(draft, to)
  // A folder cannot be opened on Windows, and need not be.
  if (process.platform !== 'win32') sync(dirname(to), 'r')
}

function writeBack({ run }: Held, { writesBackAt }: Opening): void {
  if (writesBackAt === undefined) return
  try {
    const [, pages, back] = run('pragma wal_checkpoint(noop)', []).rows[0] as number[]
    if (pages! - back! >= writesBackAt) run('pragma wal_checkpoint(passive)', [])
  } catch {
    // What was committed is in the journal beside, and the next commit tries again.
  }
}

function inThread(
  load: Load,
  hold: typeof held,
  copy: typeof copied,
  put: typeof putRows,
  back: typeof writeBack,
): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads')
  const connection = hold(load, workerData, put)
  const port = parentPort!
  /** SQLite's words for what may leave a connection in no good state: it is opened again. */
  const unwell = [8, 10, 11, 14, 26]
  const answer = (question: Question): Answer => {
    const nothing = { names: [], rows: [], changes: 0 }
    if (question.kind === 'check') return connection.run('pragma integrity_check(20)', [])
    if (question.kind !== 'run') {
      if (question.kind === 'copy') copy(load, workerData.path, question.to)
      else connection.close()
      return nothing
    }
    const { begin, inside, sql, parameters, each } = question
    if (begin !== undefined) connection.run(begin, [])
    else if (inside && !connection.inTransaction())
      throw Object.assign(new Error('the transaction was given up'), { code: 'ERR_GIVEN_UP' })
    try {
      if (each === undefined) return connection.run(sql, parameters)
      connection.each(sql, each)
      return nothing
    } catch (error) {
      // A transaction that was begun with it is not known to who asked.
      if (begin !== undefined && connection.inTransaction()) connection.run('rollback', [])
      throw error
    }
  }
  port.on('message', ({ number, question }: { number: number; question: Question }) => {
    try {
      port.postMessage({ number, answer: answer(question) })
      if (question.kind === 'run' && question.sql === 'commit') back(connection, workerData)
    } catch (error) {
      const { errcode = 0, code = '', message } = error as { errcode?: number; code?: string; message: string }
      const fault = { errcode: errcode & 255, code, message }
      try {
        if (unwell.includes(fault.errcode)) connection.close()
      } catch {
        // What cannot be closed is left: the next question opens a new one.
      }
      port.postMessage({ number, fault })
    }
  })
}

const threadSource = `(${inThread})(name => process.getBuiltinModule(name), ${held}, ${copied}, ${putRows}, ${writeBack})`
