import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvHaskell: Feed = osvFeed({
  id: 'osv-haskell',
  about: 'Haskell security advisories',
  covers: ['hackage'],
  prefixes: ['HSEC-'],
  source: osvSource('Hackage', 'GHC'),
})
