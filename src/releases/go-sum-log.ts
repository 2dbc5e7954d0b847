import { Buffer } from 'node:buffer'
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Vouched } from './gate.ts'
import type { Pin } from './lock-finding.ts'

/** Fetches a path of the log; undefined where it has nothing there. */
type Ask = (path: string) => Promise<Uint8Array | undefined>

/** Levels of the tree in one tile (go.dev/design/25530-sumdb, "Checksum Database"). */
const tileHeight = 8
const tileWidth = 2 ** tileHeight
const hashBytes = 32
/** A record and a signed tree have some hundred bytes. */
const mostAnswer = 64 * 1024
/** A log with more records than this does not exist, and its proofs would be of no use in numbers that JavaScript has. */
const mostRecords = 2 ** 40

/** A tree as its log signed it. */
interface SignedTree {
  size: number
  root: Buffer
}

/**
 * Whether the sums of a pin stand in the log, by what it answered to a lookup: the record, and a tree that it signed. That the record is in
 * that tree is proven with tiles of it (RFC 6962, section 2.1). `key` is the log's verifier key, `NAME+HASH+KEY`.
 */
export async function sumLogged(pin: Pin, answer: Uint8Array, ask: Ask, key: string): Promise<Vouched> {
  const refused = (because: string): Vouched => ({ result: 'refused', because })
  const text = Buffer.from(answer.subarray(0, mostAnswer)).toString('utf8')
  // `ID\nRECORD\n\nTREE`: the record ends where the first empty line is.
  const [, id = '', record = '', tree = ''] = /^(\d{1,13})\n((?:[^\n]+\n)+)\n([\s\S]+)$/.exec(text) ?? []
  const signed = signedTree(tree, key)
  if (!signed) return refused('the answer of the checksum database is not signed by its key')
  const at = Number(id)
  if (at >= signed.size) return refused('the record is not in the tree that the checksum database signed')
  const proven = await rootWith(at, leafHash(record), signed.size, ask)
  if (proven === undefined) return { result: 'missing', because: 'the checksum database has no proof of the record' }
  if (!proven.equals(signed.root)) return refused('the record is not in the tree that the checksum database signed')
  const lines = new Set(record.split('\n'))
  const { name, version, sums } = pin
  const logged = (sum: string) =>
    lines.has(`${name} ${version} ${sum}`) || lines.has(`${name} ${version}/go.mod ${sum}`)
  if (sums.length === 0) return { result: 'missing', because: 'no sum of it is pinned' }
  const odd = sums.find(sum => !logged(sum))
  if (odd !== undefined) return refused(`${odd} is not in the record of the checksum database`)
  // The sum of its go.mod alone says nothing of what is built.
  if (!sums.some(sum => lines.has(`${name} ${version} ${sum}`)))
    return { result: 'missing', because: 'go.sum has no sum of what it holds, only of its go.mod' }
  return { result: 'verified', because: `record ${at} of the checksum database` }
}

/** A signed note (golang.org/x/mod/sumdb/note): `go.sum database tree`, the size, the root, an empty line, lines of signatures. */
function signedTree(note: string, key: string): SignedTree | undefined {
  const [, text, size, root, signatures] =
    /^(go\.sum database tree\n(\d{1,13})\n([A-Za-z0-9+/=]{44})\n)\n((?:\u2014 [^\n]+\n)+)$/.exec(note) ?? []
  const [, name, id = '', encoded = ''] = /^([^+ ]+)\+([0-9a-f]{8})\+(.+)$/.exec(key) ?? []
  if (text === undefined || name === undefined) return undefined
  // The first byte names the algorithm: 1 is Ed25519.
  const bytes = Buffer.from(encoded, 'base64')
  const x = bytes.subarray(1).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const good = signatures!.split('\n').some(line => {
    const [, by, signature = ''] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
    const signed = Buffer.from(signature, 'base64')
    if (by !== name || signed.toString('hex', 0, 4) !== id) return false
    return verify(null, Buffer.from(text), publicKey, signed.subarray(4))
  })
  const count = Number(size)
  return good && count <= mostRecords ? { size: count, root: Buffer.from(root!, 'base64') } : undefined
}

function leafHash(record: string): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(record).digest()
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

/** The root of a tree of `size` records in which the record `at` has a hash, the rest taken from tiles; undefined where one is missing. */
async function rootWith(at: number, leaf: Buffer, size: number, ask: Ask): Promise<Buffer | undefined> {
  const tiles = new Map<string, Promise<Uint8Array | undefined>>()
  const rangeOf = async (from: number, to: number): Promise<Buffer | undefined> => {
    const count = to - from
    if (count === 1 && from === at) return leaf
    const holds = at >= from && at < to
    const whole = 2 ** Math.floor(Math.log2(count)) === count
    if (!holds && whole) return hashIn(Math.log2(count), from / count, size, tiles, ask)
    const half = 2 ** Math.ceil(Math.log2(count) - 1)
    const left = await rangeOf(from, from + half)
    const right = left && (await rangeOf(from + half, to))
    return right && nodeHash(left, right)
  }
  return rangeOf(0, size)
}

/** The hash of a whole subtree: its tile has the hashes of every eighth level, those between are made of them. */
async function hashIn(
  level: number,
  index: number,
  size: number,
  tiles: Map<string, Promise<Uint8Array | undefined>>,
  ask: Ask,
): Promise<Buffer | undefined> {
  const row = Math.floor(level / tileHeight)
  const count = 2 ** (level - row * tileHeight)
  const first = index * count
  const number = Math.floor(first / tileWidth)
  const width = Math.min(tileWidth, Math.floor(size / 2 ** (row * tileHeight)) - number * tileWidth)
  const path = `/tile/${tileHeight}/${row}/${numberedPath(number)}${width < tileWidth ? `.p/${width}` : ''}`
  if (!tiles.has(path)) tiles.set(path, ask(path))
  const tile = await tiles.get(path)
  if (tile?.length !== width * hashBytes) return undefined
  let hashes: Buffer[] = Array.from({ length: count }, (_, n) => {
    const place = (first - number * tileWidth + n) * hashBytes
    return Buffer.from(tile.subarray(place, place + hashBytes))
  })
  while (hashes.length > 1)
    hashes = Array.from({ length: hashes.length / 2 }, (_, n) => nodeHash(hashes[2 * n]!, hashes[2 * n + 1]!))
  return hashes[0]
}

/** Three digits a folder, all but the last with an `x` before them: `x001/x234/067`. */
function numberedPath(number: number): string {
  const digits = String(number).padStart(Math.ceil(String(number).length / 3) * 3, '0')
  const groups = digits.match(/.{3}/g)!
  return groups.map((group, index) => (index < groups.length - 1 ? `x${group}` : group)).join('/')
}
