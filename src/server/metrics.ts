/** Counts and times of requests, in the text form of Prometheus. Labels are names of operations and statuses, nothing of a plant. */
export interface Metrics {
  /** One request is over. */
  count(operation: string, status: number, seconds: number): void
  /** So many more, or fewer, are underway. */
  underway(kind: 'requests' | 'uploads', change: 1 | -1): void
  text(now: { resident: number; startedAt: number }): string
}

/** Upper bounds in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

export function metrics(): Metrics {
  const counts = new Map<string, number>()
  const times = new Map<string, { sum: number; buckets: number[] }>()
  const going = { requests: 0, uploads: 0 }
  return {
    count(operation, status, seconds) {
      const key = `operation="${operation}",status="${status}"`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      const time = times.get(operation) ?? { sum: 0, buckets: bounds.map(() => 0).concat(0) }
      times.set(operation, time)
      time.sum += seconds
      const at = bounds.findIndex(bound => seconds <= bound)
      time.buckets[at < 0 ? bounds.length : at]!++
    },
    underway(kind, change) {
      going[kind] += change
    },
    text({ resident, startedAt }) {
      const lines = ['# TYPE millcert_requests_total counter']
      for (const [key, count] of counts) lines.push(`millcert_requests_total{${key}} ${count}`)
      lines.push('# TYPE millcert_request_seconds histogram')
      for (const [operation, { sum, buckets }] of times) {
        let below = 0
        buckets.forEach((count, index) => {
          below += count
          lines.push(
            `millcert_request_seconds_bucket{operation="${operation}",le="${bounds[index] ?? '+Inf'}"} ${below}`,
          )
        })
        lines.push(`millcert_request_seconds_sum{operation="${operation}"} ${sum.toFixed(6)}`)
        lines.push(`millcert_request_seconds_count{operation="${operation}"} ${below}`)
      }
      lines.push('# TYPE millcert_underway gauge')
      for (const [kind, count] of Object.entries(going)) lines.push(`millcert_underway{kind="${kind}"} ${count}`)
      lines.push('# TYPE process_resident_memory_bytes gauge', `process_resident_memory_bytes ${resident}`)
      lines.push('# TYPE process_start_time_seconds gauge', `process_start_time_seconds ${startedAt / 1000}`)
      return `${lines.join('\n')}\n`
    },
  }
}
