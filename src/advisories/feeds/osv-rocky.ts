import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvRocky: Feed = osvFeed({
  id: 'osv-rocky',
  about: 'Rocky Linux errata',
  covers: ['rpm'],
  prefixes: ['RLSA-', 'RXSA-'],
  errata: true,
  source: osvSource('Rocky Linux'),
})
