/** Marks drawn on the character before them, and characters twice as wide as a Latin letter (Unicode 16 UAX #11, wide and fullwidth). */
const mark = /\p{M}/u
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2fb}\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const plain = /^[ -~]*$/

/** How many columns of a terminal a text takes. The text holds no control characters (`visible`). */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += widthOf(character)
  return columns
}

function widthOf(character: string): number {
  // Neither among letters with accents nor among dashes, ellipses and signs is a mark, and the first look for one takes a millisecond.
  if (character < '\u0300' || (character >= '\u2010' && character < '\u20d0')) return 1
  return mark.test(character) ? 0 : wide.test(character) ? 2 : 1
}

/** The text in at most `max` columns, with `…` where something was left out; at the start when `keepEnd` is set, for paths. */
export function cut(text: string, max: number, keepEnd = false): string {
  if (text.length <= max && plain.test(text)) return text
  // A bound before counting: piled-up marks take no column, and nobody reads more than this of one cell.
  const near = keepEnd ? text.slice(-4 * max) : text.slice(0, 4 * max)
  const characters = [...near.toWellFormed()]
  if (near.length === text.length && columnsOf(text) <= max) return text
  if (keepEnd) characters.reverse()
  const kept: string[] = []
  let columns = 1
  for (const character of characters) {
    columns += widthOf(character)
    if (columns > max) break
    kept.push(character)
  }
  return keepEnd ? `…${kept.reverse().join('')}` : `${kept.join('')}…`
}

/**
 * Lines of at most `width` columns, broken at blanks; a longer word stands on a line of its own, whole, so that it can be
 * copied. The first line starts with `first`, the others with as many blanks.
 */
export function wrapped(text: string, width: number, first: string): string[] {
  const indent = ' '.repeat(columnsOf(first))
  const lines: string[] = []
  let line = first
  let columns = columnsOf(first)
  let empty = true
  for (const word of text.split(' ')) {
    const size = columnsOf(word)
    if (!empty && columns + 1 + size > width) {
      lines.push(line)
      line = indent
      columns = indent.length
      empty = true
    }
    line += empty ? word : ` ${word}`
    columns += size + (empty ? 0 : 1)
    empty = false
  }
  lines.push(line)
  return lines
}

/** One column of a table: how it may be narrowed. */
export interface Column {
  title: string
  /** Not narrower than this as long as another column can give way. */
  least: number
  /** Not wider than this, so that one long cell does not push all others away. */
  most: number
  /** Where a long cell is cut. */
  keepEnd?: boolean
  /** Gives way before any column is left out, and again before those that are not soft. */
  soft?: boolean
  /** May be left out, the lowest first. */
  drop?: number
}

const gutter = '  '

/** A table whose cells are measured once: a table of thousands of rows is mostly measuring. */
export interface Sheet {
  /** Which columns are shown, as numbers into those that were asked for. */
  shown: readonly number[]
  /** The titles, then each row, as padded cells of the shown columns: nothing after the last one. */
  titles(): string[]
  cells(row: number): string[]
}

/**
 * Lays rows out: each column as wide as its longest cell, within its `most`. Where that is wider than `width`, the soft columns give
 * way, then columns are left out, then all give way. With `width` 0 nothing is narrowed, left out or cut, and a cell over `most`
 * pushes only its own row.
 */
export function sheetOf(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): Sheet {
  const many = columns.length
  const sizes = new Uint32Array(rows.length * many)
  const natural = columns.map(column => column.title.length)
  for (let row = 0; row < rows.length; row++) {
    const cells = rows[row]!
    for (let i = 0; i < many; i++) {
      const size = columnsOf(cells[i]!)
      sizes[row * many + i] = size
      if (size > natural[i]!) natural[i] = Math.min(size, Math.max(columns[i]!.most, columns[i]!.title.length))
    }
  }
  const { shown, widths } =
    width === 0 ? { shown: columns.map((_, i) => i), widths: natural } : fitted(columns, natural, width)
  const last = shown.at(-1)
  const blanks = Array.from({ length: Math.max(...widths, 0) + 1 }, (_, count) => ' '.repeat(count) + gutter)
  const padded = (text: string, size: number, i: number) => {
    const room = widths[i]!
    const kept = width > 0 && size > room ? cut(text, room, columns[i]!.keepEnd) : text
    if (i === last) return kept
    // A cut may leave a column free: half of a wide letter.
    const taken = kept === text ? size : columnsOf(kept)
    return kept + blanks[Math.max(0, room - taken)]!
  }
  return {
    shown,
    // The beginning of a title tells most, whatever does of its cells.
    titles: () =>
      shown.map(i => padded(cut(columns[i]!.title, widths[i]!), Math.min(columns[i]!.title.length, widths[i]!), i)),
    cells: row => shown.map(i => padded(rows[row]![i]!, sizes[row * many + i]!, i)),
  }
}

/** Narrower than this a soft column cannot be told, and nothing of any. */
const softFloor = 8
const floor = 4

function fitted(
  columns: readonly Column[],
  natural: readonly number[],
  width: number,
): { shown: number[]; widths: number[] } {
  let shown = columns.map((_, i) => i)
  for (;;) {
    const widths = [...natural]
    const soft = shown.filter(i => columns[i]!.soft)
    if (narrow(widths, shown, width, soft, i => columns[i]!.least)) return { shown, widths }
    const [first] = shown
      .filter(i => columns[i]!.drop !== undefined)
      .sort((a, b) => columns[a]!.drop! - columns[b]!.drop!)
    if (first === undefined) {
      const all = shown
      narrow(widths, all, width, soft, () => softFloor) ||
        narrow(widths, all, width, all, i => Math.min(columns[i]!.least, widths[i]!)) ||
        narrow(widths, all, width, all, () => floor)
      return { shown, widths }
    }
    shown = shown.filter(i => i !== first)
  }
}

/** Takes from the widest of some columns until all shown ones fit; whether they do. */
function narrow(
  widths: number[],
  shown: readonly number[],
  width: number,
  from: readonly number[],
  least: (column: number) => number,
): boolean {
  let over = shown.reduce((sum, i) => sum + widths[i]! + gutter.length, -gutter.length) - width
  for (; over > 0; over--) {
    let pick = -1
    for (const i of from) if (widths[i]! > least(i) && (pick < 0 || widths[i]! > widths[pick]!)) pick = i
    if (pick < 0) return false
    widths[pick]!--
  }
  return true
}
