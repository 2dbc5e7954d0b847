import { showTime } from '#base'
import type { AssetStory } from './asset-given.ts'
import type { AssetHead, AssetRun } from './asset-part-store.ts'

type Event = AssetStory['events'][number]

/** What was learned of one vulnerability. */
export interface Learned {
  vulnerability: string
  affected: number
  kev: number
  /** Milliseconds since 1970 UTC. */
  since: number
}

const mostEvents = 1000
const mostNamed = 5
const day = 86_400_000

/** What happened to an asset until a time: the newest first. What was learned on one day is one event. */
export function eventsOf(
  head: Pick<AssetHead, 'installedOn' | 'goneAt' | 'assetId'>,
  life: readonly AssetRun[],
  learned: readonly Learned[],
  at: number,
): Event[] {
  const { installedOn, goneAt, assetId } = head
  const built = installedOn === null ? Number.NaN : Date.parse(installedOn)
  const events: Event[] = []
  if (!Number.isNaN(built)) events.push({ at: showTime(built), what: 'installed', assetId })
  if (goneAt !== null) events.push({ at: showTime(goneAt), what: 'gone', assetId })
  return [...events, ...runEvents(life), ...learnedEvents(learned)]
    .filter(event => Date.parse(event.at) <= at)
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, mostEvents)
}

function runEvents(life: readonly AssetRun[]): Event[] {
  const lines = Map.groupBy(life, ({ assetId, kind, part }) => JSON.stringify([assetId, kind, part]))
  return [...lines.values()].flatMap(runs => {
    const sorted = runs.toSorted((a, b) => a.from - b.from)
    return sorted.map((run, place) => {
      const before = sorted[place - 1]
      return {
        at: showTime(run.from),
        what: run.kind,
        assetId: run.assetId,
        part: run.part,
        bill: run.digest,
        ...{ subject: run.subject, version: run.version, source: run.source },
        until: run.until === null ? null : showTime(run.until),
        ...(before && { before: before.version }),
      }
    })
  })
}

function learnedEvents(learned: readonly Learned[]): Event[] {
  const days = Map.groupBy(learned, ({ since }) => Math.floor(since / day))
  return Array.from(days.values(), some => {
    const affected = some.filter(one => one.affected !== 0)
    return {
      at: showTime(Math.min(...some.map(({ since }) => since))),
      what: 'learned' as const,
      learned: {
        affected: affected.length,
        exploited: affected.filter(({ kev }) => kev !== 0).length,
        undecided: some.length - affected.length,
        vulnerabilities: some.slice(0, mostNamed).map(({ vulnerability }) => vulnerability),
      },
    }
  })
}
