import type { Paper } from '#boms'
import type { ImportChoices, ImportHead } from '#plant'
import type { ImportedLots } from './import-row.ts'

/** One way to write down lots. A member of `imports/` is one file; nothing else knows its spelling. */
export interface LotFormat {
  /** Kebab-case, shown to users and accepted by `--format`. */
  readonly id: string
  readonly label: string
  /** What of it is kept, and what is not; for docs/formats.md. */
  readonly takes: string
  readonly leaves: string
  /** True for exactly one member for any paper. */
  sniff(head: ImportHead): boolean
  /** Loads what `read` needs beside it; awaited before it. */
  prepare?(): Promise<unknown>
  /** Throws a Problem when the paper cannot be read; a single bad row is refused. */
  read(paper: Paper, choices?: ImportChoices): ImportedLots
}
