import type { Write } from '#ledger'
import type { Refused } from './import-format.ts'
import { type Quarantined, withoutHandle, wordsOfRow } from './quarantine.ts'
import { quarantine, release, waitingRows } from './quarantine-store.ts'
import { keyOf } from './row-identity.ts'
import type { Difference, Taking } from './taken.ts'

/** Rows that wait of one source: more than a person mends. */
const mostWaiting = 100_000

/**
 * Puts rows aside that were not taken, and lets those go that were mended: rows whose handle stands in the file, or that were taken now.
 * What waits already for the same reason is left as it is. Gives whether anything changed.
 */
export async function putAside(
  db: Write,
  { site, source, importId, imported, handles }: Taking,
  refused: readonly Refused[],
  taken: ReadonlySet<string>,
  { counts }: Difference,
): Promise<boolean> {
  const asked = { sourceId: source.id, limit: mostWaiting }
  const { rows: waiting } = await waitingRows(db, 'everywhere', site.id, asked)
  const byHandle = new Map(waiting.map(row => [`${row.importId} ${row.number}`, row]))
  const byWords = new Map(waiting.map(row => [wordsOfRow(row), row]))
  const byObject = Map.groupBy(
    waiting.filter(row => row.object !== undefined),
    row => row.object!,
  )
  const fresh: Quarantined[] = []
  const again = new Set<Quarantined>()
  const stays = new Set<Quarantined>()
  const roles = new Map(Object.entries(imported.mapping))
  for (const row of refused) {
    const own = withoutHandle(row)
    const known = byWords.get(wordsOfRow(own))
    if (known) {
      stays.add(known)
      continue
    }
    const object = objectOf(own, roles)
    for (const old of object === undefined ? [] : (byObject.get(object) ?? [])) again.add(old)
    fresh.push({ ...own, importId, number: fresh.length + 1, object })
  }
  const mended = new Set(waiting.filter(row => row.object !== undefined && taken.has(row.object)))
  for (const { importId, number } of handles) {
    const row = byHandle.get(`${importId} ${number}`)
    if (row !== undefined && !again.has(row)) mended.add(row)
  }
  const left = [...mended].filter(row => !stays.has(row) && !again.has(row))
  const replaced = [...again].filter(row => !stays.has(row))
  await release(db, site.id, left, { importId, state: 'mended' })
  await release(db, site.id, replaced, { importId, state: 'told-again' })
  await quarantine(db, site.id, source.id, fresh)
  counts.refused = refused.length
  counts.mended = left.length
  return fresh.length > 0 || left.length > 0 || replaced.length > 0
}

/** Which asset a row that was not taken is about, by the columns that say it. */
function objectOf({ header, cells }: Refused, roles: ReadonlyMap<string, string>): string | undefined {
  const said = (role: string) => {
    const index = header.findIndex(name => (roles.get(name) ?? name) === role)
    return cells[index]?.trim() || undefined
  }
  const [ref, tag, serial] = [said('ref') ?? said('asset_id'), said('tag'), said('serial')]
  return keyOf({
    ...(ref !== undefined && { ref }),
    ...(tag !== undefined && { tag }),
    ...(serial !== undefined && { serial }),
  })
}
