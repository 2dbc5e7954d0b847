import { type Feed, osvFeed } from '../feed.ts'

export const osvHaskell: Feed = osvFeed({
  id: 'osv-haskell',
  about: 'Haskell security advisories',
  covers: [],
  prefixes: ['HSEC-'],
})
