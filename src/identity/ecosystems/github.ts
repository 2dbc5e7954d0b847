import { namedEcosystem, pathOf } from '../package-name.ts'
import { semver } from '../versions/semver.ts'

/**
 * Actions of GitHub workflows: `pkg:github/owner/name@v4.1.7`, with the path of an action inside the repository as subpath. Their
 * releases are semantic versions (docs.github.com, Releasing and maintaining actions).
 */
export const github = namedEcosystem({
  type: 'github',
  label: 'GitHub Actions',
  osv: ['GitHub Actions'],
  order: semver,
  nameOf: purl => (purl.subpath === undefined ? pathOf(purl) : `${pathOf(purl)}/${purl.subpath}`),
  fold: name => name.toLowerCase(),
  versionOf,
})

/** `v4` and `v4.1` are tags that move to the newest release they begin: which one it was, nobody can tell. */
function versionOf(version: string): string {
  return /^v?\d+(?:\.\d+)?$/i.test(version) ? `${version}.x` : version
}
