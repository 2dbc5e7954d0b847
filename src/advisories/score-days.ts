/** Of which day the score of each CVE is that has been taken. */
export interface ScoreDays {
  /**
   * Whether a score of a day (milliseconds since 1970 UTC; undefined: it does not say, which is older than any) is at least as
   * new as the one before. If so, it is the one from then on. `cve` is a `cveNumber`.
   */
  newest(cve: number, day: number | undefined): boolean
}

export function scoreDays(): ScoreDays {
  const unstated = Number.NEGATIVE_INFINITY
  const days = new Map<number, number>()
  return {
    newest(cve, day = unstated) {
      if (day < (days.get(cve) ?? unstated)) return false
      days.set(cve, day)
      return true
    },
  }
}
