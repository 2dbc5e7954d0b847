import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvSuse: Feed = osvFeed({
  id: 'osv-suse',
  about: 'SUSE and openSUSE security updates',
  covers: ['rpm'],
  prefixes: ['SUSE-', 'openSUSE-'],
  errata: true,
  source: osvSource('SUSE', 'openSUSE'),
})
