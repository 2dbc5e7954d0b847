import type { FeedFile } from './format.ts'
import { jsonRecords } from './records.ts'

/** The file's bytes, as often as they are asked for; in pieces where the file was not read whole. */
export function piecesOf(file: FeedFile): Iterable<Uint8Array> {
  return file.pieces?.() ?? [file.bytes]
}

/** The records of a file that has one a line; undefined for a single document, which may be too large to hold. */
export function recordsInLines(
  file: FeedFile,
  broken: (reason: string, at: string) => void,
): Iterable<[value: unknown, at: string]> | undefined {
  return isLines(piecesOf(file)) ? jsonRecords(file.bytes, file.limits, file.name, broken) : undefined
}

const mark = { open: 0x7b, close: 0x7d, line: 0x0a }

/** The first line is a whole object from brace to brace, and the next one begins as one. */
function isLines(pieces: Iterable<Uint8Array>): boolean {
  let first = -1
  let last = -1
  let ended = false
  for (const piece of pieces) {
    let at = 0
    if (!ended) {
      if (first < 0) first = piece.find(isInk) ?? -1
      if (first >= 0 && first !== mark.open) return false
      const end = piece.indexOf(mark.line)
      const line = end < 0 ? piece : piece.subarray(0, end)
      const ink = line.findLast(isInk)
      if (ink !== undefined) last = ink
      if (end < 0) continue
      if (last !== mark.close) return false
      ended = true
      at = end + 1
    }
    const next = piece.subarray(at).find(isInk)
    if (next !== undefined) return next === mark.open
  }
  return false
}

function isInk(byte: number): boolean {
  return byte > 0x20 && byte < 0x80
}
