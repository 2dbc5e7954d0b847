import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import { type Bom, type Component, emptyBom } from './bom.ts'
import { compareBoms, type Difference } from './diff.ts'
import { componentOf } from './kept-component.ts'
import type { ComponentRow } from './store.ts'

/**
 * What is different in the second of two kept bills, as `compareBoms` says it of their originals. Only what one of them lists and the
 * other does not is read, with all else of the same name: nothing more could be told apart.
 */
export async function differenceOf(db: Read, before: number, after: number): Promise<Difference> {
  const [old, fresh] = [await listOf(db, before), await listOf(db, after)]
  const changed = [...[...old].filter(id => !fresh.has(id)), ...[...fresh].filter(id => !old.has(id))]
  if (changed.length === 0) return compareBoms(billOf([]), billOf([]))
  const keys = await keysOf(db, changed)
  return compareBoms(billOf(await namedIn(db, before, keys)), billOf(await namedIn(db, after, keys)))
}

interface Keys {
  names: string[]
  packages: string[]
}

async function keysOf(db: Read, componentIds: readonly number[]): Promise<Keys> {
  const rows = await rowsOf<{ name_key: string; package_key: string | null }>(
    db,
    sql`select distinct name_key, package_key from component where id in ${listed(db, componentIds, 'integer')}`,
  )
  return {
    names: [...new Set(rows.map(row => row.name_key))],
    packages: [...new Set(rows.flatMap(row => row.package_key ?? []))],
  }
}

async function listOf(db: Read, bomId: number): Promise<Set<number>> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select component_id as id from bom_component where bom_id = ${bomId}`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Components of a bill that are, or may be, in another version or with other content among some changed ones. */
async function namedIn(db: Read, bomId: number, { names, packages }: Keys): Promise<Component[]> {
  const rows = await rowsOf<ComponentRow>(
    db,
    sql`select c.* from bom_component e join component c on c.id = e.component_id
      where e.bom_id = ${bomId}
        and (c.name_key in ${listed(db, names, 'text')} or c.package_key in ${listed(db, packages, 'text')})
      order by e.number`,
  )
  return rows.map(row => componentOf(row).component)
}

function billOf(components: Component[]): Bom {
  return { ...emptyBom('kept'), components }
}
