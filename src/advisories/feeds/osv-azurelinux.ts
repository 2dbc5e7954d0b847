import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvAzurelinux: Feed = osvFeed({
  id: 'osv-azurelinux',
  about: 'Azure Linux and CBL-Mariner security advisories',
  covers: ['rpm'],
  prefixes: ['AZL-'],
  errata: true,
  source: osvSource('Azure Linux'),
})
