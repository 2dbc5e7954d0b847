import { type Feed, osvFeed } from '../feed.ts'

export const osvJulia: Feed = osvFeed({
  id: 'osv-julia',
  about: 'Julia security advisories',
  covers: [],
  prefixes: ['JLSEC-'],
})
