import { sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type SiteId, type Write, writing } from '#ledger'
import type { AssetFact } from './asset.ts'
import type { AssetFactField } from './asset-field.ts'
import type { FactValue, Standing, Strength } from './fact.ts'
import type { PlantTables, StoredFact } from './stored.ts'
import type { KeptWord } from './weighing.ts'

/** The number the next fact of a site gets. */
export async function nextFact(db: Read, siteId: SiteId): Promise<number> {
  const rows = await rowsOf<{ last: number }>(
    db,
    sql`select coalesce(max(number), 0) as last from asset_fact where site_id = ${siteId}`,
  )
  return rows[0]!.last + 1
}

/** Words about assets of a site that were not taken back, by asset. */
export async function wordsAbout(
  db: Read,
  siteId: SiteId,
  assetIds: readonly string[],
): Promise<Map<string, KeptWord[]>> {
  const rows = await rowsOf<StoredFact>(
    db,
    sql`select * from asset_fact where site_id = ${siteId} and replaced_at is null
      and asset_id in ${listed(db, assetIds, 'text')} order by number`,
  )
  const words = new Map<string, KeptWord[]>()
  for (const row of rows) {
    const word: KeptWord = {
      number: row.number,
      field: row.field as AssetFactField,
      sourceId: row.source_id,
      value: JSON.parse(row.value) as FactValue,
      confidence: row.confidence as Strength,
      observedAt: row.observed_at,
      standing: row.standing as Standing,
    }
    const known = words.get(row.asset_id)
    if (known) known.push(word)
    else words.set(row.asset_id, [word])
  }
  return words
}

/** Where words come from, beside the source that is in them. */
export interface Origin {
  saidBy?: string | undefined
  importId?: string | undefined
  recordedAt: number
}

/** A word with the asset it is about, and its row in the file. */
export interface PlacedWord extends KeptWord {
  assetId: string
  row?: number | string | undefined
}

const columns = {
  site_id: 'text',
  number: 'integer',
  asset_id: 'text',
  field: 'text',
  value: 'text',
  source_id: 'text',
  said_by: 'text',
  import_id: 'text',
  source_row: 'text',
  confidence: 'text',
  observed_at: 'integer',
  recorded_at: 'integer',
  standing: 'text',
} as const

export async function keepWords(
  db: Write,
  siteId: SiteId,
  words: readonly PlacedWord[],
  origin: Origin,
): Promise<void> {
  const { saidBy = null, importId = null, recordedAt } = origin
  const rows = words.map(word => [
    siteId,
    word.number,
    word.assetId,
    word.field,
    JSON.stringify(word.value),
    word.sourceId,
    saidBy,
    importId,
    word.row === undefined ? null : JSON.stringify(word.row),
    word.confidence,
    word.observedAt,
    recordedAt,
    word.standing,
  ])
  await insertRows(db, 'asset_fact', columns, rows)
}

/** Writes how kept words now stand. */
export async function restate(db: Write, siteId: SiteId, words: readonly KeptWord[]): Promise<void> {
  for (const [standing, numbers] of Map.groupBy(words, word => word.standing)) {
    await writing<PlantTables>(db)
      .updateTable('asset_fact')
      .set({ standing })
      .where('site_id', '=', siteId)
      .where(
        sql<boolean>`number in ${listed(
          db,
          numbers.map(word => word.number),
          'integer',
        )}`,
      )
      .execute()
  }
}

/** Takes back what an import said; gives the assets and fields it was about. */
export async function takeBackWords(
  db: Write,
  siteId: SiteId,
  { id: importId, firstFact }: { id: string; firstFact: number },
  by: string,
  at: number,
): Promise<{ asset_id: string; field: AssetFactField; number: number }[]> {
  const about = await rowsOf<{ asset_id: string; field: AssetFactField; number: number }>(
    db,
    sql`select asset_id, field, number from asset_fact
      where site_id = ${siteId} and number >= ${firstFact} and import_id = ${importId} and replaced_at is null
      order by number`,
  )
  await writing<PlantTables>(db)
    .updateTable('asset_fact')
    .set({ standing: 'replaced', replaced_at: at, replaced_in: by })
    .where('site_id', '=', siteId)
    .where('number', '>=', firstFact)
    .where('import_id', '=', importId)
    .where('replaced_at', 'is', null)
    .execute()
  return about
}

/** Everything ever said of an asset, the newest first; at most so many. */
export async function factsOf(
  db: Read,
  siteId: SiteId,
  assetId: string,
  asked: { field?: AssetFactField | undefined; standing?: Standing | undefined; most: number },
): Promise<AssetFact[]> {
  const conditions = [sql`f.site_id = ${siteId} and f.asset_id = ${assetId}`]
  if (asked.field !== undefined) conditions.push(sql`f.field = ${asked.field}`)
  if (asked.standing !== undefined) conditions.push(sql`f.standing = ${asked.standing}`)
  const rows = await rowsOf<StoredFact & { digest: string | null }>(
    db,
    sql`select f.*, r.digest from asset_fact f
      left join import_run r on r.site_id = f.site_id and r.id = f.import_id
      where ${sql.join(conditions, sql` and `)} order by f.number desc limit ${asked.most}`,
  )
  return rows.map(factFrom)
}

function factFrom(row: StoredFact & { digest: string | null }): AssetFact {
  return {
    number: row.number,
    assetId: row.asset_id,
    field: row.field as AssetFactField,
    value: JSON.parse(row.value) as FactValue,
    sourceId: row.source_id,
    ...(row.said_by !== null && { saidBy: row.said_by }),
    ...(row.import_id !== null && { importId: row.import_id }),
    ...(row.source_row !== null && { row: JSON.parse(row.source_row) as number | string }),
    ...(row.digest !== null && { digest: row.digest }),
    confidence: row.confidence as Strength,
    observedAt: row.observed_at,
    recordedAt: row.recorded_at,
    standing: row.standing as Standing,
    ...(row.replaced_at !== null && { replacedAt: row.replaced_at }),
  }
}
