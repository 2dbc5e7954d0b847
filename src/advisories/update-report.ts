import { visible } from '#base'
import type { FeedState } from './feed-state.ts'
import type { Manifest } from './manifest.ts'
import { table } from './table.ts'

/** What became of a feed, or of a provider of CSAF documents. */
interface Row {
  id: string
  outcome: string
  reason: string | undefined
  before: { records: number } | undefined
  after: { records: number } | undefined
}

/** The answer of `db update` as JSON. */
export function updateAnswer(folder: string, manifest: Manifest | undefined, feeds: readonly Row[]): object {
  return {
    schema: 'millcert-db-update/1',
    folder,
    digest: manifest?.digest ?? null,
    feeds: feeds.map(({ id, outcome, reason, before, after }) => ({
      id,
      outcome,
      reason: reason ?? null,
      before: before?.records ?? null,
      after: after?.records ?? null,
    })),
  }
}

/** The answer for people: a line a feed. */
export function updateText(feeds: readonly Row[]): string {
  return table([
    ['feed', 'outcome', 'records before', 'records now', ''],
    ...feeds.map(({ id, outcome, reason, before, after }) => [
      id,
      outcome,
      String(before?.records ?? ''),
      String((outcome === 'held-back' ? before : (after ?? before))?.records ?? ''),
      visible(reason ?? ''),
    ]),
  ])
}

/** What updates left behind of a feed, as `db status` has it. */
export interface UpdateSeen {
  id: string
  attempt: string
  success: string | null
  failure: { at: string; code: string; reason: string } | null
  quarantine: { since: string; reason: string } | null
}

export function updateSeen(
  id: string,
  { attempt, success, failure, quarantine }: FeedState,
  when: (ms: number) => string,
): UpdateSeen {
  return {
    id,
    attempt: when(attempt),
    success: success === null ? null : when(success),
    failure: failure && { ...failure, at: when(failure.at) },
    quarantine: quarantine && { since: when(quarantine.since), reason: quarantine.reason },
  }
}
