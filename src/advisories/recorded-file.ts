import type { Problem } from '#base'
import type { Advisory, Scores, Signal } from './advisory.ts'
import type { Collection, FileReport } from './collection.ts'
import type { PaperTaken, Taker } from './format.ts'
import type { Statement } from './statement.ts'

/** Where files are read to: a collection, or what keeps what was told for one. */
export type FileTaker = Pick<Collection, 'files' | 'file' | 'broken'>

/** One thing that reading a file told. */
export type Told =
  | { kind: 'advisory'; value: Advisory }
  | { kind: 'signal'; value: Signal }
  | { kind: 'scores'; value: Scores }
  | { kind: 'statement'; value: Statement }
  | { kind: 'paper'; value: PaperTaken }
  | { kind: 'refused'; value: { reason: string; at: string } }
  | { kind: 'note'; value: { code: string; message: string; at: string | undefined } }
  /** What follows is of this file, up to the next one. */
  | { kind: 'file'; value: { path: string; format: string; archive: string | undefined } }
  /** The file with this number could not be read further. */
  | { kind: 'broken'; value: { file: number; problem: Problem } }

/** Tells `keep` what is read, so that files can be read in any order and on any thread, and taken in theirs. */
export function recorder(keep: (one: Told) => void): FileTaker {
  const files: FileReport[] = []
  const taker: Taker = {
    notes: { notes: [], add: (code, message, at) => keep({ kind: 'note', value: { code, message, at } }) },
    advisory: value => keep({ kind: 'advisory', value }),
    signal: value => keep({ kind: 'signal', value }),
    scores: value => keep({ kind: 'scores', value }),
    statement: value => keep({ kind: 'statement', value }),
    paper: value => keep({ kind: 'paper', value }),
    refused: (reason, at) => keep({ kind: 'refused', value: { reason, at } }),
  }
  return {
    files,
    file(path, format, archive) {
      const counts = { taken: 0, withdrawn: 0, statements: 0, repeated: 0, refused: [], refusedCount: 0 }
      const report: FileReport = { path, format, ...counts, notes: [] }
      files.push(report)
      keep({ kind: 'file', value: { path, format, archive } })
      return { taker, report }
    },
    broken: (report, problem) => keep({ kind: 'broken', value: { file: files.indexOf(report), problem } }),
  }
}

/** Tells a collection what was recorded of one path, as if it were read now. */
export function retell(told: Iterable<Told>, into: FileTaker): void {
  const reports: FileReport[] = []
  let taker: Taker | undefined
  for (const one of told) {
    if (one.kind === 'file') {
      const { path, format, archive } = one.value
      const opened = into.file(path, format, archive)
      reports.push(opened.report)
      taker = opened.taker
    } else if (one.kind === 'broken') into.broken(reports[one.value.file]!, one.value.problem)
    else if (taker !== undefined) tell(one, taker)
  }
}

function tell(one: Exclude<Told, { kind: 'file' | 'broken' }>, taker: Taker): void {
  if (one.kind === 'advisory') taker.advisory(one.value)
  else if (one.kind === 'signal') taker.signal(one.value)
  else if (one.kind === 'scores') taker.scores(one.value)
  else if (one.kind === 'statement') taker.statement(one.value)
  else if (one.kind === 'paper') taker.paper?.(one.value)
  else if (one.kind === 'refused') taker.refused(one.value.reason, one.value.at)
  else taker.notes.add(one.value.code, one.value.message, one.value.at)
}
