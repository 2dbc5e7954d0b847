import { type Feed, osvFeed } from '../feed.ts'

export const osvGhsa: Feed = osvFeed({
  id: 'osv-ghsa',
  about: 'GitHub Security Advisories, reviewed, for many ecosystems',
  covers: ['npm', 'pypi', 'golang', 'cargo', 'maven', 'nuget', 'gem', 'composer'],
  prefixes: ['GHSA-'],
  url: id => `https://github.com/advisories/${encodeURIComponent(id)}`,
})
