import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvBitnami: Feed = osvFeed({
  id: 'osv-bitnami',
  about: 'Bitnami packaged servers',
  covers: ['bitnami'],
  prefixes: ['BIT-'],
  source: osvSource('Bitnami'),
})
