import { sql } from 'kysely'
import { canonicalJson, digest } from '#base'
import { insertRows, type Read, rowsOf, type SiteId, type Write } from '#ledger'

/** What an import wrote over, or made, where the table itself keeps no history. */
export interface ImportChange {
  noun: 'lot' | 'place' | 'ref' | 'return' | 'source' | 'zone'
  id: string
  /** As it was; null where the import made it. */
  before: unknown
  /** As the import left it; left out where only the import's own source may change it. */
  after?: unknown
}

/** A change as it is kept: of what it came to, the digest tells whether it still stands. */
export interface KeptChange {
  id: string
  before: unknown
  /** Of `markOf`. */
  after: string | null
}

/** Tells whether a thing is still as an import left it. */
export function markOf(after: unknown): string {
  return digest(canonicalJson(after))
}

const columns = {
  site_id: 'text',
  import_id: 'text',
  noun: 'text',
  object_id: 'text',
  before: 'text',
  after: 'text',
} as const

/** Keeps what an import wrote over, so that it can be taken back. */
export async function rememberChanges(
  db: Write,
  { siteId, importId }: { siteId: string; importId: string },
  changes: readonly ImportChange[],
): Promise<void> {
  const rows = changes.map(({ noun, id, before, after }) => [
    siteId,
    importId,
    noun,
    id,
    before === null ? null : JSON.stringify(before),
    after === undefined ? null : markOf(after),
  ])
  await insertRows(db, 'import_change', columns, rows)
}

/** What an import wrote over or made, of one kind. */
export async function changesOf(
  db: Read,
  { siteId, id: importId }: { siteId: SiteId; id: string },
  noun: ImportChange['noun'],
): Promise<KeptChange[]> {
  const rows = await rowsOf<{ object_id: string; before: string | null; after: string | null }>(
    db,
    sql`select object_id, before, after from import_change
      where site_id = ${siteId} and import_id = ${importId} and noun = ${noun}`,
  )
  return rows.map(({ object_id: id, before, after }) => ({
    id,
    before: before === null ? null : (JSON.parse(before) as unknown),
    after,
  }))
}
