import { sql } from 'kysely'
import { printOf } from '#base'
import { type Derive, deriving, insertRows, listed, type Read, rowsOf } from '#ledger'
import { type KeptRules, lookupKeys, ruledText } from '#matching'
import { componentsById, type ToJudge } from './component-store.ts'
import type { FindingTables } from './store.ts'

/** A component of which the rules say something else than they did when it was judged. */
export interface Reruled {
  id: number
  /** Of what they say now; 0 for nothing. */
  print: number
  /** Under which advisories are looked for now. */
  keys: string[]
}

/** Ids in one question. */
const atOnce = 2000

/** The print of what rules say of a component; 0 for nothing. */
export function ruledPrint({ subject }: ToJudge, rules: KeptRules | undefined): number {
  const text = ruledText(subject, rules)
  return text === '' ? 0 : printOf(text)
}

/** Components of which other rules say something else: asks them about every component, and nothing else of it. */
export async function ruledOtherwise(db: Read, rules: KeptRules | undefined): Promise<Reruled[]> {
  const kept = await rowsOf<FindingTables['ruled']>(db, sql`select component_id, print from ruled`)
  const before = new Map(kept.map(one => [one.component_id, one.print]))
  const ids = rules === undefined ? [...before.keys()] : await matchedComponents(db)
  const found: Reruled[] = []
  for await (const part of componentsById(db, ids))
    for (const one of part) {
      const print = ruledPrint(one, rules)
      if (print !== (before.get(one.id) ?? 0)) found.push({ id: one.id, print, keys: lookupKeys(one.subject, rules) })
    }
  return found
}

async function matchedComponents(db: Read): Promise<number[]> {
  return (await rowsOf<{ id: number }>(db, sql`select component_id as id from matched`)).map(({ id }) => id)
}

/** Keeps what rules say of components now, and the keys that they have by them besides. */
export async function keepRuled(db: Derive, ruled: readonly Reruled[]): Promise<void> {
  for (let at = 0; at < ruled.length; at += atOnce) {
    const part = ruled.slice(at, at + atOnce)
    const ids = listed(
      db,
      part.map(({ id }) => id),
      'integer',
    )
    await deriving<FindingTables>(db).deleteFrom('ruled').where(sql<boolean>`component_id in ${ids}`).execute()
  }
  const said = ruled.filter(({ print }) => print !== 0).map(({ id, print }) => [id, print] as const)
  await insertRows(db, 'ruled', { component_id: 'integer', print: 'integer' }, said)
  const keys = ruled.flatMap(({ id, keys }) => keys.map(key => [key, id] as const))
  keys.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]))
  await insertRows(db, 'component_key', { key: 'text', component_id: 'integer' }, keys, 'keep')
}
