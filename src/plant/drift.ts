/** A component of a bill, as it is told. */
export interface Part {
  componentId: number
  /** Without the version: what is the same thing in another version. */
  thing: string
  name: string
  version: string | undefined
}

/** How what was seen to run differs from what was approved. */
export interface Drift {
  /** Approved, and not seen. */
  missing: Part[]
  /** Seen, and not approved. */
  extra: Part[]
  /** Approved in one version, seen in another. */
  changed: { approved: Part; observed: Part }[]
}

/** The difference of two lists of components; a thing of which each side has one that the other lacks has changed its version. */
export function driftOf(approved: readonly Part[], observed: readonly Part[]): Drift {
  const wanted = new Map(approved.map(part => [part.componentId, part]))
  const seen = new Map(observed.map(part => [part.componentId, part]))
  const missing = Map.groupBy(
    [...wanted.values()].filter(part => !seen.has(part.componentId)),
    part => part.thing,
  )
  const extra = Map.groupBy(
    [...seen.values()].filter(part => !wanted.has(part.componentId)),
    part => part.thing,
  )
  const drift: Drift = { missing: [], extra: [], changed: [] }
  for (const [thing, parts] of missing) {
    const others = extra.get(thing)
    if (parts.length === 1 && others?.length === 1) {
      drift.changed.push({ approved: parts[0]!, observed: others[0]! })
      extra.delete(thing)
    } else drift.missing.push(...parts)
  }
  drift.extra.push(...[...extra.values()].flat())
  return drift
}
