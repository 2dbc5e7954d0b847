import { Problem, quoted } from '#base'
import type { Advisory, Affected } from '../advisory.ts'
import type { Feed } from '../feed.ts'
import type { AdvisoryFormat, Taker } from '../format.ts'
import { badStatement, type Fields, isFields } from '../json-object.ts'
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
import { constraintRuns } from '../php-constraint.ts'
import { repositorySource } from '../source.ts'

/** More branches than any package has. */
const mostBranches = 2000

/**
 * The PHP Security Advisories Database (github.com/FriendsOfPHP/security-advisories): one YAML file for each advisory, or the same
 * records in JSON. A record is known by its package and its CVE, `FRIENDSOFPHP:vendor:package:CVE-2026-10001`; upstream numbers
 * those without a CVE by their day, which two may share, so that a digest of title and link stands behind it. A GitHub advisory that
 * a record links to is another name of it. Branches are alternatives; the comparisons of one must all hold.
 */
const reader: AdvisoryFormat = {
  id: 'friendsofphp',
  label: 'PHP Security Advisories Database',
  versions: ['2026'],
  takes:
    'package, CVE, the GitHub advisory that is linked, title, versions of each branch, the earliest time; YAML files as upstream keeps them, or JSON',
  leaves: 'names and times of branches, repositories other than Packagist; no severity is stated',
  sniff: ({ text }) =>
    /^\uFEFF?\s*[[{]/.test(text)
      ? /"reference"\s*:\s*"composer:\/\//.test(text) && /"branches"\s*:/.test(text)
      : /^reference: *['"]?composer:\/\//m.test(text) && /^branches:/m.test(text),
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

function readRecord(record: Fields, at: string, into: Taker): Advisory {
  const name = packageOf(record['reference'], `${at}reference`)
  const branches = branchesOf(record['branches'], `${at}branches`)
  const times = branches.flatMap(([, { time }]) => statedTime(time) ?? [])
  const published = times.length === 0 ? undefined : Math.min(...times)
  const names = namesOf(record, at, into)
  const cve = names.find(one => one.startsWith('CVE-'))
  const known = cve ?? unnumbered(published, stated(record['title']), stated(record['link']))
  const id = `FRIENDSOFPHP:${name.replace('/', ':')}:${known}`
  return nativeAdvisory({
    id,
    feed: 'friendsofphp',
    aliases: names,
    published,
    summary: titleOf(record['title']),
    url: friendsofphp.url(id),
    affected: [affectedOf(name, branches, id, at, into)],
  })
}

function packageOf(reference: unknown, at: string): string {
  const [, name] = /^composer:\/\/([a-z0-9][\w.-]{0,99}\/[a-z0-9][\w.-]{0,99})$/i.exec(stated(reference) ?? '') ?? []
  if (name === undefined) throw badStatement(`${quoted(reference ?? null)} is no composer://vendor/package`, at)
  return name.toLowerCase()
}

function branchesOf(value: unknown, at: string): [name: string, branch: Fields][] {
  if (!isFields(value)) throw badStatement(`a map of branches is wanted, found ${quoted(value ?? null)}`, at)
  const branches = Object.entries(value)
  if (branches.length > mostBranches) throw badStatement(`more than ${mostBranches} branches`, at)
  return branches.map(([name, branch]) => {
    if (!isFields(branch)) throw badStatement(`a branch is wanted, found ${quoted(branch ?? null)}`, `${at}/${name}`)
    return [name, branch]
  })
}

function namesOf(record: Fields, at: string, into: Taker): string[] {
  const names: string[] = []
  const cve = stated(record['cve'])
  if (cve !== undefined && /^CVE-\d{4}-\d{4,19}$/i.test(cve)) names.push(cve.toUpperCase())
  else if (cve !== undefined) into.notes.add('name-not-valid', `cve ${quoted(cve)} is no CVE number`, `${at}cve`)
  const linked = /^https:\/\/github\.com\/(?:[^?#]+\/)?advisories\/GHSA((?:-[a-z0-9]{4}){3})\/?$/i
  const [, ghsa] = linked.exec(stated(record['link']) ?? '') ?? []
  if (ghsa !== undefined) names.push(`GHSA${ghsa.toLowerCase()}`)
  return names
}

function affectedOf(
  name: string,
  branches: readonly [string, Fields][],
  id: string,
  at: string,
  into: Taker,
): Affected {
  const affected = affectedPackage('Packagist', name)
  const doubt = (why: string, place: string) => {
    affected.undecided ??= why
    into.notes.add('range-not-comparable', `${id}: ${why}: components of ${name} will be undecided`, place)
  }
  for (const [branch, { versions }] of branches) {
    const place = `${at}branches/${branch}/versions`
    const constraints = statedList(versions, place)
    const runs = constraints.length === 0 ? 'no version is stated' : constraintRuns(constraints)
    if (typeof runs !== 'string') affected.intervals = [...affected.intervals, ...runs]
    else doubt(`${quoted(constraints.join(', '))} of the branch ${quoted(branch)} is not understood: ${runs}`, place)
  }
  if (branches.length === 0) doubt('the record gives no versions', `${at}branches`)
  return affected
}

const repository = 'https://github.com/FriendsOfPHP/security-advisories'

export const friendsofphp: Feed = {
  id: 'friendsofphp',
  about: 'PHP Security Advisories Database of FriendsOfPHP',
  reader,
  covers: ['composer'],
  maxAge: 30,
  prefixes: ['FRIENDSOFPHP:'],
  source: repositorySource('friendsofphp', 'FriendsOfPHP/security-advisories'),
  /** The file where it has a CVE, else the folder of its package. */
  url(id) {
    const [, vendor = '', name = '', known = ''] = id.split(':').map(encodeURIComponent)
    return known.startsWith('CVE-')
      ? `${repository}/blob/master/${vendor}/${name}/${known}.yaml`
      : `${repository}/tree/master/${vendor}/${name}`
  },
}
