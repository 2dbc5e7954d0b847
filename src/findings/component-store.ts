import { sql } from 'kysely'
import { type BomTables, type ComponentRow, componentOf } from '#boms'
import { type Derive, deriving, type Existing, insertRows, listed, type Read, rowsOf } from '#ledger'
import { concerned, type Subject, subjectOf } from '#matching'
import type { FindingTables } from './store.ts'

/** A component to judge, with the print of what stands about it: null where it was never looked at. */
export interface ToJudge {
  id: number
  subject: Subject
  /** All that decides of it: of components with the same the same is said. */
  readonly deciding: string
  print: number | null
}

type Tables = FindingTables & Pick<BomTables, 'component'>

/** Ids in one question. */
const atOnce = 2000
/** Components that are judged in one go: some milliseconds. */
const judgedAtOnce = 1000

const columns = sql.raw(
  'c.id, c.type, c.group_name, c.name, c.version, c.purl, c.cpe, c.supplier, c.order_number, c.facts, c.context',
)

/** Components by their ids, of which none stands twice, a few at a time. The next ones are read while the last ones are looked at. */
export async function* componentsById(db: Read, ids: readonly number[]): AsyncIterable<ToJudge[]> {
  const read = (at: number) => {
    const part = listed(db, ids.slice(at, at + judgedAtOnce), 'integer')
    const rows = rowsOf<Judged>(
      db,
      sql`select ${columns}, m.print from component c left join matched m on m.component_id = c.id where c.id in ${part} order by c.id`,
    )
    // Who stops before its turn never asks for it.
    rows.catch(() => {})
    return rows
  }
  let next = read(0)
  for (let at = 0; at < ids.length; at += judgedAtOnce) {
    const rows = await next
    if (at + judgedAtOnce < ids.length) next = read(at + judgedAtOnce)
    yield rows.map(toJudge)
  }
}

type Judged = Omit<ComponentRow, 'key' | 'name_key' | 'package_key'> & { print: number | null }

/** A component as its row has it. */
export function toJudge(row: Judged): ToJudge {
  // Hashes, licences and the like decide nothing: most facts need not be read.
  const facts = decisive.test(row.facts) ? row.facts : '{}'
  const { id, type, group_name, name, version, purl, cpe, supplier, order_number, context, print } = row
  return {
    id,
    subject: subjectOf(componentOf({ ...row, facts })),
    get deciding() {
      return JSON.stringify([type, group_name, name, version, purl, cpe, supplier, order_number, facts, context])
    },
    print,
  }
}

const decisive = /"(?:source|own|alone)":/

/** Keys of components that some keys of an index concern. */
export async function keysConcerned(db: Read, indexKeys: Iterable<string>): Promise<string[]> {
  const keys = new Set<string>()
  const exact = new Set<string>()
  const patterns: { from: string; end: string }[] = []
  for (const key of indexKeys) {
    const meant = concerned(key)
    if ('key' in meant) exact.add(meant.key)
    else patterns.push('from' in meant ? { from: meant.from, end: '' } : { from: 'cpe/', end: meant.to })
  }
  const all = [...exact].sort()
  for (let at = 0; at < all.length; at += atOnce) {
    const part = listed(db, all.slice(at, at + atOnce), 'text')
    const rows = await rowsOf<{ key: string }>(db, sql`select distinct key from component_key where key in ${part}`)
    for (const { key } of rows) keys.add(key)
  }
  for (const { from, end } of patterns) for (const key of await keysFrom(db, from)) if (key.endsWith(end)) keys.add(key)
  return [...keys]
}

async function keysFrom(db: Read, from: string): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    db,
    sql`select distinct key from component_key where key >= ${from} and key < ${`${from}\u{10ffff}`}`,
  )
  return rows.map(({ key }) => key)
}

/** Adds the ids of components that have one of some keys. */
export async function addComponentsWith(db: Read, keys: readonly string[], into: Set<number>): Promise<void> {
  for (let at = 0; at < keys.length; at += atOnce) {
    const part = listed(db, keys.slice(at, at + atOnce), 'text')
    const rows = await rowsOf<{ id: number }>(
      db,
      sql`select component_id as id from component_key where key in ${part}`,
    )
    for (const { id } of rows) into.add(id)
  }
}

/** Every key that some component has, each once, ascending and some at a time: the next are read while who asks looks at some. */
export async function* everyKey(db: Read): AsyncIterable<string[]> {
  const read = (after: string) =>
    rowsOf<{ key: string }>(
      db,
      sql`select distinct key from component_key where key > ${after} order by key limit ${keysAtOnce}`,
    )
  for (let reading = read(''); ; ) {
    const rows = await reading
    const isLast = rows.length < keysAtOnce
    if (!isLast) {
      reading = read(rows.at(-1)!.key)
      // Who asks may stop, or meet an error of its own, before it is awaited.
      reading.catch(() => {})
    }
    if (rows.length > 0) yield rows.map(({ key }) => key)
    if (isLast) return
  }
}

const keysAtOnce = 5000

/** What was said under keys at the last run, where anything was. */
export async function keyPrints(db: Read): Promise<Map<string, number>> {
  const rows = await rowsOf<FindingTables['key_print']>(db, sql`select key, print from key_print`)
  return new Map(rows.map(({ key, print }) => [key, print]))
}

/** Keeps what is said under keys of which nothing is kept. */
export async function newKeyPrints(
  db: Derive,
  prints: readonly (readonly [key: string, print: number])[],
): Promise<void> {
  await insertRows(db, 'key_print', { key: 'text', print: 'integer' }, prints, 'keep')
}

/** Keeps what is said under keys now; 0 for nothing. */
export async function changeKeyPrints(
  db: Derive,
  prints: readonly (readonly [key: string, print: number])[],
): Promise<void> {
  for (let at = 0; at < prints.length; at += atOnce) {
    const part = prints.slice(at, at + atOnce)
    const keys = listed(
      db,
      part.map(([key]) => key),
      'text',
    )
    await deriving<Tables>(db).deleteFrom('key_print').where(sql<boolean>`key in ${keys}`).execute()
    const kept = part.filter(([, print]) => print !== 0)
    await insertRows(db, 'key_print', { key: 'text', print: 'integer' }, kept)
  }
}

/** Components about which something stands, and those that wait for their first judgement. */
export async function componentsSpokenOf(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(db, sql`select component_id as id from matched where print <> 0`)
  return rows.map(({ id }) => id)
}

/** Components that were judged with other advisories than those of the last run, or not at all. */
export async function freshComponents(db: Read): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(db, sql`select component_id as id from matched where fresh <> 0`)
  return rows.map(({ id }) => id)
}

/** Tells that every component was judged with the advisories of this run. */
export async function endFresh(db: Derive): Promise<void> {
  await deriving<Tables>(db).updateTable('matched').set({ fresh: 0 }).where('fresh', '<>', 0).execute()
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

/** How many components were looked at: they only become more. */
export async function matchedCount(db: Read): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(db, sql`select count(*) as count from matched`)
  return row!.count
}

type Prints = readonly (readonly [id: number, print: number])[]
type Keys = readonly (readonly [key: string, id: number])[]

/** Keeps the prints and the keys of components that were never looked at. */
export async function newPrints(db: Derive, prints: Prints, keys: Keys, fresh: boolean): Promise<void> {
  // In the order of their tables: what lies near one another is written once.
  const byId = [...prints].sort((a, b) => a[0] - b[0])
  const first = putPrints(db, byId, fresh)
  first.catch(() => {})
  const byKey = [...keys].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]))
  const second = insertRows(db, 'component_key', { key: 'text', component_id: 'integer' }, byKey, 'keep')
  second.catch(() => {})
  await first
  await second
}

/** Keeps the prints of components that have one. */
export async function changePrints(db: Derive, prints: Prints): Promise<void> {
  await putPrints(db, prints, false, { key: ['component_id'] })
}

async function putPrints(db: Derive, prints: Prints, fresh: boolean, existing?: Existing): Promise<void> {
  const columns = { component_id: 'integer', print: 'integer', fresh: 'integer' } as const
  const rows = prints.map(([id, print]) => [id, print, fresh ? 1 : 0])
  await insertRows(db, 'matched', columns, rows, existing)
}
