import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, reading, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import { folded, notFound, type Place, type PlaceKind, type Site } from './site.ts'
import type { PlantTables, StoredPlace } from './stored.ts'

/** The rows of sites that may be seen. */
export function inScope(db: Read, scope: Scope, column = 'site_id'): RawBuilder<boolean> {
  if (scope === 'everywhere') return sql<boolean>`true`
  return sql<boolean>`${sql.ref(column)} in ${listed(db, [...scope], 'text')}`
}

/** One page of something, and after what the next one begins; `next` is undefined on the last page. */
export interface Page<Row> {
  rows: Row[]
  next?: string
}

/** A page of rows of which one more than `limit` was asked for. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => string): Page<Row> {
  return rows.length > limit ? { rows: rows.slice(0, limit), next: key(rows[limit - 1]!) } : { rows }
}

export async function sitesOf(db: Read, scope: Scope, after = '', limit = 500): Promise<Page<Site>> {
  const rows = await reading<PlantTables>(db)
    .selectFrom('site')
    .selectAll()
    .where(inScope(db, scope, 'id'))
    .where('code', '>', after)
    .orderBy('code')
    .limit(limit + 1)
    .execute()
  return pageOf(rows.map(siteFrom), limit, site => site.code)
}

/** A site by its id or its code. Throws `plant/not-found`, for a site that may not be seen too. */
export async function siteOf(db: Read, scope: Scope, text: string): Promise<Site> {
  const row = await reading<PlantTables>(db)
    .selectFrom('site')
    .selectAll()
    .where(on => on.or([on('id', '=', text), on('code', '=', text)]))
    .where(inScope(db, scope, 'id'))
    .orderBy(on => on.case().when('id', '=', text).then(0).else(1).end())
    .limit(1)
    .executeTakeFirst()
  if (!row) throw notFound('the site', text)
  return siteFrom(row)
}

/** The id of a site by its id or code; undefined where there is none. Whether it may be seen is asked elsewhere. */
export async function siteIdOf(db: Read, text: string): Promise<SiteId | undefined> {
  const rows = await rowsOf<{ id: SiteId }>(
    db,
    sql`select id from site where id = ${text} or code = ${text} order by case when id = ${text} then 0 else 1 end limit 1`,
  )
  return rows[0]?.id
}

/** What rows of a file call the sites that they are about. */
export interface SitesSaid {
  /** Ids, codes and names of other sites, folded: rows with one are not of this site, whoever may see the other. */
  others: ReadonlySet<string>
  /** As written, what no site is called: rows with one are taken for this site's. */
  unknown: readonly string[]
}

export async function sitesSaid(db: Read, own: Site, names: readonly (string | undefined)[]): Promise<SitesSaid> {
  const asked = new Map(names.flatMap(name => (name === undefined ? [] : [[folded(name), name]])))
  for (const text of [own.id, own.code, own.name]) asked.delete(folded(text))
  const others = new Set<string>()
  for (let after: string | undefined = asked.size === 0 ? undefined : ''; after !== undefined; ) {
    const page: Page<Site> = await sitesOf(db, 'everywhere', after)
    for (const { id, code, name } of page.rows)
      for (const text of [id, code, name]) if (asked.has(folded(text))) others.add(folded(text))
    after = page.next
  }
  return { others, unknown: [...asked].flatMap(([text, name]) => (others.has(text) ? [] : name)) }
}

/** The code of every site, whoever may see it: no two may differ by case alone. */
export async function siteCodes(db: Read): Promise<string[]> {
  return (await rowsOf<{ code: string }>(db, sql`select code from site`)).map(({ code }) => code)
}

export async function keepSite(db: Write, site: Site): Promise<void> {
  const { id, code, name, timeZone, simulated, recordedAt } = site
  await writing<PlantTables>(db)
    .insertInto('site')
    .values({ id, code, name, time_zone: timeZone, simulated: Number(simulated), recorded_at: recordedAt })
    .execute()
}

export async function renameSite(db: Write, id: SiteId, name: string): Promise<void> {
  await writing<PlantTables>(db).updateTable('site').set({ name }).where('id', '=', id).execute()
}

/** Every place of a site, those above before those below. */
export async function placesOf(db: Read, siteId: SiteId): Promise<Place[]> {
  const rows = await reading<PlantTables>(db)
    .selectFrom('place')
    .selectAll()
    .where('site_id', '=', siteId)
    .orderBy('path')
    .execute()
  return rows.map(placeFrom)
}

export interface PlaceQuestion {
  siteId?: SiteId | undefined
  /** A place's id: only what lies right below it. */
  parentId?: string | undefined
  kind?: PlaceKind | undefined
  after?: string | undefined
  limit: number
}

/** Places by path. */
export async function placePage(db: Read, scope: Scope, asked: PlaceQuestion): Promise<Page<Place>> {
  let question = reading<PlantTables>(db).selectFrom('place').selectAll().where(inScope(db, scope))
  if (asked.siteId !== undefined) question = question.where('site_id', '=', asked.siteId)
  if (asked.parentId !== undefined) question = question.where('parent_id', '=', asked.parentId)
  if (asked.kind !== undefined) question = question.where('kind', '=', asked.kind)
  if (asked.after !== undefined) question = question.where('path', '>', asked.after)
  const rows = await question
    .orderBy('path')
    .limit(asked.limit + 1)
    .execute()
  return pageOf(rows.map(placeFrom), asked.limit, place => place.path)
}

/** A place by its id or its path. Throws `plant/not-found`. */
export async function placeOf(db: Read, scope: Scope, text: string, siteId?: SiteId): Promise<Place> {
  let question = reading<PlantTables>(db)
    .selectFrom('place')
    .selectAll()
    .where(on => on.or([on('id', '=', text), on('path', '=', text)]))
    .where(inScope(db, scope))
  if (siteId !== undefined) question = question.where('site_id', '=', siteId)
  const row = await question.limit(1).executeTakeFirst()
  if (!row) throw notFound('the place', text)
  return placeFrom(row)
}

/** Puts places in; those that are there keep all but their name. */
export async function keepPlaces(
  db: Write,
  places: readonly Place[],
  at: number,
  madeIn: string | null = null,
): Promise<void> {
  const columns = {
    site_id: 'text',
    id: 'text',
    parent_id: 'text',
    kind: 'text',
    code: 'text',
    name: 'text',
    path: 'text',
    made_in: 'text',
    recorded_at: 'integer',
  } as const
  const rows = places.map(({ siteId, id, parentId = null, kind, code, name, path }) => [
    siteId,
    id,
    parentId,
    kind,
    code,
    name,
    path,
    madeIn,
    at,
  ])
  await insertRows(db, 'place', columns, rows)
}

export async function renamePlace(db: Write, { siteId, id, name }: Place): Promise<void> {
  await writing<PlantTables>(db)
    .updateTable('place')
    .set({ name })
    .where('site_id', '=', siteId)
    .where('id', '=', id)
    .execute()
}

function siteFrom(row: PlantTables['site']): Site {
  return {
    id: row.id as SiteId,
    code: row.code,
    name: row.name,
    timeZone: row.time_zone,
    simulated: row.simulated === 1,
    recordedAt: row.recorded_at,
  }
}

function placeFrom(row: StoredPlace): Place {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    kind: row.kind as PlaceKind,
    code: row.code,
    name: row.name,
    path: row.path,
  }
}
