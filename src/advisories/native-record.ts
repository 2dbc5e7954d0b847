import { digest, quoted } from '#base'
import { packageKey } from '#identity'
import type { Advisory, Affected } from './advisory.ts'
import type { FeedFile, Taker } from './format.ts'
import { badStatement, type Fields, isFields } from './json-object.ts'
import { yamlPaper } from './paper-readers.ts'
import { jsonRecords } from './records.ts'

/**
 * The records of a database that people keep as one YAML file for each: such a file, or the same records as JSON (one, a list, one a
 * line). Bad ones are told to `refused`. YAML is read with `loadYamlReader` before it.
 */
export function* nativeRecords(file: FeedFile, into: Taker): Iterable<[record: Fields, at: string]> {
  const records: Iterable<[unknown, string]> = /^\uFEFF?\s*[[{]/.test(file.text)
    ? jsonRecords(file.bytes, file.limits, file.name, into.refused)
    : [[yamlPaper(file), '/']]
  for (const [record, at] of records)
    if (isFields(record)) yield [record, at]
    else into.refused(`is not an object at ${at}`, at)
}

/** A text or a number as its text; undefined for nothing, which YAML writes as `~`, `null` or an empty value. */
export function stated(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' || text === '~' || text === 'null' ? undefined : text
}

/** More texts than any list of versions has. */
const mostTexts = 2000

/** A list of texts, or one text; none where nothing stands. A Problem for anything else. */
export function statedList(value: unknown, at: string): string[] {
  if (value === undefined || value === null || value === '') return []
  const items = Array.isArray(value) ? value : [value]
  if (items.length > mostTexts) throw badStatement(`more than ${mostTexts} texts`, at)
  return items.map(item => {
    const text = stated(item)
    if (text === undefined || text.length > 500) throw badStatement(`a text is wanted, found ${quoted(item)}`, at)
    return text
  })
}

/** `2017-05-15`, or with a time (UTC where no offset is stated), in milliseconds since 1970 UTC; undefined for anything else. */
export function statedTime(value: unknown): number | undefined {
  const [, date = '', hours = '0', rest = '00:00', zone = 'Z'] =
    /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ]+(\d{1,2}):(\d{2}:\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      stated(value) ?? '',
    ) ?? []
  const day = date.replace(/-(\d)(?!\d)/g, '-0$1')
  const ms = Date.parse(`${day}T${hours.padStart(2, '0')}:${rest}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`)
  return ms > 0 ? ms : undefined
}

/** A line of at most 160 characters. */
export function titleOf(value: unknown): string {
  const line = (stated(value) ?? '').slice(0, 2000).replace(/\s+/g, ' ')
  return line.length > 160 ? `${line.slice(0, 157)}...` : line
}

/** What stands for the name of a record that nobody numbered: its day, and a digest over what it is known by. */
export function unnumbered(time: number | undefined, ...known: readonly (string | undefined)[]): string {
  const day = time === undefined ? 'undated' : new Date(time).toISOString().slice(0, 10)
  return `${day}-${digest(JSON.stringify(known)).slice('sha256:'.length, 'sha256:'.length + 8)}`
}

/** A package of one ecosystem, with nothing said of its versions yet. */
export function affectedPackage(ecosystem: string, name: string): Affected & { intervals: Affected['intervals'] } {
  return { key: packageKey(ecosystem, name)?.key, ecosystem, name, intervals: [], versions: [], undecided: undefined }
}

/** A record of somebody's database with what these records never state. */
export function nativeAdvisory(
  over: Pick<Advisory, 'id' | 'feed' | 'aliases' | 'published' | 'summary' | 'url' | 'affected'> & Partial<Advisory>,
): Advisory {
  return { modified: undefined, withdrawn: undefined, cvss: [], severity: 'unknown', malicious: false, ...over }
}
