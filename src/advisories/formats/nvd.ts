import { Problem, quoted, streamJson } from '#base'
import type { Advisory, Cvss } from '../advisory.ts'
import { cpeAffected, type Place } from '../cpe-configuration.ts'
import { addVector, cveForm, englishLine, shortLine, utcTime } from '../cve-metrics.ts'
import { feedNamed } from '../feed-of.ts'
import type { AdvisoryFormat, FeedFile, Taker } from '../format.ts'
import { badStatement, type Fields, fieldsAt, isFields, listAt } from '../json-object.ts'
import { piecesOf, recordsInLines } from '../paper-pieces.ts'
import { jsonRecords } from '../records.ts'

/**
 * NVD CVE API 2.0: pages, the yearly data feeds of the same shape, and single items, one document or one a line; and the corrections of
 * configurations that others publish in that shape, which are records of a feed of their own.
 */
export const nvd: AdvisoryFormat = {
  id: 'nvd',
  label: 'NVD CVE API',
  versions: ['2.0'],
  takes:
    'id, dates, rejected, CVSS vectors with who scored, configurations of CPE matches with ranges, conditions and negated nodes, the day CISA listed it as exploited, description as summary',
  leaves: 'references, weaknesses, comments, tags',
  sniff: ({ text }) =>
    /^\s*(\[\s*)?\{/.test(text) &&
    (/"format"\s*:\s*"NVD_CVE"/.test(text.slice(0, 4096)) ||
      (/"cve"\s*:\s*\{/.test(text) && /"(vulnStatus|sourceIdentifier|configurations|cve_id)"\s*:/.test(text))),
  read(file, into) {
    for (const take of records(file, into)) take()
  },
}

function* records(file: FeedFile, into: Taker): Iterable<() => void> {
  const lines = recordsInLines(file, into.refused)
  if (lines !== undefined || /^\s*\[/.test(file.text)) {
    for (const [value, at] of lines ?? jsonRecords(file.bytes, file.limits, file.name, into.refused)) {
      if (isFields(value) && Array.isArray(value['vulnerabilities']))
        for (const [i, item] of value['vulnerabilities'].entries())
          yield () => takeItem(item, `${at}: vulnerabilities/${i}`, into)
      else yield () => takeItem(value, at, into)
    }
    return
  }
  yield () => takePage(file, into)
}

/** A page, whose items are never held all at once, or a single item. */
function takePage(file: FeedFile, into: Taker): void {
  const single: Fields = {}
  let total: unknown
  let count = 0
  streamJson(piecesOf(file), file.limits, file.name, {
    lists: new Set(['vulnerabilities']),
    member(key, value) {
      if (key === 'cve' || key === '_annotation') single[key] = value
      else if (key === 'resultsPerPage') total = value
      else if (key === 'vulnerabilities')
        throw badStatement(`a list is wanted, found ${quoted(value)}`, '/vulnerabilities')
    },
    element(_, value, index) {
      count++
      takeItem(value, `/vulnerabilities/${index}`, into)
    },
  })
  if ('cve' in single) takeItem(single, '/', into)
  else if (typeof total === 'number' && total !== count)
    into.notes.add('count-differs', `the page states ${total} results and holds ${count}`, '/resultsPerPage')
}

function takeItem(value: unknown, at: string, into: Taker): void {
  try {
    const item = fieldsAt(value, at)
    into.advisory(readItem(item, `${at}${at.endsWith('/') ? '' : '/'}`, into))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    into.refused(error.message, error.detail.at ?? at)
  }
}

function readItem(item: Fields, at: string, into: Taker): Advisory {
  const cve = fieldsAt(item['cve'], `${at}cve`)
  const note = isFields(item['_annotation']) ? item['_annotation'] : undefined
  const id = cve['id'] ?? note?.['cve_id']
  if (typeof id !== 'string' || !cveForm.test(id))
    throw badStatement(`${quoted(id ?? null)} is not a CVE id`, `${at}cve/id`)
  const feed = feedNamed(cve['id'] === undefined ? 'nvd-corrections' : 'nvd')!
  const place: Place = { id, at: `${at}cve/`, notes: into.notes }
  const modified = utcTime(cve['lastModified'] ?? note?.['modified'])
  const published = utcTime(cve['published'] ?? note?.['published'])
  const rejected = cve['vulnStatus'] === 'Rejected'
  const listed = utcTime(cve['cisaExploitAdd'])
  const description = note?.['description']
  const advisory: Advisory = {
    id,
    feed: feed.id,
    aliases: [],
    published,
    modified,
    withdrawn: rejected ? (modified ?? published ?? 1) : undefined,
    summary:
      typeof description === 'string'
        ? shortLine(description)
        : englishLine(cve['descriptions'], `${place.at}descriptions`),
    url: feed.url(id),
    cvss: vectors(cve['metrics'], feed.id, place),
    severity: 'unknown',
    malicious: false,
    affected: rejected ? [] : cpeAffected(cve['configurations'], undefined, place),
  }
  if (listed !== undefined && !rejected) into.signal({ feed: feed.id, cve: id, kev: listed, at: listed })
  return advisory
}

const metricNames = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2'] as const

function vectors(value: unknown, feed: string, place: Place): readonly Cvss[] {
  const found = new Map<string, Cvss>()
  const metrics = isFields(value) ? value : {}
  for (const name of metricNames)
    for (const [i, one] of listAt(metrics[name], `${place.at}metrics/${name}`).entries()) {
      const metric = fieldsAt(one, `${place.at}metrics/${name}/${i}`)
      const { source } = metric
      addVector(found, metric['cvssData'], typeof source === 'string' ? `${feed}/${source}` : feed, place)
    }
  return [...found.values()]
}
