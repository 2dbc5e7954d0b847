/**
 * What is known of what runs: which records speak of which components, why, and since when; and what people are to decide on, a
 * vulnerability of a product at a site. Computed, never edited; what was known at a time stays.
 */
export type { Laid } from './laying.ts'
export type { JudgedNew } from './match-new.ts'
export type { AdvisoryRow, FeedsKept, FindingTables, MatchRow, VulnerabilityRow } from './store.ts'
export { migrations } from './store.ts'

/** What keeps matches and finds them again: loaded when asked for, since it loads the database's library. */
export const findingsStore = () => import('./kept.ts')
