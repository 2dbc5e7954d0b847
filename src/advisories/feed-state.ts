import { type Digest, type Disk, defaultLimits, Problem, parseJson } from '#base'
import { isRecordId } from './change-list.ts'
import type { Fetched } from './download.ts'
import type { Doubt } from './feed-change.ts'

/** What updates left behind, beside the originals: `feeds/state.json` in the folder of the database. Times in milliseconds since 1970 UTC. */
export interface FeedsState {
  schema: 'millcert-feeds/1'
  /** Digest of the database that the last update left; another one was built or imported since. */
  database: string | null
  /** By path: what lies there, and what came later and waits to be taken. */
  originals: Record<string, { held: Fetched | null; offered: Fetched | null }>
  /** Of archives whose records also stand one by one, by path. */
  changes: Record<string, ChangesState>
  /** By id. */
  feeds: Record<string, FeedState>
}

/** What is known of an archive's changes. Records with the time that a list stated, milliseconds since 1970 UTC. */
export interface ChangesState {
  /** The source had no list when the archive came. */
  none: boolean
  /** Records of the list that neither the archive nor the source has as it says. */
  pending: [id: string, at: number][]
  /** Records that came one by one, which the archive has older or not at all. */
  records: [id: string, at: number][]
}

export interface FeedState {
  attempt: number
  /** The last time that the source was asked and the database then had what it said. */
  success: number | null
  failure: { at: number; code: string; reason: string } | null
  /** Digests of the originals that the database's records come from, by path, and the counts that it had then. */
  built: { originals: Record<string, Digest>; records: number; newest: number | null } | null
  quarantine: { since: number; doubt: Doubt; reason: string; records: number; originals: Record<string, Digest> } | null
}

/** Where originals lie: what is taken, in the layout of a mirror. */
export function originalsFolder(folder: string): string {
  return `${folder}/feeds/originals`
}

/** Where originals lie until they are taken: fetched and not yet built, or doubtful. */
export function asideFolder(folder: string): string {
  return `${folder}/feeds/aside`
}

const stateName = 'feeds/state.json'

/** The state of a folder's feeds; empty where nothing was updated yet, and where what stands there is no state: all is fetched anew then. */
export function readFeedsState(disk: Disk, folder: string): FeedsState {
  const path = `${folder}/${stateName}`
  const none: FeedsState = { schema: 'millcert-feeds/1', database: null, originals: {}, changes: {}, feeds: {} }
  if (disk.stat(path) === undefined) return none
  try {
    const state = parseJson(disk.read(path, defaultLimits.element), defaultLimits, path) as Partial<FeedsState> | null
    if (state?.schema !== none.schema || !isTable(state.originals) || !isTable(state.feeds)) return none
    const feeds = Object.entries(state.feeds).filter(([, feed]) => isFeedState(feed))
    const originals = Object.entries(state.originals).filter(([, original]) => isOriginal(original))
    const changes = Object.entries(isTable(state.changes) ? state.changes : {}).filter(([, one]) => isChanges(one))
    const database = typeof state.database === 'string' ? state.database : null
    return {
      ...none,
      database,
      originals: Object.fromEntries(originals),
      changes: Object.fromEntries(changes),
      feeds: Object.fromEntries(feeds),
    }
  } catch (error) {
    if (error instanceof Problem) return none
    throw error
  }
}

export function writeFeedsState(disk: Disk, folder: string, state: FeedsState): void {
  disk.makeFolder(`${folder}/feeds`)
  disk.write(`${folder}/${stateName}`, [`${JSON.stringify(state, null, 2)}\n`])
}

/** Clears away what a killed update was writing beside the state and the files that were aside; for who holds the lock. */
export function clearLeft(disk: Disk, folder: string): void {
  const waiting = [`${folder}/feeds`]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop())
    for (const { name, kind } of disk.list(place) ?? []) {
      const path = `${place}/${name}`
      if (kind === 'file' && /\.\d{1,10}\.new$/.test(name)) disk.remove(path)
      else if (kind === 'folder' && path !== originalsFolder(folder)) waiting.push(path)
    }
}

function isTable(value: unknown): value is Record<string, never> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isOriginal(value: unknown): boolean {
  if (!isTable(value)) return false
  const { held, offered } = value as Record<string, unknown>
  const isFetched = (one: unknown) => {
    if (!isTable(one)) return one === null
    const { url, etag, lastModified, digest, bytes } = one as Record<string, unknown>
    const isText = (text: unknown) => text === null || typeof text === 'string'
    return (
      [url, digest].every(text => typeof text === 'string') && isText(etag) && isText(lastModified) && isTime(bytes)
    )
  }
  return isFetched(held) && isFetched(offered)
}

function isChanges(value: unknown): boolean {
  if (!isTable(value)) return false
  const { none, pending, records } = value as Record<string, unknown>
  const areLines = (lines: unknown) =>
    Array.isArray(lines) &&
    lines.every(line => Array.isArray(line) && isRecordId(line[0]) && Number.isFinite(line[1]) && line.length === 2)
  return typeof none === 'boolean' && areLines(pending) && areLines(records)
}

/** The last millisecond that a date can be. */
const lastTime = 8.64e15

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= lastTime
}

function isFeedState(value: unknown): boolean {
  if (!isTable(value)) return false
  const { attempt, success, failure, built, quarantine } = value as Partial<FeedState>
  return (
    isTime(attempt) &&
    (success === null || isTime(success)) &&
    [failure, built, quarantine].every(member => member === null || isTable(member)) &&
    (built == null || isTable(built.originals)) &&
    (quarantine == null ||
      (isTable(quarantine.originals) && isTime(quarantine.since) && typeof quarantine.reason === 'string')) &&
    (failure == null || (isTime(failure.at) && typeof failure.reason === 'string'))
  )
}
