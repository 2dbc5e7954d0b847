import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvAlmalinux: Feed = osvFeed({
  id: 'osv-almalinux',
  about: 'AlmaLinux security, bug-fix and enhancement errata',
  covers: ['rpm'],
  prefixes: ['ALSA-', 'ALBA-', 'ALEA-'],
  errata: true,
  source: osvSource('AlmaLinux'),
})
