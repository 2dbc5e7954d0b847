import { type Feed, osvFeed } from '../feed.ts'

export const osvRedhat: Feed = osvFeed({
  id: 'osv-redhat',
  about: 'Red Hat errata',
  covers: ['rpm'],
  prefixes: ['RHSA-', 'RHBA-', 'RHEA-'],
  errata: true,
})
