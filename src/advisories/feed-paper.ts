import { Buffer } from 'node:buffer'
import { decodeText, encodingOf, gather, type Limits, type Note, Problem } from '#base'
import { advisoryFormats } from './advisory-formats.ts'
import type { FileReport } from './collection.ts'
import type { AdvisoryFormat } from './format.ts'
import type { FileTaker } from './recorded-file.ts'
import type { Unpacked } from './unpack.ts'

/** What a reader is told besides the file. */
export interface Reading {
  limits: Limits
  /** Milliseconds since 1970 UTC. */
  now: number
  /** Nothing but statements will be taken of the file. */
  wanted?: 'statements'
}

/** How a report calls a file: by its path, and by the entry where it is inside an archive. */
export function placeOf(path: string, { name }: Unpacked): string {
  return path.endsWith(name) || path.startsWith(name) ? path : `${path}: ${name}`
}

/** Reads one file out of what it was packed in into the collection; of a format that is not known only that is told. */
export async function readInner(how: Reading, path: string, packed: Unpacked, collected: FileTaker): Promise<void> {
  const { text, inner } = headOf(packed, how.limits)
  const name = inner.name.slice(inner.name.lastIndexOf('/') + 1)
  const where = placeOf(path, inner)
  const format = formatOf(name, text)
  if (!format) {
    collected.file(where, 'unknown')
    return
  }
  const { taker } = collected.file(where, format.id, path)
  await format.prepare?.(how.wanted)
  let bytes: Uint8Array | undefined
  format.read(
    {
      name: where,
      text,
      get bytes() {
        bytes ??= inner.bytes()
        return bytes
      },
      ...(inner.pieces && { pieces: inner.pieces }),
      ...how,
    },
    taker,
  )
}

/** The head of a file as text, and the file in UTF-8 where it is UTF-16 with a byte order mark; an XML reader turns that itself. */
function headOf(packed: Unpacked, limits: Limits): { text: string; inner: Unpacked } {
  const head = packed.head()
  const encoding = head[0] === 0xff || head[0] === 0xfe ? encodingOf(head) : 'utf-8'
  const text = decodeText(head, encoding)
  if (!encoding.startsWith('utf-16') || /^\s*</.test(text)) return { text, inner: packed }
  const { name } = packed
  const turned = () => Buffer.from(decodeText(gather([packed.bytes()], limits.element, name, 'element'), encoding))
  return { text, inner: { name, head: () => Buffer.from(text), bytes: turned } }
}

/** The format that a file's head tells; of records in lines, also where the first line or two are none. */
function formatOf(name: string, text: string): AdvisoryFormat | undefined {
  let rest = text
  for (let line = 0; line < 3; line++) {
    const found = advisoryFormats.find(member => member.sniff({ name, text: rest }))
    const end = rest.indexOf('\n') + 1
    if (found !== undefined || end === 0 || !/^\s*\{/.test(rest.slice(end))) return found
    rest = rest.slice(end)
  }
  return undefined
}

/** Whether files of a format have what is asked for: VEX statements, or advisories and signals; anything where nothing is. */
export function speaksOf(id: string, of: 'advisories' | 'statements' | undefined): boolean {
  const vex = advisoryFormats.find(format => format.id === id)?.vex
  return of === undefined || (of === 'statements' ? vex !== undefined : vex !== 'only')
}

/** A Problem when nothing at all of some files was taken, and something refused. */
export function refuseWholly(path: string, files: readonly FileReport[]): void {
  const refused = files.flatMap(file => file.refused)
  if (refused.length > 0 && files.every(file => file.taken === 0 && file.statements === 0))
    throw new Problem('advisories/bad-record', `Cannot read ${path}: ${refused[0]!.reason}`, { at: refused[0]!.at })
}

/** What was odd, records that were refused among it. */
export function notesOf(files: readonly FileReport[]): Note[] {
  return [
    ...files.flatMap(file => file.notes),
    ...files.flatMap(file => file.refused).map(({ reason, at }) => ({ code: 'record-refused', message: reason, at })),
  ]
}
