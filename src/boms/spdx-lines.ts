import { Buffer, isUtf8 } from 'node:buffer'
import { decodeText, gather, type NoteList, Problem } from '#base'
import type { Paper } from './format.ts'
import { nameOf } from './paper-text.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Lines of a paper without their ends (`\n`, `\r\n`, `\r` and nothing else: not what Unicode takes for one), in memory for one
 * of them. UTF-8, or UTF-16 with a mark; a line that is neither is read as Windows-1252, and noted. Throws `base/too-large`,
 * `boms/line-too-long` over `limits.text` bytes, `boms/binary`.
 */
export function* linesIn(paper: Paper, notes: NoteList): Generator<string> {
  let kept: Buffer = Buffer.alloc(0)
  let number = 1
  let afterReturn = false
  for (const piece of inUtf8(paper)) {
    let from = 0
    if (afterReturn && piece[0] === lineFeed) from = 1
    afterReturn = false
    const nextEnd = endsIn(piece)
    for (;;) {
      const end = nextEnd(from)
      if (end < 0) break
      yield lineOf(paper, kept, piece.subarray(from, end), number++, notes)
      kept = Buffer.alloc(0)
      from = end + 1
      if (piece[end] !== carriageReturn) continue
      if (from === piece.length) afterReturn = true
      else if (piece[from] === lineFeed) from++
    }
    if (from < piece.length) kept = Buffer.concat([kept, piece.subarray(from)])
    if (kept.length > paper.limits.text) throw tooLong(paper, number)
  }
  if (kept.length > 0) yield lineOf(paper, kept, Buffer.alloc(0), number, notes)
}

/** Where the next line ends, from places that only grow; -1 when none does. Each byte is looked at once for either end. */
function endsIn(piece: Buffer): (from: number) => number {
  let feed = -2
  let back = -2
  return from => {
    if (feed !== -1 && feed < from) feed = piece.indexOf(lineFeed, from)
    if (back !== -1 && back < from) back = piece.indexOf(carriageReturn, from)
    return feed < 0 || (back >= 0 && back < feed) ? back : feed
  }
}

function lineOf(paper: Paper, kept: Buffer, rest: Buffer, number: number, notes: NoteList): string {
  const bytes = kept.length === 0 ? rest : Buffer.concat([kept, rest])
  if (bytes.length > paper.limits.text) throw tooLong(paper, number)
  if (bytes.includes(0))
    throw new Problem('boms/binary', `Cannot read ${nameOf(paper)}: a zero character, so no text, at line ${number}`, {
      at: `line ${number}`,
      wanted: 'text',
    })
  if (isUtf8(bytes)) return bytes.toString('utf8')
  notes.add('encoding-assumed', 'not UTF-8: read as Windows-1252', `line ${number}`)
  return decodeText(bytes, 'windows-1252')
}

function tooLong(paper: Paper, number: number): Problem {
  const { text } = paper.limits
  return new Problem('boms/line-too-long', `Cannot read ${nameOf(paper)}: line ${number} is too long`, {
    wanted: `at most ${text} bytes`,
    at: `line ${number}`,
    next: `raise it with --limit text=${text * 4}`,
  })
}

/** The pieces, bounded, without a byte order mark; a paper in UTF-16 is gathered and turned. */
function* inUtf8(paper: Paper): Generator<Buffer> {
  const name = nameOf(paper)
  const { bytes: most, element } = paper.limits
  const { bytes: head } = paper
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    yield Buffer.from(decodeText(gather(paper.pieces(), Math.min(most, element), name, 'element')), 'utf8')
    return
  }
  // A mark may be cut by the pieces.
  let mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  let total = 0
  for (const piece of paper.pieces()) {
    total += piece.length
    if (total > most)
      throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${most} bytes`, {
        wanted: `at most ${most} bytes`,
        next: `raise it with --limit bytes=${most * 4}`,
      })
    const passed = Math.min(mark, piece.length)
    mark -= passed
    if (passed < piece.length) yield Buffer.from(piece.buffer, piece.byteOffset + passed, piece.length - passed)
  }
}
