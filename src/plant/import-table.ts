import { decodeText, encodingOf, type NoteList } from '#base'
import { handText, type Paper, sheetsOf } from '#boms'

/** A table of a paper before its columns are known: a sheet of a workbook, or the paper itself. */
export interface TableText {
  /** Name of the sheet; undefined for delimited text. */
  sheet: string | undefined
  /** Delimited text; row 1 is the first line. */
  text: string
  /** Cells of a workbook that hold a number: `row:column`, both from 1. Empty for delimited text. */
  numbers: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

/** Paths of parts stand unpacked in an archive, before the parts. */
const workbookParts = /xl\/(?:workbook|worksheets\/|sharedStrings|styles|theme\/|_rels\/)/i

export function isWorkbook(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return false
  return workbookParts.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64 * 1024)))
}

/** The tables of a paper, whole: visible sheets that are not blank, or the delimited text in any usual encoding. */
export function tablesOf(paper: Paper, notes: NoteList): TableText[] {
  if (!isWorkbook(paper.bytes)) return [{ sheet: undefined, text: handText(paper, notes), numbers: none }]
  const sheets = sheetsOf(paper).filter(({ text }) => text.trim() !== '')
  return sheets.map(({ name, text, numbers }) => ({ sheet: sheets.length > 1 ? name : undefined, text, numbers }))
}

/** Rows of a table that are looked at before it is read. */
const headText = 16 * 1024

/** The start of each table of a paper; none when it is neither a workbook nor delimited text. */
export function tableHeads(paper: Paper): TableText[] {
  if (isWorkbook(paper.bytes))
    return sheetsOf(paper).map(({ name, text, numbers }) => ({ sheet: name, text: text.slice(0, headText), numbers }))
  const text = startOf(paper.bytes)
  if (/^\s*[{[<]/.test(text) || text.includes('\0') || /^\s*BEGIN:VCALENDAR/i.test(text)) return []
  return [{ sheet: undefined, text: text.slice(0, headText), numbers: none }]
}

/** A head ends anywhere: its last line is left out, so that half a character at its end does not look like another encoding. */
function startOf(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes)
  if (encoding !== 'windows-1252') return decodeText(bytes, encoding)
  const lines = bytes.subarray(0, Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1 || bytes.length)
  return decodeText(lines)
}
