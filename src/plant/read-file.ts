import { digest, Problem } from '#base'
import { paperOf } from '#boms'
import type { Seen } from '#ledger'
import type { ImportChoices, Imported, ImportFormat } from './import-format.ts'
import { findImport, importFormats, isMapped, prepareImports, readImport } from './import-read.ts'
import { handlesOf } from './mended-list.ts'

/** A file that was read, before it is laid beside what is known. */
export interface ReadFile {
  file: { name: string; digest: string; size: number }
  imported: Imported
  /** Rows of the quarantine that stand mended in it. */
  handles: { importId: string; number: number }[]
}

/** How a file is to be read. */
export interface FileAsked {
  name: string
  /** Id of the format that somebody says it is in. */
  format: string | undefined
  /** Id of the format that files of its source were in, for one that is not known by its content. */
  usual: string | undefined
}

/** Id of the format for tables whose columns somebody explains. */
const tableFormat = 'table'

/** A file that came whole, and how it is to be read. */
export interface FileToRead extends FileAsked {
  whole: Uint8Array
  /** Milliseconds since 1970 UTC: windows are told about this time. */
  now: number
  choices: ImportChoices
}

/**
 * Reads a file that came whole as one that lists something of a plant, away from the thread that answers. Throws
 * `plant/unknown-format` and what reading throws.
 */
export async function readFile(
  world: Pick<Seen, 'aside' | 'now'>,
  whole: Uint8Array,
  asked: FileAsked,
  choices: ImportChoices,
): Promise<ReadFile> {
  formatNamed(asked.format, asked.name)
  return world.aside<FileToRead, ReadFile>('plant.read', { ...asked, whole, now: world.now(), choices })
}

/** The task `plant.read`. */
export async function readWhole(
  { limits }: Pick<Seen, 'limits'>,
  { whole, now, name, format, usual, choices }: FileToRead,
): Promise<ReadFile> {
  const named = formatNamed(format, name)
  await prepareImports()
  const paper = { ...paperOf(name, whole, undefined, limits), now }
  // Columns that were explained make a table of what no format would know by itself.
  const found =
    named ??
    findImport(paper, choices.mapping, choices.mended) ??
    formatNamed(usual ?? (isMapped(choices, paper) ? tableFormat : undefined), name)
  const imported = found === undefined ? readImport(paper, choices) : readImport(paper, choices, found)
  const file = { name, digest: digest(whole), size: whole.length }
  return { file, imported, handles: handlesOf(paper, choices.mended) }
}

function formatNamed(format: string | undefined, name: string): ImportFormat | undefined {
  if (format === undefined) return undefined
  const known = importFormats.find(({ id }) => id === format)
  if (known) return known
  throw new Problem('plant/unknown-format', `Cannot read ${name}: there is no format ${JSON.stringify(format)}`, {
    wanted: importFormats.map(({ id }) => id).join(', '),
  })
}
