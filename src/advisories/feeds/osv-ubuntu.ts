import { type Feed, osvFeed } from '../feed.ts'

export const osvUbuntu: Feed = osvFeed({
  id: 'osv-ubuntu',
  about: 'Ubuntu security notices',
  covers: ['deb'],
  prefixes: ['USN-', 'UBUNTU-'],
  errata: true,
})
