import { namedEcosystem } from '../package-name.ts'
import { semver } from '../versions/semver.ts'

export const bitnami = namedEcosystem({
  type: 'bitnami',
  label: 'Bitnami',
  osv: ['Bitnami'],
  order: semver,
  fold: name => name.toLowerCase(),
  versionOf,
})

/** Their versions have a build number of their own after `-`. */
const withBuild = new Set(['java', 'java-min', 'jre'])

/**
 * A purl has the packager's revision behind the version (`6.2.0-3`), advisories have not; semantic versioning would take
 * `6.2.0-3` for a pre-release of 6.2.0.
 */
function versionOf(version: string, name: string): string {
  const revision = /-r?\d+$/.exec(version)
  if (revision === null) return version
  const rest = version.slice(0, revision.index)
  return withBuild.has(name) && !rest.includes('-') ? version : rest
}
