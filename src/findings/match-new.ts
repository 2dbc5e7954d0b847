import type { Database } from '#advisories'
import type { Digest } from '#base'
import type { Write } from '#ledger'
import { type ComponentMatch, componentJudge, lookupKeys } from '#matching'
import { advisoryFacts } from './advisory-row.ts'
import { type AdvisoryNumbers, advisoryNumbers, keepAdvisories, unknownAdvisories } from './advisory-store.ts'
import { componentsById, newPrints, unjudged, unmatchedOf } from './component-store.ts'
import { rowMaker, rowsPrint } from './difference.ts'
import { pairsDigest, startRows } from './match-store.ts'
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

/**
 * Judges components that were just kept, and keeps what is known of them. Those that were judged before are left out. Without a
 * database they are remembered, and judged when there is one.
 *
 * @param at milliseconds since 1970 UTC
 */
export async function matchNew(
  db: Write,
  { database, componentIds, at }: { database: Database | undefined; componentIds: readonly number[]; at: number },
): Promise<Matched> {
  const ids = await unmatchedOf(db, [...new Set(componentIds)])
  const judge = database && componentJudge(database)
  const all: MatchRow[] = []
  let numberOf = await advisoryNumbers(db)
  let rowsFor = rowMaker(numberOf)
  for await (const part of componentsById(db, ids)) {
    const judged = part.map(({ id, subject }) => ({ id, keys: lookupKeys(subject), matches: judge?.of(subject) ?? [] }))
    if (database !== undefined && (await keepNamed(db, database, judged, numberOf, at))) {
      numberOf = await advisoryNumbers(db)
      rowsFor = rowMaker(numberOf)
    }
    const rows: MatchRow[] = []
    const prints = judged.map(({ id, matches }): [number, number] => {
      const fresh = rowsFor(id, matches)
      for (const row of fresh) rows.push({ ...row, known_from: at, known_until: null, since: at })
      return [id, judge === undefined ? unjudged : rowsPrint(fresh)]
    })
    await startRows(db, rows)
    await newPrints(
      db,
      prints,
      judged.flatMap(({ id, keys }) => keys.map((key): [string, number] => [key, id])),
    )
    for (const row of rows) all.push(row)
  }
  if (database !== undefined) await refreshVulnerabilities(db, database, new Set(all.map(row => row.vulnerability)))
  const count = (verdict: string) => all.reduce((sum, row) => sum + (row.verdict === verdict ? 1 : 0), 0)
  return {
    database: database?.manifest.digest ?? null,
    components: ids.length,
    affected: count('affected'),
    undecided: count('undecided'),
    digest: pairsDigest(all, []),
  }
}

/** Keeps the records that matches name and that are not kept yet. */
async function keepNamed(
  db: Write,
  database: Database,
  judged: readonly { matches: readonly ComponentMatch[] }[],
  numberOf: AdvisoryNumbers,
  at: number,
): Promise<boolean> {
  const named = new Map<number, { source: string; id: string }>()
  for (const { matches } of judged)
    for (const { advisory } of matches)
      if (advisory !== undefined) named.set(numberOf(advisory.source, advisory.id), advisory)
  const unknown = await unknownAdvisories(db, [...named.keys()])
  if (unknown.size === 0) return false
  const facts = [...unknown].flatMap(number => {
    const { source, id } = named.get(number)!
    const text = database.record(source, id)
    return text === undefined ? [] : [advisoryFacts(text)]
  })
  return keepAdvisories(db, facts, numberOf, at)
}
