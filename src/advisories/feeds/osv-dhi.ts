import { type Feed, osvFeed } from '../feed.ts'

// Its records carry the ids of others (CVE-…, GHSA-…): only the ecosystem tells whose they are, so it is asked first.
export const osvDhi: Feed = osvFeed({
  id: 'osv-dhi',
  about: 'Docker Hardened Images advisories',
  covers: [],
  prefixes: [],
  owns: (_id, ecosystems) => ecosystems.includes('DHI'),
})
