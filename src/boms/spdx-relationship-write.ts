import type { Bom } from './bom.ts'
import { saidNone } from './spdx.ts'

export interface WrittenRelationship {
  from: string
  type: string
  to: string
}

/**
 * What the document describes (its subject; all it lists where it has none), then what needs what, sorted by the id of the one
 * that needs. References to nothing are left out: SPDX knows no id that nobody has.
 */
export function* relationshipsOf(
  bom: Bom,
  ids: ReadonlyMap<string, string>,
  documentId: string,
): Generator<WrittenRelationship> {
  for (const { ref } of bom.subject ? [bom.subject] : bom.components)
    yield { from: documentId, type: 'DESCRIBES', to: ids.get(ref)! }
  const all = bom.subject ? [bom.subject, ...bom.components] : bom.components
  const optional = new Set(all.filter(({ scope }) => scope === 'optional').map(({ ref }) => ids.get(ref)!))
  for (const [from, targets] of needsOf(bom, ids)) {
    if (targets.size === 0) yield { from, type: 'DEPENDS_ON', to: saidNone }
    for (const to of targets) {
      if (optional.has(to)) yield { from: to, type: 'OPTIONAL_DEPENDENCY_OF', to: from }
      else yield { from, type: 'DEPENDS_ON', to }
    }
  }
}

/** By id, sorted; an empty set only where the bill says that nothing is needed. */
function needsOf({ dependencies }: Bom, ids: ReadonlyMap<string, string>): [string, ReadonlySet<string>][] {
  const needs = new Map<string, Set<string>>()
  for (const { ref, on } of dependencies) {
    const from = ids.get(ref)
    const targets = on.flatMap(other => ids.get(other) ?? [])
    if (from === undefined || (on.length > 0 && targets.length === 0)) continue
    const known = needs.get(from)
    if (known) for (const to of targets) known.add(to)
    else needs.set(from, new Set(targets))
  }
  return [...needs].sort(([a], [b]) => (a < b ? -1 : 1))
}
