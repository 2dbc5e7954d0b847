import type { Interval } from './range.ts'
import { longestRange, type RangeFault, type RangeNotation } from './range-notation.ts'
import * as notations from './ranges/all.ts'

const byScheme = new Map<string, RangeNotation>()
for (const notation of Object.values(notations)) byScheme.set(notation.id, notation)

/**
 * The runs of versions that a range means in the notation of its ecosystem: `readRange('gem', '~> 1.2')`. The scheme is a
 * vers type, which is mostly the purl type. Runs stand as they are written and may overlap; none at all is a range that no
 * version satisfies.
 */
export function readRange(scheme: string, text: string): Interval[] | RangeFault {
  const notation = byScheme.get(scheme)
  if (notation === undefined) return { fault: `Millcert reads no ranges of ${JSON.stringify(scheme.slice(0, 60))}` }
  if (text.length > longestRange) return { fault: `it is longer than ${longestRange} characters` }
  // Runs of blanks are one: no pattern of a notation then tries them in every way.
  return notation.read(text.replace(/\s+/g, ' ').trim())
}

/** Whether `readRange` knows a scheme. */
export function isRangeScheme(scheme: string): boolean {
  return byScheme.has(scheme)
}
