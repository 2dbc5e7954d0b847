import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvUbuntu: Feed = osvFeed({
  id: 'osv-ubuntu',
  about: 'Ubuntu security notices',
  covers: ['deb'],
  prefixes: ['USN-', 'UBUNTU-'],
  errata: true,
  source: osvSource('Ubuntu'),
})
