import { isAsNew, uncovered } from './change-list.ts'
import { type Collection, collection } from './collection.ts'
import type { FeedsState } from './feed-state.ts'
import { readFeedFile } from './read-feed-file.ts'
import { changedPaths, originalsNow, type Underway, type UpdateOrder } from './underway.ts'
import { changesOf, currentsOf, fetchPending, type Holding, mostChanges } from './update-archive.ts'

/** What was read: of feeds that come whole, and of those that single records are laid over. */
export interface Read {
  whole: Collection
  laid: Collection
}

/** Reads what the database does not have yet. */
export async function readChanged(order: UpdateOrder, state: FeedsState, changed: readonly Underway[]): Promise<Read> {
  const whole = collection()
  const laid = collection()
  const holdings = new Set(
    changed.filter(one => changedPaths(order, state, one) === undefined).flatMap(one => one.holdings),
  )
  for (const { file } of holdings) await readInto(order, file.path, whole)
  const times = new Map<string, number>()
  for (const { id, modified } of whole.advisories.values())
    if (modified !== undefined && !(times.get(id)! >= modified)) times.set(id, modified)
  for (const holding of holdings) {
    await complete(order, state, holding, times)
    for (const [path, current] of currentsOf(order, state, holding))
      if (path !== holding.original.path) await readInto(order, current.path, whole)
  }
  const paths = new Map<string, string>()
  for (const one of changed) {
    const wanted = new Set(changedPaths(order, state, one))
    for (const [path, current] of originalsNow(order, state, one)) if (wanted.has(path)) paths.set(path, current.path)
  }
  for (const path of paths.values()) await readInto(order, path, laid)
  return { whole, laid }
}

async function readInto({ disk, limits, now }: UpdateOrder, path: string, collected: Collection): Promise<void> {
  await readFeedFile(disk, { limits, now }, path, collected)
}

/**
 * Brings an archive that was read to what its list says: records that it has as new are folded away, and those that it lacks are
 * fetched. `times` are those of the records in all archives that were read, by id.
 */
async function complete(
  order: UpdateOrder,
  state: FeedsState,
  holding: Holding,
  times: ReadonlyMap<string, number>,
): Promise<void> {
  const { original, file, list } = holding
  if (original.changes === undefined) return
  const known = changesOf(state, original.path)
  if (file.aside)
    known.records = known.records.filter(
      ([id, at]) => !isAsNew(times.get(id), at) && (list === undefined || list.read.lines.has(id)),
    )
  if (list === undefined || holding.covers) return
  const records = new Map(known.records)
  const missing = uncovered(list.read, id => times.get(id)).filter(([id, at]) => !isAsNew(records.get(id), at))
  if (missing.length > mostChanges) return
  await fetchPending(order, state, original, missing)
  holding.covers = true
}
