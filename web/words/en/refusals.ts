import type { Refusals } from '../refusals.ts'

/** The server's own sentences are English. */
export const refusals: Refusals = { titles: {}, sentences: {} }
