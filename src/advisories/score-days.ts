import { cveNumber } from './compiled/signals.ts'

/** Of which day the score of each CVE is that has been taken. */
export interface ScoreDays {
  /**
   * Whether a score of a day (milliseconds since 1970 UTC; undefined: it does not say, which is older than any) is at least as
   * new as the one before. If so, it is the one from then on.
   */
  newest(cve: string, day: number | undefined): boolean
}

export function scoreDays(): ScoreDays {
  const unstated = Number.NEGATIVE_INFINITY
  const days = new Map<number, number>()
  return {
    newest(id, day = unstated) {
      const cve = cveNumber(id)
      if (cve === undefined) return true
      if (day < (days.get(cve) ?? unstated)) return false
      days.set(cve, day)
      return true
    },
  }
}
