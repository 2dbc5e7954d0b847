import { type FeedEntry, isChecked, isMalware, isStale, productType, type Quarantined, restsOn } from '#advisories'
import { type Note, showTime } from '#base'
import { ecosystems } from '#identity'
import type { Judgement } from './judge.ts'
import { anyVulnerability, type Undecided } from './report.ts'
import type { ScanOptions } from './scan.ts'
import { SubjectSeen } from './seen.ts'
import type { Subject } from './subject.ts'

/** What a database's feeds speak of, laid against what is scanned. */
export interface Coverage {
  /**
   * Counts a component under the ecosystem it was looked up in. Undecided when nothing else about it is and no feed speaks of its
   * vendor and release; of an ecosystem without releases one note says it for all components.
   */
  gapOf(subject: Subject, found: Judgement): Undecided | undefined
  /** A note for each ecosystem that no feed covers, and for each feed that the components seen so far rest on and that is stale or in quarantine. */
  notes(options: Pick<ScanOptions, 'now' | 'maxAge' | 'needs'>): Note[]
}

interface Seen {
  count: number
  /** Of a distribution, and no feed speaks of its vendor and release. */
  uncovered: boolean
}

/** @param quarantined feeds that nobody can rely on */
export function coverage(feeds: readonly FeedEntry[], quarantined: Quarantined): Coverage {
  const looked = new Map<string, Seen>()
  return {
    gapOf(subject, { looked: ecosystem, undecided }) {
      if (ecosystem === undefined) return undefined
      let seen = looked.get(ecosystem)
      if (seen === undefined) {
        seen = { count: 0, uncovered: ecosystem.includes('/') && !isChecked(feeds, ecosystem) }
        looked.set(ecosystem, seen)
      }
      seen.count++
      return seen.uncovered && undecided.length === 0 ? unchecked(subject, ecosystem) : undefined
    },
    notes: ({ now, maxAge, needs }) => [
      ...[...looked]
        .filter(([ecosystem]) => !isChecked(feeds, ecosystem) && !isOfMaker(ecosystem))
        .map(([ecosystem, { count }]) =>
          missing(`The database has no advisories for ${notChecked(ecosystem, count)}`, ecosystem),
        ),
      ...needs.flatMap(id => needNotes(id, feeds, looked)),
      ...feeds
        .filter(feed => quarantined.has(feed.id) && (isOfAll(feed) || needs.includes(feed.id) || restsOn(feed, looked)))
        .map(({ id }) => ({
          code: 'feed-quarantined',
          message: `The feed ${id} is in quarantine since ${showTime(quarantined.get(id)!.since).slice(0, 10)}: ${quarantined.get(id)!.reason}`,
          at: id,
        })),
      ...feeds
        .filter(feed => needs.includes(feed.id) || restsOn(feed, looked))
        .filter(feed => isStale(feed, now, maxAge))
        .map(({ id, snapshotAt }) => ({
          code: 'feed-stale',
          message: `The feed ${id} is stale: its snapshot is ${snapshotAt === null ? 'of no known date' : `of ${showTime(snapshotAt).slice(0, 10)}`}`,
          at: id,
        })),
    ],
  }
}

/** What is known of exploitation is of whatever has a CVE. */
function isOfAll({ ecosystems }: FeedEntry): boolean {
  return ecosystems.length === 0
}

/** What a threshold rests on and the database lacks. A feed of malware has to speak of each ecosystem; others are about any. */
function needNotes(id: string, feeds: readonly FeedEntry[], looked: ReadonlyMap<string, Seen>): Note[] {
  const feed = feeds.find(one => one.id === id)
  if (feed === undefined) return [missing(`The database has no feed ${id}, which --fail-on rests on`, id)]
  if (!isMalware(id)) return []
  return [...looked]
    .filter(([ecosystem]) => !feed.ecosystems.includes(ecosystem))
    .map(([ecosystem, { count }]) =>
      missing(
        `The feed ${id}, which --fail-on rests on, has no records for ${notChecked(ecosystem, count)}`,
        `${id}: ${ecosystem}`,
      ),
    )
}

function missing(message: string, at: string): Note {
  return { code: 'feed-missing', message, at }
}

/** `JavaScript (npm): 3 components…`, `Debian packages (deb/debian:12): …`. */
function notChecked(ecosystem: string, count: number): string {
  const [type] = ecosystem.split('/', 1)
  const label = Object.values(ecosystems).find(known => known.type === type)?.label ?? ecosystem
  return `${type === ecosystem ? label : `${label} (${ecosystem})`}: ${count} components of it were not checked`
}

/** Makers are many: each component of one that nobody covers says so itself. */
function isOfMaker(ecosystem: string): boolean {
  return ecosystem.startsWith(`${productType}/`)
}

function unchecked(subject: Subject, ecosystem: string): Undecided {
  if (isOfMaker(ecosystem)) return ofNoMaker(subject)
  const wanted = 'advisories of this vendor and release'
  return {
    component: new SubjectSeen(subject),
    vulnerability: anyVulnerability,
    because: { rule: 'release-not-covered', found: ecosystem, wanted },
    advisories: [],
    settle: `Build the database with ${wanted}: those of others say nothing of its packages.`,
  }
}

function ofNoMaker(subject: Subject): Undecided {
  const { supplier } = subject.component
  const wanted = 'advisories of this maker'
  return {
    component: new SubjectSeen(subject),
    vulnerability: anyVulnerability,
    because: { rule: 'maker-not-covered', found: supplier ?? '', wanted },
    advisories: [],
    settle: 'Build the database with advisories of these makers, or tell by a rule which makers their names mean.',
  }
}
