import type { Bom } from './bom.ts'
import { type Refs, refTable } from './ref-table.ts'

/**
 * The dependencies of a bill as numbers: refs are numbered, `targets[starts[i]]` up to `targets[starts[i + 1]]` are what
 * ref `i` needs. Refs that only dependencies mention are in it too.
 */
export interface Graph {
  refs: Refs
  /** By number of the ref: 0 where nobody has it, `ofSubject`, else one more than the index of the component that has it. */
  owners: Int32Array
  /** Refs whose dependencies are stated. */
  stated: number
  starts: Int32Array
  targets: Int32Array
}

/** The owner of the subject's ref. */
export const ofSubject = -1

// Derived from an immutable bill and found again by it: a cache that nobody can tell from computing anew.
const graphs = new WeakMap<Bom, Graph>()

/** The graph of a bill, built at the first asking. */
export function graphOf(bom: Bom): Graph {
  let graph = graphs.get(bom)
  if (!graph) {
    graph = build(bom)
    graphs.set(bom, graph)
  }
  return graph
}

/** A reader that has numbered the refs already hands the graph over, so that it is not built twice. */
export function keepGraph(bom: Bom, graph: Graph): void {
  graphs.set(bom, graph)
}

function build(bom: Bom): Graph {
  const refs = refTable()
  if (bom.subject) refs.idOf(bom.subject.ref)
  const owned = bom.components.map(({ ref }) => refs.idOf(ref))
  const from: number[] = []
  const to: number[] = []
  for (const { ref, on } of bom.dependencies) {
    const id = refs.idOf(ref)
    for (const other of on) {
      from.push(id)
      to.push(refs.idOf(other))
    }
  }
  const owners = new Int32Array(refs.count)
  owned.forEach((id, index) => {
    owners[id] = index + 1
  })
  if (bom.subject) owners[refs.idOf(bom.subject.ref)] = ofSubject
  return { refs, owners, stated: bom.dependencies.length, ...adjacency(refs.count, from, to) }
}

/** Pairs, sorted by their first number, in the order given. */
export function adjacency(
  count: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  pairs = from.length,
): Pick<Graph, 'starts' | 'targets'> {
  const starts = new Int32Array(count + 1)
  for (let i = 0; i < pairs; i++) starts[from[i]! + 1]!++
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!
  const next = starts.slice(0, count)
  const targets = new Int32Array(pairs)
  for (let i = 0; i < pairs; i++) targets[next[from[i]!]!++] = to[i]!
  return { starts, targets }
}

/** Refs that need each other, all of them around: `refs` are the first few, `size` says how many there are. */
export interface Circle {
  refs: string[]
  size: number
}

/** Components that depend on themselves, by way of others or directly. `refs` holds at most `most`. */
export function circlesOf(graph: Graph, most: number): Circle[] {
  return isAcyclic(graph) ? [] : connected(graph, most)
}

/** Whether nothing needs itself: refs that nothing needs are taken away until none is left (Kahn). */
function isAcyclic({ refs, starts, targets }: Graph): boolean {
  const needers = new Int32Array(refs.count)
  for (const target of targets) needers[target]!++
  const free = new Int32Array(refs.count)
  let end = 0
  for (let id = 0; id < refs.count; id++) if (needers[id] === 0) free[end++] = id
  for (let at = 0; at < end; at++) {
    for (let i = starts[free[at]!]!; i < starts[free[at]! + 1]!; i++)
      if (--needers[targets[i]!]! === 0) free[end++] = targets[i]!
  }
  return end === refs.count
}

function connected({ refs, starts, targets }: Graph, most: number): Circle[] {
  const { count } = refs
  // Tarjan's strongly connected components, without recursion: a cycle may be as long as the bill.
  const order = new Int32Array(count)
  const low = new Int32Array(count)
  const open = new Uint8Array(count)
  const next = starts.slice(0, count)
  const trail: number[] = []
  const path: number[] = []
  const circles: Circle[] = []
  let clock = 0
  for (let root = 0; root < count; root++) {
    if (order[root] !== 0 || starts[root] === starts[root + 1]) continue
    enter(root)
    while (trail.length > 0) {
      const node = trail.at(-1)!
      if (next[node]! < starts[node + 1]!) {
        const other = targets[next[node]!++]!
        if (order[other] === 0) enter(other)
        else if (open[other] === 1 && order[other]! < low[node]!) low[node] = order[other]!
        continue
      }
      trail.pop()
      const above = trail.at(-1)
      if (above !== undefined && low[node]! < low[above]!) low[above] = low[node]!
      if (low[node] === order[node]) leave(node)
    }
  }
  return circles

  function enter(node: number): void {
    order[node] = low[node] = ++clock
    open[node] = 1
    trail.push(node)
    path.push(node)
  }

  function leave(node: number): void {
    const at = path.lastIndexOf(node)
    const members = path.splice(at)
    for (const member of members) open[member] = 0
    const itself = targets.subarray(starts[node], starts[node + 1]).includes(node)
    if (members.length > 1 || itself)
      circles.push({ refs: members.slice(0, most).map(member => refs.text(member)), size: members.length })
  }
}
