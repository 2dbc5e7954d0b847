import { type NoteList, noteList, type Problem, quoted, showTime } from '#base'
import { ecosystems } from '#identity'
import type { Advisory, Scores, Signal } from './advisory.ts'
import { addScore, addSignal, type SignalTable } from './compiled/signals.ts'
import { feedNamed, feedOf } from './feed-of.ts'
import type { PaperTaken, Taker } from './format.ts'
import { type Majority, majority } from './majority.ts'
import { type ScoreDays, scoreDays } from './score-days.ts'
import type { Statement } from './statement.ts'

export { feedEntries } from './feed-entries.ts'

/** What a build has read so far: each record once, the newest of its feed. */
export interface Collection {
  /** By feed and id. */
  readonly advisories: Map<string, Advisory>
  /** The newest revision of each paper that makes several records, by feed and id. */
  readonly papers: Map<string, PaperTaken>
  readonly signals: SignalTable
  /** How many signals each feed gave, and the newest date among them. */
  readonly signalFeeds: Map<string, { count: number; newest: number | undefined }>
  readonly files: FileReport[]
  /** Starts a file: its taker and, when it is done, its report. `archive` is the path of what it was packed in. */
  file(path: string, format: string, archive?: string): { taker: Taker; report: FileReport }
  /** Says of a file that it could not be read further, or at all; what was taken of it before stays. */
  broken(report: FileReport, problem: Problem): void
  /**
   * How many records were refused, by feed. Such a record does not say whose it is: it is of the feed that most records of its
   * file are, else the one that its file's format or name (`GHSA-….json`) tells, else that of most records of its archive.
   */
  refused(): Map<string, number>
}

/** What a build says of one file. */
export interface FileReport {
  path: string
  /** Id of the format; `unknown`: not read by this version; `unreadable`: damaged, or not what its first bytes said. */
  format: string
  taken: number
  withdrawn: number
  /** VEX statements, which no database holds: a scan applies them. */
  statements: number
  /** Records that stood in another file too. */
  repeated: number
  refused: { reason: string; at: string }[]
  refusedCount: number
  notes: NoteList['notes']
}

/** Refused records that are quoted for each file; the count says how many there were. */
const quotedRefusals = 5

const named = new Set(Object.values(ecosystems).flatMap(({ osv }) => osv.map(name => name.toLowerCase())))

/**
 * Starts empty. `scoresAt` is the day of the EPSS scores (milliseconds since 1970 UTC) in a database that this will be laid over:
 * older ones are not taken. VEX statements are counted and given to `onStatement`, never kept.
 */
export function collection(scoresAt?: number | null, onStatement?: (statement: Statement) => void): Collection {
  const advisories = new Map<string, Advisory>()
  const papers: Collection['papers'] = new Map()
  const signals: SignalTable = new Map()
  const signalFeeds: Collection['signalFeeds'] = new Map()
  const files: FileReport[] = []
  const into: Held = { advisories, papers, signals, signalFeeds, days: scoreDays(), scoresAt, onStatement }
  const owners: Owner[] = []
  const archives = new Map<string, Majority>()
  return {
    advisories,
    papers,
    signals,
    signalFeeds,
    files,
    file(path, format, archive) {
      const notes = noteList(3)
      const report = startedReport(path, format, notes)
      files.push(report)
      const shared = (archive === undefined ? undefined : archives.get(archive)) ?? majority()
      if (archive !== undefined) archives.set(archive, shared)
      const owner = { report, own: majority(), told: feedTold(path, format), archive: shared }
      owners.push(owner)
      return { taker: takerOf(into, owner, notes), report }
    },
    broken(report, problem) {
      report.format = 'unreadable'
      report.refusedCount++
      report.refused.push({ reason: problem.message, at: problem.detail.at ?? report.path })
    },
    refused() {
      const counts = new Map<string, number>()
      for (const { report, own, told, archive } of owners) {
        const feed = own.winner() ?? told ?? archive.winner()
        if (report.refusedCount > 0 && feed !== undefined)
          counts.set(feed, (counts.get(feed) ?? 0) + report.refusedCount)
      }
      return counts
    },
  }
}

/** What every taker of a collection puts records into. */
interface Held extends Pick<Collection, 'advisories' | 'papers' | 'signals' | 'signalFeeds'> {
  days: ScoreDays
  scoresAt: number | null | undefined
  onStatement: ((statement: Statement) => void) | undefined
}

/** Whose the records of a file are, and those of its archive. */
interface Owner {
  report: FileReport
  own: Majority
  told: string | undefined
  archive: Majority
}

/** The feed that writes a format of its own, or whose ids begin as a file's name does. */
function feedTold(path: string, format: string): string | undefined {
  if (feedNamed(format) !== undefined) return format
  const { id, prefixes } = feedOf(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(' ')) + 1), [])
  return prefixes.length > 0 ? id : undefined
}

function startedReport(path: string, format: string, { notes }: NoteList): FileReport {
  return { path, format, taken: 0, withdrawn: 0, statements: 0, repeated: 0, refused: [], refusedCount: 0, notes }
}

function takerOf(into: Held, { report, own, archive }: Owner, notes: NoteList): Taker {
  const taken = (feed: string, count = 1) => {
    report.taken += count
    own.vote(feed, count)
    archive.vote(feed, count)
  }
  return {
    notes,
    advisory(advisory) {
      taken(advisory.feed)
      if (advisory.withdrawn !== undefined) report.withdrawn++
      else noteUnplaced(advisory, notes)
      const key = recordKey(advisory)
      const before = into.advisories.get(key)
      if (before) report.repeated++
      if (!before || (advisory.modified ?? 0) >= (before.modified ?? 0)) into.advisories.set(key, advisory)
    },
    paper: paper => addPaper(into, paper),
    signal(signal) {
      // A feed of advisories whose records carry a signal counts the records.
      if (feedNamed(signal.feed)?.reader === undefined) {
        addSignal(into.signals, signal)
        return
      }
      taken(signal.feed)
      const fresh = addSignal(into.signals, signal) ? 1 : 0
      report.repeated += 1 - fresh
      countSignals(into.signalFeeds, signal, fresh)
    },
    scores(scores) {
      const { length } = scores.cves
      taken(scores.feed, length)
      const fresh = areOld(scores, into, notes) ? 0 : addScores(into, scores)
      report.repeated += length - fresh
      countSignals(into.signalFeeds, scores, fresh)
    },
    statement(statement) {
      report.statements++
      into.onStatement?.(statement)
    },
    refused(reason, at) {
      report.refusedCount++
      if (report.refused.length < quotedRefusals) report.refused.push({ reason, at })
    },
  }
}

/** Of two revisions of a paper the records of the newer one stand, and none that only the older one made. */
function addPaper({ papers, advisories }: Held, paper: PaperTaken): void {
  const before = papers.get(recordKey(paper))
  const isNewest = before === undefined || (paper.modified ?? 0) >= (before.modified ?? 0)
  const [newer, older] = isNewest ? [paper, before] : [before, paper]
  if (isNewest) papers.set(recordKey(paper), paper)
  const records = new Set(newer.records)
  for (const id of older?.records ?? []) if (!records.has(id)) advisories.delete(recordKey({ feed: paper.feed, id }))
}

/** Counts what a feed said of so many CVEs of which it had said nothing. */
function countSignals(feeds: Collection['signalFeeds'], { feed: id, at }: Signal | Scores, fresh: number): void {
  const feed = feeds.get(id)
  if (!feed) {
    if (fresh > 0) feeds.set(id, { count: fresh, newest: at })
    return
  }
  feed.count += fresh
  if (at !== undefined && (feed.newest === undefined || at > feed.newest)) feed.newest = at
}

/** A package that components can be of, under a name or release that they cannot have: nothing will ever match it. */
function noteUnplaced({ id, affected }: Advisory, notes: NoteList): void {
  for (const { key, ecosystem, name } of affected) {
    if (key !== undefined || !named.has(ecosystem.split(':', 1)[0]!.toLowerCase())) continue
    notes.add(
      'package-not-placed',
      `${id}: the package ${quoted(name)} of ${quoted(ecosystem)} is not looked up: a name and release of that ecosystem are wanted`,
    )
  }
}

/** Takes the scores that are not older than what is known; how many are of CVEs that had none. */
function addScores({ signals, days }: Held, { cves, epss, at }: Scores): number {
  let fresh = 0
  for (let i = 0; i < cves.length; i++)
    // Scores of one CVE give way to those of a newer day, whichever file comes later.
    if (days.newest(cves[i]!, at) && addScore(signals, cves[i]!, epss[i]!)) fresh++
  return fresh
}

/** Whether scores are older than those of the database that they will be laid over. */
function areOld({ at }: Scores, { scoresAt }: Held, notes: NoteList): boolean {
  if (scoresAt == null || (at ?? Number.NEGATIVE_INFINITY) >= scoresAt) return false
  if (!notes.notes.some(({ code }) => code === 'older-scores'))
    notes.add(
      'older-scores',
      `the scores are of ${at === undefined ? 'no stated day' : showTime(at).slice(0, 10)}, and the database has those of ${showTime(scoresAt).slice(0, 10)}: they are not taken`,
    )
  return true
}

export function recordKey(record: { feed: string; id: string }): string {
  return `${record.feed} ${record.id}`
}

/** The order in which records are compiled: equal collections give equal bytes, whatever order files came in. */
export function inOrder(advisories: Iterable<Advisory>): Advisory[] {
  return [...advisories].sort((a, b) =>
    a.feed < b.feed ? -1 : a.feed > b.feed ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0,
  )
}
