import type { Out } from '../api.ts'
import type { Words } from '../words.ts'

/** How a feed is, in one word. */
export type FeedState = keyof Words['parts']['feedStates']

/** The gravest that is so: a failure stands until a fetch succeeds. */
export function feedStateOf({
  stale,
  failure,
  heldBack,
  quarantine,
}: Pick<Out<'feeds.list'>['feeds'][number], 'stale' | 'failure' | 'heldBack' | 'quarantine'>): FeedState {
  if (quarantine) return 'quarantined'
  if (heldBack) return 'held'
  if (failure) return 'failed'
  return stale ? 'stale' : 'live'
}
