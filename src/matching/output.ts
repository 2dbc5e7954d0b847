import type { Report } from './report.ts'

/** One way to print a report. A member of `outputs/` is one file; `write` is pure and its text ends with a newline unless it is empty. */
export interface Output {
  /** What `--format` takes: `table`, `sarif`. */
  readonly id: string
  /** Summaries of advisories are shown, and worth unpacking. */
  readonly summaries?: boolean
  /** One line for the help. */
  readonly about: string
  write(report: Report, look: Look): Iterable<string>
}

/** How the reader sees it. */
export interface Look {
  /** Terminal colours are wanted. */
  colour: boolean
  /** Columns of the terminal; 0 when it is none. */
  width: number
  /** `-v`: reasons and paths too. */
  verbose: boolean
}
