import { type NoteList, Problem } from '#base'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'

/** A paper that is not what its reader reads: what was wanted, what stands there, and where. */
export function refusedPaper(code: string, paper: Paper, wanted: string, found: string, at?: string): Problem {
  const place = at === undefined ? '' : ` at ${at}`
  return new Problem(code, `Cannot read ${nameOf(paper)}: ${found}${place}, wanted ${wanted}`, {
    wanted,
    found,
    ...(at !== undefined && { at }),
  })
}

/** A paper that was cut off before what its writer puts at the end: what is missing would look as if it were not there. */
export function cutPaper(paper: Paper, missing: string, at?: string): Problem {
  return new Problem('boms/truncated', `Cannot read ${nameOf(paper)}: it ends in the middle, ${missing}`, {
    ...(at !== undefined && { at }),
    next: 'get the whole file',
  })
}

/** Code of the note about a paper that may be cut off: its own tool may take it, and something may be missing. */
export const cutNote = 'end-missing'

/** Notes that the end is missing, which leaves a scan open. */
export function noteCut(notes: NoteList, missing: string): void {
  notes.add(cutNote, `${missing}: the file may be cut off`)
}
