import type { Interval } from '#identity'

/** Constraints of one range; real ones have at most some dozens. */
const mostConstraints = 1000

/**
 * The runs of versions of a `vers:` text (vers-spec: `vers:npm/>=1.0|<2.0|4.1`), in the order it states, which must be that of
 * the versions. Undefined when it is none, leaves single versions out (`!=`), or its comparators do not pair.
 */
export function versIntervals(text: string): Interval[] | undefined {
  const [, stated] = /^vers:[a-z][a-z0-9.+-]*\/(.+)$/s.exec(text.trim()) ?? []
  if (stated === undefined || stated.length > 20_000) return undefined
  if (stated === '*') return [{}]
  const parts = stated.split('|', mostConstraints + 1)
  if (parts.length > mostConstraints) return undefined
  const intervals: Interval[] = []
  let open: Interval | undefined
  for (const part of parts) {
    const [, comparator = '', written = ''] = /^\s*(<=|>=|!=|<|>|=)?\s*(.*?)\s*$/s.exec(part) ?? []
    const version = decoded(written)
    if (version === undefined || version === '' || comparator === '!=') return undefined
    if (comparator === '' || comparator === '=') {
      if (open !== undefined) return undefined
      intervals.push({ from: version, to: version, toIncluded: true })
    } else if (comparator.startsWith('>')) {
      if (open !== undefined) return undefined
      open = comparator === '>' ? { from: version, fromIncluded: false } : { from: version }
    } else {
      if (open === undefined && intervals.length > 0) return undefined
      intervals.push({ ...open, to: version, ...(comparator === '<=' && { toIncluded: true }) })
      open = undefined
    }
  }
  if (open !== undefined) intervals.push(open)
  return intervals
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that is no encoding: a version as it stands is not what the text means.
    return undefined
  }
}
