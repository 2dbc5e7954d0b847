import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvCran: Feed = osvFeed({
  id: 'osv-cran',
  about: 'R Consortium advisories for CRAN packages',
  covers: ['cran'],
  prefixes: ['RSEC-'],
  source: osvSource('CRAN'),
})
