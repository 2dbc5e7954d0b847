import { sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type Write, writing } from '#ledger'
import { type AdvisoryFacts, advisoryNumber } from './advisory-row.ts'
import type { AdvisoryRow, FindingTables } from './store.ts'

/** Ids in one question. */
const atOnce = 2000

/** Gives the number of a record by its source and name, of one too that is not kept yet. */
export type AdvisoryNumbers = (source: string, name: string) => number

/** The numbers of all records: nearly all follow from their names. */
export async function advisoryNumbers(db: Read): Promise<AdvisoryNumbers> {
  const moved = await rowsOf<Pick<AdvisoryRow, 'id' | 'source' | 'name'>>(
    db,
    sql`select id, source, name from advisory where moved <> 0`,
  )
  const known = new Map(moved.map(({ id, source, name }) => [`${source} ${name}`, id]))
  return (source, name) => {
    const record = `${source} ${name}`
    let id = known.get(record)
    if (id === undefined) {
      id = advisoryNumber(source, name)
      known.set(record, id)
    }
    return id
  }
}

/** The prints of some records that are kept and in force. */
export async function advisoryPrints(db: Read, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await rowsOf<{ id: number; print: number }>(
    db,
    sql`select id, print from advisory where id in ${listed(db, ids, 'integer')} and gone_at is null`,
  )
  return new Map(rows.map(({ id, print }) => [id, print]))
}

/** Every record that is in force. */
export async function advisoriesInForce(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(db, sql`select id from advisory where gone_at is null`)
  return rows.map(({ id }) => id)
}

/** Those of some records that are not kept. */
export async function unknownAdvisories(db: Read, ids: readonly number[]): Promise<Set<number>> {
  const left = new Set(ids)
  for (let at = 0; at < ids.length; at += atOnce) {
    const part = listed(db, ids.slice(at, at + atOnce), 'integer')
    for (const { id } of await rowsOf<{ id: number }>(db, sql`select id from advisory where id in ${part}`))
      left.delete(id)
  }
  return left
}

const columns = {
  id: 'integer',
  source: 'text',
  name: 'text',
  url: 'text',
  severity: 'text',
  published: 'integer',
  modified: 'integer',
  malicious: 'integer',
  first_seen: 'integer',
  gone_at: 'integer',
  print: 'integer',
  moved: 'integer',
} as const

/**
 * Keeps records as they are now, with the names they go by. True where one got another number than its name gives, since two share it:
 * what was made with the numbers of before is then to be made again.
 */
export async function keepAdvisories(
  db: Write,
  facts: readonly AdvisoryFacts[],
  numberOf: AdvisoryNumbers,
  at: number,
): Promise<boolean> {
  let anyMoved = false
  for (let from = 0; from < facts.length; from += atOnce) {
    const part = facts.slice(from, from + atOnce)
    const ids = part.map(({ source, name }) => numberOf(source, name))
    const before = await rowsWith(db, ids)
    const taken = new Map([...before].map(([id, { source, name }]) => [id, `${source} ${name}`]))
    const rows: (string | number | null)[][] = []
    const names: [string, number][] = []
    for (const [index, one] of part.entries()) {
      const record = `${one.source} ${one.name}`
      let id = ids[index]!
      for (; taken.has(id) && taken.get(id) !== record; id++) await learn(db, id + 1, taken)
      const moved = id !== advisoryNumber(one.source, one.name)
      if (id !== ids[index]) anyMoved = true
      taken.set(id, record)
      const { source, name, url, severity, published, modified, malicious, print } = one
      const first = before.get(id)?.first_seen ?? at
      rows.push([id, source, name, url, severity, published, modified, malicious, first, null, print, moved ? 1 : 0])
      for (const each of one.names) names.push([each, id])
    }
    await forget(
      db,
      rows.map(row => row[0] as number),
    )
    await insertRows(db, 'advisory', columns, rows)
    await insertRows(db, 'advisory_name', { name: 'text', advisory_id: 'integer' }, names, 'keep')
  }
  return anyMoved
}

async function rowsWith(db: Read, ids: readonly number[]): Promise<Map<number, AdvisoryRow>> {
  const rows = await rowsOf<AdvisoryRow>(db, sql`select * from advisory where id in ${listed(db, ids, 'integer')}`)
  return new Map(rows.map(row => [row.id, row]))
}

async function learn(db: Read, id: number, taken: Map<number, string>): Promise<void> {
  for (const { source, name } of (await rowsWith(db, [id])).values()) taken.set(id, `${source} ${name}`)
}

async function forget(db: Write, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const part = listed(db, ids, 'integer')
  await writing<FindingTables>(db).deleteFrom('advisory').where(sql<boolean>`id in ${part}`).execute()
  await writing<FindingTables>(db).deleteFrom('advisory_name').where(sql<boolean>`advisory_id in ${part}`).execute()
}

/** Tells that records are no more. */
export async function endAdvisories(db: Write, ids: readonly number[], at: number): Promise<void> {
  for (let from = 0; from < ids.length; from += atOnce)
    await writing<FindingTables>(db)
      .updateTable('advisory')
      .set({ gone_at: at })
      .where('gone_at', 'is', null)
      .where(sql<boolean>`id in ${listed(db, ids.slice(from, from + atOnce), 'integer')}`)
      .execute()
}
