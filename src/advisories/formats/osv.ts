import { Problem, quoted } from '#base'
import { type Interval, longestKey, packageKey, type VersionOrder } from '#identity'
import type { Advisory, Affected, Cvss, Severity } from '../advisory.ts'
import { cvssOf } from '../cvss.ts'
import type { Feed } from '../feed.ts'
import { feedOf } from '../feed-of.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'
import { jsonRecords } from '../records.ts'
import { severityWord } from '../severity.ts'

/** More names than any vulnerability has; a record over it is taken with the first ones and a note. */
const mostAliases = 500
const mostVersions = 200_000
const none: readonly never[] = []
const scratch = new Uint8Array(longestKey)

const members = new Set([
  'id',
  'modified',
  'published',
  'withdrawn',
  'aliases',
  'related',
  'upstream',
  'summary',
  'severity',
  'affected',
  'database_specific',
])

/** The prose of a record is read only where it has no summary. */
function wanted(key: string, keys: ReadonlySet<string>): boolean {
  return members.has(key) || (key === 'details' && !keys.has('summary'))
}

/** Open Source Vulnerability format, 1.7 and before (ossf.github.io/osv-schema). */
export const osv: AdvisoryFormat = {
  id: 'osv',
  label: 'OSV',
  versions: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'],
  takes:
    'id, aliases, related and upstream where they name it, dates, withdrawn, severity vectors and words, affected packages with ranges and versions, malicious packages, summary',
  leaves: 'details, references, credits, git ranges',
  sniff: ({ text }) =>
    /^\s*(\[\s*)?\{/.test(text) &&
    /"id"\s*:/.test(text) &&
    /"modified"\s*:/.test(text) &&
    /"(affected|withdrawn|schema_version|aliases)"\s*:/.test(text) &&
    !/"(document|containers|@context|bomFormat)"\s*:/.test(text.slice(0, 4096)),
  read(file, into) {
    for (const [value, at] of jsonRecords(file.bytes, file.limits, file.name, into.refused, wanted)) {
      try {
        into.advisory(readRecord(value, at, into))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        into.refused(error.message, at)
      }
    }
  },
}

type Fields = Record<string, unknown>

/** What an id may be; anything else could become a path, or a link somewhere else. */
const idForm = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{2,127}$/

function readRecord(value: unknown, at: string, into: Taker): Advisory {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw bad('is not an object', at)
  const record = value as Fields
  const id = record['id']
  if (typeof id !== 'string' || !idForm.test(id))
    throw bad(`id ${quoted(id ?? null)} is not an advisory id`, `${at}: id`)
  const affectedIn = list(record['affected'], `${at}: affected`).map(item => fields(item, `${at}: affected`))
  const ecosystems = affectedIn.map(item => String(fields(item['package'] ?? {}, at)['ecosystem'] ?? ''))
  const feed = feedOf(id, ecosystems)
  const aliases = names(record, feed, at).filter(alias => alias !== id)
  if (aliases.length > mostAliases)
    into.notes.add(
      'many-aliases',
      `${id} has ${aliases.length} aliases; the first ${mostAliases} are kept`,
      `${at}: aliases`,
    )
  const own = fields(record['database_specific'] ?? {}, `${at}: database_specific`)
  const severity =
    own['severity'] ?? affectedIn.map(item => fields(item['ecosystem_specific'] ?? {}, at)['severity']).find(Boolean)
  const summary =
    typeof record['summary'] === 'string'
      ? record['summary']
      : typeof record['details'] === 'string'
        ? record['details']
        : ''
  return {
    id,
    feed: feed.id,
    aliases: [...new Set(aliases)].filter(alias => idForm.test(alias)).slice(0, mostAliases),
    published: time(record['published']),
    modified: time(record['modified']),
    withdrawn: withdrawnOf(record, id, at, into),
    summary: oneLine(summary),
    url: feed.url(id),
    cvss: vectors(record, affectedIn, feed.id, id, at, into),
    severity: severityWord(severity) as Severity,
    malicious: feed.malicious === true || id.startsWith('MAL-'),
    affected: affectedIn
      .map((item, index) => readAffected(item, id, `${at}: affected/${index}`, into))
      .filter(item => item !== undefined),
  }
}

/** When the record was taken back. What is no date takes nothing back: a record dropped by mistake looks clean. */
function withdrawnOf(record: Fields, id: string, at: string, into: Taker): number | undefined {
  const stated = record['withdrawn']
  if (stated === undefined || stated === null) return undefined
  const when = time(stated)
  if (when === undefined)
    into.notes.add(
      'withdrawn-not-a-date',
      `${id}: withdrawn ${quoted(stated)} is no date, so the record stands`,
      `${at}: withdrawn`,
    )
  return when
}

/** Other names of what the record is about: what it passes on from upstream (OSV 1.7), and an erratum's related CVEs, which it fixes. */
function names(record: Fields, feed: Feed, at: string): string[] {
  return [
    ...texts(record['aliases'], `${at}: aliases`),
    ...(feed.errata ? ['related', 'upstream'] : ['upstream'])
      .flatMap(key => texts(record[key], `${at}: ${key}`))
      .filter(name => name.startsWith('CVE-')),
  ]
}

function vectors(
  record: Fields,
  affected: Fields[],
  feed: string,
  id: string,
  at: string,
  into: Taker,
): readonly Cvss[] {
  const stated = [record, ...affected].filter(item => item['severity'] !== undefined)
  if (stated.length === 0) return none
  const found = new Map<string, Cvss>()
  for (const entry of stated.flatMap(item => list(item['severity'], `${at}: severity`))) {
    const { type, score } = fields(entry, `${at}: severity`) as { type?: unknown; score?: unknown }
    if (typeof score !== 'string' || typeof type !== 'string' || !type.startsWith('CVSS_')) continue
    const cvss = cvssOf(score, feed)
    if (cvss) found.set(cvss.vector, cvss)
    else
      into.notes.add(
        'cvss-not-valid',
        `${id}: ${quoted(score)} is not a CVSS vector; its severity stays unknown unless another says it`,
        `${at}: severity`,
      )
  }
  return [...found.values()]
}

function readAffected(item: Fields, id: string, at: string, into: Taker): Affected | undefined {
  const pack = fields(item['package'] ?? {}, `${at}/package`)
  const { ecosystem, name } = pack as { ecosystem?: unknown; name?: unknown }
  if (typeof name !== 'string' || typeof ecosystem !== 'string') return undefined
  if (name.length === 0 || name.length > 1024 || /[*\0\s]/.test(name))
    throw bad(`package name ${quoted(name)} names no single package`, `${at}/package/name`)
  const placed = packageKey(ecosystem, name)
  const versions = texts(item['versions'], `${at}/versions`)
  if (versions.length > mostVersions) throw bad(`${versions.length} versions, over ${mostVersions}`, `${at}/versions`)
  const affected: Affected = { key: placed?.key, ecosystem, name, intervals: [], versions, undecided: undefined }
  if (!placed) return affected
  const intervals: Interval[] = []
  for (const entry of list(item['ranges'], `${at}/ranges`)) {
    const range = fields(entry, `${at}/ranges`)
    if (range['type'] === 'GIT') continue
    const run = intervalsOf(
      list(range['events'], `${at}/ranges/events`).map(event => fields(event, `${at}/ranges/events`)),
      placed.ecosystem.order,
      placed.ecosystem.ranges,
    )
    if (typeof run === 'string') {
      affected.undecided = run
      into.notes.add(
        'range-not-comparable',
        `${id}: ${run} for ${name}: components of it will be undecided`,
        `${at}/ranges`,
      )
    } else intervals.push(...run)
  }
  // The schema's evaluation would call every version unaffected here; what nobody can compare is not known to be clean.
  if (intervals.length === 0 && versions.length === 0 && affected.undecided === undefined)
    affected.undecided =
      item['ranges'] === undefined ? 'the record gives no versions' : 'the record names source revisions only'
  return { ...affected, intervals }
}

const kinds = ['introduced', 'fixed', 'last_affected'] as const

interface Event {
  kind: 'introduced' | 'fixed' | 'last_affected'
  version: string
}

/**
 * Runs of affected versions from a range's events, whatever order they stand in: sorted by version as the schema's
 * evaluation does, "0" before everything. A text instead says why they cannot be compared.
 */
function intervalsOf(events: Fields[], order: VersionOrder, ranges: boolean): Interval[] | string {
  const sorted: Event[] = []
  for (const event of events) {
    for (const kind of kinds) {
      const version = event[kind]
      if (typeof version !== 'string') continue
      if (version !== '0' && (!ranges || order.encode(version, scratch) < 0))
        return ranges
          ? `version ${quoted(version)} in a range is not comparable`
          : `the range has an end at ${quoted(version)}, and this ecosystem's versions cannot be ordered yet`
      sorted.push({ kind, version })
    }
  }
  sorted.sort((a, b) =>
    a.version === '0' || b.version === '0'
      ? Number(b.version === '0') - Number(a.version === '0')
      : (order.compare(a.version, b.version) ?? 0),
  )
  const runs: Interval[] = []
  let open: Interval | undefined
  for (let i = 0; i < sorted.length; ) {
    const { version } = sorted[i]!
    let next = i + 1
    while (next < sorted.length && same(order, version, sorted[next]!.version)) next++
    const here = new Set(sorted.slice(i, next).map(({ kind }) => kind))
    // Where one run ends and the next begins at one version, whatever order they stand in; alone, a run that ends where it
    // begins holds nothing.
    const ends = here.has('fixed') && open !== undefined
    if (ends) runs.push({ ...open, to: version })
    if (ends) open = undefined
    if (here.has('introduced') && (ends || !here.has('fixed'))) open ??= version === '0' ? {} : { from: version }
    if (here.has('last_affected') && open) {
      runs.push({ ...open, to: version, toIncluded: true })
      open = undefined
    }
    i = next
  }
  if (open) runs.push(open)
  return runs
}

/** Whether two texts are one version. */
function same(order: VersionOrder, a: string, b: string): boolean {
  return a === b || (a !== '0' && b !== '0' && order.compare(a, b) === 0)
}

/** RFC 3339 as milliseconds; undefined for what is no date, or one before there was software (a placeholder such as year 1). */
function time(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const ms = Date.parse(value.replace(/\[.*\]$/, ''))
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}

function oneLine(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > 160 ? `${line.slice(0, 157)}...` : line
}

function list(value: unknown, at: string): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw bad(`a list is wanted, found ${quoted(value)}`, at)
  return value
}

function texts(value: unknown, at: string): string[] {
  const items = list(value, at)
  const odd = items.find(item => typeof item !== 'string')
  if (odd !== undefined) throw bad(`a text is wanted, found ${quoted(odd)}`, at)
  return items as string[]
}

function fields(value: unknown, at: string): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw bad(`an object is wanted, found ${quoted(value)}`, at)
  return value as Fields
}

function bad(what: string, at: string): Problem {
  return new Problem('advisories/bad-record', `${what} at ${at}`, { at })
}
