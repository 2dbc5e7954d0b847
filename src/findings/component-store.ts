import { sql } from 'kysely'
import { type BomTables, type ComponentRow, componentOf } from '#boms'
import { type Derive, deriving, insertRows, listed, type Read, rowsOf } from '#ledger'
import { concerned, type Subject, subjectOf } from '#matching'
import type { FindingTables } from './store.ts'

/** A component to judge, with the print of what stands about it: null where it was never looked at. */
export interface ToJudge {
  id: number
  subject: Subject
  print: number | null
}

type Tables = FindingTables & Pick<BomTables, 'component'>

/** Ids in one question. */
const atOnce = 2000

const columns = sql.raw(
  'c.id, c.type, c.group_name, c.name, c.version, c.purl, c.cpe, c.supplier, c.order_number, c.facts, c.context',
)

/** Components by their ids, a few at a time, in the order of the ids. */
export async function* componentsById(db: Read, ids: readonly number[]): AsyncIterable<ToJudge[]> {
  const sorted = [...ids].sort((a, b) => a - b)
  for (let at = 0; at < sorted.length; at += atOnce) {
    const part = listed(db, sorted.slice(at, at + atOnce), 'integer')
    const rows = await rowsOf<Judged>(
      db,
      sql`select ${columns}, m.print from component c left join matched m on m.component_id = c.id where c.id in ${part}`,
    )
    yield rows.map(toJudge)
  }
}

type Judged = Omit<ComponentRow, 'key' | 'name_key' | 'package_key'> & { print: number | null }

function toJudge(row: Judged): ToJudge {
  return { id: row.id, subject: subjectOf(componentOf(row)), print: row.print }
}

/** Ids of components that have one of some keys of an index. */
export async function componentsConcerned(db: Read, keys: Iterable<string>): Promise<Set<number>> {
  const ids = new Set<number>()
  const exact = new Set<string>()
  const patterns: { from: string; end: string }[] = []
  for (const key of keys) {
    const meant = concerned(key)
    if ('key' in meant) exact.add(meant.key)
    else patterns.push('from' in meant ? { from: meant.from, end: '' } : { from: 'cpe/', end: meant.to })
  }
  const all = [...exact].sort()
  for (let at = 0; at < all.length; at += atOnce) {
    const part = listed(db, all.slice(at, at + atOnce), 'text')
    for (const { id } of await rowsOf<{ id: number }>(
      db,
      sql`select distinct component_id as id from component_key where key in ${part}`,
    ))
      ids.add(id)
  }
  for (const { from, end } of patterns)
    for (const one of await keysFrom(db, from)) if (one.key.endsWith(end)) ids.add(one.component_id)
  return ids
}

async function keysFrom(db: Read, from: string): Promise<FindingTables['component_key'][]> {
  return rowsOf(
    db,
    sql`select key, component_id from component_key where key >= ${from} and key < ${`${from}\u{10ffff}`}`,
  )
}

/** Every key that some component has, each once, ascending. */
export async function everyKey(db: Read): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(db, sql`select distinct key from component_key order by key`)
  return rows.map(({ key }) => key)
}

/** Components about which something stands, and those that wait for their first judgement. */
export async function componentsSpokenOf(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(db, sql`select component_id as id from matched where print <> 0`)
  return rows.map(({ id }) => id)
}

/** Components that came in when there were no advisories. */
export async function componentsWaiting(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select component_id as id from matched where print <> 0 and print = ${unjudged}`,
  )
  return rows.map(({ id }) => id)
}

/** The print of a component that nobody has judged. */
export const unjudged = -1

/** Components that came in by no `matchNew`. */
export async function componentsUnseen(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select c.id from component c left join matched m on m.component_id = c.id where m.component_id is null`,
  )
  return rows.map(({ id }) => id)
}

/** Those of some components that were never looked at. */
export async function unmatchedOf(db: Read, ids: readonly number[]): Promise<number[]> {
  const left = new Set(ids)
  for (let at = 0; at < ids.length; at += atOnce) {
    const part = listed(db, ids.slice(at, at + atOnce), 'integer')
    for (const { id } of await rowsOf<{ id: number }>(
      db,
      sql`select component_id as id from matched where component_id in ${part}`,
    ))
      left.delete(id)
  }
  return [...left]
}

/** How many components were looked at: they only become more. */
export async function matchedCount(db: Read): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(db, sql`select count(*) as count from matched`)
  return row!.count
}

type Prints = readonly (readonly [id: number, print: number])[]
type Keys = readonly (readonly [key: string, id: number])[]

/** Keeps the prints and the keys of components that were never looked at. */
export async function newPrints(db: Derive, prints: Prints, keys: Keys): Promise<void> {
  await insertRows(db, 'matched', { component_id: 'integer', print: 'integer' }, prints)
  await insertRows(db, 'component_key', { key: 'text', component_id: 'integer' }, keys, 'keep')
}

/** Keeps the prints of components that have one. */
export async function changePrints(db: Derive, prints: Prints): Promise<void> {
  for (let at = 0; at < prints.length; at += atOnce) {
    const part = prints.slice(at, at + atOnce)
    const ids = listed(
      db,
      part.map(([id]) => id),
      'integer',
    )
    await deriving<Tables>(db).deleteFrom('matched').where(sql<boolean>`component_id in ${ids}`).execute()
    await insertRows(db, 'matched', { component_id: 'integer', print: 'integer' }, part)
  }
}
