import type { Database } from '#advisories'
import type { Input, Note, Tool } from '#base'
import type { RuleFolder } from './product-rule-file.ts'
import type { Subjects } from './subject.ts'

/** What inventories list. */
export interface Rows {
  words: readonly string[]
  subjects: Subjects
  notes: Note[]
  /** A file inside a folder could not be read. */
  unreadable: boolean
}

/** What a command over the rows of inventories is handed. */
export interface RowsWorld extends RuleFolder {
  /** Milliseconds since 1970 UTC. */
  now: number
  out(text: string): void
  say(line: string): void
  progress(label: string, done: number, total: number): void
  /** Reads inventories; throws the Problem of what cannot be read, or where nothing is. */
  rowsAt(words: readonly string[]): Promise<Rows>
  /** Throws `advisories/no-database` where there is none. */
  databaseAt(): Database
}

/** A command over the rows of inventories. */
export type RowsCommand = Omit<Tool, 'run'> & { run(world: RowsWorld, input: Input): Promise<number> }
