import { type Feed, osvFeed } from '../feed.ts'

export const osvDhi: Feed = osvFeed({
  id: 'osv-dhi',
  about: 'Docker Hardened Images advisories',
  covers: [],
  prefixes: [],
  ecosystem: 'DHI',
})
