import { createHmac, timingSafeEqual } from 'node:crypto'
import { Problem } from '#base'

/** Signs where a page ended, so that only what we gave comes back, and only to the question it was given for. */
export interface Cursors {
  /** @param asked the address of the page that ended */
  wrap(asked: URL, next: string): string
  /** Throws `server/cursor`. */
  unwrap(asked: URL, cursor: string): string
}

const macBytes = 16

/** @param key bytes nobody else has */
export function cursors(key: Uint8Array): Cursors {
  const macOf = (asked: URL, next: string) =>
    createHmac('sha256', key)
      .update(`${questionOf(asked)}\0${next}`)
      .digest()
      .subarray(0, macBytes)
  return {
    wrap: (asked, next) => Buffer.concat([macOf(asked, next), Buffer.from(next)]).toString('base64url'),
    unwrap(asked, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const next = bytes.subarray(macBytes).toString()
      const whole = bytes.length > macBytes && bytes.toString('base64url') === cursor
      if (whole && timingSafeEqual(bytes.subarray(0, macBytes), macOf(asked, next))) return next
      throw new Problem(
        'server/cursor',
        'Cannot go on from this place: "after" is not one that was given for this question',
        {
          at: '/after',
          next: 'take it from "next" or from the Link header of the page before',
        },
      )
    },
  }
}

/** What is asked, whatever page of it and however long: a cursor of one site would give none of another's rows, as if there were none. */
function questionOf({ pathname, searchParams }: URL): string {
  const filters = [...searchParams].filter(([name]) => name !== 'after' && name !== 'limit')
  return JSON.stringify([pathname, filters.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))])
}
