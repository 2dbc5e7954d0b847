import type { Bom } from './bom.ts'
import { documentId, idPattern } from './spdx.ts'

/** Ids longer than this are cut, in characters. */
const longestId = 4096

/** The id under which each ref of a bill is written: its own where it is one of SPDX already, always unique in the document. */
export function idsOf({ subject, components }: Bom): ReadonlyMap<string, string> {
  const taken = new Set([documentId])
  const counts = new Map<string, number>()
  const ids = new Map<string, string>()
  const give = (ref: string) => {
    const wanted = idOf(ref)
    let count = counts.get(wanted) ?? 1
    let id = wanted
    while (taken.has(id)) id = `${wanted}-${++count}`
    counts.set(wanted, count)
    taken.add(id)
    ids.set(ref, id)
  }
  if (subject) give(subject.ref)
  for (const { ref } of components) give(ref)
  return ids
}

function idOf(ref: string): string {
  const short = ref.slice(0, longestId)
  if (idPattern.test(short)) return short
  const name = short.replace(/^SPDXRef-/, '').replace(/[^A-Za-z0-9.-]+/g, '-')
  return `SPDXRef-${name || 'component'}`
}
