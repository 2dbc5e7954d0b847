import { type Feed, osvFeed } from '../feed.ts'

export const osvCran: Feed = osvFeed({
  id: 'osv-cran',
  about: 'R Consortium advisories for CRAN packages',
  covers: [],
  prefixes: ['RSEC-'],
})
