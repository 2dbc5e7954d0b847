import { type Limits, type NoteList, quoted, strictText } from '#base'
import { timeOf } from './statement.ts'

/** A document as a list of its provider names it. */
export interface CsafListed {
  readonly url: string
  /** When the list says that it was changed, milliseconds since 1970 UTC; undefined where it does not say, or no plausible time. */
  readonly date: number | undefined
  /** Addresses of its checksums; undefined where the list does not say whether there are any. */
  readonly hashes: readonly string[] | undefined
}

/** Documents of one provider: more than the largest has several times over. */
export const mostDocuments = 100_000
/** Bytes of a list. */
export const mostListBytes = 64 * 1024 ** 2
/** A clock may be wrong by so much: a day, in milliseconds. */
export const ahead = 86_400_000

/** What reading a paper from outside is told: limits, the time, its name in messages, and where what is odd goes. */
export interface CsafReading {
  readonly limits: Limits
  readonly now: number
  readonly name: string
  readonly notes: NoteList
}

/** A time that can be: undefined, with a note, for what is none and for one after tomorrow. */
export function listedTime(value: unknown, at: string, { now, name, notes }: CsafReading): number | undefined {
  const ms = timeOf(value)
  if (ms !== undefined && ms <= now + ahead) return ms
  notes.add('csaf-list-date', `${name}: ${quoted(value ?? null)} is no time that can be`, at)
  return undefined
}

/** Lines of a text without its byte order mark; the last empty one is none. */
export function textLines(bytes: Uint8Array, name: string): string[] {
  const lines = strictText(bytes, name)
    .replace(/^\ufeff/, '')
    .split('\n')
  if (lines.at(-1)?.trim() === '') lines.pop()
  return lines.map(line => line.replace(/\r$/, ''))
}
