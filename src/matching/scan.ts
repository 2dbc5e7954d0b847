import { type Database, isStale, severities } from '#advisories'
import { type Note, showTime } from '#base'
import { coverage } from './coverage.ts'
import { cpeLook } from './cpe-look.ts'
import type { SummaryOf } from './describe.ts'
import { type Judgement, judge } from './judge.ts'
import type { ProductLook } from './product-look.ts'
import type { DatabaseSeen, Match, Report, Suppressed, Undecided } from './report.ts'
import type { Subjects } from './subject.ts'

export interface ScanOptions {
  /** Milliseconds since 1970 UTC. */
  now: number
  /** Days after which any feed is stale; undefined: each by its own limit. */
  maxAge: number | undefined
  /** Feeds that the threshold rests on, whatever is scanned: exploitation, malware. */
  needs: readonly string[]
  /** Absent where nobody will show summaries. */
  summaryOf?: SummaryOf | undefined
  /** Absent where no component needs it: what reads makers' words is loaded when one does. */
  products?: ProductLook | undefined
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
export function findingsOf(subjects: Subjects, database: Database, options: ScanOptions): Findings {
  const matches: Match[] = []
  const undecided: Undecided[] = []
  const covered = coverage(database.manifest.feeds, database.quarantined)
  const looks = { cpes: cpeLook(database), products: options.products }
  let done = 0
  for (const subject of subjects) {
    if (done++ % 4096 === 0) options.progress(done, subjects.length)
    const found: Judgement = judge(subject, database, options.summaryOf, looks)
    for (const match of found.matches) matches.push(match)
    for (const one of found.undecided) undecided.push(one)
    const gap = covered.gapOf(subject, found)
    if (gap !== undefined) undecided.push(gap)
  }
  const sorted = inUrgency(matches)
  const feeds = covered.notes(options)
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
  const ranked = matches.map(match => ({ match, rank: rankOf(match), name: match.component.name }))
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      order(a.name, b.name) ||
      order(a.match.vulnerability.id, b.match.vulnerability.id) ||
      order(a.match.component.ref, b.match.component.ref),
  )
  return ranked.map(({ match }) => match)
}

/** One number for what is compared first: the probability of exploitation only ever parts equal severities. */
function rankOf({ vulnerability: { kev, malicious, severity, epss } }: Match): number {
  return (kev ? 0 : 100) + (malicious ? 0 : 50) + 3 * severities.indexOf(severity) + (epss === null ? 2 : 1 - epss)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function databaseSeen(database: Database, { now, maxAge }: ScanOptions): DatabaseSeen {
  const { quarantined } = database
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
      ...(quarantined.has(feed.id) && { quarantined: quarantined.get(feed.id)!.reason }),
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
