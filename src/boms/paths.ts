import type { Bom } from './bom.ts'
import { adjacency, graphOf, ofSubject } from './graph.ts'

/** Names of one path; longer ones are shown with `…` for the middle, so that a chain of 50,000 stays a line. */
const longest = 100

/** Distances from the roots, and who needs whom, the other way round: made once for a bill. */
interface Reach {
  /** Steps from the nearest root; -1 where none leads there. */
  distance: Int32Array
  /** 1: reached from the subject. 2: only from a component that nothing needs. */
  stage: Uint8Array
  /** Nodes that need node `i`: `needers[starts[i]]` up to `needers[starts[i + 1]]`. */
  starts: Int32Array
  needers: Int32Array
  /** The root from which the node was first reached. */
  root: Int32Array
}

const reaches = new WeakMap<Bom, Reach>()

/** A way up from the component asked for: a list linked downwards. */
interface Step {
  node: number
  below: Step | undefined
  length: number
  /** The smallest distance on it: a node nearer to the root cannot be on it yet. */
  least: number
}

/**
 * The shortest paths by which a component came in, shortest first, at most `max`: names from the root down to the component
 * itself. The root is the bill's subject; where it leads not there, or there is none, a component that nothing needs. Empty when
 * the bill says nothing of what needs the component.
 */
export function pathsToRoot(bom: Bom, ref: string, max: number): string[][] {
  const id = graphOf(bom).refs.get(ref)
  if (id === undefined) return []
  let reach = reaches.get(bom)
  if (!reach) {
    reach = reachOf(bom)
    reaches.set(bom, reach)
  }
  if (reach.distance[id]! < 0) return []
  return climb(bom, reach, id, max)
}

/** Best first: the way so far plus the known distance to the root is how long the path will be. */
function climb(bom: Bom, reach: Reach, from: number, max: number): string[][] {
  const paths: string[][] = []
  const { distance } = reach
  // One list of ways for each detour from the shortest path: 0, 1, 2 …
  const waiting: Step[][] = []
  const wait = (step: Step): void => {
    const detour = step.length - 1 + distance[step.node]! - distance[from]!
    const list = waiting[detour]
    if (list) list.push(step)
    else waiting[detour] = [step]
  }
  wait({ node: from, below: undefined, length: 1, least: distance[from]! })
  let tries = 4 * longest * max
  for (let detour = 0; detour < waiting.length && paths.length < max; detour++) {
    for (let step = waiting[detour]?.pop(); step && tries-- > 0; step = waiting[detour]?.pop()) {
      if (distance[step.node] === 0 || step.length === longest) {
        paths.push(shown(bom, reach, step))
        if (paths.length === max) break
      } else for (const node of nearest(reach, step, max)) wait(stepUp(step, node, distance[node]!))
    }
  }
  return paths
}

function stepUp(below: Step, node: number, distance: number): Step {
  return { node, below, length: below.length + 1, least: Math.min(below.least, distance) }
}

/** The `max` needers nearest to the root that are not on the way already, the farthest first. */
function nearest({ distance, stage, starts, needers }: Reach, step: Step, max: number): number[] {
  const found: number[] = []
  for (let i = starts[step.node]!; i < starts[step.node + 1]!; i++) {
    const node = needers[i]!
    const far = distance[node]!
    if (far < 0 || stage[node] !== stage[step.node]) continue
    if (found.length === max && far >= distance[found[0]!]!) continue
    if ((far >= step.least && isOn(step, node)) || found.includes(node)) continue
    if (found.length === max) found.shift()
    let at = found.length
    while (at > 0 && distance[found[at - 1]!]! <= far) at--
    found.splice(at, 0, node)
  }
  return found
}

function isOn(step: Step, node: number): boolean {
  for (let one: Step | undefined = step; one; one = one.below) if (one.node === node) return true
  return false
}

function shown(bom: Bom, { distance, root }: Reach, step: Step): string[] {
  const path: string[] = []
  if (distance[step.node]! > 0) path.push(nameOf(bom, root[step.node]!), '…')
  for (let one: Step | undefined = step; one; one = one.below) path.push(nameOf(bom, one.node))
  return path
}

function nameOf(bom: Bom, id: number): string {
  const owner = graphOf(bom).owners[id]!
  return (owner === ofSubject ? bom.subject : bom.components[owner - 1])?.name ?? ''
}

function reachOf(bom: Bom): Reach {
  const { refs, starts, targets } = graphOf(bom)
  const { count } = refs
  const subject = bom.subject && refs.get(bom.subject.ref)
  const from = new Int32Array(targets.length)
  for (let id = 0; id < count; id++) from.fill(id, starts[id], starts[id + 1])
  const back = adjacency(count, targets, from)
  const reach: Reach = {
    distance: new Int32Array(count).fill(-1),
    stage: new Uint8Array(count),
    starts: back.starts,
    needers: back.targets,
    root: new Int32Array(count),
  }
  if (subject !== undefined) spread(reach, [subject], 1, starts, targets)
  const tops: number[] = []
  for (let id = 0; id < count; id++) {
    // A component that no dependency speaks of has no path to show.
    if (reach.distance[id] === -1 && back.starts[id] === back.starts[id + 1] && starts[id] !== starts[id + 1])
      tops.push(id)
  }
  spread(reach, tops, 2, starts, targets)
  return reach
}

function spread(reach: Reach, roots: readonly number[], stage: number, starts: Int32Array, targets: Int32Array): void {
  const queue = new Int32Array(reach.distance.length)
  let end = 0
  for (const id of roots) {
    reach.distance[id] = 0
    reach.stage[id] = stage
    reach.root[id] = id
    queue[end++] = id
  }
  for (let at = 0; at < end; at++) {
    const id = queue[at]!
    for (let i = starts[id]!; i < starts[id + 1]!; i++) {
      const other = targets[i]!
      if (reach.distance[other] !== -1) continue
      reach.distance[other] = reach.distance[id]! + 1
      reach.stage[other] = stage
      reach.root[other] = reach.root[id]!
      queue[end++] = other
    }
  }
}
