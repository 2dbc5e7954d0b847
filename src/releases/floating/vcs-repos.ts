import type { Reference, ReferenceFormat } from '../lock-reference.ts'
import { loadYamlDocuments, memberOf, yamlDocuments, yamlEntries, yamlText } from '../lock-yaml.ts'

/** Lists of repositories for vcstool, as ROS has them (github.com/dirk-thomas/vcstool): `version` is a branch, a tag or a commit. */
export const vcsRepos: ReferenceFormat = {
  id: 'vcs-repos',
  label: 'vcstool repositories',
  paths: /\/[^/]+\.repos$/,
  prepare: loadYamlDocuments,
  read: ({ bytes, limits, path }) =>
    yamlDocuments(bytes, limits, path).flatMap(document =>
      yamlEntries(memberOf(document, 'repositories')).map(({ key, line, value }): Reference => {
        const version = yamlText(memberOf(value, 'version'))
        const pinned = version !== undefined && /^[0-9a-f]{40}$/i.test(version)
        const moving =
          version === undefined ? 'no version, so the default branch' : `the branch or tag ${version.slice(0, 128)}`
        return {
          written: key.slice(0, 500),
          line,
          kind: 'include',
          state: pinned ? 'pinned' : 'floating',
          by: pinned ? 'a whole commit' : moving,
        }
      }),
    ),
}
