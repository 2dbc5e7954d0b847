import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import { namesOf, type Quarantined } from './quarantine.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { PlantTables, StoredQuarantine } from './stored.ts'

const columns = {
  site_id: 'text',
  import_id: 'text',
  number: 'integer',
  source_id: 'text',
  place: 'text',
  object: 'text',
  code: 'text',
  reason: 'text',
  next: 'text',
  header: 'text',
  cells: 'text',
  state: 'text',
} as const

/** Puts rows aside that an import did not take. */
export async function quarantine(
  db: Write,
  siteId: SiteId,
  sourceId: string,
  refused: readonly Quarantined[],
): Promise<void> {
  const rows = refused.map(row => [
    siteId,
    row.importId,
    row.number,
    sourceId,
    JSON.stringify(row.row),
    row.object ?? null,
    row.code,
    row.reason,
    row.next,
    JSON.stringify(row.header),
    JSON.stringify(row.cells),
    'waiting',
  ])
  await insertRows(db, 'quarantine', columns, rows)
}

/** Rows of a source that wait, in the order they were put aside. */
export async function waitingRows(
  db: Read,
  scope: Scope,
  siteId: SiteId,
  asked: { sourceId?: string | undefined; importId?: string | undefined; after?: string | undefined; limit: number },
): Promise<Page<Quarantined>> {
  const conditions = [sql`site_id = ${siteId} and state = 'waiting'`, sql`${inScope(db, scope)}`]
  if (asked.sourceId !== undefined) conditions.push(sql`source_id = ${asked.sourceId}`)
  if (asked.importId !== undefined) conditions.push(sql`import_id = ${asked.importId}`)
  conditions.push(behind(asked.after))
  const rows = await rowsOf<StoredQuarantine>(
    db,
    sql`select * from quarantine where ${sql.join(conditions, sql` and `)}
      order by import_id, number limit ${asked.limit + 1}`,
  )
  return pageOf(rows.map(quarantinedFrom), asked.limit, handleOf)
}

/** Rows that left the quarantine since an import has them mended, in the order they were put aside, and how many there are. */
export async function mendedRows(
  db: Read,
  { siteId, id }: { siteId: SiteId; id: string },
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Page<Quarantined> & { total: number }> {
  const own = sql`site_id = ${siteId} and left_in = ${id} and state = 'mended'`
  const rows = await rowsOf<StoredQuarantine>(
    db,
    sql`select * from quarantine where ${own} and ${behind(after)} order by import_id, number limit ${limit + 1}`,
  )
  const total = await rowsOf<{ n: number }>(db, sql`select count(*) as n from quarantine where ${own}`)
  return { ...pageOf(rows.map(quarantinedFrom), limit, handleOf), total: total[0]!.n }
}

/** Imports of one source whose rows stand in a list to mend. */
export interface MendedGroup {
  /** Whose importer refused the rows. */
  room: 'plant' | 'lots'
  sourceId: string
  /** Its name. */
  source: string
  importIds: string[]
  /** What the columns of their rows are called in a list to mend. */
  columns: string[]
}

/** To which sources and rooms the rows of imports go back, in the order of the imports; those that are not of the site are left out. */
export async function mendedGroups(db: Read, siteId: SiteId, importIds: readonly string[]): Promise<MendedGroup[]> {
  const ids = listed(db, importIds, 'text')
  const runs = await rowsOf<{ id: string; source_id: string; name: string; counts: string }>(
    db,
    sql`select r.id, r.source_id, s.name, r.counts from import_run r
      join source s on s.site_id = r.site_id and s.id = r.source_id where r.site_id = ${siteId} and r.id in ${ids}`,
  )
  const headers = await rowsOf<{ import_id: string; header: string }>(
    db,
    sql`select distinct import_id, header from quarantine where site_id = ${siteId} and import_id in ${ids}`,
  )
  const known = new Map(runs.map(run => [run.id, run]))
  const groups = new Map<string, MendedGroup>()
  for (const importId of importIds) {
    const run = known.get(importId)
    if (run === undefined) continue
    // Only imports of the plant count facts.
    const room = 'facts' in (JSON.parse(run.counts) as object) ? 'plant' : 'lots'
    const key = `${room} ${run.source_id}`
    const group = groups.get(key) ?? { room, sourceId: run.source_id, source: run.name, importIds: [], columns: [] }
    const own = headers.filter(row => row.import_id === importId)
    group.importIds.push(importId)
    group.columns.push(...own.flatMap(({ header }) => namesOf(JSON.parse(header) as string[])))
    groups.set(key, group)
  }
  return [...groups.values()]
}

const handleOf = (row: Quarantined) => `${row.importId} ${row.number}`

/** What comes after the row whose handle is given; everything where none is. */
function behind(after = ''): RawBuilder<unknown> {
  const [importId, number] = after.split(' ')
  return sql`(import_id, number) > (${importId ?? ''}, ${Number(number) || 0})`
}

/** Rows of a source that leave the quarantine: mended, or told again by the same import that refused them. */
export async function release(
  db: Write,
  siteId: SiteId,
  rows: readonly Pick<Quarantined, 'importId' | 'number'>[],
  by: { importId: string; state: 'mended' | 'told-again' },
): Promise<void> {
  for (const [importId, part] of Map.groupBy(rows, row => row.importId))
    await writing<PlantTables>(db)
      .updateTable('quarantine')
      .set({ state: by.state, left_in: by.importId })
      .where('site_id', '=', siteId)
      .where('import_id', '=', importId)
      .where('state', '=', 'waiting')
      .where(
        sql<boolean>`number in ${listed(
          db,
          part.map(row => row.number),
          'integer',
        )}`,
      )
      .execute()
}

/** Takes back what an import did to the quarantine. */
export async function takeBackQuarantine(db: Write, siteId: SiteId, importId: string): Promise<void> {
  const rows = writing<PlantTables>(db)
  await rows
    .updateTable('quarantine')
    .set({ state: 'waiting', left_in: null })
    .where('site_id', '=', siteId)
    .where('left_in', '=', importId)
    .execute()
  await rows
    .updateTable('quarantine')
    .set({ state: 'undone', left_in: null })
    .where('site_id', '=', siteId)
    .where('import_id', '=', importId)
    .execute()
}

function quarantinedFrom(row: StoredQuarantine): Quarantined {
  return {
    importId: row.import_id,
    number: row.number,
    row: JSON.parse(row.place) as number | string,
    object: row.object ?? undefined,
    code: row.code,
    reason: row.reason,
    next: row.next,
    header: JSON.parse(row.header) as string[],
    cells: JSON.parse(row.cells) as string[],
  }
}
