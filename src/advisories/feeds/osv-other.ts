import { type Feed, osvFeed } from '../feed.ts'

// Asked last: records whose id tells no source we know.
export const osvOther: Feed = osvFeed({
  id: 'osv-other',
  about: 'OSV records of other sources',
  covers: [],
  prefixes: [''],
})
