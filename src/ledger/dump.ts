import { type Digest, digest, digester, Problem } from '#base'
import type { Value } from './connection.ts'
import type { Migration } from './migration.ts'

/** The first line of a dump: what it is, of which journal, and when it was made. */
export interface DumpHead {
  schema: 'millcert-backup/1'
  journal: string
  /** Milliseconds since 1970 UTC. */
  at: number
}

/** What the lines of a dump say, in order: head, steps, then each table with its rows and its sum, and the end. */
export type DumpLine =
  | { head: DumpHead }
  | { step: Migration & { digest: Digest; at: number } }
  | { table: string; columns: readonly string[] }
  | readonly DumpValue[]
  | { rows: number; digest: Digest }
  | { tables: number; digest: Digest }

/** The last line: how many tables, and the digest of all lines before. */
export function dumpEnd(tables: number, digest: Digest): string {
  return JSON.stringify({ tables, digest })
}

/** Bytes are in base64. */
export type DumpValue = string | number | null | { base64: string }

/** The longest line that is read: an act may say much of what it changed. */
const mostLine = 64 * 1024 ** 2

export function dumpRow(values: readonly Value[]): string {
  return JSON.stringify(
    values.map(value => (value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value)),
  )
}

function readValue(value: DumpValue): Value {
  return typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value
}

/** What takes a dump in, line by line. */
export interface DumpTaker {
  head(head: DumpHead): Promise<void>
  step(step: Migration & { digest: Digest; at: number }): Promise<void>
  table(name: string, columns: readonly string[]): Promise<void>
  rows(rows: readonly (readonly Value[])[]): Promise<void>
}

/** What steps of a schema do; anything else in a backup is no step. */
const stepForm =
  /^(?:create (?:unique )?(?:table|index)|alter table|drop (?:table|index)|insert into|update|delete from)\s/

/** Rows that are handed on at once. */
const rowsAtOnce = 1000

/**
 * Reads a dump. Every table has to have the rows and the digest that it says, and the end has to be there: a Problem
 * `ledger/damaged-backup` names the line, and what was taken so far must not be kept.
 */
export async function readDump(pieces: Iterable<Uint8Array>, name: string, taker: DumpTaker): Promise<void> {
  const whole = digester()
  let sum: ReturnType<typeof digester> | undefined
  let [number, ended, tables] = [0, false, 0]
  let [seen, held]: [number, (readonly Value[])[]] = [0, []]
  const wrong = (what: string) => damaged(name, what, number)
  const flush = async () => {
    if (held.length > 0) await taker.rows(held)
    held = []
  }
  for (const text of linesIn(pieces)) {
    number++
    const line = text === undefined ? undefined : lineOf(text)
    if (text === undefined || line === undefined || ended) throw wrong('what stands there is no line of a backup')
    if (number === 1 && !('head' in line)) throw wrong('it is no backup')
    if (Array.isArray(line)) {
      if (!sum) throw wrong('a row stands in no table')
      sum.add(`${text}\n`)
      seen++
      held.push((line as readonly DumpValue[]).map(readValue))
      if (held.length >= rowsAtOnce) await flush()
    } else if ('head' in line) {
      if (number > 1 || line.head.schema !== 'millcert-backup/1') throw wrong('it is of another version')
      await taker.head(line.head)
    } else if ('step' in line) {
      if (!isStep(line.step)) throw wrong('it is no step of a schema, or another one than was written')
      await taker.step(line.step)
    } else if ('columns' in line) {
      if (sum) throw wrong('the table before has no end')
      ;[sum, seen] = [digester(), 0]
      await taker.table(line.table, line.columns)
    } else if ('rows' in line) {
      await flush()
      if (line.rows !== seen || line.digest !== sum?.digest())
        throw wrong('the rows before are not those that were written')
      sum = undefined
      tables++
    } else if ('tables' in line) {
      if (sum || text !== dumpEnd(tables, whole.digest()))
        throw wrong('the lines before are not those that were written')
      ended = true
      continue
    }
    whole.add(`${text}\n`)
  }
  if (!ended) throw wrong('the file was cut: its end is missing')
}

function damaged(name: string, what: string, line: number): Problem {
  return new Problem('ledger/damaged-backup', `Cannot read ${name}: ${what} at line ${line}`, {
    at: `line ${line}`,
    next: 'take another backup',
  })
}

function isStep({ sql, digest: wanted }: Migration & { digest: Digest }): boolean {
  const statements = sql.split(/;\s*(?:\n|$)/).map(text => text.trim())
  return digest(sql) === wanted && statements.every(text => text === '' || stepForm.test(text))
}

/** A line that has the members of one kind; undefined for anything else. */
function lineOf(text: string): DumpLine | undefined {
  try {
    const line = JSON.parse(text)
    if (Array.isArray(line)) return line.every(isValue) ? line : undefined
    const { head, step, table, columns, rows, tables } = line
    const texts = [
      head && [head.schema, head.journal],
      step && [step.id, step.sql, step.digest],
      Array.isArray(columns) && [table, ...columns],
      (rows ?? tables) !== undefined && [line.digest],
    ].filter(found => found)
    return texts.length === 1 && texts[0].every((text: unknown) => typeof text === 'string') ? line : undefined
  } catch {
    return undefined
  }
}

function isValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'boolean'
  return typeof (value as { base64?: unknown }).base64 === 'string'
}

/** Lines with an end; undefined for one that is too long or has none. */
function* linesIn(pieces: Iterable<Uint8Array>): Generator<string | undefined> {
  let [held, length]: [Buffer[], number] = [[], 0]
  for (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...held, piece.subarray(from, end)]).toString('utf8')
      ;[held, length, from] = [[], 0, end + 1]
    }
    held.push(Buffer.from(piece.subarray(from)))
    length += piece.length - from
    if (length > mostLine) {
      yield undefined
      return
    }
  }
  if (length > 0) yield undefined
}
