import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvRedhat: Feed = osvFeed({
  id: 'osv-redhat',
  about: 'Red Hat errata',
  covers: ['rpm'],
  prefixes: ['RHSA-', 'RHBA-', 'RHEA-'],
  errata: true,
  source: osvSource('Red Hat'),
})
