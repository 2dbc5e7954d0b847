import type { Read, SiteId, Write } from '#ledger'
import type { Refused } from './import-format.ts'
import { type Quarantined, withoutHandle, wordsOfRow } from './quarantine.ts'
import { quarantine, release, waitingRows } from './quarantine-store.ts'
import type { ImportRun } from './run-store.ts'

/** Rows that wait of one source: more than a person mends. */
const mostWaiting = 100_000

/** What a file does to the rows that wait. */
export interface Mending {
  /** Not taken, and waiting for the same reason not yet. */
  fresh: Refused[]
  /** Taken now that somebody mended them. */
  mended: Quarantined[]
  /** Not taken again, for another reason. */
  replaced: Quarantined[]
}

/**
 * Lays rows that are not taken beside those that wait: of a source, and of the imports whose rows stand in the file by their handle. What
 * waits already for the same reason is left as it is.
 */
export async function mendingOf(
  db: Read,
  { siteId, id: sourceId }: { siteId: SiteId; id: string },
  refused: readonly Refused[],
  handles: readonly Pick<Quarantined, 'importId' | 'number'>[],
): Promise<Mending> {
  const waiting = (await waitingRows(db, 'everywhere', siteId, { sourceId, limit: mostWaiting })).rows
  const others = new Set(handles.map(({ importId }) => importId))
  for (const importId of new Set(waiting.map(row => row.importId))) others.delete(importId)
  for (const importId of others)
    waiting.push(...(await waitingRows(db, 'everywhere', siteId, { importId, limit: mostWaiting })).rows)
  const byHandle = new Map(waiting.map(row => [`${row.importId}:${row.number}`, row]))
  const byWords = new Map(waiting.map(row => [wordsOfRow(row), row]))
  const stays = new Set<Quarantined>()
  const replaced = new Set<Quarantined>()
  const fresh: Refused[] = []
  for (const row of refused) {
    const own = withoutHandle(row)
    const known = byWords.get(wordsOfRow(own))
    if (known) stays.add(known)
    else fresh.push(own)
    const before = own === row ? undefined : byHandle.get(row.cells[0] ?? '')
    if (before && before !== known) replaced.add(before)
  }
  const told = handles.flatMap(({ importId, number }) => byHandle.get(`${importId}:${number}`) ?? [])
  return {
    fresh,
    mended: told.filter(row => !stays.has(row) && !replaced.has(row)),
    replaced: [...replaced].filter(row => !stays.has(row)),
  }
}

/** Puts rows aside that an import did not take, and lets those go that somebody mended in it. */
export async function putMending(
  db: Write,
  { siteId, sourceId, id: importId }: Pick<ImportRun, 'siteId' | 'sourceId' | 'id'>,
  { fresh, mended, replaced }: Mending,
): Promise<void> {
  await release(db, siteId, mended, { importId, state: 'mended' })
  await release(db, siteId, replaced, { importId, state: 'told-again' })
  const aside = fresh.map((row, index) => ({ ...row, importId, number: index + 1, object: undefined }))
  await quarantine(db, siteId, sourceId, aside)
}
