import { Buffer } from 'node:buffer'
import { decodeText, encodingOf, gather, type NoteList, Problem, quoted, strictText } from '#base'
import type { Paper } from './format.ts'

/** Bytes of a paper that is held as one string; JavaScript's own bound on a string is about twice this. */
const longestText = 256 * 1024 ** 2

/** All bytes of a paper that must be held whole: within `limits.bytes` and within what one string can hold. */
export function wholeBytes(paper: Paper): Uint8Array {
  const { bytes } = paper.limits
  return gather(paper.pieces(), Math.min(bytes, longestText), nameOf(paper), bytes > longestText ? null : 'bytes')
}

/** Text of a paper that programs write: UTF-8, or UTF-16 with a mark. Throws `base/invalid-utf8` or `boms/binary`. */
export function machineText(paper: Paper): string {
  return refuseBinary(strictText(wholeBytes(paper), nameOf(paper)), nameOf(paper))
}

/** Text of a paper that people and spreadsheets write, in any usual encoding. Throws `boms/binary`. */
export function handText(paper: Paper, notes: NoteList): string {
  const bytes = wholeBytes(paper)
  const encoding = encodingOf(bytes)
  if (encoding === 'windows-1252') notes.add('encoding-assumed', 'not UTF-8: read as Windows-1252')
  return refuseBinary(decodeText(bytes, encoding), nameOf(paper))
}

/** A file beside the paper as text, undefined when it is not there or is no text. */
export function textBeside(paper: Paper, name: string): string | undefined {
  const bytes = paper.beside(name)
  if (bytes === undefined || bytes.length > Math.min(paper.limits.bytes, longestText)) return undefined
  return decodeText(bytes, encodingOf(bytes))
}

/**
 * Lines without their ends (`\n`, `\r\n`, `\r`). A line over `limits.text` bytes is refused: no list of packages has
 * one, and every pattern that reads a line is thereby bounded.
 */
export function linesOf(text: string, paper: Paper): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  const long = lines.findIndex(line => line.length > paper.limits.text)
  if (long >= 0) {
    const found = Buffer.byteLength(lines[long]!)
    throw new Problem(
      'boms/line-too-long',
      `Cannot read ${nameOf(paper)}: ${found} bytes in one line at line ${long + 1}`,
      {
        wanted: `at most ${paper.limits.text} bytes`,
        at: `line ${long + 1}`,
        next: `raise it with --limit text=${paper.limits.text * 4}`,
      },
    )
  }
  return lines
}

/** Throws `boms/too-many-components` once a bill grows over `limits.count`. */
export function boundCount(count: number, paper: Paper, at: string): void {
  if (count <= paper.limits.count) return
  throw new Problem(
    'boms/too-many-components',
    `Cannot read ${nameOf(paper)}: over ${paper.limits.count} components at ${at}`,
    {
      at,
      next: `raise it with --limit count=${paper.limits.count * 4}`,
    },
  )
}

/** What a message calls the paper. */
export function nameOf(paper: Paper): string {
  return paper.name || 'standard input'
}

function refuseBinary(text: string, name: string): string {
  const at = text.indexOf('\0')
  if (at < 0) return text
  const line = text.slice(0, at).split('\n').length
  throw new Problem('boms/binary', `Cannot read ${name}: a zero character, so no text, at line ${line}`, {
    at: `line ${line}`,
    wanted: 'text',
  })
}

/** A value of another type than wanted, or none where one must be, as `boms/wrong-type`. */
export function wrongKind(paper: Paper, value: unknown, at: string, wanted: string): Problem {
  const found = value === undefined ? 'nothing' : quoted(value)
  const fault = value === undefined ? `${wanted} is missing at ${at}` : `${found} at ${at} is not ${wanted}`
  return new Problem('boms/wrong-type', `Cannot read ${nameOf(paper)}: ${fault}`, { at, found, wanted })
}
