import { type RawBuilder, sql } from 'kysely'
import type { Note } from '#base'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { componentOf, type KeptComponent } from './kept-component.ts'
import { oneLineFormat } from './kept-firmware.ts'
import type { BomTables, ComponentRow } from './store.ts'

/** A bill as it is kept, without its entries. */
export interface Bill {
  id: number
  digest: string
  format: string
  kind: string
  specVersion: string | null
  serial: string | null
  subject: string | null
  subjectVersion: string | null
  /** Milliseconds since 1970 UTC. */
  madeAt: number | null
  components: number
  notes: Note[]
  /** Milliseconds since 1970 UTC. */
  receivedAt: number
  size: number
}

/** Where a list goes on: after the bill with this time and id. */
export interface BillPlace {
  receivedAt: number
  id: number
}

/** Which bills are asked for. */
export interface BillsWanted {
  scope: Scope
  siteId?: string | undefined
  /** Of this subject, in any version. */
  subjectKey?: string | undefined
  /** A part of the subject's name or of the name of the file, in any case. */
  text?: string | undefined
  /** All but one-line bills, of which each product of a plant has its own, when it is left out. */
  kind?: string | undefined
  after?: BillPlace | undefined
  limit: number
}

/** When a bill `b` came in where the asker may see. */
export function receivedIn(db: Read, scope: Scope): RawBuilder<unknown> {
  if (scope === 'everywhere') return sql`b.received_at`
  return sql`(select min(v.received_at) from bom_site v where v.bom_id = b.id and v.site_id in ${listed(db, [...scope], 'text')})`
}

/** Bills, the last received first. */
export async function billsOf(db: Read, wanted: BillsWanted): Promise<Bill[]> {
  const { scope, siteId, subjectKey, text, kind, after, limit } = wanted
  const like = text === undefined ? undefined : partOf(plainLower(text))
  const received = receivedIn(db, scope)
  const conditions = [
    visible(db, scope),
    siteId === undefined
      ? undefined
      : sql`exists (select 1 from bom_site t where t.bom_id = b.id and t.site_id = ${siteId})`,
    subjectKey === undefined ? undefined : sql`b.subject_key = ${subjectKey}`,
    kind === undefined ? sql`b.format <> ${oneLineFormat}` : sql`b.kind = ${kind}`,
    like === undefined
      ? undefined
      : sql`(lower(b.subject) like ${like} escape '\\' or exists (select 1 from bom_site n where n.bom_id = b.id and lower(n.name) like ${like} escape '\\'))`,
    after === undefined
      ? undefined
      : sql`(${received} < ${after.receivedAt} or (${received} = ${after.receivedAt} and b.id < ${after.id}))`,
  ].filter(condition => condition !== undefined)
  const rows = await rowsOf<BillRow>(
    db,
    sql`select b.*, ${received} as here_at from bom b where ${sql.join(conditions, sql` and `)}
      order by here_at desc, b.id desc limit ${limit}`,
  )
  return rows.map(billOf)
}

/** A pattern for texts with a part. */
export function partOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** As both databases make lower case: of the letters of ASCII. */
function plainLower(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}

/** Holds for bills that came in where the asker may see. */
function visible(db: Read, scope: Scope): RawBuilder<unknown> {
  if (scope === 'everywhere') return sql`1 = 1`
  return sql`exists (select 1 from bom_site v where v.bom_id = b.id and v.site_id in ${listed(db, [...scope], 'text')})`
}

/** A bill by its id or digest; undefined where there is none that the asker may see. */
export async function billNamed(db: Read, scope: Scope, name: string): Promise<Bill | undefined> {
  const id = /^\d{1,16}$/.test(name) ? Number(name) : undefined
  const named = id === undefined ? sql`b.digest = ${name}` : sql`b.id = ${id}`
  const [row] = await rowsOf<BillRow>(
    db,
    sql`select b.*, ${receivedIn(db, scope)} as here_at from bom b where ${named} and ${visible(db, scope)}`,
  )
  return row && billOf(row)
}

type BillRow = BomTables['bom'] & { here_at: number }

function billOf(row: BillRow): Bill {
  return {
    id: row.id,
    digest: row.digest,
    format: row.format,
    kind: row.kind,
    specVersion: row.spec_version,
    serial: row.serial,
    subject: row.subject,
    subjectVersion: row.subject_version,
    madeAt: row.made_at,
    components: row.components,
    notes: JSON.parse(row.notes) as Note[],
    receivedAt: row.here_at,
    size: row.size,
  }
}

/** Where a bill came in, as far as the asker may see. */
export async function sitesOf(
  db: Read,
  scope: Scope,
  bomId: number,
): Promise<{ siteId: string; name: string | null; receivedAt: number }[]> {
  const within = scope === 'everywhere' ? sql`1 = 1` : sql`site_id in ${listed(db, [...scope], 'text')}`
  const rows = await rowsOf<BomTables['bom_site']>(
    db,
    sql`select * from bom_site where bom_id = ${bomId} and ${within} order by site_id`,
  )
  return rows.map(row => ({ siteId: row.site_id, name: row.name, receivedAt: row.received_at }))
}

/**
 * What a bill that just came in at a site is to who sees some sites alone: whether none of these had it, and how many of its components
 * no other bill of theirs lists.
 */
export async function newWithin(
  db: Read,
  sites: readonly string[],
  { id, siteId }: { id: number; siteId: string },
): Promise<{ isNew: boolean; newComponents: number }> {
  const theirs = sql`v.site_id in ${listed(db, sites, 'text')}`
  const [row] = await rowsOf<{ others: number; fresh: number }>(
    db,
    sql`select (select count(*) from bom_site v where v.bom_id = ${id} and v.site_id <> ${siteId} and ${theirs}) as others,
      (select count(distinct c.component_id) from bom_component c where c.bom_id = ${id} and not exists (
        select 1 from bom_component o join bom_site v on v.bom_id = o.bom_id
        where o.component_id = c.component_id and o.bom_id <> ${id} and ${theirs})) as fresh`,
  )
  return row!.others > 0 ? { isNew: false, newComponents: 0 } : { isNew: true, newComponents: row!.fresh }
}

/** The same in all versions of what a bill is about; undefined where it does not say. */
export async function subjectKeyOf(db: Read, bomId: number): Promise<string | undefined> {
  const [row] = await rowsOf<{ subject_key: string | null }>(db, sql`select subject_key from bom where id = ${bomId}`)
  return row?.subject_key ?? undefined
}

/** An entry of a bill. */
export interface Entry extends KeptComponent {
  number: number
  ref: string
  /** As `bom_component.parent`. */
  parent: number | null
  componentId: number
}

type EntryRow = ComponentRow & { number: number; ref: string; parent: number | null }

/** Entries of a bill in order, after a number. */
export async function entriesOf(
  db: Read,
  bomId: number,
  { after = 0, limit, text }: { after?: number | undefined; limit: number; text?: string | undefined },
): Promise<Entry[]> {
  const like = text === undefined ? undefined : partOf(text.toLowerCase())
  const said =
    like === undefined ? sql`` : sql`and (c.name_key like ${like} escape '\\' or c.purl like ${like} escape '\\')`
  const rows = await rowsOf<EntryRow>(
    db,
    sql`select e.number, e.ref, e.parent, c.* from bom_component e join component c on c.id = e.component_id
      where e.bom_id = ${bomId} and e.number > ${after} ${said} order by e.number limit ${limit}`,
  )
  return rows.map(entryOf)
}

function entryOf(row: EntryRow): Entry {
  const { number, ref, parent, id } = row
  return { ...componentOf(row), number, ref, parent, componentId: id }
}

/** Steps of a path that are shown: longer ones are cut below the root. */
const longestPath = 100

/** The way from an entry up to the root, the entry first; empty where there is no such entry. */
export async function wayUp(
  db: Read,
  bomId: number,
  number: number,
): Promise<{ number: number; name: string; version: string | null; parent: number | null }[]> {
  return rowsOf(
    db,
    sql`with recursive up (number, component_id, parent, step) as (
        select number, component_id, parent, 1 from bom_component where bom_id = ${bomId} and number = ${number}
        union all
        select e.number, e.component_id, e.parent, up.step + 1 from up
          join bom_component e on e.bom_id = ${bomId} and e.number = up.parent
          where up.step < ${longestPath}
      )
      select up.number, up.parent, c.version,
        case when c.group_name is null then c.name else c.group_name || '/' || c.name end as name
      from up join component c on c.id = up.component_id order by up.step`,
  )
}

/** Every component of some bills, each once. */
export async function componentIdsOf(db: Read, bomIds: readonly number[]): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select distinct component_id as id from bom_component where bom_id in ${listed(db, bomIds, 'integer')}`,
  )
  return rows.map(({ id }) => id)
}

/** Every component of bills that were first kept from one time until another, both included, each once. */
export async function componentIdsReceived(db: Read, from: number, until: number): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select distinct component_id as id from bom_component
      where bom_id in (select id from bom where received_at between ${from} and ${until})`,
  )
  return rows.map(({ id }) => id)
}
