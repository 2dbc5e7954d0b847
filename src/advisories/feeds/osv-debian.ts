import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvDebian: Feed = osvFeed({
  id: 'osv-debian',
  about: 'Debian security advisories',
  covers: ['deb'],
  prefixes: ['DSA-', 'DLA-', 'DTSA-', 'DEBIAN-'],
  errata: true,
  source: osvSource('Debian'),
})
