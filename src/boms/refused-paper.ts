import { Problem } from '#base'
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
