import { newId, Problem } from '#base'
import type { Read, SiteId, Write } from '#ledger'
import { rememberChanges } from './change-store.ts'
import { type ImportRun, keepRun, keepSource, lastRun, nextRun, type Source, sourceOf } from './run-store.ts'

/** Makes ids: of the world that an operation is handed. */
type Making = Parameters<typeof newId>[1]

/** The source of a site with a name; a new one where there is none, kept with `keepSource` or `putImportRun`. */
export async function sourceFor(
  db: Read,
  siteId: SiteId,
  name: string,
  kind: string,
  world: Making,
): Promise<Source & { isNew: boolean }> {
  const known = await sourceOf(db, siteId, name)
  if (known) return { ...known, isNew: false }
  if (name.trim() === '' || name.length > 100)
    throw new Problem('plant/bad-source', 'Cannot take the name of the source', { wanted: '1 to 100 characters' })
  return { siteId, id: newId('source', world), name, kind, choices: {}, isNew: true }
}

/** Whether the newest import of a source, that was not undone, was of these bytes. */
export async function isLoaded(db: Read, siteId: SiteId, sourceId: string, digest: string): Promise<boolean> {
  return (await lastRun(db, siteId, sourceId))?.digest === digest
}

/** What is kept of a file that was taken in. */
export interface PutRun
  extends Pick<ImportRun, 'file' | 'digest' | 'size' | 'format' | 'choices' | 'counts' | 'notes' | 'actor'> {
  /** With what is to be remembered about it. */
  source: Source
  importId: string
  /** The number that the first fact it told could have; 1 where it told none. */
  firstFact?: number
  /** Milliseconds since 1970 UTC. */
  at: number
}

/** Keeps that a file was taken in, and its source. */
export async function putImportRun(db: Write, put: PutRun): Promise<ImportRun> {
  const { source, importId, file, digest, size, format, choices, counts, notes, firstFact = 1, actor, at } = put
  const { siteId } = source
  const { kind, choices: known } = (await sourceOf(db, siteId, source.id)) ?? { kind: format, choices: {} }
  await rememberChanges(db, { siteId, importId }, [
    { noun: 'source', id: source.id, before: { kind, choices: known }, after: { kind: format, choices } },
  ])
  await keepSource(db, { ...source, kind: format, choices }, at)
  const number = await nextRun(db, siteId)
  const run: ImportRun = {
    ...{ siteId, id: importId, number, sourceId: source.id, file, digest, size, format, choices },
    ...{ counts, notes, firstFact, actor, recordedAt: at },
  }
  await keepRun(db, run)
  return run
}
