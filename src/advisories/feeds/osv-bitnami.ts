import { type Feed, osvFeed } from '../feed.ts'

export const osvBitnami: Feed = osvFeed({
  id: 'osv-bitnami',
  about: 'Bitnami packaged servers',
  covers: ['bitnami'],
  prefixes: ['BIT-'],
})
