import type { VersionOrder } from './order.ts'

/** A run of versions, as an advisory states it: texts, not keys. An absent end is open: from the first, or without end. */
export interface Interval {
  from?: string
  /** False leaves `from` itself out; only text notations (`> 1.0`) need it. */
  fromIncluded?: boolean
  to?: string
  toIncluded?: boolean
}

/** `>=1.0 <1.2`, `<=3`, `=2.0`, `*`: how an interval is shown. */
export function showInterval(interval: Interval): string {
  const { from, to } = interval
  if (from !== undefined && from === to && interval.fromIncluded !== false && interval.toIncluded) return `=${from}`
  const parts: string[] = []
  if (from !== undefined) parts.push(`${interval.fromIncluded === false ? '>' : '>='}${from}`)
  if (to !== undefined) parts.push(`${interval.toIncluded ? '<=' : '<'}${to}`)
  return parts.length === 0 ? '*' : parts.join(' ')
}

/** Whether a version lies in an interval; undefined when a comparison cannot be made. */
export function inInterval(order: VersionOrder, interval: Interval, version: string): boolean | undefined {
  if (interval.from !== undefined) {
    const low = order.compare(version, interval.from)
    if (low === undefined) return undefined
    if (low < 0 || (low === 0 && interval.fromIncluded === false)) return false
  }
  if (interval.to !== undefined) {
    const high = order.compare(version, interval.to)
    if (high === undefined) return undefined
    if (high > 0 || (high === 0 && !interval.toIncluded)) return false
  }
  return true
}
