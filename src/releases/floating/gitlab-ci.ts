import { imageReference, type Reference, type ReferenceFormat, withVariables } from '../lock-reference.ts'
import {
  itemsOf,
  loadYamlDocuments,
  memberOf,
  type YamlNode,
  yamlDocuments,
  yamlEntries,
  yamlText,
} from '../lock-yaml.ts'

/**
 * GitLab's pipelines (docs.gitlab.com, "CI/CD YAML syntax reference"): images and services of jobs and of `default`, with variables of the
 * file put in, and what `include` takes from other projects, components and addresses.
 */
export const gitlabCi: ReferenceFormat = {
  id: 'gitlab-ci',
  label: 'GitLab pipeline',
  paths: /\/[^/]*\.gitlab-ci\.ya?ml$|\/\.gitlab\/(?:.+\/)?[^/]+\.ya?ml$/,
  prepare: loadYamlDocuments,
  read({ bytes, limits, path }) {
    return yamlDocuments(bytes, limits, path)
      .flatMap(document => {
        const top = variablesIn(document, new Map())
        const jobs = yamlEntries(document).filter(({ key }) => key !== 'variables' && key !== 'include')
        return [
          ...imagesIn(document, top),
          ...jobs.flatMap(({ value }) => imagesIn(value, variablesIn(value, top))),
          ...included(memberOf(document, 'include')),
        ]
      })
      .sort((a, b) => a.line - b.line)
  },
}

function variablesIn(node: YamlNode, above: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map(above)
  for (const { key, value } of yamlEntries(memberOf(node, 'variables'))) {
    const text = yamlText(value) ?? yamlText(memberOf(value, 'value'))
    if (text !== undefined) found.set(key, text)
  }
  return found
}

function imagesIn(node: YamlNode, variables: ReadonlyMap<string, string>): Reference[] {
  if (node.kind !== 'map') return []
  const services = memberOf(node, 'services')
  return [memberOf(node, 'image'), ...(services?.kind === 'list' ? services.items : [])].flatMap((one): Reference[] => {
    const stated = memberOf(one, 'name') ?? one
    const written = yamlText(stated)
    if (written === undefined) return []
    return [{ ...imageReference(withVariables(written, variables), stated!.line), written: written.slice(0, 500) }]
  })
}

function included(node: YamlNode | undefined): Reference[] {
  const all = node?.kind === 'map' ? [node] : itemsOf(node)
  return all.flatMap((one): Reference[] => {
    const made = (written: string, by: string | undefined): Reference[] => {
      const pinned = by !== undefined && /^[0-9a-f]{40}$/i.test(by)
      const how =
        by === undefined ? 'no ref, so the default branch' : pinned ? 'a whole commit' : `the branch or tag ${by}`
      return [
        {
          written: written.slice(0, 500),
          line: one.line,
          kind: 'include',
          state: pinned ? 'pinned' : 'floating',
          by: how,
        },
      ]
    }
    const project = yamlText(memberOf(one, 'project'))
    if (project !== undefined) return made(project, yamlText(memberOf(one, 'ref')))
    const component = yamlText(memberOf(one, 'component'))
    if (component !== undefined)
      return made(component, component.includes('@') ? component.split('@').at(-1) : undefined)
    const address = yamlText(memberOf(one, 'remote')) ?? yamlText(one)
    if (address === undefined || !/^https?:/.test(address)) return []
    // GitLab verifies a remote file where its hash is stated.
    if (yamlText(memberOf(one, 'integrity')) !== undefined)
      return [{ written: address.slice(0, 500), line: one.line, kind: 'include', state: 'pinned', by: 'its hash' }]
    return made(address, /\/([0-9a-f]{40})\//.exec(address)?.[1])
  })
}
