import { Buffer } from 'node:buffer'
import { hash as hashed } from 'node:crypto'

/** A SHA-256 hash of the tree: 32 bytes. */
export type TreeHash = Buffer

/** Leaves `from` up to but not including `to`, counted from 0. */
export type LeafRange = readonly [from: number, to: number]

/** The hash of a leaf (RFC 6962, 2.1: a zero before it, so that no leaf passes for a node). */
export function leafHash(leaf: Uint8Array | string): TreeHash {
  return hashed('sha256', Buffer.concat([leafMark, Buffer.from(leaf as string)]), 'buffer')
}

/** The hash over two subtrees (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): TreeHash {
  return hashed('sha256', Buffer.concat([nodeMark, left, right]), 'buffer')
}

const leafMark = Uint8Array.of(0)
const nodeMark = Uint8Array.of(1)

/** A tree that only grows, kept as its whole subtrees: as many hashes as its size has bits. */
export interface Frontier {
  readonly size: number
  add(leaf: TreeHash): void
  /** The root of what was added; of nothing it is the hash of nothing (RFC 6962, 2.1). */
  root(): TreeHash
  /** To go on from later: `frontier(size, hashes)`. */
  hashes(): readonly TreeHash[]
}

/** @param size leaves that are in it already, with the roots of its whole subtrees, the largest first */
export function frontier(size = 0, hashes: readonly Uint8Array[] = []): Frontier {
  const stack: TreeHash[] = hashes.map(hash => Buffer.from(hash))
  let leaves = size
  return {
    get size() {
      return leaves
    },
    add(leaf) {
      let hash = leaf
      for (let n = leaves; n % 2 === 1; n = (n - 1) / 2) hash = nodeHash(stack.pop()!, hash)
      stack.push(hash)
      leaves++
    },
    root() {
      let hash = stack.at(-1)
      for (let i = stack.length - 2; i >= 0; i--) hash = nodeHash(stack[i]!, hash!)
      return hash ?? hashed('sha256', '', 'buffer')
    },
    hashes: () => [...stack],
  }
}

/** The subtrees whose roots prove that a leaf is in a tree, the nearest to it first (RFC 6962, 2.1.1). */
export function inclusionPath(leaf: number, size: number): LeafRange[] {
  const path: LeafRange[] = []
  for (let [from, to] = [0, size]; to - from > 1; ) {
    const middle = from + halfOf(to - from)
    if (leaf < middle) {
      path.push([middle, to])
      to = middle
    } else {
      path.push([from, middle])
      from = middle
    }
  }
  return path.reverse()
}

/** The subtrees whose roots prove that a tree is the beginning of a larger one (RFC 6962, 2.1.2). */
export function consistencyPath(old: number, size: number): LeafRange[] {
  if (old === 0 || old === size) return []
  const path: LeafRange[] = []
  let [from, to, whole] = [0, size, true]
  while (to !== old) {
    const middle = from + halfOf(to - from)
    if (old <= middle) {
      path.push([middle, to])
      to = middle
    } else {
      path.push([from, middle])
      from = middle
      whole = false
    }
  }
  // The old tree itself is known to who asks.
  if (!whole) path.push([from, to])
  return path.reverse()
}

/** Whether a proof shows that a leaf is the one of this number in the tree of this root (RFC 9162, 2.1.3.2). */
export function includes(
  { size, root }: { size: number; root: Uint8Array },
  leaf: { number: number; hash: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (leaf.number < 0 || leaf.number >= size || proof.some(hash => hash.length !== 32)) return false
  let [at, last] = [leaf.number, size - 1]
  let hash: Uint8Array = leaf.hash
  for (const other of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else hash = nodeHash(hash, other)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && Buffer.compare(hash, root) === 0
}

/** Whether a proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2). */
export function continues(
  old: { size: number; root: Uint8Array },
  { size, root }: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (old.size === size) return proof.length === 0 && Buffer.compare(old.root, root) === 0
  if (old.size === 0) return proof.length === 0 && Buffer.compare(old.root, frontier().root()) === 0
  if (old.size > size || proof.some(hash => hash.length !== 32)) return false
  let [at, last] = [old.size - 1, size - 1]
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)]
  const path = at === 0 ? [old.root, ...proof] : proof
  if (path.length === 0) return false
  let [before, after]: Uint8Array[] = [path[0]!, path[0]!]
  for (const other of path.slice(1)) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      before = nodeHash(other, before!)
      after = nodeHash(other, after!)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else after = nodeHash(after!, other)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && Buffer.compare(before!, old.root) === 0 && Buffer.compare(after!, root) === 0
}

/** The largest power of two below a size of at least 2: where RFC 6962 parts a tree. */
function halfOf(size: number): number {
  let half = 1
  while (half * 2 < size) half *= 2
  return half
}
