import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'

/** The state of each site's facts, by its id, in the order the database tells them. */
export type Heads = ReadonlyMap<string, string>

/**
 * How far the chain of each site of a scope goes. Facts change only with an entry: what was read of a site at the same head is the same.
 */
export async function headsOf(db: Read, scope: Scope, siteId?: string): Promise<Heads> {
  const wanted = siteId === undefined ? scope : scope === 'everywhere' || scope.has(siteId as never) ? [siteId] : []
  const only = wanted === 'everywhere' ? sql`` : sql`where s.id in ${listed(db, [...wanted], 'text')}`
  const rows = await rowsOf<{ id: string; state: string }>(
    db,
    sql`select s.id, j.id || ' ' || coalesce(h.seq, 0) || ' ' || coalesce(h.hash, '') as state from site s cross join journal j
      left join journal_head h on h.chain = s.id ${only}`,
  )
  return new Map(rows.map(({ id, state }) => [id, state]))
}
