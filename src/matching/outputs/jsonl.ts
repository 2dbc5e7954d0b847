import { jsonText } from '#base'
import type { Output } from '../output.ts'
import { headJson, matchJson, noteJson, suppressedJson, undecidedJson } from '../report-json.ts'

/**
 * One JSON object a line: first the head of the answer (`kind` `scan`), then each match, undecided entry, suppressed match
 * and note, in that order, each with its `kind` and the members it has in the JSON answer.
 */
export const jsonl: Output = {
  id: 'jsonl',
  about: 'one JSON object a line, for pipes',
  *write(report) {
    yield line('scan', headJson(report))
    for (const match of report.matches) yield line('match', matchJson(match))
    for (const one of report.undecided) yield line('undecided', undecidedJson(one))
    for (const one of report.suppressed) yield line('suppressed', suppressedJson(one))
    for (const note of report.notes) yield line('note', noteJson(note))
  },
}

function line(kind: string, value: object): string {
  return `${jsonText({ kind, ...value })}\n`
}
