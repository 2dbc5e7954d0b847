import { Problem, quoted, showTime } from '#base'

/**
 * What a keeper says was changed when, by id: milliseconds since 1970 UTC. As osv.dev writes it (`modified_id.csv`): a line a record,
 * `2026-11-20T10:00:00Z,ID`.
 */
export interface ChangeList {
  readonly lines: ReadonlyMap<string, number>
  readonly newest: number
}

/** More lines than the largest list of a keeper has several times over. */
const mostLines = 1_000_000
/** Longer than a time and an id. */
const longestLine = 200
/** A clock may be wrong by so much; a day, in milliseconds. */
const ahead = 86_400_000

/** What an id may be: it becomes a path. `.part` is the ending of what was fetched in part. */
const idForm = /^(?!.*\.\.)(?!.*\.part$)[A-Za-z0-9][A-Za-z0-9._:@+-]{2,127}$/
const lineForm = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)),([^,\r]*)\r?$/

/** Whether a text may be the id of a record, and so the name of its file. */
export function isRecordId(id: unknown): boolean {
  return typeof id === 'string' && idForm.test(id)
}

/** Reads a list. A Problem `advisories/change-list` when a line is none, names a record twice, or is of a day after `now`, or when there are too many. */
export function readChangeList(bytes: Uint8Array, now: number, name: string): ChangeList {
  const lines = new Map<string, number>()
  const decoder = new TextDecoder()
  let newest = Number.NEGATIVE_INFINITY
  let number = 0
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    number++
    const refused = (why: string) =>
      new Problem('advisories/change-list', `Cannot read ${name}: ${why} at line ${number}`, { at: `line ${number}` })
    if (number > mostLines) throw refused(`more than ${mostLines} lines`)
    if (end - start > longestLine) throw refused(`more than ${longestLine} bytes`)
    const text = decoder.decode(bytes.subarray(start, end))
    start = end + 1
    if (text === '' && start >= bytes.length) break
    const [, time, id] = lineForm.exec(text) ?? []
    const at = time === undefined ? Number.NaN : Date.parse(time)
    if (id === undefined || Number.isNaN(at)) throw refused(`${quoted(text)} is no time and id`)
    if (!isRecordId(id)) throw refused(`${quoted(id)} is not an advisory id`)
    if (at > now + ahead) throw refused(`${quoted(time)} is after ${showTime(now)}`)
    if (lines.has(id)) throw refused(`${quoted(id)} stands there twice`)
    lines.set(id, at)
    if (at > newest) newest = at
  }
  if (lines.size === 0)
    throw new Problem('advisories/change-list', `Cannot read ${name}: it has no lines`, { at: 'line 1' })
  return { lines, newest }
}

/** What a list says that another did not: lines that are new or of another time, and whether a record of the other is gone from it. */
export function changedSince(
  before: ChangeList,
  { lines }: ChangeList,
): { changed: [id: string, at: number][]; gone: boolean } {
  const changed = [...lines].filter(([id, at]) => before.lines.get(id) !== at)
  const gone = [...before.lines.keys()].some(id => !lines.has(id))
  return { changed, gone }
}

/** Lines of a list that no record here is as new as; `modified` gives the time of the one that is here. Compared as an index keeps times: by the second. */
export function uncovered(
  { lines }: ChangeList,
  modified: (id: string) => number | undefined,
): [id: string, at: number][] {
  return [...lines].filter(([id, at]) => !isAsNew(modified(id), at))
}

/** Whether a record's time is not before another, by the second. */
export function isAsNew(modified: number | undefined, at: number): boolean {
  return modified !== undefined && Math.floor(modified / 1000) >= Math.floor(at / 1000)
}
