import { Problem } from '#base'
import type { Paper } from '#boms'
import type { ImportChoices, Imported, ImportFormat } from './import-format.ts'

/** Every format of `imports/`. */
export const importFormats: readonly ImportFormat[] = []

/** Loads what the readers of all formats need, once; awaited before `findImport` and `readImport`. */
export async function prepareImports(): Promise<void> {
  for (const format of importFormats) await format.prepare?.()
}

/** The one format that a paper is in, by its content; undefined when it is none of them. Throws what opening a workbook throws. */
export function findImport(_paper: Paper): ImportFormat | undefined {
  return undefined
}

/**
 * Reads a paper in whatever format it is, or in the one named. Throws `plant/unknown-import` for any other paper, and the Problem of
 * the reader that names the paper and the place.
 */
export function readImport(paper: Paper, choices: ImportChoices = {}, format = findImport(paper)): Imported {
  if (format) return format.read(paper, choices)
  throw new Problem(
    'plant/unknown-import',
    `Cannot read ${paper.name || 'standard input'}: it lists nothing of a plant`,
  )
}
