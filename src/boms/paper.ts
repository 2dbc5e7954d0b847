import { decodeText, defaultLimits, encodingOf, type Limits } from '#base'
import type { Paper } from './format.ts'

const headBytes = 64 * 1024

/** A paper whose bytes are in memory, with the files that lie in its folder. */
export function paperOf(
  name: string,
  content: Uint8Array | string,
  beside: ReadonlyMap<string, string> = new Map(),
  limits: Limits = defaultLimits,
): Paper {
  const whole = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const bytes = whole.subarray(0, headBytes)
  const encoding = encodingOf(bytes)
  return {
    name,
    bytes,
    text: decodeText(bytes, encoding === 'windows-1252' ? 'utf-8' : encoding),
    pieces: () => [whole],
    beside(other) {
      const text = beside.get(other)
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
    limits,
    now: 0,
  }
}
