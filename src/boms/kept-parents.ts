import type { Bom } from './bom.ts'
import { type Graph, graphOf, ofSubject } from './graph.ts'

/** Stands where no entry is nearer to the root, or nothing is said of what needs it. */
export const noParent = -1
/** The subject of the bill. */
export const subjectParent = 0

/**
 * For each component of a bill the number (from 1) of the component one step nearer to the root on a shortest path, as
 * `pathsToRoot` counts: from the subject, then from components that nothing needs. Refs that nobody has are stepped over.
 */
export function parentsOf(bom: Bom): Int32Array {
  const graph = graphOf(bom)
  const parents = new Int32Array(bom.components.length).fill(noParent)
  const { count } = graph.refs
  // What is the nearest entry above each ref; refs in the order in which they are reached.
  const above = new Int32Array(count).fill(noParent)
  const seen = new Uint8Array(count)
  const queue = new Int32Array(count)
  const root = bom.subject && graph.refs.get(bom.subject.ref)
  if (root !== undefined) spread(graph, [root], seen, above, queue)
  spread(graph, topsOf(graph, seen), seen, above, queue)
  for (let id = 0; id < count; id++) {
    const owner = graph.owners[id]!
    if (owner > 0) parents[owner - 1] = above[id]!
  }
  return parents
}

/** Refs that need something, that nothing needs and that the subject does not lead to. */
function topsOf({ starts, targets, refs }: Graph, seen: Uint8Array): number[] {
  const needed = new Uint8Array(refs.count)
  for (const target of targets) needed[target] = 1
  const tops: number[] = []
  for (let id = 0; id < refs.count; id++)
    if (seen[id] === 0 && needed[id] === 0 && starts[id] !== starts[id + 1]) tops.push(id)
  return tops
}

function spread(graph: Graph, roots: readonly number[], seen: Uint8Array, above: Int32Array, queue: Int32Array): void {
  const { starts, targets, owners } = graph
  let end = 0
  for (const id of roots) {
    seen[id] = 1
    queue[end++] = id
  }
  for (let at = 0; at < end; at++) {
    const id = queue[at]!
    const owner = owners[id]!
    const nearest = owner === ofSubject ? subjectParent : owner > 0 ? owner : above[id]!
    for (let i = starts[id]!; i < starts[id + 1]!; i++) {
      const other = targets[i]!
      if (seen[other] === 1) continue
      seen[other] = 1
      above[other] = nearest
      queue[end++] = other
    }
  }
}
