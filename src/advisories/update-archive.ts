import { defaultLimits, Problem, parseJson, quoted } from '#base'
import { type ChangeList, changedSince, isAsNew, readChangeList } from './change-list.ts'
import { type ChangesState, type FeedsState, originalsFolder } from './feed-state.ts'
import type { Changes, Original } from './source.ts'
import { type Current, currentOf, type Fetching, fetchOriginal, forgetOriginal, lies } from './update-originals.ts'

/** What lies here of an original: the file itself, and records that came one by one since. */
export interface Holding {
  original: Original
  file: Current
  /** The list of changes as the source has it now. */
  list: { file: Current; read: ChangeList } | undefined
  /** Whether the file and the records are what the list says, but for what `ChangesState.pending` names. */
  covers: boolean
}

export interface ArchiveOrder extends Fetching {
  /** As `network`, but for small files: less time for each. */
  records: Fetching['network']
  now: number
  /** Whole archives, whatever a list says. */
  full: boolean
  /** Told of what was not done as it usually is. */
  said(line: string): void
}

/** Lines of a list that are followed one by one; where more are new, the archive is asked for. */
export const mostChanges = 300
/** A list without news for a week may be one that nobody keeps any more: the archive is asked for too. Milliseconds. */
const longQuiet = 7 * 86_400_000
/** Records that are held beside an archive before it is asked for. */
const mostRecords = 500

/** Fetches what a source has newer of an original: single records where few were changed, else the file. A Problem when it does not come. */
export async function fetchHolding(order: ArchiveOrder, state: FeedsState, original: Original): Promise<Holding> {
  const { path, changes } = original
  if (changes === undefined)
    return { original, file: await fetchOriginal(order, state, original), list: undefined, covers: false }
  const before = currentOf(order.disk, order.folder, state, path)
  const known = changesOf(state, path)
  // A killed update may have moved one and not said so.
  known.records = known.records.filter(([id]) => currentOf(order.disk, order.folder, state, changes.record(id).path))
  const asksList = order.full || before === undefined || !known.none
  let list = asksList ? await fetchList(order, state, original, changes) : undefined
  const follows = before !== undefined && !before.aside && !order.full && list !== undefined
  const covers = follows && (await isFollowed(order, state, original, changes, list!.read))
  if (covers && order.now - list!.read.newest < longQuiet) return { original, file: before!, list, covers }
  const file = await fetchOriginal(order, state, original)
  if (!asksList && file.aside) list = await fetchList(order, state, original, changes)
  return { original, file, list, covers: covers && !file.aside }
}

/** What is known of the changes of an archive; none of them yet where it is new. */
export function changesOf(state: FeedsState, path: string): ChangesState {
  state.changes[path] ??= { none: false, pending: [], records: [] }
  return state.changes[path]
}

/** The list as the source has it; undefined where there is none, and where it is not to be believed. */
async function fetchList(
  order: ArchiveOrder,
  state: FeedsState,
  { path }: Original,
  { list }: Changes,
): Promise<Holding['list']> {
  try {
    const file = await fetchOriginal(order, state, list)
    try {
      const read = readChangeList(order.disk.read(file.path, list.mostBytes!), order.now, list.path)
      changesOf(state, path).none = false
      return { file, read }
    } catch (error) {
      forgetOriginal(order.disk, order.folder, state, list.path, file)
      throw error
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'base/network-missing') changesOf(state, path).none = true
    else order.said(`${list.path} is not followed: ${error.message}`)
    return undefined
  }
}

/** Fetches the records that a list has newer than the one that is held; false when that is not all that was changed. */
async function isFollowed(
  order: ArchiveOrder,
  state: FeedsState,
  original: Original,
  changes: Changes,
  list: ChangeList,
): Promise<boolean> {
  const held = heldList(order, state, changes)
  if (held === undefined) return false
  const { path } = changes.list
  const known = changesOf(state, original.path)
  if (list.newest < held.newest) {
    order.said(`${path} is not followed: it is older than the one that is held`)
    return false
  }
  const { changed, gone } = changedSince(held, list)
  const pending = new Set(known.pending.map(([id]) => id))
  const wanted = changed.filter(([id, at]) => !pending.has(id) && !has(state, original, id, at))
  if (gone || wanted.length > mostChanges || known.records.length + wanted.length > mostRecords) return false
  try {
    for (const [index, [id, at]] of wanted.entries()) {
      order.progress(`${original.path}: records`, index, wanted.length)
      await fetchRecord(order, state, original, id, at)
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    order.said(`${path} is not followed: ${error.message}`)
    return false
  }
  await fetchPending(
    order,
    state,
    original,
    [...list.lines].filter(([id]) => pending.has(id)),
  )
  return true
}

/**
 * Fetches records that an archive came without; what does not come stays pending, and is asked for again at the next update. Gives
 * those that came.
 */
export async function fetchPending(
  order: ArchiveOrder,
  state: FeedsState,
  original: Original,
  wanted: readonly (readonly [id: string, at: number])[],
): Promise<Current[]> {
  const known = changesOf(state, original.path)
  const came: Current[] = []
  const left: [string, number][] = []
  let reached = true
  for (const [id, at] of wanted) {
    try {
      if (reached) came.push(await fetchRecord(order, state, original, id, at))
      else left.push([id, at])
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      left.push([id, at])
      // A record that is not there says nothing of the next one; a source that does not answer does.
      reached = error.code === 'base/network-missing' || error.code === 'advisories/feed-record'
    }
  }
  known.pending = left
  return came
}

/** The list that stands beside the archive as it is held. */
function heldList({ disk, folder, now }: ArchiveOrder, state: FeedsState, { list }: Changes): ChangeList | undefined {
  const held = state.originals[list.path]?.held
  if (held == null || !lies(disk, originalsFolder(folder), list.path, held)) return undefined
  try {
    return readChangeList(disk.read(`${originalsFolder(folder)}/${list.path}`, list.mostBytes!), now, list.path)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function has(state: FeedsState, original: Original, id: string, at: number): boolean {
  return isAsNew(changesOf(state, original.path).records.find(([known]) => known === id)?.[1], at)
}

/** Fetches one record. A Problem when it does not come, is another's, or is older than the list says. */
async function fetchRecord(
  order: ArchiveOrder,
  state: FeedsState,
  original: Original,
  id: string,
  at: number,
): Promise<Current> {
  const record = original.changes!.record(id)
  const current = await fetchOriginal({ ...order, network: order.records }, state, record)
  const fault = faultOf(order, record, current, id, at)
  if (fault !== undefined) {
    if (current.aside) forgetOriginal(order.disk, order.folder, state, record.path, current)
    throw new Problem('advisories/feed-record', `Cannot take ${record.path}: ${fault}`)
  }
  const { records } = changesOf(state, original.path)
  const known = records.find(([other]) => other === id)
  if (known === undefined) records.push([id, at])
  else known[1] = at
  return current
}

/** Why what came is not the record that was asked for. Whether it can be taken is seen later, as for those of an archive. */
function faultOf({ disk }: Fetching, { path, mostBytes }: Original, current: Current, id: string, at: number) {
  try {
    const record = parseJson(disk.read(current.path, mostBytes!), defaultLimits, path) as Record<string, unknown> | null
    if (record?.['id'] !== id) return `it is the record ${quoted(record?.['id'] ?? null)}`
    const { modified } = record
    const time = typeof modified === 'string' ? Date.parse(modified) : Number.NaN
    if (!isAsNew(time, at)) return `it is of ${quoted(modified ?? null)}, and the list has a newer one`
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

/** The file of a holding and its records, by path. */
export function currentsOf(
  { disk, folder }: Fetching,
  state: FeedsState,
  { original, file }: Holding,
): (readonly [path: string, current: Current])[] {
  const { path, changes } = original
  if (changes === undefined) return [[path, file]]
  const records = changesOf(state, path).records.flatMap(([id]) => {
    const record = changes.record(id).path
    const current = currentOf(disk, folder, state, record)
    return current === undefined ? [] : [[record, current] as const]
  })
  return [[path, file], ...records]
}
