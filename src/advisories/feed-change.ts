import { showTime } from '#base'
import type { FeedEntry } from './manifest.ts'

/** Why a new snapshot of a feed is set aside until a person looked. */
export type Doubt = 'older' | 'shrink' | 'withdrawals' | 'refused'

/** Changes of so many records are never sudden, however small the feed. */
const smallChange = 100
/** Of the records that were there. */
const largePart = 0.1

/** What is doubtful in a new snapshot beside the one that is held, with words for a person; undefined when nothing is. */
export function doubtOf(held: FeedEntry | undefined, offered: FeedEntry): { doubt: Doubt; reason: string } | undefined {
  if (held === undefined) return undefined
  if (held.newest !== null && (offered.newest === null || offered.newest < held.newest))
    return {
      doubt: 'older',
      reason: `its newest record is of ${day(offered.newest)}, the one held of ${day(held.newest)}`,
    }
  if (isMuch(held.records - offered.records, held.records))
    return { doubt: 'shrink', reason: `${offered.records} records, where ${held.records} are held` }
  if (isMuch(offered.withdrawn - held.withdrawn, held.records - held.withdrawn))
    return { doubt: 'withdrawals', reason: `${offered.withdrawn} records withdrawn, where ${held.withdrawn} were` }
  if (isMuch(offered.refused - held.refused, held.records))
    return { doubt: 'refused', reason: `${offered.refused} records cannot be read, where ${held.refused} could not` }
  return undefined
}

function isMuch(change: number, of: number): boolean {
  return change > smallChange && change > of * largePart
}

function day(ms: number | null): string {
  return ms === null ? 'no stated day' : showTime(ms).slice(0, 10)
}
