import { type Database, productType } from '#advisories'
import type { Digest } from '#base'
import type { FreshComponent } from '#boms'
import type { Write } from '#ledger'
import { type ComponentMatch, componentJudge, lookupKeys } from '#matching'
import { advisoryFacts } from './advisory-row.ts'
import { advisoryNumbers, keepAdvisories, unknownAdvisories } from './advisory-store.ts'
import { componentsById, newKeyPrints, newPrints, type ToJudge, toJudge, unjudged } from './component-store.ts'
import { rowMaker, rowsPrint } from './difference.ts'
import { keyPrint } from './key-print.ts'
import { pairsDigest, startRows } from './match-store.ts'
import { lastRun } from './run-store.ts'
import type { MatchRow } from './store.ts'
import { refreshVulnerabilities } from './vulnerability-store.ts'

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
  for await (const part of componentsById(db, componentIds)) await matching.judge(part)
  return matching.end()
}

/**
 * The same, while the components are kept: `add` takes those that no bill had before (`keepBom` tells them), and `end`, which comes
 * after the last of them, says what is known.
 */
export function newMatching(db: Write, { database, at }: NewMatching) {
  const judge = database && componentJudge(database)
  const all: MatchRow[] = []
  const prints: [id: number, print: number][] = []
  const keys: [key: string, id: number][] = []
  const records = database && namedRecords(db, database, at)
  let rowsFor: ReturnType<typeof rowMaker> | undefined
  let written: Promise<void> = Promise.resolve()
  const judgeAll = async (part: readonly ToJudge[]): Promise<void> => {
    const judged = part.flatMap(({ id, subject, print }) =>
      print === null ? [{ id, keys: lookupKeys(subject), matches: judge?.of(subject) ?? [] }] : [],
    )
    const isMoved = await records?.keep(judged)
    if (isMoved || rowsFor === undefined) rowsFor = rowMaker(await advisoryNumbers(db))
    const rows: MatchRow[] = []
    for (const { id, keys: own, matches } of judged) {
      const fresh = rowsFor(id, matches)
      for (const row of fresh) rows.push({ ...row, known_from: at, known_until: null, since: at })
      for (const key of own) keys.push([key, id])
      prints.push([id, judge === undefined ? unjudged : rowsPrint(fresh)])
    }
    for (const row of rows) all.push(row)
    // The next ones are judged while these are written.
    await written
    written = startRows(db, rows)
    written.catch(() => {})
  }
  return {
    judge: judgeAll,
    add: (part: readonly FreshComponent[]) => judgeAll(part.map(one => toJudge({ ...one, print: null }))),
    async end(): Promise<Matched> {
      await written
      const last = await lastRun(db)
      const fresh = database === undefined || last?.digest !== database.manifest.digest
      await newPrints(db, prints, keys, fresh)
      // The advisories are those of the last run: what is said now under a key that no component had is what was said then.
      if (!fresh) await newKeyPrints(db, saidNow(database, keys))
      if (database !== undefined) await refreshVulnerabilities(db, database, new Set(all.map(row => row.vulnerability)))
      return matchedOf(database, prints.length, all)
    },
  }
}

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

/** What is said under the keys of packages and of CPEs, where anything is. */
function saidNow(database: Database, keys: readonly (readonly [key: string, id: number])[]): [string, number][] {
  const seen = new Set<string>()
  const said: [string, number][] = []
  for (const [key] of keys) {
    if (seen.has(key) || key.startsWith(`${productType}/`)) continue
    seen.add(key)
    const print = keyPrint(database, key)
    if (print !== 0) said.push([key, print])
  }
  return said
}

/** Keeps the records that matches name and that are not kept yet; true where the numbers of records are to be asked anew. */
function namedRecords(db: Write, database: Database, at: number) {
  const seen = new Set<string>()
  return {
    async keep(judged: readonly { matches: readonly ComponentMatch[] }[]): Promise<boolean> {
      const fresh: { source: string; id: string }[] = []
      for (const { matches } of judged)
        for (const { advisory } of matches) {
          if (advisory === undefined) continue
          const record = `${advisory.source} ${advisory.id}`
          if (seen.has(record)) continue
          seen.add(record)
          fresh.push(advisory)
        }
      if (fresh.length === 0) return false
      const numberOf = await advisoryNumbers(db)
      const named = new Map(fresh.map(one => [numberOf(one.source, one.id), one]))
      const unknown = await unknownAdvisories(db, [...named.keys()])
      const facts = [...unknown].flatMap(number => {
        const { source, id } = named.get(number)!
        const text = database.record(source, id)
        return text === undefined ? [] : [advisoryFacts(text)]
      })
      return keepAdvisories(db, facts, numberOf, at)
    },
  }
}
