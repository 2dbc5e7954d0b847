import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvPhoton: Feed = osvFeed({
  id: 'osv-photon',
  about: 'Photon OS security advisories',
  covers: ['rpm'],
  prefixes: ['PHSA-'],
  errata: true,
  source: osvSource('Photon OS'),
})
