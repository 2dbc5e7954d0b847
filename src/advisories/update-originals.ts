import { type Digest, type Disk, type Network, Problem } from '#base'
import { download, type Fetched } from './download.ts'
import { asideFolder, type FeedsState, originalsFolder } from './feed-state.ts'
import { addressOf, type Original } from './source.ts'

/** What fetching needs besides the state. */
export interface Fetching {
  disk: Disk
  network: Network
  /** Of the database. */
  folder: string
  /** Address of a mirror; undefined: each keeper's own. */
  mirror: string | undefined
  mostBytes: number
  progress(label: string, done: number, total: number): void
}

/** Where the bytes of an original lie that the source serves now. */
export interface Current {
  path: string
  fetched: Fetched
  /** Aside, until a feed takes it. */
  aside: boolean
}

/** Bytes of an original, when its source does not say more. */
const mostOriginalBytes = 1024 ** 3

/**
 * Fetches an original when its source has another one than lies here; what comes lies aside. A Problem when no whole file comes; what
 * lay here is as it was then.
 */
export async function fetchOriginal(how: Fetching, state: FeedsState, original: Original): Promise<Current> {
  const { disk, folder } = how
  const { path } = original
  const entry = state.originals[path] ?? { held: null, offered: null }
  state.originals[path] = entry
  const before = currentOf(disk, folder, state, path)
  const place = `${asideFolder(folder)}/${path}`
  disk.makeFolder(place.slice(0, place.lastIndexOf('/')))
  const url = addressOf(original, how.mirror)
  const fetched = await download(disk, how.network, {
    url,
    path: place,
    known: before?.fetched,
    mostBytes: Math.min(how.mostBytes, original.mostBytes ?? mostOriginalBytes),
    onProgress: (done, total) => how.progress(path, done, total),
  })
  if (fetched === undefined) return before!
  if (entry.held?.digest === fetched.digest) {
    const own = `${originalsFolder(folder)}/${path}`
    if (lies(disk, originalsFolder(folder), path, entry.held)) disk.remove(place)
    else {
      disk.makeFolder(own.slice(0, own.lastIndexOf('/')))
      disk.rename(place, own)
    }
    entry.held = fetched
    entry.offered = null
    return { path: own, fetched, aside: false }
  }
  entry.offered = fetched
  return { path: place, fetched, aside: true }
}

/** What lies here of an original: what was offered last, else what is held. */
export function currentOf(
  disk: Disk,
  folder: string,
  state: Pick<FeedsState, 'originals'>,
  path: string,
): Current | undefined {
  const { held, offered } = state.originals[path] ?? { held: null, offered: null }
  if (offered !== null && lies(disk, asideFolder(folder), path, offered))
    return { path: `${asideFolder(folder)}/${path}`, fetched: offered, aside: true }
  if (held !== null && lies(disk, originalsFolder(folder), path, held))
    return { path: `${originalsFolder(folder)}/${path}`, fetched: held, aside: false }
  return undefined
}

/** Whether a file of the length that is known lies in a folder of originals. */
export function lies(disk: Disk, folder: string, path: string, { bytes }: Fetched): boolean {
  return disk.stat(`${folder}/${path}`)?.size === bytes
}

/** Puts what was aside in the place of what is held. */
export function takeOriginal(disk: Disk, folder: string, state: Pick<FeedsState, 'originals'>, path: string): void {
  const entry = state.originals[path]
  if (entry?.offered == null) return
  const place = `${originalsFolder(folder)}/${path}`
  disk.makeFolder(place.slice(0, place.lastIndexOf('/')))
  disk.rename(`${asideFolder(folder)}/${path}`, place)
  entry.held = entry.offered
  entry.offered = null
}

/** Forgets what lies here: it is not what was asked for, and is asked for again as if there were nothing. */
export function forgetOriginal(disk: Disk, folder: string, state: FeedsState, path: string, { aside }: Current): void {
  const entry = state.originals[path]
  if (entry === undefined) return
  if (!aside) entry.held = null
  entry.offered = null
  const place = `${asideFolder(folder)}/${path}`
  if (disk.stat(place)) disk.remove(place)
}

/** What a source would send: undefined when nothing is newer. Nothing is written, and no body is read. */
export async function askOriginal(
  how: Fetching,
  state: FeedsState,
  original: Original,
): Promise<{ bytes: number | undefined } | undefined> {
  const url = addressOf(original, how.mirror)
  const known = currentOf(how.disk, how.folder, state, original.path)?.fetched
  const headers: Record<string, string> = {}
  if (known?.url === url && known.etag !== null) headers['if-none-match'] = known.etag
  else if (known?.url === url && known.lastModified !== null) headers['if-modified-since'] = known.lastModified
  const reply = await how.network.get(url, headers, how.mostBytes)
  try {
    if (reply.status === 304) return undefined
    if (reply.status !== 200) throw new Problem('base/network', `Cannot fetch ${url}: the answer is ${reply.status}`)
    const length = reply.header('content-length')
    return { bytes: length === undefined ? undefined : Number(length) }
  } finally {
    reply.close()
  }
}

/** Digests by path. */
export function digestsOf(currents: readonly (readonly [path: string, current: Current])[]): Record<string, Digest> {
  return Object.fromEntries(currents.map(([path, { fetched }]) => [path, fetched.digest]))
}
