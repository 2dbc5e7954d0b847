import { type Feed, osvFeed } from '../feed.ts'

/** What no other feed owns. */
export const osvOther: Feed = osvFeed({
  id: 'osv-other',
  about: 'OSV records of other sources',
  covers: [],
  prefixes: [],
})
