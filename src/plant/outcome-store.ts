import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Write, writing } from '#ledger'
import type { RowPlace } from './import-row.ts'
import type { ImportRun } from './run-store.ts'
import type { PlantTables, StoredOutcomes } from './stored.ts'
import type { RowFate, RowOutcome } from './taken.ts'

/** A row of a file, what became of it, and what it was about when it came in. */
export interface KeptOutcome {
  row: RowPlace
  noun: RowOutcome['noun'] | 'lot'
  what: RowFate
  /** As the row called it. */
  label: string
  /** Of the thing itself; left out where the row is about the site as a whole, or was not taken. */
  id?: string | undefined
  /** By what the asset was known again, where the source had not told of it before. */
  knownBy?: RowOutcome['knownBy']
  /** The other site that it is about, as written. */
  site?: string | undefined
}

/** Rows that are packed together: more than a page has, so that a page lies in few packs. */
const packRows = 2000

/** How a pack writes its rows: column by column, numbers as the step from the number before. */
interface Pack {
  row: RowPlace[]
  noun: KeptOutcome['noun'][]
  /** Left out in packs of before, which have the rows alone that said nothing new. */
  what?: RowFate[]
  label: string[]
  /** An asset by the number of the first fact that was told of it, which is small and never changes; anything else by its id. */
  of: (number | string | null)[]
  /** Of those rows that have one, by where they stand in the pack. */
  knownBy?: Record<number, string>
  site?: Record<number, string>
}

/**
 * Keeps what became of the rows of an import. A plant sends nearly the same list every day, so they lie in packs of some thousand, a few
 * bytes a row, not as rows of a table. Once the facts of the import are written: assets are named by them.
 */
export async function keepOutcomes(
  db: Write,
  { siteId, id }: Pick<ImportRun, 'siteId' | 'id'>,
  outcomes: readonly KeptOutcome[],
): Promise<void> {
  for (let first = 0; first < outcomes.length; first += packRows) {
    const part = outcomes.slice(first, first + packRows)
    const assets = part.flatMap(({ noun, id }) => (noun === 'asset' && id !== undefined ? [id] : []))
    const facts = await firstFacts(db, siteId, assets)
    const pack: Pack = {
      row: stepped(part.map(({ row }) => row)),
      noun: part.map(({ noun }) => noun),
      what: part.map(({ what }) => what),
      label: part.map(({ label }) => label),
      of: stepped(part.map(({ id = null }) => facts.get(id ?? '') ?? id)),
      knownBy: few(part.map(({ knownBy }) => knownBy)),
      site: few(part.map(({ site }) => site)),
    }
    await writing<PlantTables>(db)
      .insertInto('import_outcome')
      .values({ site_id: siteId, import_id: id, first, pack: zstdCompressSync(JSON.stringify(pack)) })
      .execute()
  }
}

/** Which of an import's rows are asked for, and where the page begins and how long it is. */
export interface OutcomesAsked {
  isAsked: (outcome: Omit<KeptOutcome, 'id' | 'what'> & { what: RowFate | undefined }) => boolean
  /** How many rows of the file, of any kind, come before. */
  from: number
  limit: number
}

/**
 * Rows of an import in the order of the file, and where the next page begins where there is one; none where they were not written down, as
 * the file came in before that was done.
 */
export async function outcomesOf(
  db: Read,
  run: Pick<ImportRun, 'siteId' | 'id'>,
  { isAsked, from, limit }: OutcomesAsked,
): Promise<{ rows: KeptOutcome[]; next?: number }> {
  const found: Packed[] = []
  let next: number | undefined
  for (let first = from - (from % packRows); next === undefined; first += packRows) {
    const pack = await packAt(db, run, first)
    if (pack === undefined) break
    const rows = unpacked(pack)
    for (let at = Math.max(from - first, 0); at < rows.length && next === undefined; at++) {
      if (!isAsked(rows[at]!)) continue
      if (found.length < limit) found.push(rows[at]!)
      else next = first + at
    }
  }
  const facts = found.flatMap(({ of }) => (typeof of === 'number' ? [of] : []))
  const assetOf = await assetsOfFacts(db, run.siteId, facts)
  const rows = found.map(({ of, what = 'same', ...row }) => ({
    ...row,
    what,
    id: typeof of === 'number' ? assetOf.get(of) : (of ?? undefined),
  }))
  return { rows, ...(next !== undefined && { next }) }
}

async function packAt(
  db: Read,
  { siteId, id }: Pick<ImportRun, 'siteId' | 'id'>,
  first: number,
): Promise<Uint8Array | undefined> {
  const rows = await rowsOf<StoredOutcomes>(
    db,
    sql`select * from import_outcome where site_id = ${siteId} and import_id = ${id} and first = ${first}`,
  )
  return rows[0]?.pack
}

type Packed = Parameters<OutcomesAsked['isAsked']>[0] & { of: Pack['of'][number] }

function unpacked(bytes: Uint8Array): Packed[] {
  const { row, noun, what, label, of, knownBy, site } = JSON.parse(zstdDecompressSync(bytes).toString()) as Pack
  const [places, things] = [summed(row), summed(of)]
  return places.map((row, at) => ({
    ...{ row, noun: noun[at]!, what: what?.[at], label: label[at]!, of: things[at]! },
    ...{ knownBy: knownBy?.[at], site: site?.[at] },
  }))
}

/** What few of many have, by where they stand. */
function few(values: readonly (string | undefined)[]): Record<number, string> {
  return Object.fromEntries(values.flatMap((value, at) => (value === undefined ? [] : [[at, value] as const])))
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
