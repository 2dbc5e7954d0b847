import { consistencyPath, frontier, inclusionPath, type LeafRange, leafHash, type TreeHash } from './merkle.ts'

/** What shows, with a checkpoint alone, that an entry is in the journal, and that the checkpoint goes on from an older one. */
export interface Proof {
  /** Of the entry, the nearest subtree first (RFC 6962, 2.1.1). */
  inclusion: readonly TreeHash[]
  /** From the older size (RFC 6962, 2.1.2). */
  consistency: readonly TreeHash[]
}

/**
 * Makes proofs in one pass over the lines of a chain, holding a few hashes.
 *
 * @param entry its number, from 1
 * @param size entries that the checkpoint vouches for
 * @param old entries that the older checkpoint vouches for; 0 for none
 */
export async function proofOf(
  lines: AsyncIterable<string>,
  { entry, size, old }: { entry: number; size: number; old: number },
): Promise<Proof> {
  const [inclusion, consistency] = [inclusionPath(entry - 1, size), consistencyPath(old, size)]
  const wanted = [...inclusion, ...consistency].map(range => ({ range, tree: frontier() }))
  let leaf = 0
  for await (const line of lines) {
    if (leaf === size) break
    const hash = leafHash(line)
    for (const { range, tree } of wanted) if (leaf >= range[0] && leaf < range[1]) tree.add(hash)
    leaf++
  }
  const rootOf = (range: LeafRange) => wanted.find(one => one.range === range)!.tree.root()
  return { inclusion: inclusion.map(rootOf), consistency: consistency.map(rootOf) }
}
