import { type Feed, osvFeed } from '../feed.ts'

export const osvDebian: Feed = osvFeed({
  id: 'osv-debian',
  about: 'Debian security advisories',
  covers: ['deb'],
  prefixes: ['DSA-', 'DLA-', 'DTSA-', 'DEBIAN-'],
  errata: true,
})
