import type { UnzipFileInfo } from 'fflate'
import { Problem, type ProblemDetail, quoted } from '#base'
import type { Paper } from './format.ts'
import { nameOf, wholeBytes } from './paper-text.ts'
import { loadXml, readXml } from './xml.ts'

/** One sheet of a workbook: its rows as text, cells quoted where they have to be; row 1 is the first line. */
export interface Sheet {
  name: string
  text: string
  /** Places of cells that hold a number where a text may have been meant: `1.10` written as a number is `1.1`. */
  numbers: ReadonlySet<string>
}

let fflate: typeof import('fflate') | undefined

/** Loads what `sheetsOf` needs, once. */
export async function loadWorkbook(): Promise<void> {
  fflate ??= await import('fflate')
  await loadXml()
}

/** A sheet has at most 1,048,576 rows and 16,384 columns (ECMA-376, part 1, 18.3.1.73 and 18.3.1.13). */
const mostRows = 1_048_576
const mostColumns = 16_384
const mostParts = 10_000
/** Of all sheets, blank ones before others among them: one at the end of a row makes all before it. */
const mostCells = 5_000_000
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const strictRelationships = 'http://purl.oclc.org/ooxml/officeDocument/relationships'

/**
 * The visible sheets of an Office Open XML workbook (ECMA-376), in the order of the workbook. Formulas count with the value that
 * was kept with them. Throws `boms/bad-workbook`, and what `readXml` throws.
 */
export function sheetsOf(paper: Paper): Sheet[] {
  const parts = partsOf(paper)
  const read = (path: string, visitor: Parameters<typeof readXml>[3]) => {
    const bytes = parts.get(path.toLowerCase())
    if (bytes) readXml([bytes], paper.limits, `${nameOf(paper)}, part ${path}`, visitor)
    return bytes !== undefined
  }
  const targets = new Map<string, string>()
  read('xl/_rels/workbook.xml.rels', {
    open(element) {
      const [id, target] = [element.attribute('Id'), element.attribute('Target')]
      if (element.name === 'Relationship' && id !== undefined && target !== undefined) targets.set(id, target)
    },
    text() {},
    close() {},
  })
  const sheets: { name: string; path: string }[] = []
  const found = read('xl/workbook.xml', {
    open(element) {
      if (element.name === 'workbookPr' && /^(?:1|true)$/.test(element.attribute('date1904') ?? ''))
        throw bad(paper, 'its days are counted from 1904, four years from where others count them', {
          at: 'xl/workbook.xml',
          next: 'save it with "Use 1904 date system" switched off, or as CSV',
        })
      if (element.name !== 'sheet') return
      const id = element.attribute('id', relationships) ?? element.attribute('id', strictRelationships) ?? ''
      const target = targets.get(id)
      const hidden = element.attribute('state') !== undefined && element.attribute('state') !== 'visible'
      if (target !== undefined && !hidden)
        sheets.push({
          name: element.attribute('name') ?? '',
          path: target.startsWith('/') ? target.slice(1) : `xl/${target}`,
        })
    },
    text() {},
    close() {},
  })
  if (!found) throw bad(paper, 'it has no part xl/workbook.xml')
  const ownParts = new Set(sheets.map(({ path }) => path.toLowerCase()))
  if (ownParts.size < sheets.length) throw bad(paper, 'two of its sheets are one part')
  const texts = textsOf(paper, read)
  const spent = { cells: 0, characters: 0 }
  return sheets.map(({ name, path }) => sheetOf(paper, name, path, texts, read, spent))
}

/** What all sheets have become so far. */
interface Spent {
  cells: number
  characters: number
}

/**
 * Counts what a row becomes as text: one shared text may stand in every cell, one cell in the last column makes a row of thousands, and
 * one part may be every sheet, so that little XML is much text.
 */
function boundText(paper: Paper, spent: Spent, cells: number, characters: number): void {
  const { element } = paper.limits
  spent.cells += cells
  spent.characters += characters
  if (spent.cells > mostCells || spent.characters > element)
    throw new Problem(
      'boms/workbook-too-large',
      `Cannot read ${nameOf(paper)}: its sheets have more than ${mostCells} cells or ${element} characters`,
      { next: `raise it with --limit element=${element * 4}` },
    )
}

type Read = (path: string, visitor: Parameters<typeof readXml>[3]) => boolean

const wanted = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedstrings\.xml|worksheets\/[^/]+\.xml)$/i

/** The parts that are needed, unpacked, by their path in lower case (part names know no case: ECMA-376, part 2, 6.2.2). */
function partsOf(paper: Paper): Map<string, Uint8Array> {
  const { limits } = paper
  const bytes = wholeBytes(paper)
  const seen = new Set<string>()
  let out = 0
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    const path = name.toLowerCase()
    if (seen.size >= mostParts) throw bad(paper, `it has more than ${mostParts} parts`)
    if (seen.has(path)) throw bad(paper, `the part ${quoted(name)} stands in it twice`)
    seen.add(path)
    if (!wanted.test(name)) return false
    out += originalSize
    const most = Math.min(limits.element, Math.max(limits.ratioFloor, limits.ratio * bytes.length))
    if (out > most)
      throw new Problem(
        'boms/workbook-too-large',
        `Cannot read ${nameOf(paper)}: it unpacks to more than ${most} bytes`,
        {
          at: name,
          next: `raise it with --limit element=${limits.element * 4}`,
        },
      )
    return true
  }
  try {
    return new Map(
      Object.entries(fflate!.unzipSync(bytes, { filter })).map(([name, part]) => [name.toLowerCase(), part]),
    )
  } catch (error) {
    if (error instanceof Problem) throw error
    throw bad(paper, `it cannot be unpacked: ${(error as Error).message}`)
  }
}

/** The texts that cells share, by number; runs of rich text joined, phonetic hints left out. */
function textsOf(paper: Paper, read: Read): string[] {
  const texts: string[] = []
  let text = ''
  let inText = false
  let phonetic = 0
  const path: string[] = []
  read('xl/sharedStrings.xml', {
    open({ name }) {
      path.push(name)
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic++
      inText = name === 't'
    },
    text(part) {
      if (inText && phonetic === 0) text += part
    },
    close() {
      const name = path.pop()
      inText = false
      if (name === 'rPh') phonetic--
      if (name !== 'si') return
      texts.push(text)
      if (texts.length > paper.limits.count) throw bad(paper, `it has more than ${paper.limits.count} texts`)
    },
  })
  return texts
}

interface Cell {
  column: number
  type: string
  value: string
}

function sheetOf(paper: Paper, name: string, path: string, texts: readonly string[], read: Read, spent: Spent): Sheet {
  const lines: string[] = []
  const numbers = new Set<string>()
  const open: string[] = []
  let cells: string[] = []
  let cell: Cell = { column: 0, type: '', value: '' }
  let row = 0
  let columns = 0
  const there = read(path, {
    open(element) {
      open.push(element.name)
      if (element.name === 'row') {
        const stated = Number(element.attribute('r') ?? row + 1)
        if (!Number.isInteger(stated) || stated <= row || stated > mostRows)
          throw bad(paper, `row ${quoted(element.attribute('r'))} of the sheet ${quoted(name)} is out of order`)
        // Rows that are left out are blank: the next one keeps its number.
        while (++row < stated) lines.push('')
        cells = []
        columns = 0
      } else if (element.name === 'c') {
        columns = columnOf(element.attribute('r')) ?? columns + 1
        if (columns > mostColumns) throw bad(paper, `a cell of row ${row} stands beyond the last column`)
        cell = { column: columns, type: element.attribute('t') ?? 'n', value: '' }
      }
    },
    text(part) {
      const last = open.at(-1)
      if (last === 'v' || (last === 't' && cell.type === 'inlineStr')) cell.value += part
    },
    close() {
      const closed = open.pop()
      if (closed === 'row') {
        const line = cells.join(',')
        boundText(paper, spent, cells.length, line.length)
        lines.push(line)
      }
      if (closed !== 'c' || cell.value === '') return
      boundText(paper, spent, 0, 1)
      while (cells.length < cell.column - 1) cells.push('')
      cells[cell.column - 1] = quotedCell(textOf(paper, cell, texts))
      if (cell.type === 'n') numbers.add(`${row}:${cell.column}`)
    },
  })
  if (!there) throw bad(paper, `the sheet ${quoted(name)} has no part ${quoted(path)}`)
  return { name, text: lines.join('\n'), numbers }
}

function textOf(paper: Paper, { type, value }: Cell, texts: readonly string[]): string {
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type === 'n') return shownNumber(value)
  if (type !== 's') return value
  const text = texts[Number(value)]
  if (text === undefined) throw bad(paper, `a cell names the text ${quoted(value)} of ${texts.length}`)
  return text
}

/** A number with the 15 digits that spreadsheets show: 1.1 is kept as the binary number next to it, 1.1000000000000001. */
function shownNumber(value: string): string {
  const digits = /^-?0*(\d*)\.?(\d*)(?:[eE][-+]?\d{1,3})?$/.exec(value)
  if (!digits || `${digits[1]}${digits[2]}`.replace(/^0+/, '').length <= 15) return value
  const number = Number(Number(value).toPrecision(15))
  return Number.isFinite(number) ? String(number) : value
}

/** `AB12` is in column 28; undefined where a cell does not say where it stands, as short writers leave it. */
function columnOf(place: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})\$?\d{0,7}$/.exec(place ?? '')?.[1]
  if (letters === undefined) return undefined
  let column = 0
  for (const letter of letters) column = 26 * column + letter.charCodeAt(0) - 64
  return column
}

/** A cell of delimited text (RFC 4180); line breaks in a cell are blanks, so that a row stays a line. */
function quotedCell(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  return /[",;\t|]/.test(line) || line !== line.trim() ? `"${line.replaceAll('"', '""')}"` : line
}

function bad(paper: Paper, what: string, detail: ProblemDetail = {}): Problem {
  return new Problem('boms/bad-workbook', `Cannot read ${nameOf(paper)}: ${what}`, {
    wanted: 'an Office Open XML workbook (.xlsx)',
    ...detail,
  })
}
