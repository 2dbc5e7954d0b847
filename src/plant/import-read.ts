import { Problem } from '#base'
import { nameOf, type Paper } from '#boms'
import type { ImportChoices, Imported, ImportFormat, ImportHead, Mapping } from './import-format.ts'
import { columnsSaid, sheetMapping } from './import-sheets.ts'
import { tableHeads } from './import-table.ts'
import { isTimeZone } from './import-time.ts'
import * as imports from './imports/all.ts'
import { type MendedRows, mendedHead } from './mended-rows.ts'

/** Every format of `imports/`. */
export const importFormats: readonly ImportFormat[] = Object.values(imports)

/** Loads what the readers of all formats need, once; awaited before `findImport` and `readImport`. */
export async function prepareImports(): Promise<void> {
  for (const format of importFormats) await format.prepare?.()
}

/**
 * What can be seen of a paper before it is read, but sheets that are left out, and of a list to mend what is not of its rows `mended`.
 * Throws what opening a workbook throws.
 */
export function importHead(paper: Paper, mapping?: Mapping, mended?: MendedRows): ImportHead {
  const heads = tableHeads(paper).filter(({ sheet }) => sheetMapping(mapping, sheet) !== undefined)
  const tables = mended ? heads.map(table => ({ ...table, text: mendedHead(table.text, mended) })) : heads
  return { name: paper.name, bytes: paper.bytes, text: paper.text, tables }
}

/**
 * The one format that a paper is in, by its content; undefined when it is none of them. Throws `plant/ambiguous-import` and what
 * opening a workbook throws.
 */
export function findImport(paper: Paper, mapping?: Mapping, mended?: MendedRows): ImportFormat | undefined {
  const head = importHead(paper, mapping, mended)
  const found = importFormats.filter(format => format.sniff(head))
  if (found.length < 2) return found[0]
  const ids = found.map(({ id }) => id).join(' and ')
  throw new Problem('plant/ambiguous-import', `Cannot read ${nameOf(paper)}: it looks like ${ids} at once`, {
    found: ids,
  })
}

/**
 * Reads a paper in whatever format it is, or in the one given; a table that is none is a list of assets where somebody has said what its
 * columns are. Throws `plant/unknown-import` for any other paper,
 * `plant/unknown-time-zone`, and the Problem of the reader, which names the paper and the place.
 */
export function readImport(paper: Paper, choices: ImportChoices = {}, named?: ImportFormat): Imported {
  checkTimeZone(choices.timeZone)
  const format =
    named ??
    findImport(paper, choices.mapping, choices.mended) ??
    (isMapped(choices, paper) ? imports.table : undefined)
  if (format) return format.read(paper, choices)
  const labels = importFormats.map(({ label }) => label).join(', ')
  throw new Problem('plant/unknown-import', `Cannot read ${nameOf(paper)}: it lists nothing of a plant that is known`, {
    wanted: `one of ${labels}`,
    next: 'a table whose columns have other names is read with a mapping',
  })
}

/** Whether somebody has said what the columns of a paper are, and it has any. */
export function isMapped({ mapping }: ImportChoices, paper: Paper): boolean {
  return columnsSaid(mapping).length > 0 && tableHeads(paper).length > 0
}

/** Throws `plant/unknown-time-zone`. */
export function checkTimeZone(timeZone: string | undefined): void {
  if (timeZone === undefined || isTimeZone(timeZone)) return
  throw new Problem('plant/unknown-time-zone', `Cannot take ${JSON.stringify(timeZone)} as a time zone`, {
    found: timeZone,
    wanted: 'a name such as Europe/Berlin',
  })
}
