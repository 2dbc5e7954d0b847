import { Problem, quoted } from '#base'
import { type Interval, packageKey } from '#identity'
import type { Advisory, Affected, Cvss } from '../advisory.ts'
import { cvssOf } from '../cvss.ts'
import type { Feed } from '../feed.ts'
import { feedOf } from '../feed-of.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'
import { osvReader } from '../osv-bytes.ts'
import { intervalsOf } from '../osv-ranges.ts'
import { jsonRecords } from '../records.ts'
import { severityWord } from '../severity.ts'

/** More names than any vulnerability has; a record over it is taken with the first ones and a note. */
const mostAliases = 500
const mostVersions = 200_000
const nothing: readonly never[] = []
const none: Fields = {}

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
    for (const [value, at] of jsonRecords(
      file.bytes,
      file.limits,
      file.name,
      into.refused,
      wanted,
      osvReader(file.limits),
    )) {
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

/** Where in a file something stands, spelled out only when there is something to say of it. */
interface Place {
  /** The record. */
  readonly at: string
  /** The number of the package in `affected`; -1 outside them. */
  affected: number
}

function spelled({ at, affected }: Place, member: string): string {
  if (affected < 0) return member === '' ? at : `${at}: ${member}`
  return `${at}: affected/${affected}/${member}`
}

/** What an id may be; anything else could become a path, or a link somewhere else. */
const idForm = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{2,127}$/

function readRecord(value: unknown, at: string, into: Taker): Advisory {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw bad('is not an object', at)
  const record = value as Fields
  const id = record['id']
  if (typeof id !== 'string' || !idForm.test(id))
    throw bad(`id ${quoted(id ?? null)} is not an advisory id`, `${at}: id`)
  const place: Place = { at, affected: -1 }
  const affectedIn = list(record['affected'], place, 'affected') as Fields[]
  for (const item of affectedIn) fields(item, place, 'affected')
  const ecosystems = affectedIn.map(item => String(fields(item['package'] ?? none, place, '')['ecosystem'] ?? ''))
  const feed = feedOf(id, ecosystems)
  const aliases = aliasesOf(record, id, feed, place, into)
  const severity = severityWord(statedSeverity(record, affectedIn, place))
  return {
    id,
    feed: feed.id,
    aliases,
    published: time(record['published']),
    modified: modifiedOf(record, id, at, into),
    withdrawn: withdrawnOf(record, id, at, into),
    summary: summaryOf(record),
    url: feed.url(id),
    cvss: vectors(record, affectedIn, feed.id, id, place, into),
    severity,
    malicious: feed.malicious === true || id.startsWith('MAL-'),
    affected: allAffected(affectedIn, id, place, into),
  }
}

function aliasesOf(record: Fields, id: string, feed: Feed, place: Place, into: Taker): readonly string[] {
  const aliases = names(record, feed, place).filter(alias => alias !== id)
  if (aliases.length === 0) return nothing
  if (aliases.length > mostAliases)
    into.notes.add(
      'many-aliases',
      `${id} has ${aliases.length} aliases; the first ${mostAliases} are kept`,
      `${place.at}: aliases`,
    )
  const distinct = aliases.length === 1 ? aliases : [...new Set(aliases)]
  return distinct.filter(alias => idForm.test(alias)).slice(0, mostAliases)
}

/** The source's own word, of the record or of the first package that has one. */
function statedSeverity(record: Fields, affected: readonly Fields[], place: Place): unknown {
  const own = fields(record['database_specific'] ?? none, place, 'database_specific')['severity']
  return own ?? affected.map(item => fields(item['ecosystem_specific'] ?? none, place, '')['severity']).find(Boolean)
}

function summaryOf({ summary, details }: Fields): string {
  return oneLine(typeof summary === 'string' ? summary : typeof details === 'string' ? details : '')
}

function allAffected(items: readonly Fields[], id: string, place: Place, into: Taker): readonly Affected[] {
  const all: Affected[] = []
  for (const item of items) {
    place.affected++
    const affected = readAffected(item, id, place, into)
    if (affected !== undefined) all.push(affected)
  }
  return all
}

/** When the record was changed. What is no date is older than any other; year 1, which feeds write for a time they do not know, is not odd. */
function modifiedOf(record: Fields, id: string, at: string, into: Taker): number | undefined {
  const stated = record['modified']
  const when = time(stated)
  if (when === undefined && !(typeof stated === 'string' && Number.isFinite(Date.parse(stated))))
    into.notes.add(
      'modified-not-a-date',
      `${id}: modified ${quoted(stated ?? null)} is no date, so any other record of this id counts as newer`,
      `${at}: modified`,
    )
  return when
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
function names(record: Fields, feed: Feed, place: Place): string[] {
  return [
    ...texts(record['aliases'], place, 'aliases'),
    ...(feed.errata ? ['related', 'upstream'] : ['upstream'])
      .flatMap(key => texts(record[key], place, key))
      .filter(name => name.startsWith('CVE-')),
  ]
}

function vectors(
  record: Fields,
  affected: readonly Fields[],
  feed: string,
  id: string,
  place: Place,
  into: Taker,
): readonly Cvss[] {
  const stated = [record, ...affected].filter(item => item['severity'] !== undefined)
  if (stated.length === 0) return nothing
  const found = new Map<string, Cvss>()
  for (const entry of stated.flatMap(item => list(item['severity'], place, 'severity'))) {
    const { type, score } = fields(entry, place, 'severity') as { type?: unknown; score?: unknown }
    if (typeof score !== 'string' || typeof type !== 'string' || !type.startsWith('CVSS_')) continue
    const cvss = cvssOf(score, feed)
    if (cvss) found.set(cvss.vector, cvss)
    else
      into.notes.add(
        'cvss-not-valid',
        `${id}: ${quoted(score)} is not a CVSS vector; its severity stays unknown unless another says it`,
        spelled(place, 'severity'),
      )
  }
  return [...found.values()]
}

type PlacedKey = ReturnType<typeof packageKey>

// Records of one feed speak of the same packages again and again; each key is made once.
const placedKeys = new Map<string, Map<string, PlacedKey>>()
const mostPlaced = 100_000
let placedCount = 0

function placedKey(ecosystem: string, name: string): PlacedKey {
  let keys = placedKeys.get(ecosystem)
  if (keys?.has(name)) return keys.get(name)
  if (++placedCount > mostPlaced) {
    placedKeys.clear()
    placedCount = 1
    keys = undefined
  }
  if (keys === undefined) {
    keys = new Map()
    placedKeys.set(ecosystem, keys)
  }
  const placed = packageKey(ecosystem, name)
  keys.set(name, placed)
  return placed
}

function readAffected(item: Fields, id: string, place: Place, into: Taker): Affected | undefined {
  if (item['package'] === undefined || item['package'] === null) return undefined
  const pack = fields(item['package'], place, 'package')
  const ecosystem = text(pack['ecosystem'], place, 'package/ecosystem')
  const name = text(pack['name'], place, 'package/name')
  if (name.length === 0 || name.length > 1024 || /[*\0\s]/.test(name))
    throw bad(`package name ${quoted(name)} names no single package`, spelled(place, 'package/name'))
  const placed = placedKey(ecosystem, name)
  const versions = texts(item['versions'], place, 'versions')
  if (versions.length > mostVersions)
    throw bad(`${versions.length} versions, over ${mostVersions}`, spelled(place, 'versions'))
  const intervals: Interval[] = []
  const affected: Affected = { key: placed?.key, ecosystem, name, intervals, versions, undecided: undefined }
  if (!placed) return affected
  for (const entry of list(item['ranges'], place, 'ranges')) {
    const range = fields(entry, place, 'ranges')
    if (range['type'] === 'GIT') continue
    const events = list(range['events'], place, 'ranges/events') as Fields[]
    for (const event of events) fields(event, place, 'ranges/events')
    const run = intervalsOf(events, placed.ecosystem.order, placed.ecosystem.ranges)
    if (typeof run === 'string') {
      affected.undecided = run
      into.notes.add(
        'range-not-comparable',
        `${id}: ${run} for ${name}: components of it will be undecided`,
        spelled(place, 'ranges'),
      )
    } else for (const interval of run) intervals.push(interval)
  }
  // The schema's evaluation would call every version unaffected here; what nobody can compare is not known to be clean.
  if (intervals.length === 0 && versions.length === 0 && affected.undecided === undefined)
    affected.undecided =
      item['ranges'] === undefined ? 'the record gives no versions' : 'the record names source revisions only'
  return affected
}

/** With the name of a zone in brackets behind it (RFC 9557). */
const longestTime = 100

/** RFC 3339 as milliseconds; undefined for what is no date, or one before there was software (a placeholder such as year 1). */
function time(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > longestTime) return undefined
  const ms = Date.parse(value.endsWith(']') ? value.slice(0, value.indexOf('[')) : value)
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}

/** More than a line is made of, whatever white space is between. */
const longLine = 2000

function oneLine(text: string): string {
  const line = spaced(text.length > longLine ? text.slice(0, longLine) : text)
  // Rather few words in the beginning: all of it is looked at.
  const whole = text.length > longLine && line.length <= 160 ? spaced(text) : line
  return whole.length > 160 ? `${whole.slice(0, 157)}...` : whole
}

function spaced(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

function list(value: unknown, place: Place, member: string): readonly unknown[] {
  if (value === undefined || value === null) return nothing
  if (!Array.isArray(value)) throw bad(`a list is wanted, found ${quoted(value)}`, spelled(place, member))
  return value
}

function texts(value: unknown, place: Place, member: string): readonly string[] {
  const items = list(value, place, member)
  for (const item of items) text(item, place, member)
  return items as readonly string[]
}

function text(value: unknown, place: Place, member: string): string {
  if (typeof value !== 'string') throw bad(`a text is wanted, found ${quoted(value ?? null)}`, spelled(place, member))
  return value
}

function fields(value: unknown, place: Place, member: string): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw bad(`an object is wanted, found ${quoted(value)}`, spelled(place, member))
  return value as Fields
}

function bad(what: string, at: string): Problem {
  return new Problem('advisories/bad-record', `${what} at ${at}`, { at })
}
