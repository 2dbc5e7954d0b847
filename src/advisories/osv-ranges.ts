import { Buffer } from 'node:buffer'
import { quoted } from '#base'
import { type Interval, longestKey, type VersionOrder } from '#identity'

const scratch = Buffer.alloc(longestKey)

/** An event of a range, as a record has it. */
type RangeEvent = Readonly<Record<string, unknown>>

const kinds = ['introduced', 'fixed', 'last_affected'] as const

/** `limit` begins and ends nothing: it cuts off. */
const eventKinds = [...kinds, 'limit'] as const

interface Event {
  kind: (typeof kinds)[number]
  version: string
}

/** Records made from NVD's write `4.1.0-NA` for the version 4.1.0 without an update (CPE 2.3: NA, "not applicable"). */
function withoutUpdate(version: string, order: VersionOrder): string {
  return version.endsWith('-NA') && !isComparable(order, version) ? version.slice(0, -'-NA'.length) : version
}

/**
 * Runs of affected versions from a range's events, whatever order they stand in: sorted by version as the schema's
 * evaluation does, "0" before everything. A text instead says why they cannot be compared.
 */
export function intervalsOf(events: readonly RangeEvent[], order: VersionOrder, ranges: boolean): Interval[] | string {
  const sorted: Event[] = []
  const limits: string[] = []
  for (const event of events) {
    for (const kind of eventKinds) {
      if (typeof event[kind] !== 'string' || (kind === 'limit' && event[kind] === '*')) continue
      const version = withoutUpdate(event[kind], order)
      if (version !== '0' && (!ranges || !isComparable(order, version)))
        return ranges
          ? `version ${quoted(version)} in a range is not comparable`
          : `the range has an end at ${quoted(version)}, and this ecosystem's versions cannot be ordered yet`
      if (kind === 'limit') limits.push(version)
      else sorted.push({ kind, version })
    }
  }
  const plain = plainRun(sorted, order)
  const runs = plain === undefined ? sortedRuns(sorted, order) : [plain]
  // Where one of them is "*", or there is none, nothing is left out (OSV 1.7, "Evaluation": BeforeLimits).
  return limits.length === 0 || events.some(({ limit }) => limit === '*') ? runs : beforeLimits(runs, limits, order)
}

/** Of runs what lies below the highest limit: what is beyond all of them is not looked at by the record. */
function beforeLimits(runs: readonly Interval[], limits: readonly string[], order: VersionOrder): Interval[] {
  const below = (a: string, b: string) => b !== '0' && (a === '0' || (order.compare(a, b) ?? 0) < 0)
  const limit = limits.reduce((highest, each) => (below(highest, each) ? each : highest))
  return runs.flatMap(run => {
    const { from, to } = run
    if (!below(from ?? '0', limit)) return []
    if (to !== undefined && below(to, limit)) return [run]
    return [{ ...(from !== undefined && { from }), to: limit }]
  })
}

function sortedRuns(events: readonly Event[], order: VersionOrder): Interval[] {
  const sorted = events.map(({ kind, version }) => ({ kind, version, key: sortable(order, version) }))
  sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const runs: Interval[] = []
  let open: Interval | undefined
  for (let i = 0; i < sorted.length; ) {
    const { version, key } = sorted[i]!
    let next = i + 1
    while (next < sorted.length && sorted[next]!.key === key) next++
    const here = new Set(sorted.slice(i, next).map(({ kind }) => kind))
    // Where one run ends and the next begins at one version, whatever order they stand in; alone, a run that ends where it
    // begins holds nothing.
    const ends = here.has('fixed') && open !== undefined
    if (ends) runs.push({ ...open, to: version })
    if (ends) open = undefined
    if (here.has('introduced') && (ends || !here.has('fixed'))) open ??= version === '0' ? {} : { from: version }
    if (here.has('last_affected') && open) {
      runs.push({ ...open, to: version, toIncluded: true })
      open = undefined
    }
    i = next
  }
  if (open) runs.push(open)
  return runs
}

// The packages of one record have most versions in common, and stand one after the other.
let last: { order: VersionOrder; version: string; comparable: boolean } | undefined

function isComparable(order: VersionOrder, version: string): boolean {
  if (last === undefined || last.version !== version || last.order !== order)
    last = { order, version, comparable: order.encode(version, scratch) >= 0 }
  return last.comparable
}

/** The run of the events that nearly every range has: introduced in one version and ended, if at all, by a later one. */
function plainRun([first, last, ...more]: readonly Event[], order: VersionOrder): Interval | undefined {
  if (more.length > 0 || first?.kind !== 'introduced') return undefined
  const open: Interval = first.version === '0' ? {} : { from: first.version }
  if (last === undefined) return open
  if (last.kind === 'introduced' || last.version === '0') return undefined
  if (first.version !== '0' && !((order.compare(first.version, last.version) ?? 0) < 0)) return undefined
  open.to = last.version
  if (last.kind === 'last_affected') open.toIncluded = true
  return open
}

/** The key of a version, a character for each byte; "0" lies before every version. */
function sortable(order: VersionOrder, version: string): string {
  return version === '0' ? '' : scratch.toString('latin1', 0, order.encode(version, scratch))
}
