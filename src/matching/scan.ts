import { type Database, isChecked, isStale, severities } from '#advisories'
import { type Note, showTime } from '#base'
import { ecosystems } from '#identity'
import type { SummaryOf } from './describe.ts'
import { type Judgement, judge } from './judge.ts'
import type { DatabaseSeen, Match, Report, Suppressed, Undecided } from './report.ts'
import type { Subject } from './subject.ts'

export interface ScanOptions {
  /** Milliseconds since 1970 UTC. */
  now: number
  /** Days after which any feed is stale; undefined: each by its own limit. */
  maxAge: number | undefined
  /** Feeds that the threshold rests on, whatever is scanned: exploitation, malware. */
  needs: readonly string[]
  /** Absent where nobody will show summaries. */
  summaryOf?: SummaryOf | undefined
  progress(done: number, total: number): void
}

/** What a scan finds before anybody's statements are laid over it. */
export interface Findings {
  matches: Match[]
  undecided: Undecided[]
  notes: Note[]
  database: DatabaseSeen
  /** Something could not be decided that is no single component's: a stale or missing feed. */
  doubt: boolean
}

/** Judges every subject. */
export function findingsOf(subjects: readonly Subject[], database: Database, options: ScanOptions): Findings {
  const matches: Match[] = []
  const undecided: Undecided[] = []
  const types = new Map<string, number>()
  subjects.forEach((subject, index) => {
    if (index % 4096 === 0) options.progress(index, subjects.length)
    const found: Judgement = judge(subject, database, options.summaryOf)
    for (const match of found.matches) matches.push(match)
    for (const one of found.undecided) undecided.push(one)
    if (found.type !== undefined) types.set(found.type, (types.get(found.type) ?? 0) + 1)
  })
  const sorted = inUrgency(matches)
  const feeds = feedNotes(types, database, options)
  return {
    matches: sorted,
    undecided,
    notes: feeds,
    database: databaseSeen(database, options),
    doubt: feeds.length > 0,
  }
}

/** Known exploited first, then malicious, severity, probability of exploitation, name; ids and refs keep equal ones in one order. */
export function inUrgency(matches: readonly Match[]): Match[] {
  const ranked = matches.map(match => ({ match, rank: rankOf(match) }))
  ranked.sort(
    ({ match: a, rank: p }, { match: b, rank: q }) =>
      p - q ||
      (b.vulnerability.epss ?? -1) - (a.vulnerability.epss ?? -1) ||
      order(a.component.name, b.component.name) ||
      order(a.vulnerability.id, b.vulnerability.id) ||
      order(a.component.ref, b.component.ref),
  )
  return ranked.map(({ match }) => match)
}

function rankOf({ vulnerability: { kev, malicious, severity } }: Match): number {
  return (kev ? 0 : 100) + (malicious ? 0 : 50) + severities.indexOf(severity)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A note for each feed that this input rests on and that is stale, and for each ecosystem that no feed covers. */
function feedNotes(
  types: ReadonlyMap<string, number>,
  database: Database,
  { now, maxAge, needs }: ScanOptions,
): Note[] {
  const notes: Note[] = []
  for (const [type, count] of types) {
    if (isChecked(database.manifest.feeds, type)) continue
    const label = Object.values(ecosystems).find(known => known.type === type)?.label ?? type
    notes.push({
      code: 'feed-missing',
      message: `The database has no advisories for ${label}: ${count} components of it were not checked`,
      at: type,
    })
  }
  for (const id of needs) {
    if (database.manifest.feeds.some(feed => feed.id === id)) continue
    notes.push({ code: 'feed-missing', message: `The database has no feed ${id}, which --fail-on rests on`, at: id })
  }
  for (const feed of database.manifest.feeds) {
    const needed = feed.types.some(type => types.has(type)) || needs.includes(feed.id)
    if (!needed || !isStale(feed, now, maxAge)) continue
    notes.push({
      code: 'feed-stale',
      message: `The feed ${feed.id} is stale: its snapshot is ${feed.snapshotAt === null ? 'of no known date' : `of ${showTime(feed.snapshotAt).slice(0, 10)}`}`,
      at: feed.id,
    })
  }
  return notes
}

function databaseSeen(database: Database, { now, maxAge }: ScanOptions): DatabaseSeen {
  const { digest, builtAt, feeds } = database.manifest
  const when = (ms: number | null) => (ms === null ? null : showTime(ms))
  return {
    digest,
    builtAt,
    feeds: feeds.map(feed => ({
      id: feed.id,
      records: feed.records,
      newest: when(feed.newest),
      snapshotAt: when(feed.snapshotAt),
      stale: isStale(feed, now, maxAge),
    })),
  }
}

/** The counts over a report's lists. */
export function summaryOf(
  components: number,
  matches: readonly Match[],
  undecided: readonly Undecided[],
  suppressed: readonly Suppressed[],
): Report['summary'] {
  const count = (holds: (match: Match) => boolean) => matches.filter(holds).length
  const of = (severity: string) => count(({ vulnerability }) => vulnerability.severity === severity)
  return {
    components,
    matched: matches.length,
    undecided: undecided.length,
    suppressed: suppressed.length,
    critical: of('critical'),
    high: of('high'),
    medium: of('medium'),
    low: of('low') + of('none'),
    unknown: of('unknown'),
    kev: count(({ vulnerability }) => vulnerability.kev),
    malicious: count(({ vulnerability }) => vulnerability.malicious),
  }
}
