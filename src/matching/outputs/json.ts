import { jsonText } from '#base'
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
    yield jsonText(headJson(report), 2).slice(0, -2)
    yield* list('matches', report.matches, matchJson)
    yield* list('undecided', report.undecided, undecidedJson)
    yield* list('suppressed', report.suppressed, suppressedJson)
    yield* list('notes', report.notes, noteJson)
    yield '\n}\n'
  },
}

/** Elements written at once: few enough to be small, enough not to pay for each. */
const together = 32

function* list<T>(key: string, all: readonly T[], shape: (one: T) => unknown): Iterable<string> {
  if (all.length === 0) {
    yield `,\n  "${key}": []`
    return
  }
  // What stands around the elements when JSON.stringify writes them at their depth.
  const before = `{\n  "${key}": [\n`.length
  const after = '\n  ]\n}'.length
  for (let i = 0; i < all.length; i += together) {
    const text = jsonText({ [key]: all.slice(i, i + together).map(shape) }, 2)
    yield (i === 0 ? `,\n  "${key}": [\n` : ',\n') + text.slice(before, -after)
  }
  yield '\n  ]'
}
