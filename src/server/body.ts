import { setTimeout as wait } from 'node:timers/promises'
import { defaultLimits, type Limits, Problem, parseJson } from '#base'
import type { IncomingMessage } from './wire.ts'

/** How slowly a body may come before it is cut. */
export interface Pace {
  /** Milliseconds for which nothing may come. */
  idle: number
  /** Milliseconds of waiting after which its rate is judged. */
  grace: number
  /** Bytes a second, over all the time it was waited for. */
  rate: number
}

export const usualPace: Pace = { idle: 10_000, grace: 15_000, rate: 1024 }

/** A request whose body is to be read. */
export interface Sent {
  readonly incoming: IncomingMessage
  /** Tells a sender that waits for it that the body is wanted. */
  begin(): void
}

/** Bytes of a body of JSON. */
export const mostJson = 1024 * 1024
const jsonLimits: Limits = { ...defaultLimits, bytes: mostJson, depth: 32, keys: 1000, count: 100_000 }

/**
 * The body of a request, piece by piece as it is asked for: a slow reader makes the sender wait. Ends in a Problem: `server/too-large`,
 * `server/slow`, `server/cut`.
 */
export async function* bodyOf(
  { incoming, begin }: Sent,
  most: number,
  pace: Pace = usualPace,
): AsyncGenerator<Uint8Array> {
  if (Number(incoming.headers['content-length'] ?? 0) > most) throw tooLarge(most)
  begin()
  const pieces = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let bytes = 0
  let waited = 0
  for (;;) {
    const from = performance.now()
    const piece = await inTime(pieces.next(), pace.idle)
    waited += performance.now() - from
    if (piece.done) return
    bytes += piece.value.length
    if (bytes > most) throw tooLarge(most)
    if (waited > pace.grace && bytes < (pace.rate * waited) / 1000) throw slow()
    yield piece.value
  }
}

async function inTime<T>(next: Promise<T>, idle: number): Promise<T> {
  const timer = new AbortController()
  try {
    const late = wait(idle, undefined, { signal: timer.signal }).then(() => {
      throw slow()
    })
    late.catch(() => {})
    return await Promise.race([next, late])
  } catch (error) {
    next.catch(() => {})
    if (error instanceof Problem) throw error
    throw new Problem('server/cut', 'Cannot read the body: it ended before it was whole')
  } finally {
    timer.abort()
  }
}

function slow(): Problem {
  return new Problem('server/slow', 'Cannot read the body: it comes too slowly')
}

function tooLarge(most: number): Problem {
  return new Problem('server/too-large', `Cannot take the body: it is larger than ${most} bytes`)
}

/** A body of JSON, within bounds; an empty one is no input. Throws `server/media-type`, `server/body` and what `bodyOf` throws. */
export async function jsonOf(sent: Sent, pace?: Pace): Promise<unknown> {
  const { incoming } = sent
  const pieces: Uint8Array[] = []
  for await (const piece of bodyOf(sent, mostJson, pace)) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  if (bytes.length === 0) return {}
  if (!/^application\/json\s*(?:;\s*charset=utf-8\s*)?$/i.test(incoming.headers['content-type'] ?? ''))
    throw new Problem('server/media-type', 'Cannot read the body: Content-Type: application/json is wanted')
  try {
    return parseJson(bytes, jsonLimits, 'the body')
  } catch (error) {
    if (error instanceof Problem) throw new Problem('server/body', error.message, error.detail)
    throw error
  }
}
