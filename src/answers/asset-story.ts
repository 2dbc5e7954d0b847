import { showTime } from '#base'
import type { Read, Scope } from '#ledger'
import { windowsNext } from '#plant'
import { freshDoubts, openDoubts, ownDoubts } from './asset-doubts.ts'
import { eventsOf } from './asset-events.ts'
import {
  type BillTally,
  billTallies,
  doubtsIn,
  findingsCounted,
  freshIn,
  learnedOf,
  worstOf,
} from './asset-finding-store.ts'
import type { AssetStory } from './asset-given.ts'
import { type LotSpots, type LotWeek, lotWeeks } from './asset-lot-store.ts'
import {
  type AssetHead,
  type AssetPart,
  type AssetRun,
  above,
  assetHead,
  lifeOf,
  ownWindow,
  partsOf,
  placesOver,
  tellersOf,
  toldOf,
} from './asset-part-store.ts'
import { plantTime } from './calendar-words.ts'
import type { Moment } from './reach-store.ts'
import { matchedWith } from './run-store.ts'

/** An asset with what is in it and what ran on both, at a moment. */
export interface AssetWhole {
  head: AssetHead
  parts: AssetPart[]
  over: Awaited<ReturnType<typeof above>>
  life: AssetRun[]
  /** Bills that run on it or in it at the moment, each once. */
  bills: number[]
}

/** Reads an asset with its modules and its bills. Throws `answers/not-found`. */
export async function wholeOf(db: Read, scope: Scope, called: string, moment: Moment): Promise<AssetWhole> {
  const head = await assetHead(db, scope, called, moment.known)
  const [parts, over] = await Promise.all([partsOf(db, head), above(db, head)])
  const life = await lifeOf(
    db,
    head.siteId,
    parts.map(({ assetId }) => assetId),
    moment,
  )
  const running = life.filter(({ holds, kind }) => holds && kind === 'observed')
  return { head, parts, over, life, bills: [...new Set(running.map(({ bomId }) => bomId))] }
}

/** Where lots are made that touch an asset. */
export function spotsOf({ head, parts, over }: AssetWhole): LotSpots {
  const places = [head.placeId, ...over.map(({ placeId }) => placeId)].flatMap(id => id ?? [])
  const assets = [...over, ...parts].map(({ assetId }) => assetId)
  return { siteId: head.siteId, places: [...new Set(places)], assets }
}

/** All that is known of an asset at a moment but its facts, and the long lists of its findings, components and lots. */
export async function storyOf(db: Read, scope: Scope, called: string, moment: Moment): Promise<AssetStory> {
  const whole = await wholeOf(db, scope, called, moment)
  const { head, over, life, bills } = whole
  const { at, known } = moment
  const everRan = [...new Set(life.filter(({ kind }) => kind === 'observed').map(({ bomId }) => bomId))]
  const [counts, doubts, fresh, learned, places, weeks, tellers, window, software] = await Promise.all([
    findingsCounted(db, bills, known),
    doubtsIn(db, bills, known),
    freshIn(db, bills),
    learnedOf(db, everRan, known),
    placesOver(db, head.siteId, head.placeId ?? over.find(({ placeId }) => placeId !== null)?.placeId ?? null),
    lotWeeks(db, spotsOf(whole), at),
    tellersOf(db, head),
    windowOf(db, scope, whole, at),
    softwareOf(db, whole, known),
  ])
  const { own, ...shown } = software
  return {
    schema: 'millcert-asset/1',
    asOf: { at: showTime(at), known: known === undefined ? null : showTime(known) },
    ...headShown(head),
    places,
    above: over.map(({ placeId: _, ...one }) => one),
    counts: { ...counts, bills: bills.length },
    window,
    lots: lotsShown(weeks),
    ...shown,
    doubts: [...freshDoubts(fresh), ...own, ...openDoubts(doubts)].sort((a, b) => Number(b.whole) - Number(a.whole)),
    events: eventsOf(head, life, learned, at),
    documents: documentsOf(life),
    tellers,
  }
}

function headShown(head: AssetHead) {
  const { siteId, assetId, tag, name, path, simulated, siteCode, siteName, timeZone, zoneId, zone } = head
  return {
    ...{ siteId, assetId, tag, name, path, simulated, goneAt: shownTime(head.goneAt) },
    site: { code: siteCode, name: siteName, timeZone },
    zone: zoneId === null ? null : { zoneId, name: zone ?? '' },
  }
}

function lotsShown(weeks: readonly LotWeek[]): AssetStory['lots'] {
  return {
    count: weeks.reduce((sum, { lots }) => sum + lots, 0),
    shipped: weeks.reduce((sum, { shipped }) => sum + shipped, 0),
    since: shownTime(weeks[0]?.first ?? null),
    weeks: weeks.map(({ from, first: _, ...week }) => ({ from: showTime(from), ...week })),
  }
}

/** What runs on an asset and in it, what should, what was told of both, and what is missing of the asset itself. */
async function softwareOf(db: Read, { head, parts, life }: AssetWhole, known: number | undefined) {
  const ids = parts.map(({ assetId }) => assetId)
  const shown = [...new Set(life.filter(({ holds }) => holds).map(({ bomId }) => bomId))]
  const [tallies, told, matched] = await Promise.all([
    billTallies(db, shown, known),
    toldOf(db, head.siteId, ids, known),
    matchedWith(db, known),
  ])
  const running = life.filter(({ holds, kind }) => holds && kind === 'observed')
  // Before anything was laid against advisories nothing is clear.
  const stateOf = (runs: readonly AssetRun[]) => {
    const worst = worstOf(runs.map(({ bomId }) => tallies.get(bomId)))
    return worst === 'clear' && matched === undefined ? 'unknown' : worst
  }
  const { vendor = null, product = null, orderNumber = null } = parts[0] ?? {}
  return {
    state: stateOf(running),
    parts: parts.map(part => ({
      ...part,
      state: stateOf(running.filter(({ assetId }) => assetId === part.assetId)),
    })),
    runs: life.filter(({ holds }) => holds).map(run => runShown(run, tallies)),
    told: told.map(({ value, observedAt, ...one }) => ({
      ...one,
      value: JSON.parse(value) as AssetStory['told'][number]['value'],
      observedAt: showTime(observedAt),
    })),
    own: ownDoubts({ runs: running, matched: matched !== undefined, vendor, product: product ?? orderNumber }),
  }
}

async function windowOf(db: Read, scope: Scope, whole: AssetWhole, at: number): Promise<AssetStory['window']> {
  const { siteId, timeZone } = whole.head
  const { places, assets } = spotsOf(whole)
  const [own, near] = await Promise.all([
    ownWindow(db, siteId, assets, at),
    windowsNext(db, scope, places.slice(0, 1), at),
  ])
  const first = [...near.values(), ...(own ? [own] : [])].sort((a, b) => a.startsAt - b.startsAt)[0]
  if (first === undefined) return null
  const { name, startsAt, endsAt } = first
  return {
    ...{ name, startsAt: showTime(startsAt), endsAt: showTime(endsAt) },
    inPlantTime: plantTime(startsAt, timeZone),
  }
}

function runShown(run: AssetRun, tallies: ReadonlyMap<number, BillTally>): AssetStory['runs'][number] {
  const { deploymentId, assetId, kind, part, bomId, digest, format, subject, version, components } = run
  const { affected, exploited, undecided, unjudged } = tallies.get(bomId) ?? {
    ...{ affected: 0, exploited: 0, undecided: 0, unjudged: 0 },
  }
  return {
    ...{ deploymentId, assetId, kind, part, bomId, digest, format, subject, version, components },
    ...{ from: showTime(run.from), until: shownTime(run.until), recordedAt: showTime(run.recordedAt) },
    ...{ confidence: run.confidence, source: run.source, reason: run.reason },
    ...{ affected, exploited, undecided, unjudged },
  }
}

/** Every bill that ran on it or should have, once. */
function documentsOf(life: readonly AssetRun[]): AssetStory['documents'] {
  return Array.from(Map.groupBy(life, ({ bomId }) => bomId).values(), runs => {
    const { bomId, digest, format, billKind, subject, version, components, size, receivedAt, file } = runs[0]!
    return {
      ...{ bomId, digest, format, kind: billKind, subject, version, components, size, file },
      receivedAt: showTime(receivedAt),
      observed: runs.some(({ kind }) => kind === 'observed'),
      approved: runs.some(({ kind }) => kind === 'approved'),
      holds: runs.some(({ holds }) => holds),
    }
  })
}

export const shownTime = (at: number | null) => (at === null ? null : showTime(at))
