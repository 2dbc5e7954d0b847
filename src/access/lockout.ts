/** Wrong passwords of one account in a row. */
export interface Attempts {
  failures: number
  /** Of the last one; milliseconds since 1970 UTC. */
  lastAt: number
  /** From when on the next one is looked at. */
  freeAt: number
}

/** Failures that cost no waiting. */
const freeFailures = 5
/** The longest wait: whoever is the owner gets in at last, however many others try. */
export const longestWait = 15 * 60_000
/** Failures older than this are forgotten. */
export const forgottenAfter = 24 * 3_600_000

/** Milliseconds to wait after so many failures: doubled with each one beyond the free ones, from a second on. */
export function waitAfter(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(1000 * 2 ** (failures - freeFailures), longestWait)
}

/** How long it is to be waited now; 0 where the next attempt is looked at. A clock that was set back locks nobody out. */
export function waitOf({ freeAt }: Attempts, now: number): number {
  const left = freeAt - now
  return left <= 0 || left > longestWait ? 0 : left
}

/** The attempts with one more, counted before its password is looked at, so that many at once are no way round. */
export function withOneMore(attempts: Attempts | undefined, now: number): Attempts {
  const recent = attempts !== undefined && Math.abs(now - attempts.lastAt) < forgottenAfter
  const failures = recent ? attempts.failures + 1 : 1
  return { failures, lastAt: now, freeAt: now + waitAfter(failures) }
}
