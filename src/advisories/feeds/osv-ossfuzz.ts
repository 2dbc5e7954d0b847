import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvOssfuzz: Feed = osvFeed({
  id: 'osv-ossfuzz',
  about: 'OSS-Fuzz findings in C and C++ libraries, by source revision',
  covers: [],
  partial: true,
  prefixes: ['OSV-'],
  source: osvSource('OSS-Fuzz'),
})
