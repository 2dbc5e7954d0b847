import { createHash, type Hash as Hasher } from 'node:crypto'
import { Problem } from '#base'
import type { Hash } from '#boms'
import type { Finding, LockReport, Pin } from './lock-finding.ts'
import type { Verified } from './lock-online.ts'
import { inTree, type LockWorld, treeAt } from './lock-tree.ts'

/** Algorithms by the name of Node. */
const known: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** A file of a cache with its real digests, and the one that its place in npm's cache promises. */
interface CachedFile {
  path: string
  digests: ReadonlyMap<string, string>
  promised: string | undefined
}

/**
 * Compares recorded hashes with files that were downloaded: npm's cache, or any folder of archives. A file is a package's by its hash, or
 * by its name (`name-1.2.3.tgz`, a wheel, a crate): one that has the name of a pinned version and the hash of none is a mismatch.
 */
export function verifyFromCache(
  { pins }: Pick<LockReport, 'pins'>,
  world: LockWorld & { progress?(label: string, done: number, total: number): void },
  folder: string,
): Verified {
  if (world.disk.stat(folder)?.kind !== 'folder')
    throw new Problem('base/not-found', `Cannot read ${folder}: there is no such folder`, { at: folder })
  const wanted = new Set(pins.flatMap(({ pin }) => pin.hashes.map(({ algorithm }) => algorithm)))
  const files = cachedFiles(world, folder, [...wanted])
  const byDigest = new Set(files.flatMap(({ digests }) => [...digests].map(([name, value]) => `${name} ${value}`)))
  const recorded = new Set(pins.flatMap(({ pin }) => pin.hashes.map(keyOf)))
  const broken = new Map(
    files.flatMap(file => (file.promised !== undefined && !isPromised(file) ? [[file.promised, file.path]] : [])),
  )
  const byName = named(files)
  const verified: Verified = { right: 0, failed: 0, findings: [] }
  for (const { file, pin } of pins) {
    if (pin.hashes.length === 0 && pin.sums.length === 0) continue
    const right = pin.hashes.filter(hash => byDigest.has(keyOf(hash))).length
    const damaged = pin.hashes.flatMap(hash => broken.get(keyOf(hash)) ?? [])[0]
    const other = candidates(pin).flatMap(name => byName.get(name) ?? [])
    const strange = other.find(({ digests }) => ![...digests].some(([name, value]) => recorded.has(`${name} ${value}`)))
    verified.right += right
    const wrong = damaged ?? strange?.path
    if (wrong !== undefined) verified.findings.push(found('hash-mismatch', file, pin, `${wrong} is another file`))
    else if (right === 0) verified.findings.push(found('hash-unverified', file, pin, 'no file in the cache is of it'))
  }
  return verified
}

function keyOf({ algorithm, value }: Hash): string {
  return `${algorithm} ${value}`
}

function isPromised({ digests, promised }: CachedFile): boolean {
  return [...digests].some(([name, value]) => `${name} ${value}` === promised)
}

function found(rule: Finding['rule'], file: string, { name, version }: Pin, why: string): Finding {
  const what = rule === 'hash-mismatch' ? 'has another hash than is recorded' : 'was not verified'
  return { rule, file, line: undefined, name, version, message: `${name} ${version} ${what}: ${why}` }
}

function cachedFiles(
  world: LockWorld & { progress?(label: string, done: number, total: number): void },
  folder: string,
  wanted: readonly string[],
): CachedFile[] {
  const { root, files } = treeAt(world, folder)
  return files
    .filter(path => !/(?:^|\/)(?:index-v\d+|tmp)\//.test(path))
    .map((path, index, all) => {
      world.progress?.('hashing', index + 1, all.length)
      const promised = promisedBy(path)
      const names = promised === undefined ? wanted : [...new Set([...wanted, promised.split(' ', 1)[0]!])]
      return { path, digests: digestsOf(world, inTree(root, path), names), promised }
    })
}

/** npm's cache (cacache) names a file by its digest: `content-v2/sha512/ab/cd/…`. */
function promisedBy(path: string): string | undefined {
  const [, algorithm, a, b, rest] =
    /(?:^|\/)content-v2\/(sha1|sha256|sha384|sha512)\/([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]+)$/.exec(path) ?? []
  const name = Object.keys(known).find(one => known[one] === algorithm)
  return name === undefined ? undefined : `${name} ${a}${b}${rest}`
}

function digestsOf({ disk }: LockWorld, path: string, algorithms: readonly string[]): Map<string, string> {
  const hashers: [string, Hasher][] = algorithms.flatMap(name => {
    const real = Object.hasOwn(known, name) ? known[name] : undefined
    return real === undefined ? [] : [[name, createHash(real)]]
  })
  for (const piece of disk.chunks(path)) for (const [, hasher] of hashers) hasher.update(piece)
  return new Map(hashers.map(([name, hasher]) => [name, hasher.digest('hex')]))
}

const archives = /\.(?:tgz|tar\.gz|tar\.bz2|tar\.xz|zip|whl|crate|gem|nupkg|jar|egg)$/i

/** Files by the name and version in their own name, in one spelling. */
function named(files: readonly CachedFile[]): Map<string, CachedFile[]> {
  const found = new Map<string, CachedFile[]>()
  for (const file of files) {
    const base = file.path.slice(file.path.lastIndexOf('/') + 1)
    if (!archives.test(base)) continue
    const plain = base.replace(archives, '')
    const key = spelled(/\.whl$/i.test(base) ? plain.split('-').slice(0, 2).join('-') : plain)
    const list = found.get(key)
    if (list) list.push(file)
    else found.set(key, [file])
  }
  return found
}

/** What archives of a pin are called. */
function candidates({ name, version }: Pin): string[] {
  if (version === undefined) return []
  const bare = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
  const scoped = name.replace(/^@/, '').replace('/', '-')
  return [...new Set([spelled(`${bare}-${version}`), spelled(`${scoped}-${version}`)])]
}

function spelled(text: string): string {
  return text.toLowerCase().replace(/[-_.]+/g, '-')
}
