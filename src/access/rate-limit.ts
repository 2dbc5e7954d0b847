/** What one source may ask. */
export interface Rate {
  /** At once. */
  burst: number
  /** Come back in a second. */
  perSecond: number
  /** Sources kept in mind; those not heard of for longest are forgotten first. */
  most: number
}

/** How much each source has asked lately: in memory, of bounded size. */
export interface RateLimit {
  /** Counts one request. Gives 0, or the whole seconds after which the next one is served; times are milliseconds since 1970 UTC. */
  take(source: string, now: number): number
  /** Takes one request back, such as a login that was right. */
  giveBack(source: string): void
  /** Sources in mind. */
  size(): number
}

/** A bucket for each source, which fills again with time. */
export function rateLimit({ burst, perSecond, most }: Rate): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(source, now) {
      const old = buckets.get(source)
      // Time that ran backwards fills nothing.
      const gained = old === undefined ? 0 : (Math.max(0, now - old.at) / 1000) * perSecond
      const left = old === undefined ? burst : Math.min(burst, old.left + gained)
      buckets.delete(source)
      buckets.set(source, { left: left < 1 ? left : left - 1, at: now })
      if (buckets.size > most) buckets.delete(buckets.keys().next().value!)
      return left < 1 ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0
    },
    giveBack(source) {
      const bucket = buckets.get(source)
      if (bucket !== undefined) bucket.left = Math.min(burst, bucket.left + 1)
    },
    size: () => buckets.size,
  }
}
