import { type Disk, showTime } from '#base'
import { readProviderStates } from './csaf-provider-state.ts'
import { isStale } from './manifest.ts'

/** What updates left behind of a provider of CSAF documents, as `db status` has it. Times in RFC 3339. */
export interface ProviderSeen {
  id: string
  publisher: string | null
  role: string | null
  /** Feeds of the database that its documents are of. */
  feeds: string[]
  /** Documents that are held. */
  documents: number
  /** The newest date that its lists state. */
  newest: string | null
  attempt: string
  success: string | null
  /** Its last success is older than the limit of feeds. */
  stale: boolean
  failure: { at: string; code: string; reason: string } | null
  quarantine: { since: string; reason: string } | null
  /** Documents that are not taken, with the reason. */
  refused: { path: string; since: string; reason: string }[]
  /** Documents that are listed and not there. */
  missing: number
  /** Documents that no checksum was compared with. */
  unchecked: number
  /** Signatures of documents are not checked by this version. */
  signatures: 'not checked'
}

/** What updates left behind of every provider, by id; `maxAge` in days stands over the limit of 30. */
export function providersSeen(disk: Disk, folder: string, now: number, maxAge: number | undefined): ProviderSeen[] {
  const when = (ms: number | null) => (ms === null ? null : showTime(ms))
  return readProviderStates(disk, folder).map(state => {
    const held = Object.values(state.documents).filter(one => one.held !== null)
    return {
      id: state.id,
      publisher: state.publisher,
      role: state.role,
      feeds: state.feeds,
      documents: held.length,
      newest: when(state.newest),
      attempt: showTime(state.attempt),
      success: when(state.success),
      stale: isStale({ id: state.id, snapshotAt: state.success }, now, maxAge),
      failure: state.failure && { ...state.failure, at: showTime(state.failure.at) },
      quarantine: state.quarantine && { ...state.quarantine, since: showTime(state.quarantine.since) },
      refused: Object.entries(state.refused).map(([path, { since, reason }]) => ({
        path,
        since: showTime(since),
        reason,
      })),
      missing: state.missing.length,
      unchecked: held.filter(({ checked }) => checked.length === 0).length,
      signatures: 'not checked',
    }
  })
}
