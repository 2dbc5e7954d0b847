import { type Disk, defaultLimits, Problem, parseJson } from '#base'

/** Why nothing is sure that a feed says. */
export interface Quarantine {
  /** Milliseconds since 1970 UTC. */
  since: number
  /** Who says so: a person, or the check that failed. */
  by: string
  reason: string
  /** What a check began, a check ends when the feed is good again; what a person began, a person ends. */
  cause: 'person' | 'check'
}

/** Feeds in quarantine, by id. */
export type Quarantined = ReadonlyMap<string, Quarantine>

/** Beside the manifest: the segments stay as they are, so that nothing is lost when a feed is released. */
export const quarantineName = 'quarantine.json'

/** Ids as a manifest has them. */
export const feedIdForm = /^[a-z0-9][a-z0-9-]{0,63}$/
export const longestReason = 500
const lastTime = 253_402_300_799_999

/** Feeds of a folder's database that are in quarantine. Throws `advisories/bad-quarantine`: who cannot read it does not know what is sure. */
export function readQuarantine(disk: Disk, folder: string): Quarantined {
  const path = `${folder}/${quarantineName}`
  if (disk.stat(path) === undefined) return new Map()
  const value = parseJson(disk.read(path, defaultLimits.element), defaultLimits, path) as {
    schema?: unknown
    feeds?: Record<string, unknown>
  } | null
  const feeds = value?.schema === 'millcert-quarantine/1' ? value.feeds : undefined
  if (feeds === null || typeof feeds !== 'object' || Array.isArray(feeds)) throw unreadable(path)
  return new Map(
    Object.entries(feeds).map(([id, one]) => {
      if (!feedIdForm.test(id) || !isQuarantine(one)) throw unreadable(path)
      const { since, by, reason, cause } = one
      return [id, { since, by, reason, cause }]
    }),
  )
}

function unreadable(path: string): Problem {
  return new Problem('advisories/bad-quarantine', `Cannot tell which feeds are in quarantine: ${path} cannot be read`, {
    at: path,
    wanted: 'the schema millcert-quarantine/1',
    next: 'look at why it changed, and move it away',
  })
}

function isQuarantine(value: unknown): value is Quarantine {
  if (value === null || typeof value !== 'object') return false
  const { since, by, reason, cause } = value as Record<string, unknown>
  const isText = (text: unknown) => typeof text === 'string' && text.length <= longestReason
  const isTime = Number.isSafeInteger(since) && Math.abs(since as number) <= lastTime
  return isTime && isText(by) && isText(reason) && (cause === 'person' || cause === 'check')
}

/** Changes which feeds are in quarantine, and gives those that are then. Throws `base/locked` while another process does. */
export function changeQuarantine(
  disk: Disk,
  folder: string,
  change: (before: Quarantined) => Quarantined,
): Quarantined {
  const release = disk.lock(`${folder}/quarantine.lock`)
  try {
    const before = readQuarantine(disk, folder)
    const after = change(before)
    if (JSON.stringify([...before]) !== JSON.stringify([...after])) write(disk, folder, after)
    return after
  } finally {
    release()
  }
}

function write(disk: Disk, folder: string, feeds: Quarantined): void {
  const sorted = [...feeds].sort(([a], [b]) => (a < b ? -1 : 1))
  const value = { schema: 'millcert-quarantine/1', feeds: Object.fromEntries(sorted) }
  disk.write(`${folder}/${quarantineName}`, [`${JSON.stringify(value, null, 2)}\n`])
}
