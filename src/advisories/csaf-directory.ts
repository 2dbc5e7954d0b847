import { Problem, quoted } from '#base'
import { type CsafListed, type CsafReading, listedTime, mostDocuments, textLines } from './csaf-listing.ts'
import { addressBelow } from './csaf-provider-source.ts'

/** More lines than any list has: a path stands in changes.csv once for each of its changes, where its keeper writes it so. */
const mostLines = 1_000_000
/** `"path","time"`; some write it without quotes. */
const changeForm = /^(?:"((?:[^"]|"")*)"|([^",]*)),[ \t]?(?:"([^"]*)"|([^",]*))$/
const longestLine = 4000

/** What `changes.csv` (CSAF 2.0 §7.1.13) and `index.txt` (§7.1.12) of a folder name. Either may be missing, not both. */
export interface CsafFolder {
  readonly url: string
  readonly changes: Uint8Array | undefined
  readonly index: Uint8Array | undefined
}

/**
 * The documents of a folder, each once, with the newest time that is stated of it. A path that is absolute or leads out of the folder is
 * not taken, with a note, and so is a line that is none. A Problem when there are too many lines or documents.
 */
export function readDirectory({ url, changes, index }: CsafFolder, reading: CsafReading): CsafListed[] {
  const dates = new Map<string, number | undefined>()
  const add = (path: string, date: number | undefined, name: string, at: string) => {
    const address = addressBelow(url, path)
    if (address === undefined || !/\.json$/i.test(path)) {
      reading.notes.add('csaf-path-refused', `${name}: ${quoted(path)} is no document below its folder`, at)
      return
    }
    const known = dates.get(address)
    if (!dates.has(address) || (date !== undefined && !(known! >= date))) dates.set(address, date)
    if (dates.size > mostDocuments) throw tooMany(name, `${mostDocuments} documents`)
  }
  for (const [line, at] of linesOf(changes, `${url}/changes.csv`)) {
    const found = line.length > longestLine ? null : changeForm.exec(line.trim())
    if (found === null) {
      reading.notes.add('csaf-line-unread', `${url}/changes.csv: ${quoted(line)} is no path and time`, at)
      continue
    }
    const path = (found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim()
    add(
      path,
      listedTime(found[3] ?? found[4], at, { ...reading, name: `${url}/changes.csv` }),
      `${url}/changes.csv`,
      at,
    )
  }
  for (const [line, at] of linesOf(index, `${url}/index.txt`))
    if (line.trim() !== '') add(line.trim(), undefined, `${url}/index.txt`, at)
  return [...dates].map(([address, date]) => ({ url: address, date, hashes: undefined }))
}

function* linesOf(bytes: Uint8Array | undefined, name: string): Generator<readonly [line: string, at: string]> {
  if (bytes === undefined) return
  const lines = textLines(bytes, name)
  if (lines.length > mostLines) throw tooMany(name, `${mostLines} lines`)
  for (const [i, line] of lines.entries()) yield [line, `line ${i + 1}`]
}

function tooMany(name: string, what: string): Problem {
  return new Problem('advisories/csaf-list', `Cannot read ${name}: more than ${what}`)
}
