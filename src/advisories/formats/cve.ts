import { Problem, quoted } from '#base'
import type { Advisory, Affected, Cvss } from '../advisory.ts'
import type { Place } from '../cpe-configuration.ts'
import { containerAffected } from '../cve-affected.ts'
import { addVector, cveForm, englishLine, shortLine, utcTime } from '../cve-metrics.ts'
import { feedNamed } from '../feed-of.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'
import { badStatement, type Fields, fieldsAt, isFields, listAt } from '../json-object.ts'
import { jsonRecords } from '../records.ts'

/** CVE Record Format 5.0 to 5.2 (cveproject.github.io/cve-schema): the CNA's container and every ADP's, one record or one a line. */
export const cve: AdvisoryFormat = {
  id: 'cve',
  label: 'CVE record',
  versions: ['5.0', '5.1', '5.2'],
  takes:
    'id, dates, rejected, title; of the CNA and of each ADP who says it, CVSS vectors, products by package URL, registry or CPE with versions, changes and default status, applicability, the day CISA listed it as exploited',
  leaves: 'references, credits, weaknesses, SSVC, products named in words only, source revisions',
  sniff: ({ text }) =>
    /^\s*(\[\s*)?\{/.test(text) &&
    (/"dataType"\s*:\s*"CVE_RECORD"/.test(text) || (/"cveMetadata"\s*:/.test(text) && /"containers"\s*:/.test(text))),
  read(file, into) {
    for (const [value, at] of jsonRecords(file.bytes, file.limits, file.name, into.refused))
      try {
        into.advisory(readRecord(fieldsAt(value, at), at === '/' ? '/' : `${at}: /`, into))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        into.refused(error.message, error.detail.at ?? at)
      }
  },
}

function readRecord(record: Fields, at: string, into: Taker): Advisory {
  const version = record['dataVersion']
  if (typeof version !== 'string' || !version.startsWith('5.'))
    throw badStatement(`version ${quoted(version ?? null)} is not 5.x`, `${at}dataVersion`)
  const metadata = fieldsAt(record['cveMetadata'], `${at}cveMetadata`)
  const id = metadata['cveId']
  if (typeof id !== 'string' || !cveForm.test(id))
    throw badStatement(`${quoted(id ?? null)} is not a CVE id`, `${at}cveMetadata/cveId`)
  const containers = fieldsAt(record['containers'], `${at}containers`)
  const cna = fieldsAt(containers['cna'], `${at}containers/cna`)
  const rejected = metadata['state'] === 'REJECTED'
  const published = utcTime(metadata['datePublished'])
  const modified = newest([metadata['dateUpdated'], ...datesOf(cna, containers, at)]) ?? published
  const feed = feedNamed('cve')!
  const affected: Affected[] = []
  const cvss = new Map<string, Cvss>()
  if (!rejected)
    for (const [container, where] of all(cna, containers, `${at}containers/`)) {
      const by = sayerOf(container)
      const place: Place = { id, at: `${where}/`, notes: into.notes }
      affected.push(...containerAffected(container, by, place))
      readMetrics(container, by === undefined ? feed.id : `${feed.id}/${by}`, cvss, place, into)
    }
  return {
    id,
    feed: feed.id,
    aliases: [],
    published,
    modified,
    withdrawn: rejected ? (utcTime(metadata['dateRejected']) ?? modified ?? 1) : undefined,
    summary:
      typeof cna['title'] === 'string' && cna['title'].trim() !== ''
        ? shortLine(cna['title'])
        : englishLine(cna['descriptions'], `${at}containers/cna/descriptions`),
    url: feed.url(id),
    cvss: [...cvss.values()],
    severity: 'unknown',
    malicious: false,
    affected,
  }
}

/** The containers with their places, the CNA's first. */
function all(cna: Fields, containers: Fields, at: string): [container: Fields, at: string][] {
  const adp = listAt(containers['adp'], `${at}adp`)
  return [
    [cna, `${at}cna`],
    ...adp.map((one, i): [Fields, string] => [fieldsAt(one, `${at}adp/${i}`), `${at}adp/${i}`]),
  ]
}

/** Who an ADP is, by its short name; the CNA speaks for the record itself. */
function sayerOf(container: Fields): string | undefined {
  const provider = container['providerMetadata']
  const name = isFields(provider) ? provider['shortName'] : undefined
  return typeof name === 'string' && /^[\x20-\x7e]{1,80}$/.test(name) ? name : undefined
}

function datesOf(cna: Fields, containers: Fields, at: string): unknown[] {
  return all(cna, containers, `${at}containers/`).map(([{ providerMetadata: provider }]) =>
    isFields(provider) ? provider['dateUpdated'] : undefined,
  )
}

function newest(dates: readonly unknown[]): number | undefined {
  const times = dates.map(utcTime).filter(time => time !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}

const vectorNames = ['cvssV4_0', 'cvssV3_1', 'cvssV3_0', 'cvssV2_0'] as const

function readMetrics(container: Fields, source: string, cvss: Map<string, Cvss>, place: Place, into: Taker): void {
  for (const [i, one] of listAt(container['metrics'], `${place.at}metrics`).entries()) {
    const metric = fieldsAt(one, `${place.at}metrics/${i}`)
    for (const name of vectorNames) addVector(cvss, metric[name], source, place)
    const { other } = metric
    if (!isFields(other) || other['type'] !== 'kev' || !isFields(other['content'])) continue
    const listed = utcTime(other['content']['dateAdded'])
    if (listed !== undefined) into.signal({ feed: 'cve', cve: place.id, kev: listed, at: listed })
  }
}
