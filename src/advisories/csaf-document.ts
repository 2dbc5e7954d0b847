import { quoted } from '#base'
import type { Taker } from './format.ts'
import { badStatement, type Fields, fieldsAt, listAt, textAt } from './json-object.ts'
import { oneLine, timeOf, untrustedAuthor, type VexDocument } from './statement.ts'

/** The `document` of a CSAF paper, as far as it tells whose claim it is. */
export interface CsafHead {
  vex: VexDocument
  title: string
  /** Of the publisher: an address, as written. */
  namespace: string
  published: number | undefined
  /** Taken back by its publisher (2.1). */
  withdrawn: boolean
  /** A word for how bad it is. */
  severity: unknown
  /** Where the document itself is found; undefined where it does not say. */
  url: string | undefined
  /** The publisher, where it is the maker of what it writes about. */
  maker: string | undefined
  /** Ids of makers' own advisories that it repeats or refers to. */
  refersTo: readonly string[]
}

/** Reads `document` (CSAF 2.0 §3.2.1; 2.1 has the same members here). A Problem when it is none that can be told apart. */
export function csafHead(value: unknown, path: string, at: string, into: Taker): CsafHead {
  const document = fieldsAt(value, `${at}document`)
  const stated = document['csaf_version']
  if (stated !== '2.0' && stated !== '2.1')
    throw badStatement(
      `csaf_version ${quoted(stated ?? null)} is none that is read, 2.0 or 2.1 is wanted`,
      `${at}document`,
    )
  const publisher = fieldsAt(document['publisher'], `${at}document/publisher`)
  const author = textAt(publisher['name'], `${at}document/publisher/name`).trim().slice(0, 200)
  const namespace = textAt(publisher['namespace'], `${at}document/publisher/namespace`)
  const tracking = fieldsAt(document['tracking'], `${at}document/tracking`)
  const id = textAt(tracking['id'], `${at}document/tracking/id`).trim()
  const version = textAt(tracking['version'], `${at}document/tracking/version`)
  const newest = newestRevision(tracking, id, version, at, into)
  const { status } = tracking
  if (status === 'draft')
    into.notes.add('csaf-draft', `${id} is a draft: its publisher may still change it`, `${at}document/tracking/status`)
  const untrusted = untrustedAuthor(author)
  if (untrusted !== undefined) into.notes.add('untrusted-author', `${untrusted}; it suppresses nothing`, at)
  const severity = document['aggregate_severity']
  const current = timeOf(tracking['current_release_date']) ?? newest
  return {
    vex: { format: 'csaf', path, id, author, authorKey: keyOf(namespace), version, at: current, untrusted },
    title: oneLine(document['title']) ?? id,
    namespace,
    published: timeOf(tracking['initial_release_date']),
    withdrawn: document['category'] === 'csaf_withdrawn',
    severity: typeof severity === 'object' && severity !== null ? (severity as Fields)['text'] : undefined,
    url: ownAddress(document['references'], at),
    maker: publisher['category'] === 'vendor' ? author : undefined,
    refersTo: idsIn(document['references'], at).filter(one => one !== id),
  }
}

/** How makers number their advisories: Siemens, CERT@VDE and its partners, Schneider Electric, ABB. */
const makersIds = /\b(?:SSA-\d{6}|VDE-\d{4}-\d{3}|SEVD-\d{4}-\d{3}-\d{2}|ABBVREP\d{4})\b/gi

function idsIn(references: unknown, at: string): string[] {
  const ids = new Set<string>()
  for (const [i, one] of listAt(references, `${at}document/references`).entries()) {
    const { summary, url } = fieldsAt(one, `${at}document/references/${i}`)
    for (const text of [summary, url])
      if (typeof text === 'string')
        for (const [found] of text.slice(0, 2000).matchAll(makersIds)) if (ids.size < 50) ids.add(found.toUpperCase())
  }
  return [...ids]
}

/** Two spellings of one address, with a slash at the end or without, are one publisher. */
function keyOf(namespace: string): string {
  const key = namespace.trim().toLowerCase()
  let end = key.length
  while (key[end - 1] === '/') end--
  return key.slice(0, end)
}

/** The newest date of the revision history; a note when the history and the version do not agree (CSAF 2.0 §6.1.16). */
function newestRevision(tracking: Fields, id: string, version: string, at: string, into: Taker): number | undefined {
  const place = `${at}document/tracking/revision_history`
  let newest: { date: number; number: string } | undefined
  for (const [i, one] of listAt(tracking['revision_history'], place).entries()) {
    const revision = fieldsAt(one, `${place}/${i}`)
    const date = timeOf(revision['date'])
    if (date !== undefined && (newest === undefined || date >= newest.date))
      newest = { date, number: String(revision['number'] ?? '') }
  }
  if (newest !== undefined && plain(newest.number) !== plain(version))
    into.notes.add(
      'csaf-revision-differs',
      `${id} is version ${quoted(version)}, and its newest revision is ${quoted(newest.number)}`,
      place,
    )
  return newest?.date
}

/** Without build metadata, and without a pre-release, which drafts have. */
function plain(version: string): string {
  return version.split(/[-+]/, 1)[0]!
}

function ownAddress(references: unknown, at: string): string | undefined {
  for (const [i, one] of listAt(references, `${at}document/references`).entries()) {
    const { category, url } = fieldsAt(one, `${at}document/references/${i}`)
    if (category === 'self' && typeof url === 'string' && /^https:\/\/[^\s]{1,1000}$/.test(url)) return url
  }
  return undefined
}
