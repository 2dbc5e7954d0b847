import { Problem } from '#base'
import type { Paper } from '#boms'
import type { ImportChoices } from '#plant'
import type { LotFormat } from './import-format.ts'
import type { ImportedLots } from './import-row.ts'

/** Every format of `imports/`. */
export const lotFormats: readonly LotFormat[] = []

/** Loads what the readers of all formats need, once; awaited before `findLots` and `readLots`. */
export async function prepareLots(): Promise<void> {
  for (const format of lotFormats) await format.prepare?.()
}

/** The one format that a paper is in, by its content; undefined when it is none of them. */
export function findLots(_paper: Paper): LotFormat | undefined {
  return undefined
}

/** Reads a paper in whatever format it is, or in the one named. Throws `lots/unknown-import` for any other paper. */
export function readLots(paper: Paper, choices: ImportChoices = {}, format = findLots(paper)): ImportedLots {
  if (format) return format.read(paper, choices)
  throw new Problem('lots/unknown-import', `Cannot read ${paper.name || 'standard input'}: it lists no lots`)
}
