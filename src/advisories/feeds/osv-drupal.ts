import { type Feed, osvFeed } from '../feed.ts'

export const osvDrupal: Feed = osvFeed({
  id: 'osv-drupal',
  about: 'Drupal advisories',
  covers: ['composer'],
  partial: true,
  prefixes: ['DRUPAL-'],
})
