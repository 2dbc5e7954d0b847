import { type RawBuilder, sql } from 'kysely'
import { Problem } from '#base'
import { type Purl, parsePurl, showPurl } from '#identity'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { startOfHash } from './kept-component.ts'
import type { KeptName } from './kept-name.ts'
import { partOf } from './kept-question-store.ts'

/** Components that one name may mean. */
const mostNamed = 20_000

/** Ids of components that a name means, wherever they are listed. Throws `boms/too-many` where the name says too little. */
export async function componentsNamed(db: Read, name: KeptName): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select id from component where ${meant(name)} order by id limit ${mostNamed + 1}`,
  )
  if (rows.length > mostNamed)
    throw new Problem('boms/too-many', `Cannot list what is called so: it is more than ${mostNamed} components`, {
      next: 'name it with its version, its maker or its package URL',
    })
  return rows.map(({ id }) => id)
}

function meant(name: KeptName): RawBuilder<unknown> {
  switch (name.kind) {
    case 'purl':
      return meantPurl(name)
    case 'hash':
      // Many may be given hashes that begin alike: which are meant is asked there, too.
      return sql`id in (select component_id from component_hash where start = ${startOfHash(name.hex) ?? -1})
        and lower(facts) like ${`%"${name.hex}"%`}`
    case 'order':
      return sql`order_number = ${name.orderNumber}`
    case 'words': {
      const { name: words, version, vendor, group } = name
      return sql.join(
        [
          // Some bills write the whole as the name.
          group === undefined
            ? sql`name_key = ${words}`
            : sql`((name_key = ${words} and lower(group_name) = ${group}) or name_key = ${`${group}/${words}`})`,
          ...(version === undefined ? [] : [sql`version = ${version}`]),
          ...(vendor === undefined ? [] : [sql`lower(supplier) like ${partOf(vendor)} escape '\\'`]),
        ],
        sql` and `,
      )
    }
  }
}

/** What the name leaves out may be anything. A package URL without a version has that of its component. */
function meantPurl({ packageKey, version, qualifiers }: KeptName & { kind: 'purl' }): RawBuilder<unknown> {
  const named = sql`package_key = ${packageKey}`
  const whole = parsePurl(packageKey)
  const begin = (text: string) =>
    sql`(purl = ${text} or substr(purl, 1, ${text.length + 1}) in (${`${text}?`}, ${`${text}#`}))`
  const versioned = 'fault' in whole || version === undefined ? undefined : showPurl({ ...whole, version })
  const rightVersion =
    versioned === undefined ? sql`1 = 1` : sql`(${begin(versioned)} or (${begin(packageKey)} and version = ${version}))`
  const right = qualifiers.map(([key, value]) => {
    const text = showPurl({ ...(whole as Purl), qualifiers: new Map([[key, value]]) }).slice(packageKey.length + 1)
    return sql`purl like ${partOf(text)} escape '\\'`
  })
  return sql.join([named, rightVersion, ...right], sql` and `)
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
