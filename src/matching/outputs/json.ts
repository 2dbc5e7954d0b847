import type { Output } from '../output.ts'
import { headJson, matchJson, noteJson, suppressedJson, undecidedJson } from '../report-json.ts'

/**
 * The report itself, as `docs/schemas/millcert-scan-1.schema.json` describes it: two blanks an indent, a newline at the end.
 * Given piece by piece: a report of many matches is never one text in memory.
 */
export const json: Output = {
  id: 'json',
  about: 'the whole answer, for programs (millcert-scan/1)',
  *write(report) {
    yield JSON.stringify(headJson(report), null, 2).slice(0, -2)
    yield* list('matches', report.matches, matchJson)
    yield* list('undecided', report.undecided, undecidedJson)
    yield* list('suppressed', report.suppressed, suppressedJson)
    yield* list('notes', report.notes, noteJson)
    yield '\n}\n'
  },
}

function* list<T>(key: string, all: readonly T[], shape: (one: T) => unknown): Iterable<string> {
  if (all.length === 0) {
    yield `,\n  "${key}": []`
    return
  }
  let before = `,\n  "${key}": [\n    `
  for (const one of all) {
    // JSON.stringify writes a line break only between members: in a text it is `\n`.
    yield before + JSON.stringify(shape(one), null, 2).replaceAll('\n', '\n    ')
    before = ',\n    '
  }
  yield '\n  ]'
}
