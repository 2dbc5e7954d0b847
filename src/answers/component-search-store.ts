import { type RawBuilder, sql } from 'kysely'
import { Problem, quoted } from '#base'
import { startOfHash } from '#boms'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { stands } from '#lots'
import type { ComponentGroup, ComponentSearch } from './component-key.ts'
import { few, type Moment, toldAt } from './reach-store.ts'

/** Which components are looked for. */
export interface ComponentsWanted {
  search: ComponentSearch
  scope: Scope
  siteId?: string | undefined
  /** Only those of which a record says so of some version. */
  verdict?: 'affected' | 'undecided' | undefined
  /** Only those of which some version runs at the time. */
  running: boolean
  moment: Moment
  /** Id of a component with the last name, or package, of the page before. */
  after?: string | undefined
  /** Names, or packages, on a page. */
  limit: number
}

/** Groups that one page shows: names such as `core` are those of many packages. */
const mostGroups = 500

/**
 * A page of packages and products, by name; by package URL where that is asked. First the names, out of an index and no more than the
 * page has; then what is called so.
 */
export async function groupsFound(
  db: Read,
  wanted: ComponentsWanted,
): Promise<{ groups: ComponentGroup[]; next: string | undefined }> {
  const { search, limit } = wanted
  const after = wanted.after === undefined ? '' : await anchorOf(db, search, wanted.after)
  const anchor = search.by === 'package' ? sql.ref('c.package_key') : sql.ref('c.name_key')
  const also = alsoWanted(db, wanted)
  const sources = sourcesOf(wanted).map(
    source =>
      sql`select * from (select distinct ${anchor} as anchor from ${source} and ${anchor} > ${after} and ${also}
        order by anchor limit ${limit + 1}) one`,
  )
  const anchors = await rowsOf<{ anchor: string }>(
    db,
    sql`select anchor from (${sql.join(sources, sql` union `)}) every order by anchor limit ${limit + 1}`,
  )
  const names = anchors.slice(0, limit).map(row => row.anchor)
  if (names.length === 0) return { groups: [], next: undefined }
  const groups = await rowsOf<ComponentGroup>(
    db,
    sql`with found as materialized (${sql.join(
      sourcesOf(wanted, names).map(
        source => sql`select c.id, c.package_key, c.name_key, c.supplier from ${source}
          and ${anchor} in ${listed(db, names, 'text')} and ${also}`,
      ),
      sql` union `,
    )})
    select package_key as "packageKey", min(name_key) as name,
      case when package_key is null then coalesce(supplier, '') else '' end as supplier, min(id) as id
    from found group by package_key, case when package_key is null then name_key end,
      case when package_key is null then coalesce(supplier, '') else '' end
    order by ${search.by === 'package' ? sql`package_key` : sql`name, package_key, supplier`} limit ${mostGroups}`,
  )
  const last = anchors.length > limit ? groups.at(-1) : undefined
  return { groups, next: last && String(last.id) }
}

/** The name of a component, or its package: names may be too long to stand in an address. Throws `answers/bad-page`. */
async function anchorOf(db: Read, { by }: ComponentSearch, after: string): Promise<string> {
  const column = by === 'package' ? sql.ref('package_key') : sql.ref('name_key')
  const id = /^\d{1,16}$/.test(after) ? Number(after) : -1
  const [row] = await rowsOf<{ anchor: string | null }>(
    db,
    sql`select ${column} as anchor from component where id = ${id}`,
  )
  if (row && row.anchor !== null) return row.anchor
  throw new Problem('answers/bad-page', `Cannot go on from ${quoted(after)}: no page ended so`, {
    wanted: '`next` of an answer',
  })
}

/** From-clauses with a condition, each an index that finds some of what is looked for. */
function sourcesOf(
  { search, verdict, moment: { known } }: ComponentsWanted,
  names?: readonly string[],
): RawBuilder<unknown>[] {
  const versioned = (version: string | undefined) =>
    version === undefined ? sql`1 = 1` : sql`substr(coalesce(c.version, ''), 1, ${version.length}) = ${version}`
  // Of many components records speak of few: those are looked through, where they are what is wanted.
  const all =
    verdict === undefined || names !== undefined
      ? sql`component c where 1 = 1`
      : sql`(select distinct m.component_id from match m where m.verdict = ${verdict} and ${toldAt(known)}) s
          cross join component c where c.id = s.component_id`
  switch (search.by) {
    case 'all':
      return [all]
    case 'package':
      return [sql`${all} and ${begins('c.package_key', search.begin)} and ${versioned(search.version)}`]
    case 'hash':
      return [
        sql`(select component_id from component_hash where start = ${startOfHash(search.hex) ?? -1}) s
          cross join component c where c.id = s.component_id and lower(c.facts) like ${`%"${search.hex}"%`}`,
      ]
    case 'order':
      return [sql`${all} and ${begins('c.order_number', search.begin)}`]
    case 'words':
      return wordSources(search, versioned(search.version), all)
  }
}

function wordSources(
  { begin, supplier, makers }: Extract<ComponentSearch, { by: 'words' }>,
  version: RawBuilder<unknown>,
  all: RawBuilder<unknown>,
): RawBuilder<unknown>[] {
  const made = makers.map(maker => sql`(k.key >= ${makerKey(maker)} and k.key < ${`${makerKey(maker)}${last}`})`)
  const ofMaker = (also: RawBuilder<unknown>) =>
    sql`(select component_id from component_key k where ${sql.join(made, sql` or `)}) s
      cross join component c where c.id = s.component_id and ${also} and ${version}`
  if (supplier !== undefined) {
    const named = begin === '' ? sql`1 = 1` : begins('c.name_key', begin)
    return made.length === 0 ? [sql`component c where 1 = 0`] : [ofMaker(named)]
  }
  const slash = begin.lastIndexOf('/')
  return [
    sql`${all} and ${begins('c.name_key', begin)} and ${version}`,
    ...(slash > 0
      ? [
          sql`${all} and ${begins('c.name_key', begin.slice(slash + 1))}
            and lower(c.group_name) = ${begin.slice(0, slash)} and ${version}`,
        ]
      : []),
    ...(made.length > 0 ? [ofMaker(sql`1 = 1`)] : []),
    ...(/\d/.test(begin) ? [sql`${all} and ${begins('c.order_number', begin.toUpperCase())} and ${version}`] : []),
  ]
}

/** As `lookupKeys` of `#matching` names the maker of a product. */
const makerKey = (maker: string) => `product/vendor:${maker}`

/** Behind every text that begins so, as both databases order texts. */
const last = '\u{10ffff}'

function begins(column: string, begin: string): RawBuilder<unknown> {
  const ref = sql.ref(column)
  return begin === '' ? sql`${ref} is not null` : sql`${ref} >= ${begin} and ${ref} < ${`${begin}${last}`}`
}

/** What has to hold besides: somebody in the scope lists or runs it; what is said of it; that it runs. */
function alsoWanted(
  db: Read,
  { scope, siteId, verdict, running, moment: { at, known } }: ComponentsWanted,
): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`1 = 1`]
  const sites = siteId === undefined ? scope : new Set([siteId])
  if (sites !== 'everywhere') {
    const here = few(db, [...sites], 'text')
    conditions.push(sql`exists (select 1 from bom_component e where e.component_id = c.id and (
      exists (select 1 from bom_site v where v.bom_id = e.bom_id and v.site_id in ${here})
      or exists (select 1 from deployment v where v.bom_id = e.bom_id and v.site_id in ${here})))`)
  }
  if (running) {
    const there = sites === 'everywhere' ? sql`` : sql`and d.site_id in ${few(db, [...sites], 'text')}`
    conditions.push(sql`exists (select 1 from bom_component e join deployment d on d.bom_id = e.bom_id
      where e.component_id = c.id and d.kind = 'observed' and d.valid_from <= ${at}
        and (d.valid_until is null or d.valid_until > ${at}) and ${stands(known)} ${there})`)
  }
  if (verdict !== undefined)
    conditions.push(
      sql`exists (select 1 from match m where m.component_id = c.id and m.verdict = ${verdict} and ${toldAt(known)})`,
    )
  return sql.join(conditions, sql` and `)
}
