import { namedEcosystem, pathOf } from '../package-name.ts'
import { semver } from '../versions/semver.ts'

/**
 * Packages are named by where their source is: `github.com/apple/swift-nio`; advisories may write it as a URL. Versions are
 * semantic ones (docs.swift.org/package-manager).
 */
export const swift = namedEcosystem({
  type: 'swift',
  label: 'Swift',
  osv: ['SwiftURL'],
  order: semver,
  nameOf: pathOf,
  fold: name =>
    name
      .toLowerCase()
      .replace(/^[a-z+]+:\/\//, '')
      .replace(/\/$/, '')
      .replace(/\.git$/, ''),
})
