import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type Limits, Problem, parseJson, quoted } from '#base'

/** What of a repository was accepted before; it decides what is older. Bytes as they came. */
export interface TufState {
  readonly root: Uint8Array
  readonly timestamp?: Uint8Array | undefined
  readonly snapshot?: Uint8Array | undefined
  /** Targets metadata by role, `targets` among them. */
  readonly roles: Readonly<Record<string, Uint8Array>>
}

/** A repository that was carried here, in the layout of the TUF specification; undefined for what is not there. A file over `most` bytes is a Problem. */
export interface TufSource {
  metadata(name: string, most: number): Uint8Array | undefined
  target(path: string, most: number): Uint8Array | undefined
}

export interface TufTarget {
  readonly bytes: Uint8Array
  /** To be kept: the next repository may not be older. */
  readonly state: TufState
}

/** Most bytes of each file (the bounds of tuf-js). */
const most = { root: 512_000, timestamp: 16_384, snapshot: 2_000_000, targets: 5_000_000, file: 32 * 1024 ** 2 }
const mostRotations = 256
const mostDelegations = 32

type Store = InstanceType<typeof import('tuf-js/dist/store.js')['TrustedMetadataStore']>

/**
 * A file of a carried repository, after the workflow of a TUF client (TUF 1.0.34, section 5): every newer root in turn, then timestamp,
 * snapshot, targets and delegations, each signed, unexpired at `now` and none older than what was accepted before. A Problem
 * `trust/metadata-refused` says what is wrong; the state that was is then still the one to keep.
 */
export async function carriedTarget(
  state: TufState,
  source: TufSource,
  path: string,
  now: number,
  limits: Limits,
): Promise<TufTarget> {
  const { TrustedMetadataStore } = await import('tuf-js/dist/store.js')
  try {
    const store = new TrustedMetadataStore(plain(state.root, limits, 'the root'))
    // The update has one time (5.1): that of the caller, never that of the machine.
    Object.assign(store, { referenceTime: new Date(now) })
    const client = clientOf(store, state, source, limits)
    const root = client.roots()
    const timestamp = client.timestamp()
    const snapshot = client.snapshot()
    const found = client.target(path)
    if (found === undefined) throw refused(`no role names ${quoted(path)}`)
    const bytes = fileOf(source, path, found, store.root.signed.consistentSnapshot)
    return { bytes, state: { root, timestamp, snapshot, roles: client.roles } }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw refused((error as Error).message)
  }
}

function refused(what: string): Problem {
  return new Problem('trust/metadata-refused', `Cannot take the trusted root from its repository: ${what}`)
}

/** Metadata whose JSON every reader reads alike, for the library, which reads it with JSON.parse. */
function plain(bytes: Uint8Array, limits: Limits, name: string): Buffer<ArrayBuffer> {
  parseJson(bytes, limits, name)
  return Buffer.from(bytes)
}

interface TargetInfo {
  readonly length: number
  readonly hashes: Readonly<Record<string, string>>
}

function clientOf(store: Store, state: TufState, source: TufSource, limits: Limits) {
  const roles: Record<string, Uint8Array> = {}
  const consistent = () => store.root.signed.consistentSnapshot
  /** A file under the name that the layout gives it, or under its plain one, as a repository has it before it is published: what it must be is known by then. */
  const fetched = (name: string, version: number | undefined, bound: number): Buffer<ArrayBuffer> => {
    const names = version !== undefined && consistent() ? [`${version}.${name}.json`, `${name}.json`] : [`${name}.json`]
    for (const one of names) {
      const bytes = source.metadata(one, bound)
      if (bytes !== undefined) return plain(bytes, limits, one)
    }
    throw refused(`${names[0]} is missing`)
  }
  const load = (role: string, parent: string): void => {
    if (store.getRole(role as never)) return
    try {
      const known = Object.hasOwn(state.roles, role) ? state.roles[role] : undefined
      if (known === undefined) throw refused('nothing is known')
      store.updateDelegatedTargets(Buffer.from(known), role as never, parent as never)
      roles[role] = known
    } catch {
      const meta = store.snapshot?.signed.meta[`${role}.json`]
      if (meta === undefined) throw refused(`the snapshot does not name ${quoted(role)}`)
      const bytes = fetched(encodeURIComponent(role), meta.version, meta.length ?? most.targets)
      store.updateDelegatedTargets(bytes, role as never, parent as never)
      roles[role] = bytes
    }
  }
  return {
    roles,
    roots: () => newestRoot(store, state, source, limits),
    timestamp: () => newestTimestamp(store, state, fetched),
    snapshot(): Uint8Array {
      try {
        if (state.snapshot === undefined) throw refused('nothing is known')
        store.updateSnapshot(Buffer.from(state.snapshot), true)
        return state.snapshot
      } catch {
        const meta = store.timestamp!.signed.snapshotMeta
        const bytes = fetched('snapshot', meta.version, meta.length ?? most.snapshot)
        store.updateSnapshot(bytes)
        return bytes
      }
    },
    target: (path: string) => targetOf(store, load, path),
  }
}

/** 5.3: one version after the other, each signed by the one before and by itself. */
function newestRoot(store: Store, state: TufState, source: TufSource, limits: Limits): Uint8Array {
  let newest = state.root
  for (let turn = 0; turn < mostRotations; turn++) {
    const name = `${store.root.signed.version + 1}.root.json`
    const bytes = source.metadata(name, most.root)
    if (bytes === undefined) break
    store.updateRoot(plain(bytes, limits, name))
    newest = bytes
  }
  return newest
}

/** 5.4: an equal version is the one we have, and no error. */
function newestTimestamp(
  store: Store,
  state: TufState,
  fetched: (name: string, version: undefined, bound: number) => Buffer<ArrayBuffer>,
): Uint8Array {
  try {
    if (state.timestamp !== undefined) store.updateTimestamp(Buffer.from(state.timestamp))
  } catch {
    // Signed by a key that was replaced, or run out: it still counts where the store took it for comparing.
  }
  const bytes = fetched('timestamp', undefined, most.timestamp)
  try {
    store.updateTimestamp(bytes)
    return bytes
  } catch (error) {
    if ((error as Error).name !== 'EqualVersionError' && (error as Error).constructor.name !== 'EqualVersionError')
      throw error
    return state.timestamp!
  }
}

/** 5.6.7: roles in order, depth first, each once; a terminating one is the last that is asked. */
function targetOf(store: Store, load: (role: string, parent: string) => void, path: string): TargetInfo | undefined {
  const waiting = [{ role: 'targets', parent: 'root' }]
  const visited = new Set<string>()
  for (let next = waiting.pop(); next !== undefined && visited.size <= mostDelegations; next = waiting.pop()) {
    const { role, parent } = next
    if (visited.has(role)) continue
    load(role, parent)
    visited.add(role)
    const targets = (store.getRole(role as never) as NonNullable<Store['targets']>).signed
    if (Object.hasOwn(targets.targets, path)) return targets.targets[path]
    const children: typeof waiting = []
    for (const { role: child, terminating } of targets.delegations?.rolesForTarget(path) ?? []) {
      children.push({ role: child, parent: role })
      if (!terminating) continue
      waiting.length = 0
      break
    }
    waiting.push(...children.reverse())
  }
  return undefined
}

/** The file itself, of the length and with every digest that the role states. */
function fileOf(source: TufSource, path: string, { length, hashes }: TargetInfo, consistent: boolean): Uint8Array {
  if (path.split(/[/\\]/).some(part => part === '' || part === '.' || part === '..') || path.includes('\0'))
    throw refused(`${quoted(path)} is no path inside of it`)
  if (length > most.file) throw refused(`${quoted(path)} has ${length} bytes, more than ${most.file}`)
  const at = path.lastIndexOf('/') + 1
  const named = Object.values(hashes).map(hash => `${path.slice(0, at)}${hash}.${path.slice(at)}`)
  for (const one of [...(consistent ? named : []), path]) {
    const bytes = source.target(one, length)
    if (bytes === undefined) continue
    if (bytes.length !== length)
      throw refused(`${quoted(path)} has the length ${bytes.length}, and ${length} is signed`)
    const known = Object.entries(hashes).filter(([algorithm]) => algorithm === 'sha256' || algorithm === 'sha512')
    const wrong = known.find(([algorithm, hex]) => createHash(algorithm).update(bytes).digest('hex') !== hex)
    if (known.length === 0 || wrong) throw refused(`${quoted(path)} has another hash than the one that is signed`)
    return bytes
  }
  throw refused(`${quoted(path)} is missing`)
}
