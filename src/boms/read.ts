import { Problem } from '#base'
import type { Bom } from './bom.ts'
import type { BomFormat, Head, Paper } from './format.ts'
import * as formats from './formats/all.ts'
import { looksLike } from './looks.ts'

export { headOf } from './head.ts'

/** Every format that is read, in no order that matters. */
export const bomFormats: readonly BomFormat[] = Object.values(formats)

/**
 * The one format that a paper is in: its content decides, never its extension. Throws `boms/empty`, `boms/unknown-format`
 * (which says what it looks like), or `boms/ambiguous-format`; messages call the paper `name`.
 */
export function findFormat(head: Head, name = head.name || 'standard input'): BomFormat {
  if (head.text.trim() === '')
    throw new Problem('boms/empty', `Cannot read ${name}: it is empty`, { wanted: wanted(), found: 'nothing' })
  const found = bomFormats.filter(format => format.sniff(head))
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(' and ')
    throw new Problem('boms/ambiguous-format', `Cannot read ${name}: it looks like ${ids} at once`, { found: ids })
  }
  const look = looksLike(head)
  throw new Problem(
    'boms/unknown-format',
    `Cannot read ${name}: it looks like ${look}, which is no bill of materials, lockfile or inventory that is read`,
    {
      found: look,
      wanted: wanted(),
    },
  )
}

/** The format of an empty file, by its path: one whose papers may be empty. */
export function formatOfEmpty(path: string): BomFormat | undefined {
  const near = path.split('/').slice(-2)
  return bomFormats.find(
    ({ mayBeEmpty, names, namesInFolder }) =>
      mayBeEmpty && (names?.test(near.at(-1)!) || namesInFolder?.test(near.join('/'))),
  )
}

function wanted(): string {
  return `one of ${bomFormats.map(({ label }) => label).join(', ')}`
}

/** Loads what the readers of all formats need, for those who read whatever comes. */
export async function prepareFormats(): Promise<void> {
  for (const format of bomFormats) await format.prepare?.()
}

/** Reads a paper in whatever format it is, after `prepareFormats`. Throws a Problem that names the paper and the place. */
export function readBom(paper: Paper): Bom {
  return findFormat(paper).read(paper)
}
