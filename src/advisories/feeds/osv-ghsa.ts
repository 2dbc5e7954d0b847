import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvGhsa: Feed = osvFeed({
  id: 'osv-ghsa',
  about: 'GitHub Security Advisories, reviewed, for many ecosystems',
  covers: ['npm', 'pypi', 'golang', 'cargo', 'maven', 'nuget', 'gem', 'composer', 'hex', 'pub', 'swift'],
  prefixes: ['GHSA-'],
  url: id => `https://github.com/advisories/${encodeURIComponent(id)}`,
  source: {
    ...osvSource(
      'npm',
      'PyPI',
      'Go',
      'crates.io',
      'Maven',
      'NuGet',
      'RubyGems',
      'Packagist',
      'Hex',
      'Pub',
      'SwiftURL',
      'GitHub Actions',
    ),
    usual: true,
  },
})
