import { type Database, productType } from '#advisories'
import type { Digest } from '#base'
import type { FreshComponent } from '#boms'
import { sentStatements, type Write } from '#ledger'
import { type ComponentMatch, componentJudge, type KeptRules, lookupKeys } from '#matching'
import { advisoryFacts } from './advisory-row.ts'
import { type AdvisoryNumbers, advisoryNumbers, keepAdvisories, unknownAdvisories } from './advisory-store.ts'
import { componentsById, newKeyPrints, newPrints, type ToJudge, toJudge, unjudged } from './component-store.ts'
import { coverTeller } from './coverage-store.ts'
import { rowMaker, rowsPrint } from './difference.ts'
import { keyPrint } from './key-print.ts'
import { pairsDigest, startRows } from './match-store.ts'
import { keepRuled, ruledPrint } from './ruled-store.ts'
import { lastRun } from './run-store.ts'
import type { MatchRow } from './store.ts'
import { addVulnerabilities } from './vulnerability-store.ts'

/** What an entry of the journal says of components that were laid against the advisories. */
export interface Matched {
  /** Of the advisories; null where there are none. */
  database: string | null
  /** Components that were judged now. */
  components: number
  /** Rows that say affected, and undecided. */
  affected: number
  undecided: number
  /** Over the rows that began. */
  digest: Digest
}

/** What components that were just kept are laid against. */
export interface NewMatching {
  database: Database | undefined
  /** What people decided about makers' words. */
  rules?: KeptRules | undefined
  /** Milliseconds since 1970 UTC. */
  at: number
}

/**
 * Judges components that were just kept, and keeps what is known of them. Those that were judged before are left out. Without a
 * database they are remembered, and judged when there is one.
 */
export async function matchNew(
  db: Write,
  { componentIds, ...how }: NewMatching & { componentIds: readonly number[] },
): Promise<Matched> {
  const matching = newMatching(db, how)
  for await (const part of componentsById(db, [...new Set(componentIds)])) await matching.judge(part)
  return matching.end()
}

/**
 * The same, while the components are kept: `add` takes those that no bill had before (`keepBom` tells them), and `end`, which comes
 * after the last of them, says what is known. What is judged is written while the next ones are judged.
 */
export function newMatching(db: Write, { database, rules, at }: NewMatching) {
  const judge = database && componentJudge(database, rules)
  const keeping = judgementKeeper(db, database, at)
  const counts: JudgedNew = { components: 0, affected: 0, undecided: 0, unchecked: 0 }
  const isUncovered = database && coverTeller(database.manifest.feeds)
  const judgeAll = async (part: readonly ToJudge[]): Promise<void> => {
    const judged = part.flatMap((one): JudgedComponent[] => {
      const { id, subject, print } = one
      if (print !== null) return []
      const ruled = rules === undefined ? 0 : ruledPrint(one, rules)
      return [{ id, ruled, keys: lookupKeys(subject, rules), matches: judge?.of(subject) ?? [] }]
    })
    for (const { keys, matches } of judged) {
      counts.components++
      if (matches.some(({ verdict }) => verdict === 'affected')) counts.affected++
      else if (matches.some(({ verdict }) => verdict === 'undecided')) counts.undecided++
      if (isUncovered?.(keys)) counts.unchecked++
    }
    await keeping.add(judged)
  }
  return {
    judge: judgeAll,
    add: (part: readonly FreshComponent[]) => judgeAll(part.map(one => toJudge({ ...one, print: null }))),
    async end(): Promise<Matched> {
      const started = await keeping.end()
      if (database !== undefined) await addVulnerabilities(db, database, started)
      return matchedOf(database, counts.components, started)
    },
    /** How many of them, each counted once; of verdicts nothing is said without a database. */
    counts,
  }
}

/** What is known of components that were judged, each counted once. */
export interface JudgedNew {
  components: number
  affected: number
  /** Not affected as far as is known, with something that nobody could decide. */
  undecided: number
  /** Of ecosystems that no feed speaks of. */
  unchecked: number
}

interface JudgedComponent {
  id: number
  /** The print of what rules say of it. */
  ruled: number
  keys: string[]
  matches: readonly ComponentMatch[]
}

/** Parts that are judged before the first of them is written. */
const partsAhead = 4
/** What was sent of them, each in four statements. */
const sentAtOnce = 16

/** Writes what was judged, part by part: `end` gives every row that began. */
function judgementKeeper(db: Write, database: Database | undefined, at: number) {
  const all: MatchRow[] = []
  const records = database && namedRecords(db, database, at)
  const said = database && saidNow(database)
  const [parts, sent] = [sentStatements(partsAhead), sentStatements(sentAtOnce)]
  /** Keys, part by part, of which it is to be kept what is said under them. */
  const saidUnder: (readonly (readonly [key: string, id: number])[])[] = []
  let last: Promise<void> = Promise.resolve()
  let asked: Promise<boolean> | undefined
  const isFresh = async () => database === undefined || (await lastRun(db))?.digest !== database.manifest.digest
  const write = async (judged: readonly JudgedComponent[], rowsFor: RowMaker) => {
    asked ??= isFresh()
    const fresh = await asked
    const rows: MatchRow[] = []
    const prints: [id: number, print: number][] = []
    for (const { id, matches } of judged) {
      const found = rowsFor(matches)
      for (const row of found) rows.push({ component_id: id, ...row, known_from: at, known_until: null, since: at })
      prints.push([id, database === undefined ? unjudged : rowsPrint(found)])
    }
    for (const row of rows) all.push(row)
    const keys = judged.flatMap(({ id, keys }) => keys.map((key): [string, number] => [key, id]))
    await sent.add(startRows(db, rows))
    await sent.add(newPrints(db, prints, keys, fresh))
    await sent.add(
      keepRuled(
        db,
        judged.filter(({ ruled }) => ruled !== 0).map(({ id, ruled }) => ({ id, print: ruled, keys: [] })),
      ),
    )
    // The advisories are those of the last run: what is said now under a key that no component had is what was said then.
    if (!fresh) saidUnder.push(keys)
  }
  return {
    async add(judged: readonly JudgedComponent[]): Promise<void> {
      const unknown = records?.unknown(judged)
      unknown?.catch(() => {})
      last = last.then(async () => write(judged, records ? await records.keep(await unknown!) : nothingMade))
      await parts.add(last)
    },
    async end(): Promise<readonly MatchRow[]> {
      await parts.end()
      // Last of all: nothing waits for it, and the database has enough to write.
      if (said) for (const keys of saidUnder) await sent.add(newKeyPrints(db, said(keys)))
      await sent.end()
      return all
    },
  }
}

type RowMaker = ReturnType<typeof rowMaker>
const nothingMade: RowMaker = () => []

function matchedOf(database: Database | undefined, components: number, all: readonly MatchRow[]): Matched {
  const count = (verdict: string) => all.reduce((sum, row) => sum + (row.verdict === verdict ? 1 : 0), 0)
  return {
    database: database?.manifest.digest ?? null,
    components,
    affected: count('affected'),
    undecided: count('undecided'),
    digest: pairsDigest(all, []),
  }
}

/** Gives what is said under the keys of packages and of CPEs, where anything is: of each key once. */
function saidNow(database: Database): (keys: readonly (readonly [key: string, id: number])[]) => [string, number][] {
  const seen = new Set<string>()
  return keys => {
    const said: [string, number][] = []
    for (const [key] of keys) {
      if (seen.has(key) || key.startsWith(`${productType}/`)) continue
      seen.add(key)
      const print = keyPrint(database, key)
      if (print !== 0) said.push([key, print])
    }
    return said
  }
}

/** Records that matches name and that are not kept, by their numbers. */
type Unknown = Map<number, { source: string; id: string }>

/** Keeps the records that matches name and that are not kept yet. */
function namedRecords(db: Write, database: Database, at: number) {
  const seen = new Set<string>()
  let numbers: Promise<AdvisoryNumbers> | undefined
  let rowsFor: RowMaker | undefined
  return {
    /** Asked ahead: the answer of one part comes while others are judged. */
    async unknown(judged: readonly { matches: readonly ComponentMatch[] }[]): Promise<Unknown> {
      const fresh: { source: string; id: string }[] = []
      for (const { matches } of judged)
        for (const { advisory } of matches) {
          if (advisory === undefined) continue
          const record = `${advisory.source} ${advisory.id}`
          if (seen.has(record)) continue
          seen.add(record)
          fresh.push(advisory)
        }
      if (fresh.length === 0) return new Map()
      numbers ??= advisoryNumbers(db)
      const numberOf = await numbers
      const named = new Map(fresh.map(one => [numberOf(one.source, one.id), one]))
      const unknown = await unknownAdvisories(db, [...named.keys()])
      return new Map([...named].filter(([number]) => unknown.has(number)))
    },
    /** In the order of the parts: gives what makes rows with the numbers that the records have then. */
    async keep(unknown: Unknown): Promise<RowMaker> {
      numbers ??= advisoryNumbers(db)
      const numberOf = await numbers
      const facts = [...unknown.values()].flatMap(({ source, id }) => {
        const text = database.record(source, id)
        return text === undefined ? [] : [advisoryFacts(text)]
      })
      if (await keepAdvisories(db, facts, numberOf, at)) {
        numbers = advisoryNumbers(db)
        rowsFor = undefined
      }
      rowsFor ??= rowMaker(await numbers)
      return rowsFor
    },
  }
}
