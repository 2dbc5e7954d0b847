import { type Database, ecosystemPart, type FeedEntry, isChecked } from '#advisories'
import type { Read } from '#ledger'
import { componentJudge, lookupKeys } from '#matching'
import { type AdvisoryFacts, advisoryFacts } from './advisory-row.ts'
import { type AdvisoryNumbers, advisoryNumbers, advisoryPrints } from './advisory-store.ts'
import {
  componentsById,
  componentsConcerned,
  componentsSpokenOf,
  componentsUnseen,
  componentsWaiting,
  everyKey,
  matchedCount,
} from './component-store.ts'
import { type FreshMatch, rowMaker, rowsPrint } from './difference.ts'
import { lastRun } from './run-store.ts'
import type { FindingTables } from './store.ts'

/** What another state of the advisories changes, found in one state of the database. */
export interface RematchPlan {
  /** The state it was found in: the number of the last run, and how many components there were. */
  base: { run: number; components: number }
  /** Of the run before. */
  before: string | null
  /** Every component of which anything may be said was judged, and not those alone that a change concerns. */
  full: boolean
  changedAdvisories: AdvisoryFacts[]
  goneAdvisories: number[]
  judged: number
  /** Components about which something else is said than stood. */
  changed: Rejudged[]
  /** Components that were never looked at. */
  unseen: (Rejudged & { keys: string[] })[]
}

/** What takes its time: comparing records, looking keys up, reading components, judging them. */
export type RematchStep = 'records' | 'keys' | 'reading' | 'judging'

interface Rejudged {
  id: number
  print: number
  fresh: FreshMatch[]
}

/**
 * Finds what changes when the components are laid against the advisories as they are now. Where records were laid over the index since
 * the last run, only components that have a key of what changed are judged; where it was built anew, all of which anything may be said.
 *
 * @param begins told each time that another step begins
 */
export async function planRematch(
  db: Read,
  database: Database,
  begins: (step: RematchStep) => void = () => {},
): Promise<RematchPlan> {
  const [last, numberOf] = [await lastRun(db), await advisoryNumbers(db)]
  const change = last && database.changeSince(JSON.parse(last.segments) as string[])
  const plan: RematchPlan = {
    base: { run: last?.number ?? 0, components: await matchedCount(db) },
    before: last?.digest ?? null,
    full: change === undefined,
    changedAdvisories: [],
    goneAdvisories: [],
    judged: 0,
    changed: [],
    unseen: [],
  }
  if (last === undefined || change === undefined) {
    begins('records')
    await compareAdvisories(db, database, numberOf, plan)
    begins('keys')
    await judgeAll(db, database, await everyConcerned(db, database), numberOf, plan, begins)
    await judgeUnseen(db, database, numberOf, plan, begins)
    return plan
  }
  begins('keys')
  plan.changedAdvisories = change.changed.map(advisoryFacts)
  plan.goneAdvisories = change.gone.map(({ feed, id }) => numberOf(feed, id))
  const ids = await componentsConcerned(db, change.keys)
  for (const id of await componentsWaiting(db)) ids.add(id)
  if (last.covers !== coverText(database.manifest.feeds))
    for (const id of await coveredOtherwise(db, last, database.manifest.feeds)) ids.add(id)
  await judgeAll(db, database, ids, numberOf, plan, begins)
  return plan
}

/** What ecosystems each feed covers: the same text for the same. */
export function coverText(feeds: readonly FeedEntry[]): string {
  const covers = feeds.map(({ id, ecosystems }): Cover => ({ id, ecosystems: [...ecosystems].sort() }))
  return JSON.stringify(covers.sort((a, b) => (a.id < b.id ? -1 : 1)))
}

type Cover = Pick<FeedEntry, 'id' | 'ecosystems'>

/** Components of ecosystems that feeds speak of now and did not before, or the other way round: it decides what is not known. */
async function coveredOtherwise(
  db: Read,
  { covers }: FindingTables['match_run'],
  feeds: readonly FeedEntry[],
): Promise<Set<number>> {
  const before = JSON.parse(covers) as Cover[]
  const otherwise = remembered(part => isChecked(before, part) !== isChecked(feeds, part))
  return componentsConcerned(
    db,
    (await everyKey(db)).filter(key => otherwise(partOf(key))),
  )
}

/** Components of which the index may say anything, or of which something stands. */
async function everyConcerned(db: Read, database: Database): Promise<Set<number>> {
  const { feeds } = database.manifest
  const uncovered = remembered(part => part.includes('/') && !isChecked(feeds, part))
  const keys = (await everyKey(db)).filter(key => uncovered(partOf(key)) || isSpokenOf(database, key))
  const ids = await componentsConcerned(db, keys)
  for (const id of await componentsSpokenOf(db)) ids.add(id)
  return ids
}

/** The ecosystem of a key of a component; that of a maker's products is its own. */
function partOf(key: string): string {
  return key.startsWith('product/') ? key : ecosystemPart(key)
}

/** A product of a CPE may be meant by a claim about all of its vendor, or of any vendor. */
function isSpokenOf(database: Database, key: string): boolean {
  if (database.knows(key)) return true
  if (!key.startsWith('cpe/')) return false
  const [part, vendor, product] = key.split(':')
  return database.knows(`${part}:${vendor}:*`) || database.knows(`${part}:*:${product}`)
}

function remembered(of: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return text => {
    let answer = known.get(text)
    if (answer === undefined) {
      answer = of(text)
      known.set(text, answer)
    }
    return answer
  }
}

async function compareAdvisories(
  db: Read,
  database: Database,
  numberOf: AdvisoryNumbers,
  plan: RematchPlan,
): Promise<void> {
  const kept = await advisoryPrints(db)
  for (const text of database.live()) {
    const facts = advisoryFacts(text)
    const id = numberOf(facts.source, facts.name)
    const before = kept.get(id)
    kept.delete(id)
    if (before?.print !== facts.print || before.gone) plan.changedAdvisories.push(facts)
  }
  for (const [id, { gone }] of kept) if (!gone) plan.goneAdvisories.push(id)
}

async function judgeAll(
  db: Read,
  database: Database,
  ids: ReadonlySet<number>,
  numberOf: AdvisoryNumbers,
  plan: RematchPlan,
  begins: (step: RematchStep) => void,
): Promise<void> {
  const judge = componentJudge(database)
  const rowsFor = rowMaker(numberOf)
  begins('reading')
  for await (const part of componentsById(db, [...ids])) {
    begins('judging')
    for (const { id, subject, print: before } of part) {
      const fresh = rowsFor(id, judge.of(subject))
      const print = rowsPrint(fresh)
      plan.judged++
      if (print !== before) plan.changed.push({ id, print, fresh })
    }
    begins('reading')
  }
}

async function judgeUnseen(
  db: Read,
  database: Database,
  numberOf: AdvisoryNumbers,
  plan: RematchPlan,
  begins: (step: RematchStep) => void,
): Promise<void> {
  const judge = componentJudge(database)
  const rowsFor = rowMaker(numberOf)
  begins('reading')
  for await (const part of componentsById(db, await componentsUnseen(db))) {
    begins('judging')
    for (const { id, subject } of part) {
      const fresh = rowsFor(id, judge.of(subject))
      plan.judged++
      plan.unseen.push({ id, print: rowsPrint(fresh), fresh, keys: lookupKeys(subject) })
    }
    begins('reading')
  }
}
