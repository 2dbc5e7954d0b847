import { type Feed, osvFeed } from '../feed.ts'

export const osvAzurelinux: Feed = osvFeed({
  id: 'osv-azurelinux',
  about: 'Azure Linux and CBL-Mariner security advisories',
  covers: ['rpm'],
  prefixes: ['AZL-'],
  errata: true,
})
