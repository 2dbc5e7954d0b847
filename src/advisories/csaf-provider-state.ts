import { type Disk, defaultLimits, Problem, parseJson } from '#base'
import type { CsafFacts } from './csaf-paper.ts'
import type { Fetched } from './download.ts'
import { readFeedsState } from './feed-state.ts'
import { readManifest } from './manifest.ts'

/** A document of a provider. The paths of a state are those below the folder of originals. */
export interface CsafDocumentState {
  held: Fetched | null
  offered: Fetched | null
  url: string
  /** Address of the list that names it. */
  list: string
  /** What the list said when it came. */
  date: number | null
  /** Of the one that is held. */
  facts: CsafFacts | null
  /** Of the one that is offered. */
  next: CsafFacts | null
  /** Endings of checksum files that it agrees with. */
  checked: string[]
}

/** What updates left behind of a provider: `feeds/csaf/FOLDER.json` in the folder of the database. Times in milliseconds since 1970 UTC. */
export interface CsafProviderState {
  schema: 'millcert-csaf/1'
  id: string
  folder: string
  publisher: string | null
  namespace: string | null
  role: string | null
  attempt: number
  /** The last time that it was asked, everything that it lists came, and the database then had it. */
  success: number | null
  failure: { at: number; code: string; reason: string } | null
  /** Why what it has now is not taken. */
  quarantine: { since: number; reason: string } | null
  /** The newest date of a list that was taken. */
  newest: number | null
  /** Feeds that its documents are of. */
  feeds: string[]
  /** The database has what is held. */
  laid: boolean
  /** Lists that were taken, by address. */
  lists: Record<string, Fetched>
  documents: Record<string, CsafDocumentState>
  /** Documents that are not taken, each with the reason. */
  refused: Record<string, { since: number; reason: string }>
  /** How many were refused or missing when it was last taken. */
  unread: number
  /** Documents that a list names and nobody has. */
  missing: string[]
}

const stateFolder = (folder: string) => `${folder}/feeds/csaf`

/** The state of a provider; a new one where nothing is known, and where what stands there is no state. */
export function readProviderState(disk: Disk, folder: string, id: string, own: string): CsafProviderState {
  const none: CsafProviderState = {
    schema: 'millcert-csaf/1',
    id,
    folder: own,
    publisher: null,
    namespace: null,
    role: null,
    attempt: 0,
    success: null,
    failure: null,
    quarantine: null,
    newest: null,
    feeds: [],
    laid: false,
    lists: {},
    documents: {},
    refused: {},
    unread: 0,
    missing: [],
  }
  const path = `${stateFolder(folder)}/${own}.json`
  if (disk.stat(path) === undefined) return none
  try {
    const read = parseJson(disk.read(path, mostStateBytes), { ...defaultLimits, text: 8192 }, path)
    return isState(read) ? { ...none, ...read, id, folder: own } : none
  } catch (error) {
    if (error instanceof Problem) return none
    throw error
  }
}

const mostStateBytes = 256 * 1024 ** 2

/** The states of all providers that updates left, by folder name. */
export function readProviderStates(disk: Disk, folder: string): CsafProviderState[] {
  return (disk.list(stateFolder(folder)) ?? []).flatMap(({ name, kind }) => {
    if (kind !== 'file' || !name.endsWith('.json')) return []
    const own = name.slice(0, -'.json'.length)
    const state = readProviderState(disk, folder, `csaf:${own}`, own)
    return state.attempt === 0 ? [] : [state]
  })
}

export function writeProviderState(disk: Disk, folder: string, state: CsafProviderState): void {
  disk.makeFolder(stateFolder(folder))
  disk.write(`${stateFolder(folder)}/${state.folder}.json`, [`${JSON.stringify(state, null, 1)}\n`])
}

/** When somebody else built or imported the database since the last update, nobody knows what it has of any provider. */
export function forgetLaid(disk: Disk, folder: string): void {
  if ((readManifest(disk, folder)?.digest ?? null) === readFeedsState(disk, folder).database) return
  for (const state of readProviderStates(disk, folder))
    if (state.laid) writeProviderState(disk, folder, { ...state, laid: false })
}

function isState(value: unknown): value is CsafProviderState {
  if (!isTable(value)) return false
  const one = value as Partial<CsafProviderState>
  const isTime = (time: unknown) => Number.isSafeInteger(time) && Math.abs(time as number) <= 8.64e15
  const isTexts = (list: unknown) => Array.isArray(list) && list.every(text => typeof text === 'string')
  return (
    one.schema === 'millcert-csaf/1' &&
    [one.publisher, one.namespace, one.role].every(text => text === null || typeof text === 'string') &&
    isTime(one.attempt) &&
    [one.success, one.newest].every(time => time === null || isTime(time)) &&
    (one.failure === null ||
      (isTable(one.failure) && isTime(one.failure.at) && typeof one.failure.reason === 'string')) &&
    (one.quarantine === null ||
      (isTable(one.quarantine) && isTime(one.quarantine.since) && typeof one.quarantine.reason === 'string')) &&
    typeof one.laid === 'boolean' &&
    Number.isSafeInteger(one.unread) &&
    isTexts(one.feeds) &&
    isTexts(one.missing) &&
    isTable(one.lists) &&
    Object.values(one.lists).every(isFetched) &&
    isTable(one.documents) &&
    Object.values(one.documents).every(isDocument) &&
    isTable(one.refused) &&
    Object.values(one.refused).every(refused => isTable(refused) && typeof refused['reason'] === 'string')
  )
}

function isTable(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isFetched(value: unknown): boolean {
  if (!isTable(value)) return false
  const { url, digest, bytes, etag, lastModified } = value
  const isText = (text: unknown) => text === null || typeof text === 'string'
  return (
    [url, digest].every(text => typeof text === 'string') &&
    [etag, lastModified].every(isText) &&
    Number.isSafeInteger(bytes)
  )
}

function isOriginal(value: unknown): boolean {
  return isTable(value) && ['held', 'offered'].every(name => value[name] === null || isFetched(value[name]))
}

function isDocument(value: unknown): boolean {
  const isFacts = (one: unknown) => one === null || (isTable(one) && typeof one['id'] === 'string')
  return (
    isOriginal(value) &&
    isTable(value) &&
    typeof value['url'] === 'string' &&
    typeof value['list'] === 'string' &&
    (value['date'] === null || Number.isFinite(value['date'])) &&
    isFacts(value['facts']) &&
    isFacts(value['next']) &&
    Array.isArray(value['checked'])
  )
}
