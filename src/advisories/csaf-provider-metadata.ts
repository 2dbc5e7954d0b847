import { Problem, parseJson, quoted, strictText } from '#base'
import type { CsafReading } from './csaf-listing.ts'
import { badStatement, type Fields, fieldsAt, listAt, textAt } from './json-object.ts'

/** How freely documents may be passed on (Traffic Light Protocol); undefined where a list does not say. */
export type Tlp = 'CLEAR' | 'GREEN' | 'AMBER' | 'AMBER+STRICT' | 'RED'

/** One list of documents of a provider. */
export interface CsafDistribution {
  readonly kind: 'rolie' | 'directory'
  /** Of the feed, or of the folder with `changes.csv` and `index.txt`, without its last slash. */
  readonly url: string
  readonly tlp: Tlp | undefined
}

/** What a provider says of itself in provider-metadata.json (CSAF 2.0 §7.1.7). */
export interface CsafProvider {
  readonly role: 'csaf_publisher' | 'csaf_provider' | 'csaf_trusted_provider'
  readonly publisher: { readonly name: string; readonly namespace: string }
  /** Feeds where there are any, else folders (§7.3.2): both would give the same documents. */
  readonly distributions: readonly CsafDistribution[]
}

const roles: ReadonlySet<unknown> = new Set(['csaf_publisher', 'csaf_provider', 'csaf_trusted_provider'])
const labels: ReadonlyMap<string, Tlp> = new Map([
  ['WHITE', 'CLEAR'],
  ['CLEAR', 'CLEAR'],
  ['GREEN', 'GREEN'],
  ['AMBER', 'AMBER'],
  ['AMBER+STRICT', 'AMBER+STRICT'],
  ['RED', 'RED'],
])
const mostDistributions = 200
const mostMembers = 10_000

/** A stated label of the Traffic Light Protocol. One that nobody knows is RED: it was meant to keep something in. */
export function tlpOf(value: unknown): Tlp | undefined {
  if (value === undefined || value === null) return undefined
  const label =
    typeof value === 'string'
      ? value
          .trim()
          .toUpperCase()
          .replace(/^TLP:\s*/, '')
      : ''
  return label === 'UNLABELED' ? undefined : (labels.get(label) ?? 'RED')
}

/** Whether a list or document of this label is for everybody. */
export function isOpen(tlp: Tlp | undefined): boolean {
  return tlp === undefined || tlp === 'CLEAR'
}

/** Reads provider-metadata.json. A Problem when it is none, names no list, or too many. */
export function readProvider(bytes: Uint8Array, reading: CsafReading): CsafProvider {
  const { name } = reading
  try {
    const fields = fieldsAt(parseJson(bytes, reading.limits, name), '/')
    const { role } = fields
    if (!roles.has(role)) throw badStatement(`role ${quoted(role ?? null)} is none of a provider`, '/role')
    const publisher = fieldsAt(fields['publisher'], '/publisher')
    return {
      role: role as CsafProvider['role'],
      publisher: {
        name: textAt(publisher['name'], '/publisher/name').trim().slice(0, 200),
        namespace: textAt(publisher['namespace'], '/publisher/namespace').trim(),
      },
      distributions: distributionsOf(fields, reading),
    }
  } catch (error) {
    throw misread(error, name)
  }
}

function distributionsOf(fields: Fields, { notes, name }: CsafReading): CsafDistribution[] {
  const feeds: CsafDistribution[] = []
  const folders: CsafDistribution[] = []
  for (const [i, one] of listAt(fields['distributions'], '/distributions').entries()) {
    if (i >= mostMembers) throw badStatement(`more than ${mostMembers} distributions`, '/distributions')
    const at = `/distributions/${i}`
    const { directory_url: folder, rolie } = fieldsAt(one, at)
    if (folder !== undefined)
      folders.push({
        kind: 'directory',
        url: textAt(folder, `${at}/directory_url`).trim().replace(/\/+$/, ''),
        tlp: undefined,
      })
    if (rolie === undefined) continue
    for (const [j, feed] of listAt(fieldsAt(rolie, `${at}/rolie`)['feeds'], `${at}/rolie/feeds`).entries()) {
      const { url, tlp_label: label } = fieldsAt(feed, `${at}/rolie/feeds/${j}`)
      feeds.push({ kind: 'rolie', url: textAt(url, `${at}/rolie/feeds/${j}/url`).trim(), tlp: tlpOf(label) })
    }
  }
  const found = feeds.length > 0 ? feeds : folders
  const distinct = [...new Map(found.map(one => [one.url, one])).values()]
  if (distinct.length > mostDistributions)
    throw badStatement(`more than ${mostDistributions} lists of documents`, '/distributions')
  if (feeds.length > 0 && folders.length > 0)
    notes.add('csaf-folders-unread', `${name} names feeds and folders: the feeds are read`, '/distributions')
  if (distinct.length === 0) throw badStatement('no list of documents is named', '/distributions')
  return distinct
}

/** Addresses in the `CSAF:` fields of a security.txt, in their order (CSAF 2.0 §7.1.8, RFC 9116). */
export function csafFields(bytes: Uint8Array, name: string): string[] {
  return strictText(bytes, name)
    .split(/\r?\n/)
    .flatMap(line => /^\ufeff?csaf[ \t]*:[ \t]*(\S{1,2000})[ \t]*$/i.exec(line)?.[1] ?? [])
    .slice(0, 20)
}

/** A fault inside a paper as that of the paper. */
export function misread(error: unknown, name: string): unknown {
  if (!(error instanceof Problem) || error.message.startsWith('Cannot ')) return error
  return new Problem('advisories/csaf-metadata', `Cannot read ${name}: ${error.message}`, error.detail)
}
