import type { Claim, Quarantined } from '#advisories'
import type { Because } from './report.ts'

/** Why a claim is undecided whose feed nobody can rely on. */
export const quarantineRule = 'feed-quarantined'

type Told = Claim & { because?: Because }

/**
 * Claims as far as they are sure: what a record of a feed in quarantine says of a version it affects is undecided, with the feed and the
 * reason. What such a record clears it cleared for itself alone, and no other record's word.
 */
export function withoutQuarantined(claims: readonly Told[], quarantined: Quarantined): readonly Told[] {
  if (quarantined.size === 0) return claims
  return claims.map(claim => {
    const found = claim.verdict === 'affected' ? quarantined.get(claim.advisory.feed) : undefined
    if (found === undefined) return claim
    const because = { rule: quarantineRule, found: claim.advisory.feed, how: found.reason }
    const { advisory, place, hits } = claim
    return { ...claim, advisory, place, hits, verdict: 'undecided', because }
  })
}

/** What would settle a doubt that comes of quarantine alone; undefined for any other. */
export function settledByRelease(told: readonly Told[]): string | undefined {
  const doubts = told.filter(({ verdict }) => verdict === 'undecided')
  if (doubts.some(({ because }) => because?.rule !== quarantineRule)) return undefined
  const feeds = [...new Set(doubts.map(({ advisory }) => advisory.feed))].sort()
  return `Look at ${feeds.length === 1 ? 'the feed' : 'the feeds'} ${feeds.join(', ')}: fetch again what is damaged, and end the quarantine.`
}
