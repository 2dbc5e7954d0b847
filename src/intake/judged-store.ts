import { type RawBuilder, sql } from 'kysely'
import type { Database } from '#advisories'
import { findingsStore, type JudgedNew } from '#findings'
import { listed, type Read, rowsOf } from '#ledger'

/** What is known of some components, each counted once. */
export interface Judged {
  /** The digest of the advisories; null where there are none, and nothing was judged. */
  database: string | null
  components: number
  /** Null where nothing was judged. */
  affected: number | null
  /** Not affected as far as is known, with something that nobody could decide. */
  undecided: number | null
  /** Of ecosystems that no feed speaks of. */
  unchecked: number | null
  /** Wait to be judged. */
  waiting: number
}

/** The components of a bill, as a list for `judgedOf`. */
export function componentsOf(bomId: number): RawBuilder<unknown> {
  return sql`(select component_id from bom_component where bom_id = ${bomId})`
}

/** Components of bills that were first kept from one time until another, as a list for `judgedOf`. */
export function componentsReceived(from: number, until: number): RawBuilder<unknown> {
  return sql`(select component_id from bom_component
    where bom_id in (select id from bom where received_at between ${from} and ${until}))`
}

/** The same of components that were judged just now, which need not be read back, together with others. */
export async function judgedWith(
  db: Read,
  now: JudgedNew,
  others: readonly number[],
  database: Database | undefined,
): Promise<Judged> {
  const before = others.length === 0 ? undefined : await judgedOf(db, listed(db, others, 'integer'), database)
  const isJudged = database !== undefined
  const sum = (name: keyof JudgedNew) => now[name] + (before?.[name] ?? 0)
  return {
    database: isJudged ? database.manifest.digest : null,
    components: sum('components'),
    waiting: (isJudged ? 0 : now.components) + (before?.waiting ?? 0),
    affected: isJudged ? sum('affected') : null,
    undecided: isJudged ? sum('undecided') : null,
    unchecked: isJudged ? sum('unchecked') : null,
  }
}

/** What is known of the components of a list. */
export async function judgedOf(
  db: Read,
  components: RawBuilder<unknown>,
  database: Database | undefined,
): Promise<Judged> {
  const says = (verdict: string) =>
    sql`exists (select 1 from match x where x.component_id = c.id and x.known_until is null and x.verdict = ${verdict})`
  const [row] = await rowsOf<Record<'components' | 'waiting' | 'affected' | 'undecided', number | null>>(
    db,
    sql`select count(*) as components,
        sum(case when m.print is null or m.print = -1 then 1 else 0 end) as waiting,
        sum(case when ${says('affected')} then 1 else 0 end) as affected,
        sum(case when ${says('undecided')} and not ${says('affected')} then 1 else 0 end) as undecided
      from component c left join matched m on m.component_id = c.id where c.id in ${components}`,
  )
  const count = (name: 'components' | 'waiting' | 'affected' | 'undecided') => Number(row?.[name] ?? 0)
  const all = { components: count('components'), waiting: count('waiting') }
  if (database === undefined) return { database: null, ...all, affected: null, undecided: null, unchecked: null }
  const { uncoveredOf } = await findingsStore()
  const ids = await rowsOf<{ id: number }>(db, sql`select distinct id from component where id in ${components}`)
  const uncovered = await uncoveredOf(
    db,
    database.manifest.feeds,
    ids.map(({ id }) => id),
  )
  return {
    database: database.manifest.digest,
    ...all,
    affected: count('affected'),
    undecided: count('undecided'),
    unchecked: uncovered.size,
  }
}
