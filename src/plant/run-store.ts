import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, reading, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import { changesOf, rememberChanges } from './change-store.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { PlantTables, StoredRef, StoredRun, StoredSource } from './stored.ts'

/** Who or what tells us of a site again and again: an export of a tool, a spreadsheet. */
export interface Source {
  siteId: SiteId
  id: string
  /** Unique in the site. */
  name: string
  /** Id of the format it was last read in. */
  kind: string
  /** What was said once about reading it: columns, time zone. */
  choices: SourceChoices
}

export interface SourceChoices {
  mapping?: Readonly<Record<string, string>>
  timeZone?: string
}

/** One file taken in. */
export interface ImportRun {
  siteId: SiteId
  id: string
  /** From 1 in each site. */
  number: number
  sourceId: string
  /** Name of the file. */
  file: string
  /** Of its bytes. */
  digest: string
  size: number
  format: string
  choices: SourceChoices
  counts: Readonly<Record<string, number>>
  notes: readonly unknown[]
  /** The number that the first fact it told could have. */
  firstFact: number
  actor: string
  /** Milliseconds since 1970 UTC. */
  recordedAt: number
  undoneAt?: number
}

/** A source of a site by its name or id. */
export async function sourceOf(db: Read, siteId: SiteId, text: string): Promise<Source | undefined> {
  const row = await reading<PlantTables>(db)
    .selectFrom('source')
    .selectAll()
    .where('site_id', '=', siteId)
    .where(on => on.or([on('name', '=', text), on('id', '=', text)]))
    .limit(1)
    .executeTakeFirst()
  return row && sourceFrom(row)
}

export async function sourcesOf(db: Read, siteId: SiteId): Promise<Source[]> {
  const rows = await reading<PlantTables>(db)
    .selectFrom('source')
    .selectAll()
    .where('site_id', '=', siteId)
    // Where everything it told was taken back, it tells nothing.
    .where(
      sql<boolean>`(id in (select source_id from import_run where site_id = ${siteId} and undone_at is null)
        or id not in (select source_id from import_run where site_id = ${siteId}))`,
    )
    .orderBy('name')
    .execute()
  return rows.map(sourceFrom)
}

/** Puts a source in, or what is new about it. */
export async function keepSource(db: Write, source: Source, at: number): Promise<void> {
  const facts = { kind: source.kind, mapping: JSON.stringify(source.choices) }
  await writing<PlantTables>(db)
    .insertInto('source')
    .values({ site_id: source.siteId, id: source.id, name: source.name, recorded_at: at, ...facts })
    .onConflict(on => on.columns(['site_id', 'id']).doUpdateSet(facts))
    .execute()
}

/** The number the next import of a site gets. */
export async function nextRun(db: Read, siteId: SiteId): Promise<number> {
  const rows = await rowsOf<{ last: number }>(
    db,
    sql`select coalesce(max(number), 0) as last from import_run where site_id = ${siteId}`,
  )
  return rows[0]!.last + 1
}

export async function keepRun(db: Write, run: ImportRun): Promise<void> {
  await writing<PlantTables>(db)
    .insertInto('import_run')
    .values({
      site_id: run.siteId,
      id: run.id,
      number: run.number,
      source_id: run.sourceId,
      file: run.file,
      digest: run.digest,
      size: run.size,
      format: run.format,
      mapping: JSON.stringify(run.choices),
      counts: JSON.stringify(run.counts),
      notes: JSON.stringify(run.notes),
      first_fact: run.firstFact,
      actor: run.actor,
      recorded_at: run.recordedAt,
      undone_at: null,
    })
    .execute()
}

export async function endRun(db: Write, siteId: SiteId, id: string, at: number): Promise<void> {
  await writing<PlantTables>(db)
    .updateTable('import_run')
    .set({ undone_at: at })
    .where('site_id', '=', siteId)
    .where('id', '=', id)
    .execute()
}

/** An import by its id. Throws `plant/not-found`. */
export async function runById(db: Read, scope: Scope, id: string): Promise<ImportRun> {
  const row = await reading<PlantTables>(db)
    .selectFrom('import_run')
    .selectAll()
    .where('id', '=', id)
    .where(inScope(db, scope))
    .executeTakeFirst()
  if (!row) throw notFound('the import', id)
  return runFrom(row)
}

/** The newest import of a source that was not undone. */
export async function lastRun(db: Read, siteId: SiteId, sourceId: string): Promise<ImportRun | undefined> {
  const row = await reading<PlantTables>(db)
    .selectFrom('import_run')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('source_id', '=', sourceId)
    .where('undone_at', 'is', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && runFrom(row)
}

/** Imports, the newest first. */
export async function runPage(
  db: Read,
  scope: Scope,
  asked: { siteId?: SiteId | undefined; sourceId?: string | undefined; after?: string | undefined; limit: number },
): Promise<Page<ImportRun>> {
  const conditions: RawBuilder<unknown>[] = [sql`${inScope(db, scope)}`]
  if (asked.siteId !== undefined) conditions.push(sql`site_id = ${asked.siteId}`)
  if (asked.sourceId !== undefined) conditions.push(sql`source_id = ${asked.sourceId}`)
  if (asked.after !== undefined) {
    const [at, id] = asked.after.split(' ')
    conditions.push(sql`(recorded_at, id) < (${Number(at) || 0}, ${id ?? ''})`)
  }
  const rows = await rowsOf<StoredRun>(
    db,
    sql`select * from import_run where ${sql.join(conditions, sql` and `)}
      order by recorded_at desc, id desc limit ${asked.limit + 1}`,
  )
  return pageOf(rows.map(runFrom), asked.limit, run => `${run.recordedAt} ${run.id}`)
}

/** By what a source's rows are known again: the key of a row, its asset, and the digest of what it last said. */
export type KnownRef = Pick<StoredRef, 'ref' | 'asset_id' | 'digest' | 'gone_at'>

export async function refsOf(db: Read, siteId: SiteId, sourceId: string): Promise<KnownRef[]> {
  return rowsOf(
    db,
    sql`select ref, asset_id, digest, gone_at from asset_ref where site_id = ${siteId} and source_id = ${sourceId}`,
  )
}

/** Of the assets, those that some source lists. */
export async function listedAssets(db: Read, siteId: SiteId, assetIds: readonly string[]): Promise<Set<string>> {
  const rows = await rowsOf<{ asset_id: string }>(
    db,
    sql`select distinct asset_id from asset_ref where site_id = ${siteId} and gone_at is null
      and asset_id in ${listed(db, assetIds, 'text')}`,
  )
  return new Set(rows.map(row => row.asset_id))
}

export interface FreshRef {
  ref: string
  assetId: string
  digest: string
  isNew: boolean
}

/** Keeps what rows of an import are about and said. */
export async function keepRefs(
  db: Write,
  { siteId, sourceId, id }: Pick<ImportRun, 'siteId' | 'sourceId' | 'id'>,
  refs: readonly FreshRef[],
): Promise<void> {
  const changed = refs.filter(ref => !ref.isNew)
  for (let at = 0; at < changed.length; at += 2000) {
    const part = changed.slice(at, at + 2000)
    const kept = await rowsOf<StoredRef>(
      db,
      sql`select * from asset_ref where site_id = ${siteId} and source_id = ${sourceId}
        and ref in ${listed(
          db,
          part.map(each => each.ref),
          'text',
        )}`,
    )
    const madeIn = new Map(kept.map(row => [row.ref, row.made_in]))
    await rememberChanges(
      db,
      { siteId, importId: id },
      kept.map(({ ref, ...row }) => ({ noun: 'ref', id: ref, before: row })),
    )
    await removeRefs(
      db,
      siteId,
      sourceId,
      part.map(each => each.ref),
    )
    await insertRefs(
      db,
      siteId,
      sourceId,
      part.map(each => [each, madeIn.get(each.ref) ?? id]),
      id,
    )
  }
  await insertRefs(
    db,
    siteId,
    sourceId,
    refs.filter(ref => ref.isNew).map(each => [each, id]),
    id,
  )
}

async function insertRefs(
  db: Write,
  siteId: SiteId,
  sourceId: string,
  refs: readonly (readonly [FreshRef, madeIn: string])[],
  importId: string,
): Promise<void> {
  const rows = refs.map(([{ ref, assetId, digest }, madeIn]) => ({
    ...{ site_id: siteId, source_id: sourceId, ref, asset_id: assetId, digest },
    ...{ import_id: importId, made_in: madeIn, gone_at: null, gone_in: null },
  }))
  await insertRefRows(db, rows)
}

const refColumns = {
  site_id: 'text',
  source_id: 'text',
  ref: 'text',
  asset_id: 'text',
  digest: 'text',
  import_id: 'text',
  made_in: 'text',
  gone_at: 'integer',
  gone_in: 'text',
} as const satisfies Record<keyof StoredRef, 'text' | 'integer'>

async function insertRefRows(db: Write, refs: readonly StoredRef[]): Promise<void> {
  const names = Object.keys(refColumns) as (keyof StoredRef)[]
  const sorted = refs.toSorted((a, b) => (a.ref < b.ref ? -1 : 1))
  await insertRows(
    db,
    'asset_ref',
    refColumns,
    sorted.map(row => names.map(name => row[name])),
  )
}

async function removeRefs(db: Write, siteId: SiteId, sourceId: string, refs: readonly string[]): Promise<void> {
  await writing<PlantTables>(db)
    .deleteFrom('asset_ref')
    .where('site_id', '=', siteId)
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`ref in ${listed(db, refs, 'text')}`)
    .execute()
}

/** Marks rows of a source as listed no more. */
export async function endRefs(
  db: Write,
  { siteId, sourceId, id, recordedAt }: Pick<ImportRun, 'siteId' | 'sourceId' | 'id' | 'recordedAt'>,
  refs: readonly string[],
): Promise<void> {
  if (refs.length === 0) return
  await writing<PlantTables>(db)
    .updateTable('asset_ref')
    .set({ gone_at: recordedAt, gone_in: id })
    .where('site_id', '=', siteId)
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`ref in ${listed(db, refs, 'text')}`)
    .execute()
}

/** Takes back what an import did to the rows of its source; gives the assets of those that are listed again. */
export async function takeBackRefs(db: Write, run: Pick<ImportRun, 'siteId' | 'sourceId' | 'id'>): Promise<string[]> {
  const { siteId, sourceId, id } = run
  const back = await rowsOf<{ asset_id: string }>(
    db,
    sql`select asset_id from asset_ref where site_id = ${siteId} and source_id = ${sourceId} and gone_in = ${id}`,
  )
  const refs = writing<PlantTables>(db)
  const change = () => refs.updateTable('asset_ref').where('site_id', '=', siteId).where('source_id', '=', sourceId)
  await change().set({ gone_at: null, gone_in: null }).where('gone_in', '=', id).execute()
  await refs
    .deleteFrom('asset_ref')
    .where('site_id', '=', siteId)
    .where('source_id', '=', sourceId)
    .where('made_in', '=', id)
    .execute()
  const changes = await changesOf(db, run, 'ref')
  for (let at = 0; at < changes.length; at += 2000) {
    const part = changes.slice(at, at + 2000)
    await removeRefs(
      db,
      siteId,
      sourceId,
      part.map(each => each.id),
    )
    await insertRefRows(
      db,
      part.map(each => ({ ...(each.before as Omit<StoredRef, 'ref'>), ref: each.id })),
    )
  }
  // Of what was taken in before this was kept: the next file is weighed in full.
  await change().set({ digest: '' }).where('import_id', '=', id).execute()
  return back.map(row => row.asset_id)
}

function sourceFrom(row: StoredSource): Source {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    name: row.name,
    kind: row.kind,
    choices: JSON.parse(row.mapping) as SourceChoices,
  }
}

function runFrom(row: StoredRun): ImportRun {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    number: row.number,
    sourceId: row.source_id,
    file: row.file,
    digest: row.digest,
    size: row.size,
    format: row.format,
    choices: JSON.parse(row.mapping) as SourceChoices,
    counts: JSON.parse(row.counts) as Record<string, number>,
    notes: JSON.parse(row.notes) as unknown[],
    firstFact: row.first_fact,
    actor: row.actor,
    recordedAt: row.recorded_at,
    ...(row.undone_at !== null && { undoneAt: row.undone_at }),
  }
}
