import { Problem, quoted } from '#base'
import { type Interval, orders, readRange } from '#identity'
import type { Advisory, Affected, Severity } from '../advisory.ts'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'
import { complementOf } from '../interval-complement.ts'
import { badStatement, type Fields } from '../json-object.ts'
import {
  affectedPackage,
  nativeAdvisory,
  nativeRecords,
  stated,
  statedList,
  statedTime,
  titleOf,
  unnumbered,
} from '../native-record.ts'
import { loadYamlReader } from '../paper-readers.ts'
import { severityOf } from '../severity.ts'
import { repositorySource } from '../source.ts'

/**
 * The Ruby Advisory Database (github.com/rubysec/ruby-advisory-db, `spec/schemas`): one YAML file for each advisory, or the same
 * records in JSON. A record is known by the path that it has there, `:` for `/`: `RUBYSEC:gems:rails:CVE-2026-10001`; its CVE,
 * GHSA and OSVDB numbers are other names of it, so that it meets what other sources say of the same. Affected is every version
 * that is neither patched nor unaffected; where one of those requirements is not understood, all versions are undecided.
 */
const reader: AdvisoryFormat = {
  id: 'rubysec',
  label: 'Ruby Advisory Database',
  versions: ['2026'],
  takes:
    'gem, CVE, GHSA and OSVDB numbers, date, title, patched and unaffected versions, CVSS scores as a word; YAML files as upstream keeps them, or JSON',
  leaves:
    'description, links, related advisories, platform; advisories about Ruby itself (jruby, mruby and others) are counted and not looked up',
  sniff: ({ text }) => (/^\uFEFF?\s*[[{]/.test(text) ? sniffJson(text) : sniffYaml(text)),
  prepare: loadYamlReader,
  read(file, into) {
    for (const [record, at] of nativeRecords(file, into)) {
      try {
        into.advisory(readRecord(record, at === '/' ? '' : `${at}: `, into))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        into.refused(error.message, at)
      }
    }
  },
}

function sniffJson(text: string): boolean {
  return (
    /"(?:gem|engine|library)"\s*:\s*"/.test(text) &&
    /"(?:cve|ghsa|osvdb|patched_versions|unaffected_versions)"\s*:/.test(text) &&
    /"date"\s*:\s*"\d{4}-/.test(text) &&
    !/"(?:modified|document|containers|branches)"\s*:/.test(text.slice(0, 4096))
  )
}

function sniffYaml(text: string): boolean {
  return (
    /^(?:gem|engine|library): *['"]?[\w.-]/m.test(text) &&
    /^(?:cve|ghsa|osvdb|patched_versions|unaffected_versions):/m.test(text) &&
    /^date: *['"]?\d{4}-/m.test(text)
  )
}

function readRecord(record: Fields, at: string, into: Taker): Advisory {
  const { folder, name } = subjectOf(record, at)
  const published = statedTime(record['date'])
  const names = namesOf(record, at, into)
  const known = names[0] ?? unnumbered(published, stated(record['title']), stated(record['url']))
  const id = `RUBYSEC:${folder}:${name}:${known}`
  if (published === undefined)
    into.notes.add('date-not-valid', `${id}: the date ${quoted(record['date'] ?? null)} is none`, `${at}date`)
  if (stated(record['platform']) !== undefined && folder === 'gems')
    into.notes.add(
      'platform-not-compared',
      `${id} is about the gem for ${quoted(record['platform'])}: the gem for any platform counts as affected`,
      `${at}platform`,
    )
  return nativeAdvisory({
    id,
    feed: 'rubysec',
    aliases: names,
    published,
    summary: titleOf(record['title']),
    url: rubysec.url(id),
    severity: statedSeverity(record, id, at, into),
    affected: [folder === 'gems' ? affectedGem(record, name, id, at, into) : affectedPackage(folder, name)],
  })
}

/** What a record is about, and the folder that upstream keeps it in: `gems`, `rubies` or (until 2022) `libraries`. */
function subjectOf(record: Fields, at: string): { folder: string; name: string } {
  const [folder, value] =
    record['gem'] !== undefined
      ? ['gems', record['gem']]
      : record['engine'] !== undefined
        ? ['rubies', record['engine']]
        : ['libraries', record['library']]
  const name = stated(value)
  if (name === undefined || !/^\w[\w.-]{0,199}$/.test(name))
    throw badStatement(`${quoted(value ?? null)} is the name of no gem`, `${at}gem`)
  return { folder, name }
}

const numbers = [
  ['cve', 'CVE-', /^\d{4}-\d{4,19}$/],
  ['ghsa', 'GHSA-', /^[a-z0-9]{4}(?:-[a-z0-9]{4}){2}$/],
  ['osvdb', 'OSVDB-', /^\d{1,10}$/],
] as const

/** Its numbers as everybody writes them, the best known first; one that has not the form of its list is a note. */
function namesOf(record: Fields, at: string, into: Taker): string[] {
  return numbers.flatMap(([key, prefix, form]) => {
    const written = stated(record[key])
    if (written === undefined) return []
    const number = written.toUpperCase().startsWith(prefix) ? written.slice(prefix.length) : written
    if (form.test(number)) return [`${prefix}${number}`]
    into.notes.add('name-not-valid', `${key} ${quoted(written)} is no ${prefix} number`, `${at}${key}`)
    return []
  })
}

/** Scores stand there without their vectors: the worst of the newer versions as a word, else that of version 2. */
function statedSeverity(record: Fields, id: string, at: string, into: Taker): Severity {
  const score = (key: string): number[] => {
    const text = stated(record[key])
    if (text === undefined) return []
    if (/^(?:\d(?:\.\d+)?|10(?:\.0+)?)$/.test(text)) return [Number(text)]
    into.notes.add('cvss-not-valid', `${id}: ${key} ${quoted(text)} is no score from 0 to 10`, `${at}${key}`)
    return []
  }
  const newer = [...score('cvss_v3'), ...score('cvss_v4')]
  const scores = newer.length > 0 ? newer : score('cvss_v2')
  return scores.length === 0 ? 'unknown' : severityOf(Math.max(...scores))
}

function affectedGem(record: Fields, name: string, id: string, at: string, into: Taker): Affected {
  const affected = affectedPackage('RubyGems', name)
  const free: Interval[] = []
  for (const key of ['patched_versions', 'unaffected_versions'])
    for (const requirement of statedList(record[key], `${at}${key}`)) {
      const runs = readRange('gem', requirement)
      if (!('fault' in runs)) free.push(...runs)
      else affected.undecided ??= `${quoted(requirement)} in ${key} is not understood: ${runs.fault}`
    }
  const intervals = affected.undecided === undefined ? complementOf(orders.gem, free) : []
  if (intervals === undefined) affected.undecided = 'its versions cannot be compared'
  else affected.intervals = intervals
  if (affected.undecided !== undefined)
    into.notes.add(
      'range-not-comparable',
      `${id}: ${affected.undecided}: components of ${name} will be undecided`,
      `${at}patched_versions`,
    )
  return affected
}

const repository = 'https://github.com/rubysec/ruby-advisory-db'

export const rubysec: Feed = {
  id: 'rubysec',
  about: 'Ruby Advisory Database of rubysec.com',
  reader,
  covers: ['gem'],
  maxAge: 30,
  prefixes: ['RUBYSEC:'],
  source: repositorySource('rubysec', 'rubysec/ruby-advisory-db'),
  /** The file where it has a number of a kind that names files, else its folder. */
  url(id) {
    const [, folder = '', name = '', known = ''] = id.split(':').map(encodeURIComponent)
    return known.startsWith('CVE-')
      ? `${repository}/blob/master/${folder}/${name}/${known}.yml`
      : `${repository}/tree/master/${folder}/${name}`
  },
}
