import { type Database, ecosystemPart, type FeedEntry, isChecked, productType } from '#advisories'
import type { Read } from '#ledger'
import { type ComponentJudge, componentJudge, type KeptRules, lookupKeys } from '#matching'
import { type AdvisoryFacts, advisoryFacts } from './advisory-row.ts'
import { type AdvisoryNumbers, advisoriesInForce, advisoryNumbers, advisoryPrints } from './advisory-store.ts'
import {
  addComponentsWith,
  componentsById,
  componentsSpokenOf,
  componentsUnseen,
  everyKey,
  freshComponents,
  keyPrints,
  keysConcerned,
  matchedCount,
  type ToJudge,
} from './component-store.ts'
import { type FreshMatch, rowMaker, rowsPrint } from './difference.ts'
import { keyPrint } from './key-print.ts'
import { type Reruled, ruledOtherwise, ruledPrint } from './ruled-store.ts'
import { lastRun } from './run-store.ts'

/** What another state of the advisories changes, found in one state of the database. */
export interface RematchPlan {
  /** The state it was found in: the number of the last run, and how many components there were. */
  base: { run: number; components: number }
  /** The digest of the advisories of the run before. */
  before: string | null
  /** Rules were in force at the run before, or are now, and these are others. */
  otherRules: boolean
  /** Other feeds were in quarantine at the run before. */
  otherQuarantine: boolean
  /** The index was built anew, or feeds are relied on otherwise: what is said under every key was compared, and not what was laid over it alone. */
  full: boolean
  /** What is known of exploitation may have changed. */
  signals: boolean
  changedAdvisories: AdvisoryFacts[]
  goneAdvisories: number[]
  /** Keys under which something else is said, with what is said now (0 for nothing). */
  keyPrints: [key: string, print: number][]
  judged: number
  /** Components about which something else is said than stood. */
  changed: Rejudged[]
  /** Components that were never looked at. */
  unseen: (Rejudged & { keys: string[] })[]
  /** Components of which rules say something else than they did. */
  ruled: Reruled[]
}

interface Rejudged {
  id: number
  print: number
  fresh: FreshMatch[]
}

/** What takes its time: comparing records, comparing what is said under keys, reading components, judging them. */
export type RematchStep = 'records' | 'keys' | 'reading' | 'judging'

export interface RematchOptions {
  /** Judges every component of which anything may be said or stands, whatever changed: to see that nothing was left out. */
  everything?: boolean
  /** What people decided about makers' words. */
  rules?: KeptRules | undefined
  /** Told each time that another step begins. */
  begins?: (step: RematchStep) => void
}

/**
 * Finds what changes when the components are laid against the advisories as they are now. Where records were laid over the index since
 * the last run, the keys are those of what changed; where it was built anew, what is said under each key is compared with what was.
 * Components with another key are not looked at: a judgement follows from what is said under the keys of a component, from what feeds
 * cover, and from the component alone.
 */
export async function planRematch(
  db: Read,
  database: Database,
  { everything = false, rules, begins = () => {} }: RematchOptions = {},
): Promise<RematchPlan> {
  const [last, numberOf] = [await lastRun(db), await advisoryNumbers(db)]
  const otherQuarantine = last !== undefined && quarantineIn(last.covers) !== quarantineIn(coverText(database))
  const change =
    last && !everything && !otherQuarantine ? database.changeSince(JSON.parse(last.segments) as string[]) : undefined
  const plan: RematchPlan = {
    base: { run: last?.number ?? 0, components: await matchedCount(db) },
    before: last?.digest ?? null,
    otherRules: (last?.rules ?? null) !== (rules?.digest ?? null),
    otherQuarantine,
    full: change === undefined,
    signals: change?.signals ?? true,
    changedAdvisories: [],
    goneAdvisories: [],
    keyPrints: [],
    judged: 0,
    changed: [],
    unseen: [],
    ruled: [],
  }
  begins('records')
  if (change === undefined) await compareAdvisories(db, database, numberOf, plan)
  else {
    plan.changedAdvisories = change.changed.map(advisoryFacts)
    plan.goneAdvisories = change.gone.map(({ feed, id }) => numberOf(feed, id))
  }
  begins('keys')
  const ids = new Set(await freshComponents(db))
  const since = { changed: change?.keys, covers: last?.covers, everything }
  for await (const keys of concernedKeys(db, database, since, plan)) await addComponentsWith(db, keys, ids)
  if (everything) for (const id of await componentsSpokenOf(db)) ids.add(id)
  if (plan.otherRules) plan.ruled = await ruledOtherwise(db, rules)
  for (const { id } of plan.ruled) ids.add(id)
  begins('reading')
  const judging = { judge: componentJudge(database, rules), rules, rowsFor: rowMaker(numberOf), begins }
  await judgeAll(db, [...ids], judging, plan)
  if (change === undefined) await judgeAll(db, await componentsUnseen(db), judging, plan)
  return plan
}

/**
 * Gives, some at a time, keys of components under which something else is said than at the last run, and those of ecosystems that
 * feeds speak of now and did not before, or the other way round: it decides what is not known. Makers' are always among them: what is
 * said of a maker's products is much, and its components are few.
 */
async function* concernedKeys(
  db: Read,
  database: Database,
  last: { changed: ReadonlySet<string> | undefined; covers: string | undefined; everything: boolean },
  plan: RematchPlan,
): AsyncIterable<string[]> {
  const { changed, everything } = last
  const before = changed === undefined ? await keyPrints(db) : undefined
  const isOtherwise = coveredOtherwise(last.covers, database)
  const isConcerned = (key: string) => {
    if (key.startsWith(`${productType}/`))
      return changed !== undefined || everything || database.knows(key) || isOtherwise?.(key)
    const print = keyPrint(database, key)
    const same = before !== undefined && print === (before.get(key) ?? 0)
    if (!same) plan.keyPrints.push([key, print])
    return !same || everything || isOtherwise?.(key)
  }
  if (changed === undefined) {
    for await (const keys of everyKey(db)) yield keys.filter(isConcerned)
    return
  }
  yield (await keysConcerned(db, changed)).filter(isConcerned)
  if (isOtherwise) for await (const keys of everyKey(db)) yield keys.filter(isOtherwise)
}

/** What ecosystems each feed covers, and why nobody relies on it: the same text for the same. */
export function coverText({ manifest: { feeds }, quarantined }: Pick<Database, 'manifest' | 'quarantined'>): string {
  const covers = feeds.map(({ id, ecosystems }): Cover => {
    const reason = quarantined.get(id)?.reason
    return { id, ecosystems: [...ecosystems].sort(), ...(reason !== undefined && { quarantined: reason }) }
  })
  return JSON.stringify(covers.sort((a, b) => (a.id < b.id ? -1 : 1)))
}

type Cover = Pick<FeedEntry, 'id' | 'ecosystems'> & { quarantined?: string }

/** Of such a text what it says of quarantine. */
function quarantineIn(covers: string): string {
  return JSON.stringify(
    (JSON.parse(covers) as Cover[]).flatMap(({ id, quarantined }) =>
      quarantined === undefined ? [] : [[id, quarantined]],
    ),
  )
}

/** Tells of a key whether feeds speak of its ecosystem now and did not before, or the other way round; undefined where none is so. */
function coveredOtherwise(covers: string | undefined, database: Database): ((key: string) => boolean) | undefined {
  const { feeds } = database.manifest
  if (covers === undefined || covers === coverText(database)) return undefined
  const before = JSON.parse(covers) as Cover[]
  const known = new Map<string, boolean>()
  return key => {
    // The key of a maker's products is an ecosystem itself.
    const part = key.startsWith(`${productType}/`) ? key : ecosystemPart(key)
    let otherwise = known.get(part)
    if (otherwise === undefined) {
      otherwise = isChecked(before, part) !== isChecked(feeds, part)
      known.set(part, otherwise)
    }
    return otherwise
  }
}

/** Records that are compared in one go. */
const recordsAtOnce = 2000

async function compareAdvisories(
  db: Read,
  database: Database,
  numberOf: AdvisoryNumbers,
  plan: RematchPlan,
): Promise<void> {
  const seen = new Set<number>()
  let some = new Map<number, AdvisoryFacts>()
  const compare = async () => {
    const kept = await advisoryPrints(db, [...some.keys()])
    for (const [id, facts] of some) if (kept.get(id) !== facts.print) plan.changedAdvisories.push(facts)
    some = new Map()
  }
  for (const text of database.live()) {
    const facts = advisoryFacts(text)
    const id = numberOf(facts.source, facts.name)
    seen.add(id)
    some.set(id, facts)
    if (some.size === recordsAtOnce) await compare()
  }
  await compare()
  for (const id of await advisoriesInForce(db)) if (!seen.has(id)) plan.goneAdvisories.push(id)
}

interface Judging {
  judge: ComponentJudge
  rules: KeptRules | undefined
  rowsFor: ReturnType<typeof rowMaker>
  begins: (step: RematchStep) => void
}

async function judgeAll(db: Read, ids: readonly number[], how: Judging, plan: RematchPlan): Promise<void> {
  const { rules, begins } = how
  for await (const part of componentsById(db, ids)) {
    begins('judging')
    const saidOf = judgedOnce(how)
    for (const one of part) {
      const { id, subject, print: before } = one
      const { fresh, print } = saidOf(one)
      plan.judged++
      if (before === null) {
        const keys = lookupKeys(subject, rules)
        plan.unseen.push({ id, print, fresh, keys })
        const ruled = ruledPrint(one, rules)
        if (ruled !== 0) plan.ruled.push({ id, print: ruled, keys: [] })
      } else if (print !== before) plan.changed.push({ id, print, fresh })
    }
    begins('reading')
  }
}

/** Judges components of which the same decides once: bills of many makers list one package, each with other hashes, licences and labels. */
function judgedOnce({ judge, rowsFor }: Judging): (one: ToJudge) => Omit<Rejudged, 'id'> {
  const judged = new Map<string, Omit<Rejudged, 'id'>>()
  return ({ deciding, subject }) => {
    let said = judged.get(deciding)
    if (said === undefined) {
      const fresh = rowsFor(judge.of(subject))
      said = { fresh, print: rowsPrint(fresh) }
      judged.set(deciding, said)
    }
    return said
  }
}
