import { type RawBuilder, sql } from 'kysely'
import { parsePurl } from '#identity'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { componentOf, startOfHash } from './kept-component.ts'
import type { KeptName } from './kept-name.ts'
import type { ComponentRow } from './store.ts'

/** Components looked at for one question. */
const mostNamed = 20_000

/** Ids of components that a name means, wherever they are listed. */
export async function componentsNamed(db: Read, name: KeptName): Promise<number[]> {
  const rows = await rowsOf<ComponentRow>(
    db,
    sql`select * from component where ${candidates(name)} order by id limit ${mostNamed}`,
  )
  return rows.filter(row => isMeant(row, name)).map(({ id }) => id)
}

function candidates(name: KeptName): RawBuilder<unknown> {
  switch (name.kind) {
    case 'purl':
      return sql`package_key = ${name.packageKey}`
    case 'hash':
      return sql`id in (select component_id from component_hash where start = ${startOfHash(name.hex) ?? -1})`
    case 'order':
      return sql`order_number = ${name.orderNumber}`
    case 'words': {
      const { version } = name
      return version === undefined
        ? sql`name_key = ${name.name}`
        : sql`name_key = ${name.name} and version = ${version}`
    }
  }
}

function isMeant(row: ComponentRow, name: KeptName): boolean {
  if (name.kind === 'purl') return isPurl(row, name)
  if (name.kind === 'hash')
    return componentOf(row).component.hashes.some(({ value }) => value.toLowerCase() === name.hex)
  if (name.kind === 'order') return true
  const { vendor, group } = name
  if (group !== undefined && row.group_name?.toLowerCase() !== group) return false
  return vendor === undefined || row.supplier?.toLowerCase().includes(vendor) === true
}

/** What the name leaves out may be anything. */
function isPurl(row: ComponentRow, name: KeptName & { kind: 'purl' }): boolean {
  if (name.version === undefined && name.qualifiers.length === 0) return true
  const purl = parsePurl(row.purl ?? '')
  if ('fault' in purl) return false
  if (name.version !== undefined && (purl.version ?? row.version) !== name.version) return false
  return name.qualifiers.every(([key, value]) => purl.qualifiers?.get(key) === value)
}

/** An entry of a bill that holds what was asked for. */
export interface Holding {
  bomId: number
  number: number
  ref: string
  componentId: number
  name: string
  version: string | null
  purl: string | null
}

/** Where a list goes on: after this entry of this bill. */
export interface HoldingPlace {
  bomId: number
  number: number
}

/** Entries of bills that are some components, bill by bill. */
export async function holdingsOf(
  db: Read,
  scope: Scope,
  componentIds: readonly number[],
  { after = { bomId: -1, number: 0 }, limit }: { after?: HoldingPlace | undefined; limit: number },
): Promise<Holding[]> {
  const within =
    scope === 'everywhere'
      ? sql`1 = 1`
      : sql`exists (select 1 from bom_site v where v.bom_id = e.bom_id and v.site_id in ${listed(db, [...scope], 'text')})`
  const rows = await rowsOf<{
    bom_id: number
    number: number
    ref: string
    component_id: number
    group_name: string | null
    name: string
    version: string | null
    purl: string | null
  }>(
    db,
    sql`select e.bom_id, e.number, e.ref, e.component_id, c.group_name, c.name, c.version, c.purl
      from bom_component e join component c on c.id = e.component_id
      where e.component_id in ${listed(db, componentIds, 'integer')} and ${within}
        and (e.bom_id > ${after.bomId} or (e.bom_id = ${after.bomId} and e.number > ${after.number}))
      order by e.bom_id, e.number limit ${limit}`,
  )
  return rows.map(row => ({
    bomId: row.bom_id,
    number: row.number,
    ref: row.ref,
    componentId: row.component_id,
    name: row.group_name === null ? row.name : `${row.group_name}/${row.name}`,
    version: row.version,
    purl: row.purl,
  }))
}
