import { type Feed, osvFeed } from '../feed.ts'

export const osvPsf: Feed = osvFeed({
  id: 'osv-psf',
  about: 'Python Software Foundation advisories for CPython',
  covers: [],
  prefixes: ['PSF-'],
})
