import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type Disk, type Limits, Problem, parseJson } from '#base'
import { base64 } from './base64.ts'
import { isObject } from './statement.ts'
import { readTrustedRoot, type TrustedRoot } from './trusted-root.ts'
import { carriedTarget, type TufSource, type TufState } from './tuf-repository.ts'

/** Under this name Sigstore's repositories hold it. */
const targetName = 'trusted_root.json'
const mostRootBytes = 512_000
const mostStateBytes = 64 * 1024 ** 2

/** Where a carried repository lies, which root it starts from, and where it is kept what was accepted. */
export interface CarriedRepository {
  readonly folder: string
  /** The first root that is believed, brought by another way than the repository. */
  readonly root: string
  /** A folder of this user. */
  readonly kept: string
}

/**
 * The trusted root of a repository that was carried here (`metadata/` and `targets/`). What is accepted is kept, so that an older
 * repository is refused afterwards, on this machine and for this first root.
 */
export async function trustedRootOf(
  disk: Disk,
  { folder, root, kept }: CarriedRepository,
  now: number,
  limits: Limits,
): Promise<TrustedRoot> {
  const first = disk.read(root, mostRootBytes)
  const file = `${kept}/${createHash('sha256').update(first).digest('hex')}.json`
  const known = disk.stat(file)?.kind === 'file' ? stateOf(disk.read(file, mostStateBytes), limits, file) : undefined
  const { bytes, state } = await carriedTarget(
    known ?? { root: first, roles: {} },
    sourceIn(disk, folder),
    targetName,
    now,
    limits,
  )
  const trusted = readTrustedRoot(bytes, limits, `${folder}/targets/${targetName}`)
  const text = stateText(state)
  if (known === undefined || text !== stateText(known)) {
    disk.makeFolder(kept)
    disk.write(file, [text])
  }
  return trusted
}

function sourceIn(disk: Disk, folder: string): TufSource {
  const at = (path: string, most: number) => (disk.stat(path)?.kind === 'file' ? disk.read(path, most) : undefined)
  return {
    metadata: (name, most) => at(`${folder}/metadata/${name}`, most),
    target: (name, most) => at(`${folder}/targets/${name}`, most),
  }
}

function stateText({ root, timestamp, snapshot, roles }: TufState): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const known = Object.entries({ root, timestamp, snapshot }).flatMap(([name, bytes]) =>
    bytes ? [[name, text(bytes)]] : [],
  )
  const names = Object.keys(roles).sort()
  return `${JSON.stringify({ ...Object.fromEntries(known), roles: Object.fromEntries(names.map(name => [name, text(roles[name]!)])) })}\n`
}

/** What was kept; a file that cannot be read is a Problem, since to begin again would let an older repository in. */
function stateOf(bytes: Uint8Array, limits: Limits, name: string): TufState {
  const value = parseJson(bytes, { ...limits, text: mostStateBytes }, name)
  const member = (of: unknown, key: string): Uint8Array | undefined => {
    const text = isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined
    return typeof text === 'string' ? base64(text) : undefined
  }
  const root = member(value, 'root')
  const roles = isObject(value) && isObject(value.roles) ? value.roles : undefined
  if (root === undefined || roles === undefined)
    throw new Problem('trust/not-a-state', `Cannot read ${name}: it is not what was kept of a repository`, {
      at: name,
      next: 'remove it to begin again from the first root',
    })
  return {
    root,
    timestamp: member(value, 'timestamp'),
    snapshot: member(value, 'snapshot'),
    roles: Object.fromEntries(
      Object.keys(roles).flatMap(role => {
        const found = member(roles, role)
        return found ? [[role, found]] : []
      }),
    ),
  }
}
