import { Problem } from '#base'
import { nameOf, type Paper } from '#boms'
import { checkTimeZone, type ImportChoices, importHead, isMapped, type Mapping, type MendedRows } from '#plant'
import type { LotFormat } from './import-format.ts'
import type { ImportedLots } from './import-row.ts'
import * as imports from './imports/all.ts'

/** Every format of `imports/`. */
export const lotFormats: readonly LotFormat[] = Object.values(imports)

/** Loads what the readers of all formats need, once; awaited before `findLots` and `readLots`. */
export async function prepareLots(): Promise<void> {
  for (const format of lotFormats) await format.prepare?.()
}

/**
 * The one format that a paper is in, by its content; undefined when it is none of them. Throws `lots/ambiguous-import` and what opening
 * a workbook throws.
 */
export function findLots(paper: Paper, mapping?: Mapping, mended?: MendedRows): LotFormat | undefined {
  const head = importHead(paper, mapping, mended)
  const found = lotFormats.filter(format => format.sniff(head))
  if (found.length < 2) return found[0]
  const ids = found.map(({ id }) => id).join(' and ')
  throw new Problem('lots/ambiguous-import', `Cannot read ${nameOf(paper)}: it looks like ${ids} at once`, {
    found: ids,
  })
}

/**
 * Reads a paper in whatever format it is, or in the one given. Throws `lots/unknown-import` for any other paper,
 * `plant/unknown-time-zone`, and the Problem of the reader, which names the paper and the place.
 */
export function readLots(paper: Paper, choices: ImportChoices = {}, named?: LotFormat): ImportedLots {
  checkTimeZone(choices.timeZone)
  const { mapping, mended } = choices
  const isTable = mended !== undefined || isMapped(choices, paper)
  const format = named ?? findLots(paper, mapping, mended) ?? (isTable ? imports.table : undefined)
  if (format) return format.read(paper, choices)
  throw new Problem('lots/unknown-import', `Cannot read ${nameOf(paper)}: it lists no lots that are known`, {
    wanted: `one of ${lotFormats.map(({ label }) => label).join(', ')}`,
    next: 'a table whose columns have other names is read with a mapping',
  })
}
