import { type Feed, osvFeed } from '../feed.ts'

export const osvPhoton: Feed = osvFeed({
  id: 'osv-photon',
  about: 'Photon OS security advisories',
  covers: ['rpm'],
  prefixes: ['PHSA-'],
  errata: true,
})
