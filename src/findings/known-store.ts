import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { AdvisoryRow, MatchRow, VulnerabilityRow } from './store.ts'

/** Values in one question. */
const atOnce = 2000

/** A row that stood at a time: now, where none is given. */
export function stoodAt(known: number | undefined): RawBuilder<unknown> {
  return known === undefined
    ? sql`m.known_until is null`
    : sql`m.known_from <= ${known} and (m.known_until is null or m.known_until > ${known})`
}

/** Records with a name: their own id, or one of the vulnerability (CVE, GHSA, ICSA); in whatever case. */
export async function advisoriesNamed(db: Read, name: string): Promise<AdvisoryRow[]> {
  return rowsOf(
    db,
    sql`select a.* from advisory_name n join advisory a on a.id = n.advisory_id
      where n.name = ${name.toUpperCase()} order by a.source, a.name`,
  )
}

/** Every name of some records. */
export async function namesOfAdvisories(db: Read, ids: readonly number[]): Promise<Map<number, string[]>> {
  const names = new Map<number, string[]>()
  const rows = await rowsOf<{ name: string; advisory_id: number }>(
    db,
    sql`select name, advisory_id from advisory_name where advisory_id in ${listed(db, ids, 'integer')} order by name`,
  )
  for (const { name, advisory_id: id } of rows) {
    const known = names.get(id)
    if (known) known.push(name)
    else names.set(id, [name])
  }
  return names
}

/** Rows in a page, and after which component the next begins. */
export interface MatchPage {
  rows: MatchRow[]
  next?: number
}

export interface MatchQuestion {
  /** As it was known then, in milliseconds since 1970 UTC; now where it is left out. */
  known?: number | undefined
  /** Behind this component. */
  after?: number | undefined
  /** Components at most, with all their rows. */
  limit: number
}

/** What some records say of components, by the components' ids. */
export function matchesOf(db: Read, advisories: readonly number[], question: MatchQuestion): Promise<MatchPage> {
  return page(db, sql`m.advisory_id in ${listed(db, advisories, 'integer')}`, question)
}

/**
 * What is known of components by a name of a vulnerability: rows about it, and those of records that have the name and stand for
 * another.
 */
export async function componentsAffected(db: Read, name: string, question: MatchQuestion): Promise<MatchPage> {
  const ids = (await advisoriesNamed(db, name)).map(({ id }) => id)
  const told = await rowsOf<{ vulnerability: string }>(
    db,
    sql`select distinct vulnerability from match m where m.advisory_id in ${listed(db, ids, 'integer')}`,
  )
  const names = new Set(told.map(({ vulnerability }) => vulnerability))
  const upper = name.toUpperCase()
  // A record of several CVEs is asked for the one that was named.
  const wanted = names.has(upper) || names.size === 0 ? [upper] : [...names]
  return page(db, sql`m.vulnerability in ${listed(db, wanted, 'text')}`, question)
}

async function page(
  db: Read,
  of: RawBuilder<unknown>,
  { known, after = -1, limit }: MatchQuestion,
): Promise<MatchPage> {
  const ids = await rowsOf<{ id: number }>(
    db,
    sql`select distinct m.component_id as id from match m
      where ${of} and ${stoodAt(known)} and m.component_id > ${after} order by m.component_id limit ${limit + 1}`,
  )
  const shown = ids.slice(0, limit).map(({ id }) => id)
  const rows = await rowsOf<MatchRow>(
    db,
    sql`select m.* from match m where ${of} and ${stoodAt(known)} and m.component_id in ${listed(db, shown, 'integer')}
      order by m.component_id, m.vulnerability, m.advisory_id`,
  )
  return { rows, ...(ids.length > limit && { next: shown.at(-1)! }) }
}

/** All that is known of some components, as it was known at a time. */
export async function matchesOfComponents(db: Read, ids: readonly number[], known?: number): Promise<MatchRow[]> {
  const rows: MatchRow[] = []
  for (let at = 0; at < ids.length; at += atOnce) {
    const found = await rowsOf<MatchRow>(
      db,
      sql`select m.* from match m where m.component_id in ${listed(db, ids.slice(at, at + atOnce), 'integer')}
        and ${stoodAt(known)} order by m.component_id, m.vulnerability, m.advisory_id`,
    )
    for (const row of found) rows.push(row)
  }
  return rows
}

/** What is known of a vulnerability that stands about some component. */
export async function vulnerabilityNamed(db: Read, id: string): Promise<VulnerabilityRow | undefined> {
  return (await rowsOf<VulnerabilityRow>(db, sql`select * from vulnerability where id = ${id}`))[0]
}
