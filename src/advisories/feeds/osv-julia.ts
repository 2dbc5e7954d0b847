import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvJulia: Feed = osvFeed({
  id: 'osv-julia',
  about: 'Julia security advisories',
  covers: ['julia'],
  prefixes: ['JLSEC-'],
  source: osvSource('Julia'),
})
