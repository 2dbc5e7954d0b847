import type { FeedEntry, Manifest, SegmentEntry } from './manifest.ts'

/** A member: whether a value is one, and what is wanted otherwise. */
type Member = readonly [holds: (value: unknown) => boolean, wanted: string]
type Members<T> = Readonly<Record<keyof T, Member>>

/** A database has a base and some deltas; each is an open file. */
const mostSegments = 100
const mostFeeds = 1000
/** 9999-12-31, the last day that RFC 3339 can write. */
const lastTime = 253_402_300_799_999

const count: Member = [value => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number from 0 on']
const digest: Member = [text(/^sha256:[0-9a-f]{64}$/), 'a digest sha256:…']
const time: Member = [
  value => value === null || (typeof value === 'number' && Math.abs(value) <= lastTime),
  'milliseconds since 1970 or null',
]
const words: Member = [
  value => Array.isArray(value) && value.every(text(/^[^\0-\x1f\x7f-\x9f]{1,200}$/u)),
  'a list of purl types or ecosystems',
]

const base64: Member = [value => value === undefined || text(/^[A-Za-z0-9+/]*={0,2}$/)(value), 'base64']

const manifest: Members<Omit<Manifest, 'segments' | 'feeds'>> = {
  schema: [value => value === 'millcert-db/1', '"millcert-db/1"'],
  digest,
  builtAt: [text(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/), 'a time like 2026-11-21T10:00:00Z'],
}

const segment: Members<SegmentEntry> = {
  file: [text(/^(base|delta)-[0-9a-f]{16}\.index$/), 'the name of a segment'],
  digest,
  bytes: count,
  advisories: count,
  packages: count,
  rows: count,
  signals: count,
}

const feed: Members<Required<FeedEntry>> = {
  id: [text(/^[a-z0-9][a-z0-9-]{0,63}$/), 'the id of a feed'],
  records: count,
  withdrawn: count,
  refused: count,
  newest: time,
  snapshotAt: time,
  types: words,
  ecosystems: [value => value === undefined || words[0](value), words[1]],
  withdrawnIds: base64,
  withdrawnAt: base64,
  withdrawnNames: base64,
}

/** What is wanted where, when a value read from `manifest.json` is no manifest; undefined when it is one. */
export function manifestFault(value: unknown): { wanted: string; at: string } | undefined {
  const { segments, feeds } = (value ?? {}) as { segments?: unknown; feeds?: unknown }
  return (
    membersFault(value, manifest, '') ??
    listFault(segments, segment, mostSegments, '/segments') ??
    listFault(feeds, feed, mostFeeds, '/feeds')
  )
}

function listFault(value: unknown, members: Readonly<Record<string, Member>>, most: number, at: string) {
  if (!Array.isArray(value) || value.length > most) return { wanted: `a list of at most ${most}`, at }
  for (const [index, item] of value.entries()) {
    const fault = membersFault(item, members, `${at}/${index}`)
    if (fault !== undefined) return fault
  }
  return undefined
}

function membersFault(value: unknown, members: Readonly<Record<string, Member>>, at: string) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { wanted: 'an object', at: at || '/' }
  const fields = value as Readonly<Record<string, unknown>>
  const bad = Object.entries(members).find(([name, [holds]]) => !holds(fields[name]))
  return bad && { wanted: bad[1][1], at: `${at}/${bad[0]}` }
}

function text(form: RegExp): (value: unknown) => boolean {
  return value => typeof value === 'string' && form.test(value)
}
