import { createHmac, timingSafeEqual } from 'node:crypto'
import { Problem } from '#base'

/** Signs where a page ended, so that only what we gave comes back, and only to the question it was given for. */
export interface Cursors {
  wrap(operation: string, next: string): string
  /** Throws `server/cursor`. */
  unwrap(operation: string, cursor: string): string
}

const macBytes = 16

/** @param key bytes nobody else has */
export function cursors(key: Uint8Array): Cursors {
  const macOf = (operation: string, next: string) =>
    createHmac('sha256', key).update(`${operation}\0${next}`).digest().subarray(0, macBytes)
  return {
    wrap: (operation, next) => Buffer.concat([macOf(operation, next), Buffer.from(next)]).toString('base64url'),
    unwrap(operation, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const next = bytes.subarray(macBytes).toString()
      const whole = bytes.length > macBytes && bytes.toString('base64url') === cursor
      if (whole && timingSafeEqual(bytes.subarray(0, macBytes), macOf(operation, next))) return next
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
