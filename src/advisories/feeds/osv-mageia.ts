import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvMageia: Feed = osvFeed({
  id: 'osv-mageia',
  about: 'Mageia security advisories',
  covers: ['rpm'],
  prefixes: ['MGASA-'],
  errata: true,
  source: osvSource('Mageia'),
})
