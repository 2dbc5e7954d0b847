import { defaultLimits, type Limits } from '#base'
import type { Paper } from './format.ts'
import { headOf } from './head.ts'

/** A paper whose bytes are in memory, with the files that lie in its folder. */
export function paperOf(
  name: string,
  content: Uint8Array | string,
  beside: ReadonlyMap<string, string> = new Map(),
  limits: Limits = defaultLimits,
): Paper {
  const whole = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    ...headOf(name, whole),
    pieces: () => [whole],
    beside(other) {
      const text = beside.get(other)
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
    limits,
    now: 0,
  }
}
