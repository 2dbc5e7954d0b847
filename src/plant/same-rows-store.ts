import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Write, writing } from '#ledger'
import type { RowPlace } from './import-row.ts'
import type { ImportRun } from './run-store.ts'
import type { PlantTables, StoredSameRows } from './stored.ts'

/** A row of a file that said nothing new, and what it was about when it came in. */
export interface SameRow {
  row: RowPlace
  noun: 'asset' | 'place' | 'zone' | 'conduit' | 'window' | 'lot'
  /** As the row called it. */
  label: string
  /** Of the thing itself; left out where the row is about the site as a whole. */
  id?: string | undefined
}

/** Rows that are packed together: more than a page has, so that a page lies in two packs at most. */
const packRows = 2000

/** How a pack writes its rows: column by column, numbers as the step from the number before. */
interface Pack {
  row: RowPlace[]
  noun: SameRow['noun'][]
  label: string[]
  /** An asset by the number of the first fact that was told of it, which is small and never changes; anything else by its id. */
  of: (number | string | null)[]
}

/**
 * Keeps which rows of an import said nothing new. A plant sends the same list every day, so they lie in packs of some thousand, a few
 * bytes a row, not as rows of a table. Once the facts of the import are written: assets are named by them.
 */
export async function keepSameRows(
  db: Write,
  { siteId, id }: Pick<ImportRun, 'siteId' | 'id'>,
  same: readonly SameRow[],
): Promise<void> {
  for (let first = 0; first < same.length; first += packRows) {
    const part = same.slice(first, first + packRows)
    const assets = part.flatMap(({ noun, id }) => (noun === 'asset' && id !== undefined ? [id] : []))
    const facts = await firstFacts(db, siteId, assets)
    const pack: Pack = {
      row: stepped(part.map(({ row }) => row)),
      noun: part.map(({ noun }) => noun),
      label: part.map(({ label }) => label),
      of: stepped(part.map(({ id = null }) => facts.get(id ?? '') ?? id)),
    }
    await writing<PlantTables>(db)
      .insertInto('import_same')
      .values({ site_id: siteId, import_id: id, first, pack: zstdCompressSync(JSON.stringify(pack)) })
      .execute()
  }
}

/**
 * Rows of an import that said nothing new, in the order of the file.
 *
 * @param from how many are left out before
 * @returns undefined where they were not written down: the file came in before that was done
 */
export async function sameRows(
  db: Read,
  { siteId, id }: Pick<ImportRun, 'siteId' | 'id'>,
  from: number,
  limit: number,
): Promise<SameRow[] | undefined> {
  const own = sql`site_id = ${siteId} and import_id = ${id}`
  const packs = await rowsOf<StoredSameRows>(
    db,
    sql`select * from import_same where ${own}
      and first >= (select max(first) from import_same where ${own} and first <= ${from}) order by first limit 2`,
  )
  if (packs.length === 0) return undefined
  const rows = packs.flatMap(({ pack }) => unpacked(pack))
  const skipped = from - packs[0]!.first
  const page = rows.slice(skipped, skipped + limit)
  const assetOf = await assetsOfFacts(
    db,
    siteId,
    page.flatMap(({ of }) => (typeof of === 'number' ? [of] : [])),
  )
  return page.map(({ of, ...row }) => ({
    ...row,
    id: typeof of === 'number' ? assetOf.get(of) : (of ?? undefined),
  }))
}

function unpacked(bytes: Uint8Array): (Omit<SameRow, 'id'> & { of: Pack['of'][number] })[] {
  const { row, noun, label, of } = JSON.parse(zstdDecompressSync(bytes).toString()) as Pack
  const [places, things] = [summed(row), summed(of)]
  return places.map((row, at) => ({ row, noun: noun[at]!, label: label[at]!, of: things[at]! }))
}

/** Numbers as the step from the one before: what grows evenly is then nearly the same everywhere. */
function stepped<T>(values: readonly (T | number)[]): (T | number)[] {
  let last = 0
  return values.map(value => {
    if (typeof value !== 'number') return value
    const step = value - last
    last = value
    return step
  })
}

function summed<T>(steps: readonly (T | number)[]): (T | number)[] {
  let last = 0
  return steps.map(step => {
    if (typeof step !== 'number') return step
    last += step
    return last
  })
}

/** By assets, the numbers of the first facts that were told of them. */
async function firstFacts(db: Read, siteId: string, assetIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await rowsOf<{ id: string; number: number }>(
    db,
    sql`select asset_id as id, min(number) as number from asset_fact
      where site_id = ${siteId} and asset_id in ${listed(db, assetIds, 'text')} group by asset_id`,
  )
  return new Map(rows.map(({ id, number }) => [id, number]))
}

/** By the numbers of facts, what they are about. */
async function assetsOfFacts(db: Read, siteId: string, numbers: readonly number[]): Promise<Map<number, string>> {
  const rows = await rowsOf<{ id: string; number: number }>(
    db,
    sql`select asset_id as id, number from asset_fact
      where site_id = ${siteId} and number in ${listed(db, numbers, 'integer')}`,
  )
  return new Map(rows.map(({ id, number }) => [number, id]))
}
