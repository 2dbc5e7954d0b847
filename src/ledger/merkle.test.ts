import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  consistencyPath,
  continues,
  frontier,
  includes,
  inclusionPath,
  type LeafRange,
  leafHash,
  nodeHash,
} from './merkle.ts'

const most = 300
/** Every lie about every proof is told in a long run, one about each in a short one. */
const all = process.env['MILLCERT_FUZZ'] !== undefined

/** RFC 6962 as it is written there, in hex texts: nothing of merkle.ts is in it. */
const sha = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')
const leaves = Array.from({ length: most }, (_, n) => Buffer.from(`entry ${n}`).toString('hex'))
const known = new Map<string, string>()
function treeHash(from: number, to: number): string {
  const key = `${from}-${to}`
  const found = known.get(key)
  if (found !== undefined) return found
  let hash: string
  if (to === from) hash = sha('')
  else if (to - from === 1) hash = sha(`00${leaves[from]}`)
  else {
    const middle = from + 2 ** (Math.ceil(Math.log2(to - from)) - 1)
    hash = sha(`01${treeHash(from, middle)}${treeHash(middle, to)}`)
  }
  known.set(key, hash)
  return hash
}
const path = (leaf: number, from: number, to: number): string[] => {
  if (to - from === 1) return []
  const middle = from + 2 ** (Math.ceil(Math.log2(to - from)) - 1)
  return leaf < middle
    ? [...path(leaf, from, middle), treeHash(middle, to)]
    : [...path(leaf, middle, to), treeHash(from, middle)]
}
const subProof = (old: number, from: number, to: number, whole: boolean): string[] => {
  if (old === to) return whole ? [] : [treeHash(from, to)]
  const middle = from + 2 ** (Math.ceil(Math.log2(to - from)) - 1)
  return old <= middle
    ? [...subProof(old, from, middle, whole), treeHash(middle, to)]
    : [...subProof(old, middle, to, false), treeHash(from, middle)]
}

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const hashesOf = (ranges: readonly LeafRange[]) => ranges.map(([from, to]) => treeHash(from, to))
const flipped = (hash: Buffer, bit: number) => {
  const other = Buffer.from(hash)
  other[bit >> 3]! ^= 1 << (bit & 7)
  return other
}

function refused(proof: number, lies: readonly (() => boolean)[]): void {
  lies.forEach((lie, number) => {
    if (all || number === proof % lies.length) assert.ok(!lie(), `lie ${number} about proof ${proof}`)
  })
}

test('roots of all sizes are those of RFC 6962, and go on from what was kept', () => {
  let tree = frontier()
  for (let size = 0; size <= most; size++) {
    assert.equal(tree.root().toString('hex'), treeHash(0, size))
    if (size % 7 === 0) tree = frontier(tree.size, tree.hashes())
    if (size < most) tree.add(leafHash(bytes(leaves[size]!)))
  }
  assert.equal(nodeHash(leafHash('a'), leafHash('b')).length, 32)
})

test('inclusion: every leaf of every size up to 300 proves itself, and no altered hash does', () => {
  let proofs = 0
  for (let size = 1; size <= most; size++) {
    const root = bytes(treeHash(0, size))
    for (let number = 0; number < size; number++) {
      const wanted = path(number, 0, size)
      assert.deepEqual(hashesOf(inclusionPath(number, size)), wanted)
      const proof = wanted.map(bytes)
      const leaf = { number, hash: leafHash(bytes(leaves[number]!)) }
      assert.ok(includes({ size, root }, leaf, proof), `${number} of ${size}`)
      const bit = (number * 31 + size) % 256
      const tree = { size, root }
      refused(proofs++, [
        ...proof.map((hash, at) => () => includes(tree, leaf, proof.with(at, flipped(hash, bit)))),
        () => includes({ size, root: flipped(root, bit) }, leaf, proof),
        () => includes(tree, { number, hash: flipped(leaf.hash, bit) }, proof),
        () => includes(tree, leaf, [...proof, root]),
        () => proof.length > 0 && includes(tree, leaf, proof.slice(1)),
        () => proof.length > 0 && includes(tree, leaf, proof.slice(0, -1)),
        () => proof.length > 0 && includes(tree, { number: (number + 1) % size, hash: leaf.hash }, proof),
      ])
    }
  }
  assert.equal(proofs, (most * (most + 1)) / 2)
  assert.ok(!includes({ size: 1, root: bytes(treeHash(0, 1)) }, { number: 1, hash: bytes(treeHash(0, 1)) }, []))
})

test('consistency: every pair of sizes up to 300 proves itself, and no altered hash does', () => {
  let proofs = 0
  for (let size = 1; size <= most; size++)
    for (let old = 1; old <= size; old++) {
      const wanted = subProof(old, 0, size, true)
      assert.deepEqual(hashesOf(consistencyPath(old, size)), wanted, `${old} to ${size}`)
      const proof = wanted.map(bytes)
      const from = { size: old, root: bytes(treeHash(0, old)) }
      const to = { size, root: bytes(treeHash(0, size)) }
      assert.ok(continues(from, to, proof), `${old} to ${size}`)
      const bit = (old * 31 + size) % 256
      refused(proofs++, [
        ...proof.map((hash, at) => () => continues(from, to, proof.with(at, flipped(hash, bit)))),
        () => continues({ size: old, root: flipped(from.root, bit) }, to, proof),
        () => continues(from, { size, root: flipped(to.root, bit) }, proof),
        () => continues(from, to, [...proof, to.root]),
        () => proof.length > 0 && continues(from, to, proof.slice(1)),
        () => proof.length > 0 && continues(from, to, proof.slice(0, -1)),
        () => old < size && continues(to, from, proof),
      ])
    }
  assert.equal(proofs, (most * (most + 1)) / 2)
  const tree = { size: 3, root: bytes(treeHash(0, 3)) }
  assert.ok(continues({ size: 0, root: bytes(sha('')) }, tree, []), 'nothing is the beginning of everything')
  assert.ok(!continues({ size: 0, root: tree.root }, tree, []))
})
