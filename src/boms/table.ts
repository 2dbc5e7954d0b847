/** Delimiters that spreadsheets and databases write. */
export type Delimiter = ',' | ';' | '\t' | '|'

export const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

export interface Row {
  cells: string[]
  /** As a spreadsheet counts: 1 for the first, blank ones counted, one for a row whose cells have line breaks. */
  number: number
  /** A cell opens with a quote that is never closed: the quote was taken as a letter. */
  unclosed: boolean
}

/** A quoted cell longer than this was never closed. */
const longestQuoted = 64 * 1024

/** After so many quotes that are never closed nothing is quoted any more: bounds the looking ahead. */
const mostUnclosed = 100

/**
 * Rows of delimited text (RFC 4180), as forgiving as spreadsheets are: any line ends, quotes only where a cell starts
 * with one, `""` for a quote inside, a quote elsewhere is a letter (`19" rack`). Cells keep their blanks.
 */
export function* rowsOf(text: string, delimiter: Delimiter): Generator<Row> {
  const comma = delimiter.charCodeAt(0)
  const ends = new RegExp(`[\\r\\n${delimiter === '|' ? '\\|' : delimiter}]`, 'g')
  let cells: string[] = []
  let number = 1
  let unclosed = false
  let failures = 0
  let at = 0
  while (at <= text.length) {
    const inQuotes = text.charCodeAt(at) === quote && failures < mostUnclosed ? quotedCell(text, at, comma) : undefined
    let end: number
    if (inQuotes) {
      cells.push(inQuotes.cell)
      end = inQuotes.end
    } else {
      if (text.charCodeAt(at) === quote) {
        unclosed = true
        failures++
      }
      ends.lastIndex = at
      end = ends.exec(text)?.index ?? text.length
      cells.push(text.slice(at, end))
    }
    if (text.charCodeAt(end) === comma) {
      at = end + 1
      continue
    }
    // A line end at the very end of the text starts no row.
    if (!(at === text.length && cells.length === 1 && number > 1)) yield { cells, number, unclosed }
    if (end >= text.length) return
    at = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1)
    cells = []
    unclosed = false
    number++
  }
}

const quote = 34

// A closing quote stands before a delimiter, a line end or the end of the text; any other is a letter.
function quotedCell(text: string, start: number, comma: number): { cell: string; end: number } | undefined {
  let cell = ''
  let from = start + 1
  const last = start + longestQuoted
  for (;;) {
    const at = text.indexOf('"', from)
    if (at < 0 || at > last) return undefined
    const next = text.charCodeAt(at + 1)
    if (next === quote) {
      cell += text.slice(from, at + 1)
      from = at + 2
    } else if (Number.isNaN(next) || next === comma || next === 13 || next === 10) {
      return { cell: cell + text.slice(from, at), end: at + 1 }
    } else {
      cell += text.slice(from, at + 1)
      from = at + 1
    }
  }
}
