import { type Feed, osvFeed } from '../feed.ts'
import { osvSource } from '../source.ts'

export const osvMalicious: Feed = osvFeed({
  id: 'osv-malicious',
  about: 'OpenSSF malicious packages',
  covers: ['npm', 'pypi', 'gem', 'nuget', 'cargo', 'golang', 'maven'],
  prefixes: ['MAL-'],
  maxAge: 7,
  malicious: true,
  source: { ...osvSource('npm', 'PyPI', 'RubyGems', 'NuGet', 'crates.io', 'Go', 'Maven'), usual: true },
})
