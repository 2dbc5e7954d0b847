import type { Database } from '#advisories'
import type { Write } from '#ledger'
import type { KeptRules } from '#matching'
import { advisoryNumbers, endAdvisories, keepAdvisories } from './advisory-store.ts'
import { changeKeyPrints, changePrints, endFresh, matchedCount, newPrints } from './component-store.ts'
import { differenceOf } from './difference.ts'
import { endRows, pairsDigest, standingOf, startRows } from './match-store.ts'
import { coverText, planRematch, type RematchPlan } from './rematch.ts'
import { keepRuled } from './ruled-store.ts'
import { keepRun, lastRun } from './run-store.ts'
import type { FeedsKept, MatchRow } from './store.ts'
import { refreshVulnerabilities } from './vulnerability-store.ts'

/** What a rematch did: what the journal keeps of it. */
export interface Rematched {
  /** The digest of the advisories' index. */
  database: string
  before: string | null
  /** The digest of the rules about makers' words; null for none. */
  rules: string | null
  full: boolean
  advisories: { changed: number; gone: number }
  judged: number
  /** Rows that began and that ended. */
  started: number
  ended: number
  /** Over these rows. */
  digest: string
}

/** Components whose rows are compared at once. */
const atOnce = 1000

/*
 * Matches are computed, and yet an act keeps them, with one entry: that something was known, and when, cannot be computed again once
 * the advisories have moved on, and "what did we know when this lot was released" is answered from it. The entry names the digest of the
 * advisories, the counts, and a digest over every row that began and ended: whoever changes a row later, or when it was known,
 * does not meet it any more. Prints, keys and vulnerabilities beside them follow from the rest and are written in the same transaction.
 */

/**
 * Lays the components against the advisories as they are now and keeps what changed. Undefined where nothing is new: neither the
 * advisories nor the rules nor what is in quarantine nor a component that waited.
 *
 * @param planned what was found before the transaction; found again where the database is not as it was
 * @param now milliseconds since 1970 UTC
 */
export async function rematch(
  db: Write,
  database: Database,
  { planned, rules, now }: { planned?: RematchPlan | undefined; rules?: KeptRules | undefined; now: number },
): Promise<Rematched | undefined> {
  let plan = planned !== undefined && (await isOf(db, planned)) ? planned : await planRematch(db, database, { rules })
  const { digest, segments } = database.manifest
  const isSame = plan.before === digest && !plan.otherRules && !plan.otherQuarantine
  if (isSame && plan.changed.length === 0 && plan.unseen.length === 0) return undefined
  const { changedAdvisories, goneAdvisories } = plan
  const moved = await keepAdvisories(db, changedAdvisories, await advisoryNumbers(db), now)
  await endAdvisories(db, goneAdvisories, now)
  if (moved) plan = await planRematch(db, database, { rules })
  const { started, ended } = await keepChanges(db, plan, now)
  await changeKeyPrints(db, plan.keyPrints)
  await keepRuled(db, plan.ruled)
  await endFresh(db)
  const touched = new Set([...started, ...ended].map(row => row.vulnerability))
  await refreshVulnerabilities(db, database, touched, plan.signals)
  const counts = { judged: plan.judged, started: started.length, ended: ended.length }
  await keepRun(db, {
    number: plan.base.run + 1,
    digest,
    segments: JSON.stringify(segments.map(segment => segment.digest)),
    covers: coverText(database),
    rules: rules?.digest ?? null,
    feeds: JSON.stringify(feedsKept(database)),
    at: now,
    ...counts,
  })
  return {
    database: digest,
    before: plan.before,
    rules: rules?.digest ?? null,
    full: plan.full,
    advisories: { changed: changedAdvisories.length, gone: goneAdvisories.length },
    ...counts,
    digest: pairsDigest(started, ended),
  }
}

/** Snapshots of feeds grow older, and quarantines end: who asks later what was known by now has to know them as they are. */
function feedsKept({ manifest: { builtAt, feeds }, quarantined }: Database): FeedsKept {
  return {
    builtAt,
    feeds: feeds.map(({ id, records, snapshotAt }) => ({ id, records, snapshotAt })),
    quarantined: feeds.filter(({ id }) => quarantined.has(id)).map(({ id }) => id),
  }
}

/** Whether the database is still as it was when the plan was made. */
async function isOf(db: Write, { base }: RematchPlan): Promise<boolean> {
  return ((await lastRun(db))?.number ?? 0) === base.run && (await matchedCount(db)) === base.components
}

async function keepChanges(
  db: Write,
  { changed, unseen }: RematchPlan,
  now: number,
): Promise<{ started: MatchRow[]; ended: MatchRow[] }> {
  const started: MatchRow[] = []
  const ended: MatchRow[] = []
  // In the order of their table: what lies near one another is written once.
  const inOrder = changed.toSorted((a, b) => a.id - b.id)
  for (let at = 0; at < inOrder.length; at += atOnce) {
    const part = inOrder.slice(at, at + atOnce)
    const standing = await standingOf(
      db,
      part.map(({ id }) => id),
    )
    for (const { id, fresh } of part) {
      const difference = differenceOf(id, standing.get(id) ?? [], fresh, now)
      for (const row of difference.started) started.push(row)
      for (const row of difference.ended) ended.push(row)
    }
  }
  await endRows(db, ended)
  await changePrints(
    db,
    inOrder.map(({ id, print }) => [id, print]),
  )
  for (const { id, fresh } of unseen) for (const row of differenceOf(id, [], fresh, now).started) started.push(row)
  await startRows(db, started)
  await newPrints(
    db,
    unseen.map(({ id, print }) => [id, print]),
    unseen.flatMap(({ id, keys }) => keys.map((key): [string, number] => [key, id])),
    false,
  )
  return { started, ended }
}
