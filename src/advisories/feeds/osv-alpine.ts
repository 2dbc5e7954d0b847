import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvAlpine: Feed = osvFeed({
  id: 'osv-alpine',
  about: 'Alpine secdb: packages of Alpine Linux',
  covers: ['apk'],
  prefixes: ['ALPINE-'],
  ecosystem: 'Alpine',
  errata: true,
  source: osvSource('Alpine'),
})
